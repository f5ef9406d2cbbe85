// SPDX-License-Identifier: Apache-2.0
// What the tills of this device have promised a member since central last told her balance: the
// points that each of her receipts was said to earn. A receipt counts once, under whatever name a
// till says it again. An estimate, to be shown beside the balance and never spent: points are
// earned from purchases at central alone. One whose purchase is older than the snapshot is in it.
// Inside a Txn on the store thread.
#pragma once

#include "agent/base/time.hpp"
#include "agent/store/committer.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace aisle {

// What one receipt was said to earn whom.
struct PointEstimate {
    std::string_view member;
    std::string_view receipt;  // its purchase_key
    std::int64_t points = 0;   // negative for what was brought back
};

class PointBook {
public:
    explicit PointBook(Database& db);

    // What was said of the receipt first stands.
    Result<void> note(Txn& txn, const PointEstimate& estimate, WallTime at);
    // Of all ids that she goes by: what came after the snapshot, or all there is.
    Result<std::int64_t> pending(std::span<const std::string> ids,
                                 std::optional<WallTime> snapshot);
    Result<std::size_t> forget(Txn& txn, std::string_view member);
    // `rows_max` of those that are past their time. `now` is the true time.
    Result<void> forget(Txn& txn, WallTime now, std::size_t rows_max);

private:
    Statement note_;
    Statement bound_;
    Statement sum_;
    Statement forget_;
    Statement aged_;
};

}  // namespace aisle
