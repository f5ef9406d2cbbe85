// SPDX-License-Identifier: Apache-2.0
// Which sessions of landing pages were handed over to this device: each once. Kept for
// seen_token_memory after the end of its token. Inside a Txn on the store thread.
#pragma once

#include "agent/domain/handoff.hpp"
#include "agent/store/committer.hpp"

#include <cstddef>

namespace aisle {

class HandoffBook {
public:
    explicit HandoffBook(Database& db);

    Result<bool> has_seen(const HandoffSession& session);
    // `ends`: its token's. Errors: conflict, if it was seen before.
    Result<void> see(Txn& txn, const HandoffSession& session, WallTime at, WallTime ends);
    // At most `rows_max` that are past their time. `now` is the true time.
    Result<void> forget(Txn& txn, WallTime now, std::size_t rows_max);

private:
    Statement was_seen_;
    Statement see_;
    Statement forget_;
};

}  // namespace aisle
