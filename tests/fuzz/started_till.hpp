// SPDX-License-Identifier: Apache-2.0
// A till as it stands after its start on a disk in memory: the real open_state_folder, and the few
// things that a till then does with its journal. It never ends in order: what it leaves on the disk
// is what a killed process leaves. One thread.
#pragma once

#include "agent/base/metrics.hpp"
#include "sync/journal_reader.hpp"
#include "sync/state_folder.hpp"
#include "tests/crash/crash_files.hpp"
#include "tests/crash/crash_vfs.hpp"
#include "tests/fuzz/silence.hpp"

#include <optional>
#include <set>
#include <string>

namespace aisle {

using EventIds = std::set<EventId>;

class StartedTill {
public:
    static constexpr const char* folder = "state";

    // `seed`: of its epochs and ids; another for each start.
    StartedTill(const DiskImage& image, std::uint64_t seed);

    Result<void> start();
    Result<EventId> capture(Lane lane, std::size_t bytes);
    // Reads all that a running till reads; false when it shows damage.
    bool looks_whole();
    // As the daemon ends when it has met damage, and only then: with a mark for the next start.
    void end();
    // What a running till does besides capturing. May fail, as long as it ends.
    void live_on();

    OpenJournal& opened() { return *opened_; }
    DiskImage image() const { return disk_.image(); }

private:
    // Whether it could be read; what could not must say that it is damage.
    template <class T>
    bool fine(const Result<T>& read);
    bool read_lane(JournalReader& reader, Lane lane);
    bool walk();
    Result<void> commit(Job job);
    StateFolder state_folder();

    Silence silence_;
    Metrics metrics_;
    CrashDisk disk_;
    CrashVfs vfs_{disk_};
    CrashFiles files_{disk_};
    SeededEntropy dice_;
    std::optional<OpenJournal> opened_;
    bool damaged_ = false;
};

// The events of a journal that can be read and are such, from both of its ends up to the first
// fault; none of a file whose tables are not those of the schema.
EventIds events_in(Database& db);
EventIds events_in(const DiskImage& image, const std::string& file);

}  // namespace aisle
