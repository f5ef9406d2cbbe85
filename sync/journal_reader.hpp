// SPDX-License-Identifier: Apache-2.0
// The journal as it is read: batches to send, the state of its lanes, pages for support. Works on
// the read-only connection, on the read thread, in slices of milliseconds; sees only what is
// durable.
#pragma once

#include "agent/base/result.hpp"
#include "agent/base/time.hpp"
#include "agent/store/sqlite.hpp"
#include "sync/journal.hpp"
#include "sync/wire.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace aisle {

struct JournalState {
    Epoch epoch;
    std::array<LaneState, 2> lanes;

    const LaneState& lane(Lane which) const { return lanes[index_of(which)]; }
};

struct BatchBounds {
    std::size_t entries_max = 1;
    std::size_t bytes_max = 0;  // of events and persons, before any compression
};

// What stands after a number: a batch, or damage (numbers with neither row nor gap), or nothing.
struct NextBatch {
    std::optional<Batch> batch;
    EventId last_id;  // stood at the batch's last number
    std::optional<Gap> missing;
};

struct JournalRow {
    Seq seq;
    EventId id;
    std::string event;
    bool person = false;
};

// How much waits for central, and since when.
struct Backlog {
    std::uint64_t waiting = 0;
    std::optional<WallTime> oldest;
};

class JournalReader {
public:
    explicit JournalReader(Database& read_only);

    Result<JournalState> state();
    // Contiguous from `after` + 1.
    Result<NextBatch> next_batch(Lane lane, Seq after, BatchBounds bounds);
    Result<std::vector<JournalRow>> page(Lane lane, Seq after, std::size_t rows_max);
    // `acked` may be ahead of what is stored: acks are written down seldom.
    Result<Backlog> backlog(Lane lane, Seq acked);
    // Numbers given up for good, and events set aside.
    Result<std::uint64_t> gap_count();
    Result<std::uint64_t> quarantined();

private:
    Result<std::optional<Gap>> gap_from(Lane lane, Seq seq);
    Result<NextBatch> collect(const LaneState& state, Seq after, BatchBounds bounds);

    Statement begin_;
    Statement end_;
    Statement epoch_;
    Statement lanes_;
    Statement rows_;
    Statement gaps_;
    Statement row_;
    Statement oldest_;
    Statement gapped_after_;
    Statement gap_count_;
    Statement quarantined_;
};

// The time in a UUIDv7.
WallTime time_of(const EventId& id);

}  // namespace aisle
