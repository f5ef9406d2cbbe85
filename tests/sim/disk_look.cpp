// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/disk_look.hpp"

#include "sync/state_folder.hpp"

namespace aisle {

DiskLook::DiskLook(DiskImage image, const std::string& folder) : disk_(std::move(image)) {
    CrashFiles files(disk_);
    const auto name = current_journal(folder, files);
    if (!name) return;
    auto db = Database::open(
        {.path = folder + "/" + *name, .read_only = true, .vfs = vfs_.name().c_str()});
    if (db) db_.emplace(std::move(*db));
}

}  // namespace aisle
