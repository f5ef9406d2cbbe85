// SPDX-License-Identifier: Apache-2.0
#include "agent/app/context.hpp"

#include "tests/support/manual_clock.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(ContextSource, SaysWhoWhereAndWhen) {
    Config config;
    config.identity = {"demo", "s0042-pos1", "s0042"};
    ManualClock clock;
    ClockRepair repair(clock);
    ContextSource source(config, "boot-1", clock, repair);
    clock.advance(Seconds{5});
    const auto context = source.now();
    EXPECT_EQ(context.tenant, "demo");
    EXPECT_EQ(context.device, "s0042-pos1");
    EXPECT_EQ(context.store, "s0042");
    EXPECT_EQ(context.boot_id, "boot-1");
    EXPECT_EQ(context.wall, clock.wall());
    EXPECT_EQ(context.mono, clock.mono());
    EXPECT_EQ(context.clock, ClockQuality::unset);
}

TEST(ContextSource, TakesTheStoreFromCentralOnceItHasSpoken) {
    Config config;
    config.identity = {"demo", "s0042-pos1", "s0042"};
    ManualClock clock;
    ClockRepair repair(clock);
    ContextSource source(config, "boot-1", clock, repair);
    source.assign_store("");
    EXPECT_EQ(source.now().store, "s0042");
    source.assign_store("s0099");
    EXPECT_EQ(source.now().store, "s0099");
}

TEST(ContextSource, NamesWhoeverIsSignedInNow) {
    Config config;
    ManualClock clock;
    ClockRepair repair(clock);
    ContextSource source(config, "boot-1", clock, repair);
    EXPECT_EQ(source.now().operator_id, "");
    std::string who = "op7";
    source.ask_operator([&who] { return who; });
    EXPECT_EQ(source.now().operator_id, "op7");
    who = "";
    EXPECT_EQ(source.now().operator_id, "");
}

TEST(ContextSource, SaysWhatTheClockIsWorthNow) {
    Config config;
    ManualClock clock;
    ClockRepair repair(clock);
    ContextSource source(config, "boot-1", clock, repair);
    repair.kernel_synced(true);
    EXPECT_EQ(source.now().clock, ClockQuality::synced);
}

}  // namespace
}  // namespace aisle
