// SPDX-License-Identifier: Apache-2.0
// Each allocation of SQLite's fails, once and for ever.
#include "tests/crash/sqlite_memory.hpp"
#include "tests/faults/trial.hpp"

#include <gtest/gtest.h>

#include <cstdio>

namespace aisle {
namespace {

constexpr std::size_t points_a_sweep = 60;

// Before any test opens a database.
const bool installed = SqliteMemory::install();

Trouble trouble_of(bool for_ever) {
    return {
        .name = std::string("an allocation fails") + (for_ever ? ", and all after it," : ""),
        .begin = [for_ever](CrashDisk&, std::size_t nth) { SqliteMemory::plant(nth, for_ever); },
        .calls = [](const CrashDisk&) { return SqliteMemory::allocations(); },
        .end = [](CrashDisk&) { SqliteMemory::heal(); },
        .passes = true,
        .points_max = points_a_sweep};
}

class FailingMemory : public testing::TestWithParam<Workload> {
protected:
    static void TearDownTestSuite() { std::printf("%zu allocations failed\n", points_); }
    static inline std::size_t points_ = 0;
};

TEST_P(FailingMemory, LosesAndTearsNothingAndResumes) {
    ASSERT_TRUE(installed);
    Trial trial(GetParam(), opens_like_an_earlier(GetParam()));
    for (const bool for_ever : {false, true}) trial.live_through(trouble_of(for_ever));
    points_ += trial.count().points;
    EXPECT_GT(trial.count().points, 0U);
    EXPECT_EQ(trial.count().wrong(), 0U) << trial.count().text();
    // SQLite gets along without some of what it asks for, but not without most of it.
    EXPECT_LT(trial.count().unheard, trial.count().points) << "nothing failed";
    std::printf("%s\n", trial.count().text().c_str());
}

INSTANTIATE_TEST_SUITE_P(Workloads, FailingMemory,
                         testing::ValuesIn(workloads().begin(), workloads().end()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace aisle
