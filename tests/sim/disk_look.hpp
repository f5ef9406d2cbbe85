// SPDX-License-Identifier: Apache-2.0
// The journal on a device's disk, looked at without touching the disk: on a copy. One thread.
#pragma once

#include "agent/store/sqlite.hpp"
#include "tests/crash/crash_files.hpp"
#include "tests/crash/crash_vfs.hpp"

#include <optional>
#include <string>
#include <utility>

namespace aisle {

class DiskLook {
public:
    // `folder` is the state folder.
    DiskLook(DiskImage image, const std::string& folder);

    // Nothing when there is no journal yet.
    Database* db() { return db_ ? &*db_ : nullptr; }

private:
    CrashDisk disk_;
    CrashVfs vfs_{disk_};
    std::optional<Database> db_;
};

}  // namespace aisle
