// SPDX-License-Identifier: Apache-2.0
#include "agent/base/long_file.hpp"

#include "agent/base/cached_pages.hpp"
#include "agent/base/file_failure.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace aisle {
namespace {

// The name is on the medium only when its folder is. Some file systems of sticks cannot sync a
// folder by itself (EINVAL); they get everything.
Result<void> sync_folder(const std::string& path) {
    auto folder = std::filesystem::path(path).parent_path().string();
    if (folder.empty()) folder = ".";
    const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.open()) return file_failure("syncing", folder, errno);
    const int number = opened.get();
    const bool synced = ::fsync(number) == 0 || (errno == EINVAL && ::syncfs(number) == 0);
    if (!synced) return file_failure("syncing", folder, errno);
    return {};
}

}  // namespace

Result<NewFile> NewFile::begin(const std::string& path) {
    constexpr mode_t owner_only = S_IRUSR | S_IWUSR;
    struct stat there {};
    if (::lstat(path.c_str(), &there) == 0) {
        return Error(Errc::conflict, path + " is there already; give another name or remove it");
    }
    const auto name = path + ".part";
    const int file =
        ::open(name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, owner_only);
    if (file < 0) return file_failure("creating", name, errno);
    return NewFile(path, file);
}

NewFile::~NewFile() {
    if (file_.open()) ::unlink(unfinished().c_str());
}

Result<void> NewFile::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(file_.get(), bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return file_failure("writing", path_, n < 0 ? errno : EIO);
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
}

Result<void> NewFile::finish() {
    if (::fsync(file_.get()) != 0) return file_failure("writing", path_, errno);
    Result<void> outcome;
    if (!file_.close()) outcome = file_failure("writing", path_, errno);
    if (outcome && ::rename(unfinished().c_str(), path_.c_str()) != 0) {
        outcome = file_failure("naming", path_, errno);
    }
    if (!outcome) {
        ::unlink(unfinished().c_str());
        return outcome;
    }
    return sync_folder(path_);
}

Result<OldFile> OldFile::open(const std::string& path, bool from_medium) {
    if (from_medium) {
        TRY(drop_cached_pages(path));
    }
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return file_failure("opening", path, errno);
    return OldFile(path, file);
}

Result<std::string> OldFile::read(std::size_t bytes) {
    std::string out(bytes, '\0');
    std::size_t have = 0;
    while (have < bytes) {
        const ssize_t n = ::read(file_.get(), out.data() + have, bytes - have);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return file_failure("reading", path_, errno);
        if (n == 0) break;
        have += static_cast<std::size_t>(n);
    }
    out.resize(have);
    return out;
}

}  // namespace aisle
