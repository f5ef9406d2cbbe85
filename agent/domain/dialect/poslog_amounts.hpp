// SPDX-License-Identifier: Apache-2.0
// What the amounts of a POSLog receipt mean. Tills do not agree about what an ExtendedAmount is,
// before or after the RetailPriceModifiers and with or without the tax, nor about the signs of
// goods that come back, of change and of rounding. So the reading is taken with which the receipt
// agrees with its own grand total; where none does, it is refused like any that does not. A unit
// price that is not the amount by the quantity (of 100 g, of a dozen) is left out. Pure; any
// thread.
#pragma once

#include "agent/domain/receipt/till_receipt.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace aisle {

// What is taken off, or added; below 0 when it makes the amount of a sale smaller.
struct PosLogChange {
    Reduction reduction{};
    bool of_whole = false;  // its part of what the whole receipt is reduced by
};

struct PosLogItem {
    TillItem item{};
    std::int64_t extended = 0;  // not above 0 when it comes back
    std::optional<std::int64_t> regular{};
    std::optional<std::int64_t> actual{};
    std::int64_t tax = 0;
    std::vector<PosLogChange> changes{};
};

// Puts the items into a receipt that has all the rest, and makes it agree where that can be.
void settle_amounts(std::vector<PosLogItem> items, TillReceipt& receipt);

}  // namespace aisle
