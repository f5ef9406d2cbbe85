// SPDX-License-Identifier: Apache-2.0
// SQLite on a CrashDisk: an SQLite VFS, registered under a name of its own while it lives.
//
// It syncs what SQLite's unix VFS syncs and nothing more: a file when asked to, the directory after
// the first sync of a fresh journal or WAL, and after a removal only if SQLite asks for it. Locks
// and the WAL's shared memory live in this process; several connections, on any threads, see each
// other. It fails as the unix VFS fails: a file that cannot be looked at is not there, a lock of
// the shared memory that cannot be had is busy, a lock is always given back. Sector size and device
// characteristics are those of the unix VFS on Linux, so that SQLite takes the same paths as in
// production. No mmap of database files.
//
// The disk must outlive it; every connection must be closed before it goes.
#pragma once

#include "tests/crash/crash_disk.hpp"

#include <memory>
#include <string>

namespace aisle {

class CrashVfs {
public:
    explicit CrashVfs(CrashDisk& disk);
    ~CrashVfs();
    CrashVfs(const CrashVfs&) = delete;
    CrashVfs& operator=(const CrashVfs&) = delete;

    // What sqlite3_open_v2 is to be given.
    const std::string& name() const;

private:
    struct Registration;
    std::unique_ptr<Registration> registration_;
};

}  // namespace aisle
