// SPDX-License-Identifier: Apache-2.0
// Keeps the journal within its room on disk. The room is the byte budget, or what the file system
// has left if that is less; the write-ahead log counts, free pages within the file do not.
// A quarter of it is reserved for the ledger and for deletes. Space is made in this order:
// acknowledged rows, then the oldest unacknowledged touch rows, declared as gaps. When even the
// reserve is gone the capture is refused out loud. Inside a Txn, store thread.
#pragma once

#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "agent/base/time.hpp"
#include "agent/store/committer.hpp"
#include "agent/store/disk_room.hpp"
#include "sync/journal.hpp"

#include <cstdint>

namespace aisle {

struct RetentionOptions {
    std::uint64_t budget_bytes = 0;
    Micros retain_acknowledged{0};
};

class Retention {
public:
    Retention(Journal& journal, const RetentionOptions& options, Log log, Metrics& metrics);

    // Before an append of so many bytes. Errors: full ("disk_full").
    Result<void> admit(Txn& txn, Lane lane, std::size_t bytes);
    // One slice of the regular work: rows acknowledged long enough ago go, if the true time is
    // known; free pages are given back. `may_trim` only while central's last welcome is young. True
    // while more is to do.
    Result<bool> tidy(Txn& txn, std::optional<WallTime> truth, bool may_trim);

private:
    // Whether there is room, as far as was measured and counted since.
    bool fits(Lane lane) const;
    Result<DiskRoom> measure(Txn& txn);
    Result<bool> make_room(Txn& txn);

    Journal& journal_;
    RetentionOptions options_;
    Log log_;
    Metrics& metrics_;
    DiskRoom room_;
    std::uint64_t unmeasured_bytes_;
};

}  // namespace aisle
