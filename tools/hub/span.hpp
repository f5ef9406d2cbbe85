// SPDX-License-Identifier: Apache-2.0
// Ranges of numbers, first to last inclusive, and what of one is left when others cover it. Pure.
#pragma once

#include "agent/base/strong.hpp"

#include <cstdint>
#include <vector>

namespace aisle {

struct SeqSpan {
    Seq first;
    Seq last;

    std::uint64_t count() const { return last.value() - first.value() + 1; }
    auto operator<=>(const SeqSpan&) const = default;
};

// The parts of `whole` that none of `covers` covers, in order. The covers may lie in any order,
// overlap and reach out of `whole`.
std::vector<SeqSpan> uncovered(const SeqSpan& whole, std::vector<SeqSpan> covers);

std::uint64_t count_of(const std::vector<SeqSpan>& spans);

}  // namespace aisle
