// SPDX-License-Identifier: Apache-2.0
#include "agent/app/folder_lock.hpp"

#include "agent/base/file_failure.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <utility>

namespace aisle {
namespace {

// The process that took the lock, as the kernel lists it; 0 where it does not tell. By inode alone:
// on btrfs and overlays stat() tells another device than that list.
pid_t holder_of(int descriptor) {
    struct stat folder {};
    if (::fstat(descriptor, &folder) != 0) return 0;
    const auto place = ":" + std::to_string(folder.st_ino);
    std::ifstream locks("/proc/locks");
    for (std::string line; std::getline(locks, line);) {
        std::istringstream words(line);
        std::string number, kind, advisory, access, file;
        pid_t pid = 0;
        words >> number >> kind >> advisory >> access >> pid >> file;
        if (kind == "FLOCK" && file.ends_with(place)) return pid;
    }
    return 0;
}

std::string name_of(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/comm");
    std::string name;
    std::getline(file, name);
    return name;
}

Error in_use(const std::string& folder, pid_t holder) {
    std::string who = "another program has it";
    std::string next = "stop it, or give this one a folder of its own (disk.directory)";
    if (holder == ::getpid()) {
        who = "this program has it open already";
        next = "close that one first, or give this one a folder of its own (disk.directory)";
    } else if (holder > 0) {
        const auto name = name_of(holder);
        who = "process " + std::to_string(holder) + (name.empty() ? "" : " (" + name + ")") +
              " has it";
        if (name.empty()) {
            who += ", which has ended, but not what was forked from it";
            next = "end that (fuser " + folder + " names it)";
        }
    }
    return Error(Errc::conflict, "the state folder " + folder + " is in use: " + who + "; " + next)
        .coded("folder_in_use");
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::string& folder) {
    FolderLock lock;
    lock.descriptor_ = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock.descriptor_ < 0) {
        const auto failed = file_failure("opening the state folder", folder, errno);
        return Error(failed.kind(),
                     failed.what() + "; make it, and give it to the user aisled runs as");
    }
    int outcome = 0;
    do {
        outcome = ::flock(lock.descriptor_, LOCK_EX | LOCK_NB);
    } while (outcome != 0 && errno == EINTR);
    if (outcome == 0) return lock;
    if (errno == EWOULDBLOCK) return in_use(folder, holder_of(lock.descriptor_));
    return file_failure("locking the state folder", folder, errno);
}

FolderLock::~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

}  // namespace aisle
