// SPDX-License-Identifier: Apache-2.0
// Walks the whole journal in slices and checks what must hold: every number is a row or within a
// gap, ids and events agree, the ledger's chain is whole, the counters end where the rows end.
// The daemon does it behind its back after a start; `aisle verify` does it at once. Any connection;
// between slices nothing is held, so that the log can be reused.
#pragma once

#include "agent/base/crypto/sha256.hpp"
#include "agent/store/sqlite.hpp"
#include "sync/journal.hpp"
#include "sync/journal_reader.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aisle {

struct WalkReport {
    std::uint64_t rows = 0;
    std::uint64_t gaps = 0;
    std::vector<std::string> problems;  // the first few, in words
    bool whole() const { return problems.empty(); }
};

class JournalWalk {
public:
    explicit JournalWalk(Database& db);

    // One slice. True while there is more to see. Errors: corrupt, io: the file cannot be read on.
    Result<bool> step(std::size_t rows_max);
    const WalkReport& report() const { return report_; }

    // The few things that can be checked in milliseconds before capture is ready.
    Result<void> quick();

private:
    struct Progress {
        Seq at;  // checked through here
        Digest chain;
        bool chain_known = false;
        EventId id;
    };
    // One transaction, so that a trim in between does not look like damage.
    Result<bool> in_snapshot(std::size_t rows_max);
    Result<bool> step_lane(Lane lane, std::size_t rows_max);
    void check_row(Lane lane, const Query& row, Progress& progress);
    Result<void> check_end(Lane lane);
    void blame(std::string problem);

    Statement begin_;
    Statement end_;
    Statement rows_;
    Statement beyond_;
    Statement gap_;
    Statement others_;
    JournalReader reader_;
    std::optional<JournalState> state_;
    std::array<Progress, 2> progress_;
    WalkReport report_;
};

}  // namespace aisle
