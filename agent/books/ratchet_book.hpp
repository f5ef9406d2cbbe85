// SPDX-License-Identifier: Apache-2.0
// The time that was surely reached, kept; and whether rights may be spent: not from the moment on
// at which the journal gets another epoch (an older disk), or another life of central is noted
// (sync/central_memory.hpp leaves the mark), until central's word after it. Inside a Txn on the
// store thread.
#pragma once

#include "agent/base/ids.hpp"
#include "agent/base/time.hpp"
#include "agent/store/committer.hpp"

#include <optional>

namespace aisle {

class RatchetBook {
public:
    explicit RatchetBook(Database& db);

    struct Row {
        WallTime at;
        bool frozen = false;         // for whatever reason
        std::int64_t inventory = 0;  // the number of the last one that was told
        // Of the journal, when what is here was last known as central's.
        std::optional<Epoch> epoch{};
        bool new_central = false;  // that was not told yet what is here
        bool asked = false;        // central was asked for a hold, ever
    };
    Result<Row> read();
    Result<void> reach(Txn& txn, WallTime at);
    // Spending stops, and the next inventory is told, to whichever central it is: under which
    // number.
    Result<std::int64_t> freeze(Txn& txn);
    Result<std::int64_t> count_inventory(Txn& txn);
    Result<void> thaw(Txn& txn);
    Result<void> note(Txn& txn, const Epoch& epoch);
    // Central is about to be asked: it may reserve what this device never hears of. Writes nothing
    // but the first time.
    Result<void> note_asked(Txn& txn);

private:
    Statement read_;
    Statement reach_;
    Statement freeze_;
    Statement told_;
    Statement count_;
    Statement thaw_;
    Statement note_;
    Statement asked_;
};

}  // namespace aisle
