// SPDX-License-Identifier: Apache-2.0
#include "agent/base/entropy.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <set>
#include <vector>

namespace aisle {
namespace {

// Gives the numbers it was given.
class Scripted final : public Entropy {
public:
    explicit Scripted(std::vector<std::uint64_t> numbers) : numbers_(std::move(numbers)) {}
    void fill(std::span<std::uint8_t> bytes) override {
        auto number = numbers_.at(next_++);
        for (auto& byte : bytes) {
            byte = static_cast<std::uint8_t>(number);
            number >>= 8U;
        }
    }
    std::size_t used() const { return next_; }

private:
    std::vector<std::uint64_t> numbers_;
    std::size_t next_ = 0;
};

TEST(SeededEntropy, GivesTheNumbersOfSplitMix64) {
    SeededEntropy entropy{1234567};
    EXPECT_EQ(entropy.number(), 6457827717110365317U);
    EXPECT_EQ(entropy.number(), 3203168211198807973U);
    EXPECT_EQ(entropy.number(), 9817491932198370423U);
}

TEST(SeededEntropy, GivesTheSameForTheSameSeedOnly) {
    SeededEntropy a{1};
    SeededEntropy b{1};
    SeededEntropy c{2};
    const auto first = a.number();
    EXPECT_EQ(first, b.number());
    EXPECT_NE(first, c.number());
}

TEST(Entropy, StaysBelowItsBoundAndReachesAllOfIt) {
    SeededEntropy entropy{3};
    std::array<int, 7> seen{};
    for (int i = 0; i < 7000; ++i) ++seen.at(static_cast<std::size_t>(entropy.below(7)));
    for (const int count : seen) {
        EXPECT_GT(count, 800);
        EXPECT_LT(count, 1200);
    }
    EXPECT_EQ(entropy.below(1), 0U);
}

TEST(Entropy, IsZeroForAnEmptyRange) {
    Scripted nothing{{}};
    EXPECT_EQ(nothing.below(0), 0U);
}

TEST(Entropy, DrawsAgainWhatWouldFavourTheLowResults) {
    // 2^64 mod 10 is 6: the numbers 0 to 5 are one too many.
    Scripted entropy{{5, 0, 6}};
    EXPECT_EQ(entropy.below(10), 6U);
    EXPECT_EQ(entropy.used(), 3U);
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    EXPECT_EQ(Scripted({most}).below(10), 5U);
}

TEST(SystemEntropy, NeverGivesTheSameTwice) {
    SystemEntropy entropy;
    std::set<std::uint64_t> numbers;
    for (int i = 0; i < 1000; ++i) numbers.insert(entropy.number());
    EXPECT_EQ(numbers.size(), 1000U);
}

TEST(SystemEntropy, FillsMoreThanTheKernelGivesAtOnce) {
    SystemEntropy entropy;
    std::vector<std::uint8_t> bytes(70'000);
    entropy.fill(bytes);
    const std::set<std::uint8_t> tail(bytes.end() - 4000, bytes.end());
    EXPECT_GT(tail.size(), 200U);
}

}  // namespace
}  // namespace aisle
