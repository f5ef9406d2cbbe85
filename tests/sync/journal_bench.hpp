// SPDX-License-Identifier: Apache-2.0
// A journal on a real file with the connections, the committer and the reader it has in the daemon,
// and the few words in which its tests are told. Synced as little as SQLite allows: what a power
// cut does is tested elsewhere.
#pragma once

#include "agent/store/committer.hpp"
#include "agent/store/schema.hpp"
#include "agent/store/sqlite.hpp"
#include "sync/journal.hpp"
#include "sync/journal_reader.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace aisle {

class JournalBench {
public:
    explicit JournalBench(std::uint64_t seed = 1, std::string file = "journal.db");
    ~JournalBench();

    // As after a restart: nothing is remembered but what is in the file.
    void reopen();

    Result<void> commit(Job job);

    Event make(Lane lane, bool person = false);
    Event append(Lane lane, bool person = false);
    void append(Lane lane, int count);
    EventId id_at(Lane lane, std::uint64_t seq);
    Result<void> acknowledge(Lane lane, std::uint64_t through);
    Result<void> rewind(Lane lane, std::uint64_t through, const EventId& id = {});
    Epoch fork();
    Result<void> quarantine(Lane lane, std::uint64_t seq);
    std::size_t trim(Lane lane, std::uint64_t through, std::size_t rows_max = 1000);
    std::size_t evict(std::size_t rows_max);
    // What a broken disk does: a row is gone and nobody says so.
    void lose_row(Lane lane, std::uint64_t seq);
    NextBatch next_batch(Lane lane, std::uint64_t after, BatchBounds bounds = {128, 60'000});
    const LaneState& lane(Lane which) const { return journal->lane(which); }

    ScratchFolder folder;
    SeededEntropy dice;
    ManualClock clock;
    RecordingLog lines;
    Metrics metrics;
    std::string path;
    std::unique_ptr<Database> write;
    std::unique_ptr<Database> read;
    std::unique_ptr<Committer> committer;
    std::unique_ptr<Journal> journal;
    std::unique_ptr<JournalReader> reader;

private:
    std::unique_ptr<Database> open(bool read_only);
    int made_ = 0;
};

}  // namespace aisle
