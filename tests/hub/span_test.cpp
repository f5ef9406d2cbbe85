// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/span.hpp"

#include "agent/base/entropy.hpp"

#include <gtest/gtest.h>

#include <array>

namespace aisle {
namespace {

SeqSpan span(std::uint64_t first, std::uint64_t last) {
    return {Seq(first), Seq(last)};
}
using Spans = std::vector<SeqSpan>;

TEST(SpanTest, WhatNothingCoversIsLeftWhole) {
    EXPECT_EQ(uncovered(span(3, 7), {}), Spans{span(3, 7)});
    EXPECT_EQ(uncovered(span(3, 7), {span(1, 2), span(8, 9)}), Spans{span(3, 7)});
}

TEST(SpanTest, WhatIsCoveredIsTakenOut) {
    EXPECT_EQ(uncovered(span(3, 7), {span(3, 7)}), Spans{});
    EXPECT_EQ(uncovered(span(3, 7), {span(1, 9)}), Spans{});
    EXPECT_EQ(uncovered(span(3, 7), {span(5, 5)}), (Spans{span(3, 4), span(6, 7)}));
    EXPECT_EQ(uncovered(span(3, 7), {span(6, 9), span(1, 3)}), Spans{span(4, 5)});
}

TEST(SpanTest, AgreesWithCountingOneByOne) {
    SeededEntropy dice(7);
    for (int round = 0; round < 2000; ++round) {
        std::array<bool, 40> covered{};
        Spans covers;
        for (auto left = dice.below(5); left > 0; --left) {
            const auto first = dice.below(40);
            const auto last = first + dice.below(40 - first);
            covers.push_back(span(first, last));
            for (auto i = first; i <= last; ++i) covered[i] = true;
        }
        std::uint64_t expected = 0;
        for (std::size_t i = 10; i <= 30; ++i) expected += covered[i] ? 0U : 1U;
        const auto left = uncovered(span(10, 30), covers);
        ASSERT_EQ(count_of(left), expected) << "round " << round;
        for (const auto& part : left) {
            for (Seq seq = part.first; seq <= part.last; seq = seq.next()) {
                ASSERT_FALSE(covered[seq.value()]) << "round " << round;
            }
        }
    }
}

}  // namespace
}  // namespace aisle
