// SPDX-License-Identifier: Apache-2.0
// Weighed goods: a store prints an EAN of its own on them, with a weight or a price in it. Where
// these stand is each country's and each chain's own, so it is written down:
// "2{P}{IIIII}{VVVVV}{C}"
//
//   digits  stand there       {I…} the item      {V…} its weight or price
//   {P…}    any digits        {K}  the price's own check digit, let pass       {C} the check digit
//
// makes 13 digits in all. Pure; any thread.
#pragma once

#include "agent/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace aisle {

enum class MeasureKind { weight, price, count };
std::string_view to_string(MeasureKind kind);
std::optional<MeasureKind> parse_measure_kind(std::string_view word);

struct Measure {
    std::string item;
    std::int64_t value = 0;  // in units of ten to the minus `decimals`
    int decimals = 0;
    MeasureKind kind = MeasureKind::price;
};

class MeasurePattern {
public:
    // Errors: invalid, with what is wrong.
    static Result<MeasurePattern> parse(std::string_view text, MeasureKind kind, int decimals);

    // Of thirteen digits; nothing when they are of another form.
    std::optional<Measure> read(std::string_view ean) const;

private:
    std::string form_;  // a sign for each digit: itself, P, I, V, K or C
    MeasureKind kind_ = MeasureKind::price;
    int decimals_ = 0;
};

}  // namespace aisle
