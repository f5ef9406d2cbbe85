// SPDX-License-Identifier: Apache-2.0
// Any schedule of what the protocol admits and of what goes wrong: no budget is overspent, no
// coupon is used twice by right, and in the end the hub's books are the truth.
// AISLE_RIGHTS_STEPS=1000000 and AISLE_RIGHTS_SEED=… run the schedules of another day.
#include "tests/rights/chain.hpp"

#include <cstdio>
#include <cstdlib>
#include <sstream>

namespace aisle {
namespace {

std::uint64_t number_of(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

void print(const std::string& line) {
    std::fputs((line + "\n").c_str(), stdout);
    std::fflush(stdout);
}

class RightsOfAChain : public testing::Test {
protected:
    void run(ChainOptions options) {
        options.seed = number_of("AISLE_RIGHTS_SEED", options.seed);
        const auto steps = number_of("AISLE_RIGHTS_STEPS", 18'000);
        print("seed " + std::to_string(options.seed) + ", " + std::to_string(steps) + " steps");
        std::ostringstream line;
        Chain chain(options);
        chain.run(steps);
        for (const auto& what : chain.wrong()) ADD_FAILURE() << what;
        happened = chain.happened();
        for (const auto mode : {RedemptionMode::holder, RedemptionMode::lease,
                                RedemptionMode::online, RedemptionMode::risk}) {
            const auto used = chain.truth().used_by(mode);
            line << to_string(mode) << " " << used << ", ";
            EXPECT_GT(used, 0U) << "nothing was used by " << to_string(mode);
        }
        for (const auto& [reason, times] : chain.truth().refusals()) {
            line << reason << " " << times << ", ";
        }
        line << happened.seasons << " seasons, " << happened.kills << " kills, "
             << happened.partitions << " partitions, " << happened.set_backs << " set-backs, "
             << happened.copies << " copies, " << chain.truth().copies_used()
             << " uses of what a copy had";
        print(line.str());
    }
    Happened happened;
};

TEST_F(RightsOfAChain, AreExactThoughTheHubIsSetBack) {
    run({.seed = 3, .harm = Harm::hub});
    EXPECT_GT(happened.set_backs, 0U);
}

TEST_F(RightsOfAChain, AreExactThoughLinesBreakAndClocksAreWrong) {
    run({.seed = 3, .harm = Harm::none});
}

TEST_F(RightsOfAChain, AreBoundedByWhatWasLentToACopyThoughDisksAreCopied) {
    run({.seed = 3, .harm = Harm::disks});
    EXPECT_GT(happened.copies, 0U);
}

// By one of so many seeds.
bool is_caught(ChainOptions options, const std::string& words, std::uint64_t seeds = 10) {
    for (const auto last = options.seed + seeds; options.seed < last; ++options.seed) {
        Chain chain(options);
        chain.run(12'000);
        for (const auto& what : chain.wrong()) {
            print("seed " + std::to_string(options.seed) + ": " + what);
            if (what.find(words) != std::string::npos) return true;
        }
    }
    return false;
}

// The same schedule, and nothing is planted.
TEST(RightsControl, FreedByTheWatermarkABudgetIsNotOverspent) {
    EXPECT_FALSE(is_caught({.seed = 6, .harm = Harm::none, .haste = 5}, "", 1));
}

TEST(RightsControl, FreedByTheClockABudgetIsOverspent) {
    EXPECT_TRUE(is_caught({.seed = 6,
                           .harm = Harm::none,
                           .faults = {.reclaim_by_clock = true},
                           .haste = 5,
                           .by_truth_alone = true},
                          "overspent"));
}

TEST(RightsControl, ALeaseThatForgetsWhatWasSpentIsCaught) {
    EXPECT_TRUE(is_caught({.seed = 6, .harm = Harm::none, .plants = {.forgets_spending = true}},
                          "spent of lease"));
}

}  // namespace
}  // namespace aisle
