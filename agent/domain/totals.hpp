// SPDX-License-Identifier: Apache-2.0
// The totals of a receipt and what must hold between them, its lines and its tenders, to the minor
// unit. Sums run over the lines that are not void:
//   net      = sum of extended_amount over all lines but those of type "tax"
//   tax      = sum of extended_amount over the lines of type "tax", where there are any; else it
//              is as the till said, or 0
//   discount = - (sum of modifiers[].amount + extended_amount of "discount" and "loyalty_reward")
//   gross    = net + discount
//   grand    = net + tax    where the prices leave the tax out (tax_included: false)
//            = net          where the prices hold the tax     (tax_included: true)
//   grand    = sum of tenders[].amount; change given back is below 0, and a grand total rounded
//              for cash is made whole by a tender of type "rounding"
// net and grand must be said; gross and discount are computed when they are left out. All may be
// below 0: a return is a receipt whose money flows back. Pure; any thread.
#pragma once

#include "agent/domain/purchase_line.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace aisle {

struct Totals {
    std::int64_t gross = 0;
    std::int64_t discount = 0;
    std::int64_t net = 0;
    std::int64_t tax = 0;
    std::int64_t grand = 0;
    bool operator==(const Totals&) const = default;
};

// As the till said them; what it left out is not there.
struct StatedTotals {
    std::optional<std::int64_t> gross, discount, net, tax, grand;
};

// Adds up the lines. Only `stated.tax` is taken from the till, where no line says it.
// Errors: too_large ("amount_overflow").
Result<Totals> add_up(std::span<const PurchaseLine> lines, bool tax_included,
                      const StatedTotals& stated);

// Reads "gross", "discount", "net", "tax" and "grand"; "net" and "grand" must be there.
StatedTotals read_totals(Fields& fields);
// Errors: invalid ("totals_disagree"), placed under `pointer` at the first stated total that is not
// the computed one.
Result<void> compare_totals(const StatedTotals& stated, const Totals& computed,
                            const std::string& pointer);
void write_totals(JsonWriter& json, const Totals& totals);

}  // namespace aisle
