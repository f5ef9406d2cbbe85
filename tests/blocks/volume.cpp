// SPDX-License-Identifier: Apache-2.0
#include "tests/blocks/volume.hpp"

#include <fcntl.h>
#include <linux/loop.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace aisle {
namespace {

constexpr unsigned loop_major = 7;

Error failed(const std::string& doing) {
    const int number = errno;
    const bool denied = number == EPERM || number == EACCES;
    return Error(denied ? Errc::denied : Errc::io,
                 doing + ": " + std::generic_category().message(number));
}

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    int get() const { return fd_; }
    bool open() const { return fd_ >= 0; }

private:
    int fd_;
};

struct Loop {
    std::string path;
    Descriptor held;  // until the mount holds it; it frees itself when nobody does
};

// Another process may take the free one meanwhile; a few tries are enough.
constexpr int loop_tries = 20;

Result<Loop> attach(int fd) {
    const Descriptor control(::open("/dev/loop-control", O_RDWR | O_CLOEXEC));
    if (!control.open()) return failed("/dev/loop-control");
    for (int tries = 0; tries < loop_tries; ++tries) {
        const int number = ioctl(control.get(), LOOP_CTL_GET_FREE);
        if (number < 0) return failed("a free loop device");
        const std::string path = "/dev/loop" + std::to_string(number);
        // In a container nobody makes the nodes of new devices.
        const auto device = makedev(loop_major, static_cast<unsigned>(number));
        if (mknod(path.c_str(), S_IFBLK | S_IRUSR | S_IWUSR, device) != 0 && errno != EEXIST) {
            return failed("making " + path);
        }
        Descriptor loop(::open(path.c_str(), O_RDWR | O_CLOEXEC));
        if (!loop.open()) return failed("opening " + path);
        loop_config config{};
        config.fd = static_cast<std::uint32_t>(fd);
        config.info.lo_flags = LO_FLAGS_AUTOCLEAR;
        if (ioctl(loop.get(), LOOP_CONFIGURE, &config) == 0) return Loop{path, std::move(loop)};
        if (errno != EBUSY) return failed("configuring " + path);
    }
    errno = EBUSY;
    return failed("a free loop device");
}

}  // namespace

Result<void> keep_mounts_private() {
    if (unshare(CLONE_NEWNS) != 0) return failed("a name space of mounts");
    if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
        return failed("keeping mounts private");
    }
    return {};
}

Result<Mount> Mount::ext4_on(int fd, const std::string& folder) {
    TRY(const auto loop, attach(fd));
    if (::mount(loop.path.c_str(), folder.c_str(), "ext4", MS_NOATIME, nullptr) != 0) {
        return failed("mounting an ext4 on " + loop.path);
    }
    return Mount(folder);
}

Mount::~Mount() {
    if (folder_.empty() || ::umount2(folder_.c_str(), 0) == 0) return;
    ::umount2(folder_.c_str(), MNT_DETACH);
}

Result<void> RecordedVolume::open(std::uint64_t bytes) {
    const std::string image = scratch_.write("image", "");
    std::filesystem::resize_file(image, bytes);
    const auto made = run_program({"mkfs.ext4", "-q", "-F", "-b", "4096", "-N", "256", "-E",
                                   "lazy_itable_init=0,lazy_journal_init=1,nodiscard", image});
    if (made.status != 0) return Error(Errc::io, "mkfs.ext4: " + made.output);
    image_ = read_whole(image);
    const std::string recorded = scratch_.file("recorded");
    std::filesystem::create_directory(recorded);
    std::filesystem::create_directory(folder());
    const std::string program = std::string(AISLE_BINARY_DIR) + "/block-recorder";
    const std::string said = scratch_.file("recorder.log");
    recorder_ = ChildProcess({program, recorded, image, scratch_.file("log")}, said);
    const std::string disk = recorded + "/disk";
    const bool there = soon([&] { return std::filesystem::exists(disk) || !recorder_.running(); });
    if (!there || !recorder_.running()) {
        return Error(Errc::io, "a file system of our own (FUSE): " + read_whole(said));
    }
    recorded_ = std::make_unique<Mount>(recorded);
    const Descriptor file(::open(disk.c_str(), O_RDWR | O_CLOEXEC));
    if (!file.open()) return failed("opening " + disk);
    TRY(auto volume, Mount::ext4_on(file.get(), folder()));
    volume_ = std::make_unique<Mount>(std::move(volume));
    return {};
}

// The volume first: it still writes to the disk.
RecordedVolume::~RecordedVolume() {
    volume_.reset();
    recorded_.reset();
}

std::uint64_t RecordedVolume::log_bytes() const {
    return std::filesystem::file_size(scratch_.file("log"));
}

}  // namespace aisle
