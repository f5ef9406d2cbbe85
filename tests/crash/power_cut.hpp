// SPDX-License-Identifier: Apache-2.0
// Every disk that a power cut could leave, at every moment of a recorded run.
//
// The model, on the cautious side of what ext4, xfs and btrfs do:
//  - what a file was given since its last sync is there, or not, or in part: whole writes missing,
//    512-byte sectors of a write missing in any order, sectors full of junk or zeros, truncations
//    done or not. Bytes next to a write are never harmed (SQLite's "powersafe overwrite").
//  - names (create, remove, rename) are safe only after sync_directory(); until then the first few
//    of them have happened, in order, however the bytes of the files fared. Syncing a file does not
//    save its name, and a file whose removal was not saved is back with what it then held.
//  - what a failed sync was to save may be there until the next good sync and is lost with it: the
//    kernel has marked those pages clean, so a second sync proves nothing.
// The same seed gives the same disks. Pure; any thread.
#pragma once

#include "agent/base/entropy.hpp"

#include "tests/crash/crash_disk.hpp"

#include <functional>

namespace aisle {

enum class Loss {
    everything,  // nothing that was not synced is there
    nothing,     // all of it is there
    writes,      // some writes are missing as a whole
    sectors,     // some sectors of some writes are missing: torn and reordered
    junk,        // some hold junk instead
};
std::string_view to_string(Loss loss);

// Walks through the log and builds disks as it goes.
class PowerCut {
public:
    explicit PowerCut(const CrashDisk& disk);

    // One more operation happens before the cut; false when there was none left.
    bool step();
    std::size_t operation() const { return operation_; }
    std::size_t promises() const { return promises_; }
    // What a file holds that nothing can take away by now.
    const std::string& safe(DiskFile file) const { return files_[file].safe; }

    struct Disk {
        DiskImage image;
        std::uint64_t fingerprint;  // equal for disks that were left equal in the same way
    };
    Disk disk(Loss loss, Entropy& entropy) const;

private:
    struct Stored {
        std::string safe;
        std::vector<std::size_t> unsafe = {};  // operations of the log
        std::size_t doomed = 0;                // so many of them a failed sync has given up
        std::size_t synced_at = 0;
    };
    using Names = std::map<std::string, DiskFile>;
    struct Chance;

    void sync(Stored& file);
    static void apply(const DiskOperation& operation, Names& names);
    std::string content(const Stored& file, Chance& chance) const;

    const std::vector<DiskOperation>& log_;
    std::vector<Stored> files_;
    Names names_;
    std::vector<std::size_t> unsafe_names_;
    std::size_t operation_ = 0;
    std::size_t promises_ = 0;
    std::size_t names_synced_at_ = 0;
};

// One disk to be looked at: how much had been promised when the power went, and where it comes
// from.
struct CrashState {
    DiskImage image;
    std::size_t promises = 0;
    std::size_t operation = 0;
    std::size_t operations = 0;
    Loss loss = Loss::everything;
    std::uint64_t seed = 0;
    // "after operation 41 of 120, sectors lost, 3 promises made, seed 7"
    std::string describe() const;
};

struct Exploration {
    std::uint64_t seed = 1;
    // The disks tried at each moment.
    std::vector<Loss> losses = {Loss::everything, Loss::nothing, Loss::writes, Loss::sectors,
                                Loss::junk};
    // Every moment is looked at again, with the next seed, until there were so many states; a short
    // run may not have as many.
    std::size_t states_wanted = 0;
    std::size_t rounds_max = 500;
};

// Shows each different disk once and tells how many there were. Two equal disks are different
// states when more had been promised in between.
std::size_t explore(const CrashDisk& disk, const Exploration& exploration,
                    const std::function<void(CrashState&)>& look);

}  // namespace aisle
