// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/discount.hpp"

#include "agent/base/check.hpp"
#include "agent/base/limits.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::int64_t whole = 10'000;
static_assert(twelve_digits_max <= INT64_MAX / whole);

std::int64_t part_of(std::int64_t eligible, BasisPoints part, Rounding rounding) {
    const std::int64_t exact = eligible * std::min(part.value, whole);
    switch (rounding) {
        case Rounding::down:
            return exact / whole;
        case Rounding::half_up:
            return (exact + whole / 2) / whole;
        case Rounding::up:
            return (exact + whole - 1) / whole;
    }
    return exact / whole;
}

}  // namespace

std::int64_t discount_of(const Worth& worth, std::int64_t eligible) {
    CHECK(eligible <= twelve_digits_max, "amounts are bounded where they are parsed");
    if (eligible <= 0) return 0;
    const auto* amount = std::get_if<std::int64_t>(&worth.off);
    const auto off =
        amount ? *amount : part_of(eligible, std::get<BasisPoints>(worth.off), worth.rounding);
    return std::min({off, worth.most, eligible});
}

}  // namespace aisle
