// SPDX-License-Identifier: Apache-2.0
// block-recorder MOUNTPOINT IMAGE LOG: a file system with one file, "disk", whose bytes are those
// of IMAGE. A loop device on that file makes a disk of it, and this program is what the disk hears:
// it notes every write and every flush in LOG, in order, before it answers. One thread, so that
// there is an order.
#include "tests/blocks/block_record.hpp"

#include <fuse3/fuse.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string_view>

namespace aisle {
namespace {

constexpr std::string_view disk_name = "/disk";

struct Recorder {
    int image = -1;
    int log = -1;

    bool note(BlockRecord head, const char* bytes) const {
        // iovec has no const; nothing is written to it.
        std::array<iovec, 2> parts{{{&head, sizeof head}, {const_cast<char*>(bytes), head.bytes}}};
        const auto size = static_cast<ssize_t>(sizeof head + head.bytes);
        return writev(log, parts.data(), static_cast<int>(parts.size())) == size;
    }
};

const Recorder& recorder() {
    return *static_cast<const Recorder*>(fuse_get_context()->private_data);
}

int get_attributes(const char* path, struct stat* found, fuse_file_info*) {
    *found = {};
    if (std::string_view(path) == "/") {
        found->st_mode = S_IFDIR | S_IRWXU;
        found->st_nlink = 2;
        return 0;
    }
    if (path != disk_name) return -ENOENT;
    if (fstat(recorder().image, found) != 0) return -errno;
    found->st_mode = S_IFREG | S_IRUSR | S_IWUSR;
    return 0;
}

int open_disk(const char* path, fuse_file_info*) {
    return path == disk_name ? 0 : -ENOENT;
}

int read_disk(const char*, char* into, std::size_t size, off_t offset, fuse_file_info*) {
    const ssize_t done = pread(recorder().image, into, size, offset);
    return done < 0 ? -errno : static_cast<int>(done);
}

int write_disk(const char*, const char* bytes, std::size_t size, off_t offset, fuse_file_info*) {
    const BlockRecord head{static_cast<std::uint64_t>(offset), static_cast<std::uint32_t>(size),
                           BlockCall::write};
    if (!recorder().note(head, bytes)) return -EIO;
    const ssize_t done = pwrite(recorder().image, bytes, size, offset);
    return done < 0 ? -errno : static_cast<int>(done);
}

int flush_disk(const char*, int, fuse_file_info*) {
    return recorder().note({0, 0, BlockCall::flush}, nullptr) ? 0 : -EIO;
}

int record(const char* program, const char* mountpoint, Recorder& self) {
    fuse_operations operations{};
    operations.getattr = get_attributes;
    operations.open = open_disk;
    operations.read = read_disk;
    operations.write = write_disk;
    operations.fsync = flush_disk;
    std::array<const char*, 4> words{program, "-f", "-s", mountpoint};
    return fuse_main(static_cast<int>(words.size()), const_cast<char**>(words.data()), &operations,
                     &self);
}

}  // namespace
}  // namespace aisle

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fputs("usage: block-recorder MOUNTPOINT IMAGE LOG\n", stderr);
        return 2;
    }
    aisle::Recorder self;
    self.image = open(argv[2], O_RDWR | O_CLOEXEC);
    self.log = open(argv[3], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (self.image < 0 || self.log < 0) {
        std::perror("block-recorder");
        return 1;
    }
    return aisle::record(argv[0], argv[1], self);
}
