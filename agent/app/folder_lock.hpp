// SPDX-License-Identifier: Apache-2.0
// Who has a state folder. Two programs that write one journal would ruin it, so the daemon and the
// library take an advisory lock (flock) on the folder itself: it leaves no file behind, needs no
// room on a full disk, and the kernel releases it however its holder ends. Whoever only reads
// (verify, export) takes none. Any thread; at start.
//
// A process that was forked from the holder, and has not executed another program, shares the lock
// for as long as it lives. (Rejected: record locks. They are not inherited, but a process never
// excludes itself with them, and closing any descriptor of the file drops them.)
#pragma once

#include "agent/base/result.hpp"

#include <string>

namespace aisle {

class FolderLock {
public:
    // Errors: conflict, coded "folder_in_use", saying who has it; not_found, denied, io.
    static Result<FolderLock> take(const std::string& folder);
    FolderLock() = default;
    ~FolderLock();
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&& other) noexcept;

private:
    int descriptor_ = -1;
};

}  // namespace aisle
