// SPDX-License-Identifier: Apache-2.0
// Each kind of call to the disk fails, in each way a disk can fail, once and for ever.
#include "tests/faults/trial.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <utility>

namespace aisle {
namespace {

// Those that change the disk are tried nearly all; of the others there are many alike.
constexpr std::array changing{
    std::pair{DiskCall::open, "open"},         std::pair{DiskCall::write, "write"},
    std::pair{DiskCall::truncate, "truncate"}, std::pair{DiskCall::sync, "sync"},
    std::pair{DiskCall::remove, "remove"},     std::pair{DiskCall::map, "map"}};
constexpr std::array looking{std::pair{DiskCall::read, "read"}, std::pair{DiskCall::look, "look"},
                             std::pair{DiskCall::lock, "lock"}};
constexpr std::size_t changing_points = 24;
constexpr std::size_t looking_points = 8;

Trouble trouble_of(DiskFault fault, const char* call, std::size_t points_max) {
    const bool room = fault.answer == DiskAnswer::full || fault.answer == DiskAnswer::torn;
    const char* how = fault.answer == DiskAnswer::torn ? " has room for half of it"
                      : room                           ? " has no room"
                                                       : " fails";
    return {.name = std::string(call) + how + (fault.for_ever ? ", and all after it," : ""),
            .begin =
                [fault](CrashDisk& disk, std::size_t nth) {
                    auto planted = fault;
                    planted.nth = nth;
                    disk.plant(planted);
                },
            .calls = [](const CrashDisk& disk) { return disk.calls(); },
            .end = [](CrashDisk& disk) { disk.heal(); },
            // A sync that fails is the end of the disk's word, whatever it says of room.
            .passes = room && fault.call != DiskCall::sync,
            .points_max = points_max};
}

class FailingDisk : public testing::TestWithParam<Workload> {
protected:
    // Every count comes by here.
    void expect_kept() {
        const auto& count = trial_.count();
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
    for (const bool for_ever : {false, true}) {
        for (const auto& [call, name] : changing) {
            // A damaged file that can never be opened is kept, and the till goes on without.
            const bool opens = call == DiskCall::open || call == DiskCall::map;
            if (GetParam().damage && for_ever && opens) continue;
            trial_.live_through(
                trouble_of({.call = call, .for_ever = for_ever}, name, changing_points));
        }
        for (const auto& [call, name] : looking) {
            // A read that fails while a damaged file is carried over is what damage is.
            if (GetParam().damage && call != DiskCall::lock) continue;
            trial_.live_through(
                trouble_of({.call = call, .for_ever = for_ever}, name, looking_points));
        }
    }
    expect_kept();
}

TEST_P(FailingDisk, WithoutRoomRefusesAndResumesWhenRoomIsBack) {
    for (const bool for_ever : {false, true}) {
        const DiskFault full{
            .call = DiskCall::write, .for_ever = for_ever, .answer = DiskAnswer::full};
        trial_.live_through(trouble_of(full, "write", changing_points));
    }
    constexpr auto torn = DiskAnswer::torn;
    trial_.live_through(
        trouble_of({.call = DiskCall::write, .answer = torn}, "write", changing_points));
    for (const auto& [call, name] : changing) {
        if (call == DiskCall::write || call == DiskCall::truncate) continue;
        const DiskFault full{.call = call, .answer = DiskAnswer::full};
        trial_.live_through(trouble_of(full, name, looking_points));
    }
    expect_kept();
}

INSTANTIATE_TEST_SUITE_P(Workloads, FailingDisk,
                         testing::ValuesIn(workloads().begin(), workloads().end()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(FailingDiskControl, AnAnswerBeforeAFailingSyncIsCaught) {
    Trial trial(workload_named("Capture"), true, {.answers_early = true});
    trial.live_through(trouble_of({.call = DiskCall::sync}, "sync", changing_points));
    EXPECT_GT(trial.count().kept.untrue, 0U) << trial.count().text();
}

TEST(FailingDiskControl, AStartThatTrustsTheCacheIsCaught) {
    Trial trial(workload_named("Capture"), true, {.trusts_cache = true});
    trial.live_through(trouble_of({.call = DiskCall::sync}, "sync", changing_points));
    EXPECT_GT(trial.count().kept.untrue, 0U) << trial.count().text();
}

TEST(FailingDiskControl, NoRoomTakenForDoneIsCaught) {
    Trial trial(workload_named("Capture"), true, {.takes_full_for_done = true});
    const DiskFault full{.call = DiskCall::write, .answer = DiskAnswer::full};
    trial.live_through(trouble_of(full, "write", changing_points));
    EXPECT_GT(trial.count().kept.wrong(), 0U) << trial.count().text();
}

}  // namespace
}  // namespace aisle
