// SPDX-License-Identifier: Apache-2.0
// The time that was surely reached, kept; and whether rights may be spent: not between a fork of
// the journal (an older disk) and central's word after it. Inside a Txn on the store thread.
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
        bool frozen = false;
        std::int64_t inventory = 0;  // the number of the last one that was told
        std::optional<Epoch>
            epoch{};  // of the journal, when what is here was last known as central's
    };
    Result<Row> read();
    Result<void> reach(Txn& txn, WallTime at);
    // Spending stops, and the next inventory is told: under which number.
    Result<std::int64_t> freeze(Txn& txn);
    Result<std::int64_t> count_inventory(Txn& txn);
    Result<void> thaw(Txn& txn);
    Result<void> note(Txn& txn, const Epoch& epoch);

private:
    Statement read_;
    Statement reach_;
    Statement freeze_;
    Statement count_;
    Statement thaw_;
    Statement note_;
};

}  // namespace aisle
