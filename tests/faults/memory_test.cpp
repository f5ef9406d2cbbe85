// SPDX-License-Identifier: Apache-2.0
// Each allocation of SQLite's fails, once and for ever.
#include "tests/crash/sqlite_memory.hpp"
#include "tests/faults/trial.hpp"

#include <gtest/gtest.h>

#include <cstdio>

namespace aisle {
namespace {

constexpr std::size_t allocations_max = 1'000'000;

// Before any test opens a database.
const bool installed = SqliteMemory::install();

Trouble memory_trouble(std::size_t nth, bool for_ever) {
    return {.begin = [nth, for_ever](CrashDisk&) { SqliteMemory::plant(nth, for_ever); },
            .end = [](CrashDisk&) { return SqliteMemory::heal(); },
            .passes = true};
}

class FailingMemory : public testing::TestWithParam<Workload> {
protected:
    static void TearDownTestSuite() { std::printf("%zu allocations failed\n", points_); }
    static inline std::size_t points_ = 0;
};

TEST_P(FailingMemory, LosesAndTearsNothingAndResumes) {
    ASSERT_TRUE(installed);
    Trial trial(GetParam(), opens_like_an_earlier(GetParam()));
    for (const bool for_ever : {false, true}) {
        for (std::size_t nth = 1; nth < allocations_max; ++nth) {
            const std::string name =
                "allocation " + std::to_string(nth) + (for_ever ? " and all after it" : "");
            if (!trial.live_through(memory_trouble(nth, for_ever), name)) break;
        }
    }
    points_ += trial.count().points;
    EXPECT_EQ(trial.count().wrong(), 0U) << trial.count().text();
    std::printf("%s\n", trial.count().text().c_str());
}

INSTANTIATE_TEST_SUITE_P(Workloads, FailingMemory,
                         testing::ValuesIn(workloads().begin(), workloads().end()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace aisle
