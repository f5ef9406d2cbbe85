// SPDX-License-Identifier: Apache-2.0
// Pull the plug anywhere: what was said to be saved is there, and nothing is half there.
// Small workloads, cut at every operation, many disks each.
#include "tests/crash/power_checker.hpp"
#include "tests/crash/workload.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace aisle {
namespace {

// Of each workload and ending, so that the suite looks at 100,000 and more in all.
// AISLE_CRASH_STATES asks for fewer, or for very many.
std::size_t states_wanted() {
    const char* asked = std::getenv("AISLE_CRASH_STATES");
    return asked ? static_cast<std::size_t>(std::atoll(asked)) : 2'600;
}

PowerChecker::Verdict cut_power(const Workload& workload, Ending ending, std::size_t states,
                                TillOptions options = {}) {
    const Recording recording(workload, Start(workload, ending), options);
    EXPECT_TRUE(recording.story.refusals.empty()) << recording.story.last_refusal();
    PowerChecker checker(recording.story);
    explore(recording.disk, {.states_wanted = states},
            [&](CrashState& state) { checker.look(state); });
    return checker.verdict();
}

class Power : public testing::TestWithParam<Workload> {
protected:
    // Every verdict comes by here.
    static void expect_kept(const PowerChecker::Verdict& verdict, std::size_t states_min) {
        states_ += verdict.states;
        EXPECT_GE(verdict.states, states_min);
        EXPECT_EQ(verdict.wrong(), 0U) << verdict.text();
    }
    static void TearDownTestSuite() { std::printf("%zu crash states looked at\n", states_); }

private:
    static inline std::size_t states_ = 0;
};

TEST_P(Power, CutAnywhereAfterACleanStopLosesAndTearsNothing) {
    expect_kept(cut_power(GetParam(), Ending::stopped, states_wanted()), states_wanted());
}

TEST_P(Power, CutAnywhereAfterAKillLosesAndTearsNothing) {
    if (!GetParam().before) GTEST_SKIP() << "there was nothing to kill";
    if (GetParam().damage) GTEST_SKIP() << "the damage is done to a file at rest";
    expect_kept(cut_power(GetParam(), Ending::killed, states_wanted()), states_wanted());
}

// The power goes, comes back, and goes again while the till recovers and writes on.
TEST_P(Power, CutAgainDuringRecoveryLosesAndTearsNothing) {
    const Recording recording(GetParam(), Start(GetParam(), Ending::stopped));
    PowerChecker checker(recording.story);
    explore(recording.disk, {.losses = {Loss::sectors}}, [&](CrashState& first) {
        // Whoever makes a file anew, a salvage or a first start, writes all tables: a few first
        // cuts make thousands of second ones.
        const int every = GetParam().damage ? 24 : GetParam().before ? 2 : 6;
        if (first.operation % every != 0) return;
        CrashDisk disk(first.image);
        {
            Till till(disk, {.birth_seed = 2});
            ASSERT_TRUE(till.open());
            till.checkpoint(true);
        }
        explore(disk, {.losses = {Loss::everything, Loss::writes, Loss::sectors}},
                [&](CrashState& second) {
                    second.promises = first.promises;
                    second.seed = first.seed;
                    checker.look(second);
                });
    });
    expect_kept(checker.verdict(), 50);
}

INSTANTIATE_TEST_SUITE_P(Workloads, Power,
                         testing::ValuesIn(workloads().begin(), workloads().end()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(PowerWorkloads, ABudgetReallyEvicts) {
    const auto& workload = workload_named("Budget");
    const Recording recording(workload, Start(workload, Ending::stopped));
    EXPECT_TRUE(recording.story.refusals.empty()) << recording.story.last_refusal();
    EXPECT_GT(recording.evicted, 0U);
}

TEST(PowerWorkloads, ANewerProgramsFileIsLeftAsItWas) {
    const auto& workload = workload_named("NewerFile");
    const Start start(workload, Ending::stopped);
    const Recording recording(workload, start);
    EXPECT_TRUE(recording.story.refusals.empty()) << recording.story.last_refusal();
    EXPECT_TRUE(recording.disk.image().at(first_file) == start.image.at(first_file));
}

TEST(PowerControl, NormalSyncIsCaught) {
    const auto verdict =
        cut_power(workload_named("Capture"), Ending::stopped, 500, {.syncs_every_commit = false});
    EXPECT_GT(verdict.lost, 0U) << verdict.text();
    EXPECT_EQ(verdict.broken + verdict.halves, 0U) << verdict.text();
}

TEST(PowerControl, AnAnswerBeforeTheCommitIsCaught) {
    const auto verdict =
        cut_power(workload_named("Capture"), Ending::stopped, 500, {.answers_early = true});
    EXPECT_GT(verdict.lost, 0U) << verdict.text();
    EXPECT_EQ(verdict.broken + verdict.halves, 0U) << verdict.text();
}

}  // namespace
}  // namespace aisle
