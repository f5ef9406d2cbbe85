// SPDX-License-Identifier: Apache-2.0
#include "agent/app/peripherals.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

Config config() {
    Config config;
    config.devices.resize(2);
    config.devices[0].name = "lane1";
    config.devices[0].kind = DeviceKind::hid_pos;
    config.devices[1].name = "lane2";
    config.taps.resize(1);
    config.taps[0].name = "till-1";
    config.printers.resize(1);
    config.printers[0].name = "coupons";
    return config;
}

TEST(Peripherals, RegistersEachOnce) {
    const auto drafts = Peripherals(config()).registrations();
    ASSERT_EQ(drafts.size(), 4u);
    EXPECT_NE(drafts[0].data.find(R"("connection":"hid_pos")"), std::string::npos);
    EXPECT_NE(drafts[2].data.find(R"("category":"POSPrinter")"), std::string::npos);
    EXPECT_NE(drafts[3].data.find(R"("category":"ReceiptTap")"), std::string::npos);
}

TEST(Peripherals, TellsAChangeAndNotItsRepeats) {
    Peripherals all(config());
    EXPECT_TRUE(all.changed("lane1", "", "open"));
    EXPECT_FALSE(all.changed("lane1", "", "open"));
    EXPECT_TRUE(all.changed("lane1", "unplugged", "lost"));
    EXPECT_FALSE(all.changed("lane1", "not there", "lost")) << "still the same trouble";
    EXPECT_TRUE(all.changed("lane1", "", "open"));
    EXPECT_TRUE(all.changed("lane2", "not there", "lost"));
    EXPECT_FALSE(all.changed("nobody", "", "open"));
    EXPECT_TRUE(all.changed("coupons", "The cover is open.", "cover_open"));
    EXPECT_TRUE(all.changed("coupons", "Nobody answers (refused).", "unreachable"));
    EXPECT_FALSE(all.changed("coupons", "Nobody answers (timed out).", "unreachable"));
    EXPECT_TRUE(all.changed("coupons", "", "ok"));
}

constexpr std::string_view online = R"("power_state":2001)", offline = R"("power_state":2004)";

TEST(Peripherals, ATapIsOnlineWhenItIsThereAndNotBefore) {
    Peripherals all(config());
    EXPECT_FALSE(all.changed("till-1", "", "waiting"));
    const auto absent = all.changed("till-1", "no aisle-tap copies there", "lost");
    ASSERT_TRUE(absent);
    EXPECT_NE(absent->data.find(offline), std::string::npos) << absent->data;
    EXPECT_NE(absent->data.find("no aisle-tap copies there"), std::string::npos);
    const auto there = all.changed("till-1", "", "open");
    ASSERT_TRUE(there);
    EXPECT_NE(there->data.find(online), std::string::npos) << there->data;
}

TEST(Peripherals, ATapThatIsStartedAgainIsNoNews) {
    Peripherals all(config());
    EXPECT_TRUE(all.changed("till-1", "", "open"));
    for (int time = 0; time < 10; ++time) {
        EXPECT_FALSE(all.changed("till-1", "", "waiting"));
        EXPECT_FALSE(all.changed("till-1", "", "open"));
    }
}

TEST(Peripherals, SayHowTheyAreJustNow) {
    Peripherals all(config());
    const auto tap = [&] { return all.statuses(PeripheralCategory::receipt_tap); };
    EXPECT_EQ(tap(), (std::vector<PeripheralStatus>{{"till-1", "waiting", ""}}));
    all.changed("till-1", "nobody", "lost");
    EXPECT_EQ(tap(), (std::vector<PeripheralStatus>{{"till-1", "lost", "nobody"}}));
    all.changed("till-1", "", "open");
    all.changed("till-1", "", "waiting");
    EXPECT_EQ(tap(), (std::vector<PeripheralStatus>{{"till-1", "waiting", ""}}));
    all.changed("coupons", "The cover is open.", "cover_open");
    EXPECT_EQ(all.statuses(PeripheralCategory::printer).at(0).state, "cover_open");
    EXPECT_TRUE(all.statuses(PeripheralCategory::journal).empty());
}

}  // namespace
}  // namespace aisle
