// SPDX-License-Identifier: Apache-2.0
// Twenty schedules of faults, each over two thousand captures. A schedule is a seed;
// AISLE_NETWORK_SEED lives through one alone.
#include "tests/network/stormy_day.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <list>

namespace aisle {
namespace {

// Days lived through at once: mostly they wait.
constexpr std::uint64_t days_a_wave = 5;

std::vector<std::uint64_t> seeds_of(std::uint64_t wave) {
    const char* text = std::getenv("AISLE_NETWORK_SEED");
    if (text != nullptr && wave > 0) return {};
    if (text != nullptr) return {std::strtoull(text, nullptr, 10)};
    std::vector<std::uint64_t> seeds;
    for (std::uint64_t day = 1; day <= days_a_wave; ++day)
        seeds.push_back(wave * days_a_wave + day);
    return seeds;
}

bool live_through(std::list<StormyDay>& days) {
    for (auto& day : days) day.open();
    return soon(
        [&] {
            return std::count_if(days.begin(), days.end(),
                                 [](StormyDay& day) { return day.go_on(); }) == 0;
        },
        patient);
}

class Storm : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Storm, LosesDoublesAndReordersNothing) {
    const auto seeds = seeds_of(GetParam());
    if (seeds.empty()) GTEST_SKIP() << "AISLE_NETWORK_SEED asks for one schedule alone";
    std::list<StormyDay> days;
    for (const auto seed : seeds) days.emplace_back(seed);
    EXPECT_TRUE(live_through(days)) << "it does not come to an end";
    for (auto& day : days) {
        const auto verdict = day.verdict();
        std::cerr << day.told() << "\n  " << verdict << "\n";
        EXPECT_TRUE(verdict.clean()) << day.told() << "\n" << verdict;
        EXPECT_EQ(verdict.given_up, 0u) << day.told() << ": a bad line is no bad event";
        EXPECT_GE(verdict.answered, static_cast<std::uint64_t>(captures_a_day));
        EXPECT_TRUE(day.drained()) << day.told();
        EXPECT_TRUE(day.chain_whole()) << day.told();
        EXPECT_TRUE(day.till().refusals().empty()) << day.told();
    }
}

INSTANTIATE_TEST_SUITE_P(Waves, Storm, testing::Values(0u, 1u, 2u, 3u));

}  // namespace
}  // namespace aisle
