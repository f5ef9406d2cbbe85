// SPDX-License-Identifier: Apache-2.0
// Faults planted on purpose. The judge has to see each within a few seeds, and to see nothing wrong
// with the same day when the fault is not there.
#include "tests/sim/sim_day.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

namespace aisle {
namespace {

constexpr std::uint64_t seeds_tried = 20;

bool says(const DayReport& report, std::string_view words) {
    const auto& wrongs = report.judgement.wrongs;
    return std::any_of(wrongs.begin(), wrongs.end(), [words](const std::string& wrong) {
        return wrong.find(words) != std::string::npos;
    });
}

// The first day that goes wrong in this way; else the last one tried.
template <class Seen>
DayReport first_red(DayOptions planted, Seen seen) {
    DayReport report;
    for (std::uint64_t seed = 1; seed <= seeds_tried; ++seed) {
        planted.seed = seed;
        report = live_day(planted);
        if (seen(report)) break;
    }
    return report;
}

void expect_clean_without(DayOptions planted, const DayReport& red) {
    std::cerr << "seen at seed " << red.seed << ": "
              << (red.judgement.wrongs.empty() ? "" : red.judgement.wrongs.front()) << "\n";
    planted.seed = red.seed;
    planted.hub_faults = {};
    planted.plants = {};
    const auto report = live_day(planted);
    EXPECT_TRUE(report.clean()) << report;
}

TEST(SimControl, DedupOffIsCaught) {
    const DayOptions planted{.hub_faults = {.dedup_off = true}, .menu = {Mishap::twice}};
    const auto duplicated = [](const DayReport& report) {
        return report.judgement.verdict.duplicated > 0;
    };
    const auto red = first_red(planted, duplicated);
    EXPECT_TRUE(duplicated(red)) << red;
    expect_clean_without(planted, red);
}

TEST(SimControl, AckBeforeCommitIsCaught) {
    const DayOptions planted{.hub_faults = {.ack_before_commit = true},
                             .menu = {Mishap::hub_killed}};
    const auto broken = [](const DayReport& report) { return says(report, "an ack did not hold"); };
    const auto red = first_red(planted, broken);
    EXPECT_TRUE(broken(red)) << red;
    expect_clean_without(planted, red);
}

TEST(SimControl, NumberingByMaxIsCaught) {
    // It shows in what is captured before central's welcome tells that the numbers are known.
    const DayOptions planted{.plants = {.numbers_by_max = true},
                             .menu = {Mishap::device_killed, Mishap::broker_away},
                             .retain_acknowledged = Seconds{60}};
    const auto twice = [](const DayReport& report) {
        return report.judgement.verdict.numbered_twice > 0;
    };
    const auto red = first_red(planted, twice);
    EXPECT_TRUE(twice(red)) << red;
    expect_clean_without(planted, red);
}

TEST(SimControl, PagesBeforeTheirCursorAreCaught) {
    const DayOptions planted{.plants = {.pages_before_cursor = true}, .menu = {Mishap::line_cut}};
    const auto half = [](const DayReport& report) { return says(report, "half a page"); };
    const auto red = first_red(planted, half);
    EXPECT_TRUE(half(red)) << red;
    expect_clean_without(planted, red);
}

TEST(SimControl, BackoffThatForgivesAtConnectIsCaught) {
    const DayOptions planted{.plants = {.forgives_at_connect = true}, .menu = {Mishap::kicks}};
    const auto often = [](const DayReport& report) { return says(report, "times in an hour"); };
    const auto red = first_red(planted, often);
    EXPECT_TRUE(often(red)) << red;
    expect_clean_without(planted, red);
}

// A day whose time does not go on any more would never end.
TEST(SimControl, WhatWakesItselfWithoutWaitingIsCaught) {
    World world(1);
    Function<void()> spin = [&world, &spin] { world.after(Micros{0}, [&spin] { spin(); }); };
    world.after(Seconds{1}, [&spin] { spin(); });
    world.run_until(Seconds{2});
    EXPECT_TRUE(world.stands_still());
    EXPECT_EQ(world.now(), Seconds{1});
}

}  // namespace
}  // namespace aisle
