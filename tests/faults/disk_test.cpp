// SPDX-License-Identifier: Apache-2.0
// Each call to the disk fails, in each way a disk can fail, once and for ever.
#include "tests/faults/trial.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <vector>

namespace aisle {
namespace {

constexpr std::size_t calls_max = 100'000;

Trouble disk_trouble(const DiskFault& fault) {
    const bool room = fault.answer == DiskAnswer::full || fault.answer == DiskAnswer::torn;
    return {.begin = [fault](CrashDisk& disk) { disk.plant(fault); },
            .end =
                [](CrashDisk& disk) {
                    disk.heal();
                    return disk.tripped();
                },
            .passes = room && fault.call != DiskCall::sync};
}

std::string name_of(const DiskFault& fault) {
    constexpr const char* calls[] = {"open",   "read", "write", "truncate", "sync",
                                     "remove", "look", "lock",  "map",      "call"};
    const bool room = fault.answer == DiskAnswer::full || fault.answer == DiskAnswer::torn;
    return std::string(calls[static_cast<int>(fault.call)]) + " " + std::to_string(fault.nth) +
           (fault.for_ever ? " and all after it" : "") + (room ? " without room" : " failed") +
           (fault.answer == DiskAnswer::torn ? " for half of it" : "");
}

// Once and for ever, at every call that the run makes.
void fail_every_call(Trial& trial, DiskFault fault) {
    for (const bool for_ever : {false, true}) {
        fault.for_ever = for_ever;
        for (fault.nth = 1; fault.nth < calls_max; ++fault.nth) {
            if (!trial.live_through(disk_trouble(fault), name_of(fault))) break;
        }
    }
}

class FailingDisk : public testing::TestWithParam<Workload> {
protected:
    // Every count comes by here.
    static void expect_kept(const TrialCount& count) {
        points_ += count.points;
        EXPECT_GT(count.points, 0U);
        EXPECT_EQ(count.wrong(), 0U) << count.text();
        std::printf("%s\n", count.text().c_str());
    }
    static void TearDownTestSuite() { std::printf("%zu failing calls lived through\n", points_); }

    Trial trial_{GetParam(), opens_like_an_earlier(GetParam())};

private:
    static inline std::size_t points_ = 0;
};

TEST_P(FailingDisk, LosesAndTearsNothingAndSaysWhy) {
    // A read or a look that fails while a damaged file is carried over is what damage is.
    const auto calls = GetParam().damage
                           ? std::vector{DiskCall::write,    DiskCall::sync, DiskCall::remove,
                                         DiskCall::truncate, DiskCall::lock, DiskCall::map}
                           : std::vector{DiskCall::any};
    for (const DiskCall call : calls) fail_every_call(trial_, {.call = call});
    expect_kept(trial_.count());
}

TEST_P(FailingDisk, WithoutRoomRefusesAndResumesWhenRoomIsBack) {
    for (const DiskCall call : {DiskCall::open, DiskCall::write, DiskCall::sync, DiskCall::map}) {
        fail_every_call(trial_, {.call = call, .answer = DiskAnswer::full});
    }
    fail_every_call(trial_, {.call = DiskCall::write, .answer = DiskAnswer::torn});
    expect_kept(trial_.count());
}

INSTANTIATE_TEST_SUITE_P(Workloads, FailingDisk,
                         testing::ValuesIn(workloads().begin(), workloads().end()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(FailingDiskControl, AnAnswerBeforeAFailingSyncIsCaught) {
    Trial trial(workload_named("Capture"), true, {.answers_early = true});
    fail_every_call(trial, {.call = DiskCall::sync});
    EXPECT_GT(trial.count().kept.untrue, 0U) << trial.count().text();
}

TEST(FailingDiskControl, NoRoomTakenForDoneIsCaught) {
    Trial trial(workload_named("Capture"), true, {.takes_full_for_done = true});
    fail_every_call(trial, {.call = DiskCall::write, .answer = DiskAnswer::full});
    EXPECT_GT(trial.count().kept.wrong(), 0U) << trial.count().text();
}

}  // namespace
}  // namespace aisle
