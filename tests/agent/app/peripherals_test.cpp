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
    EXPECT_TRUE(all.changed("lane1", ""));
    EXPECT_FALSE(all.changed("lane1", ""));
    EXPECT_TRUE(all.changed("lane1", "unplugged"));
    EXPECT_FALSE(all.changed("lane1", "not there")) << "still the same trouble";
    EXPECT_TRUE(all.changed("lane1", ""));
    EXPECT_TRUE(all.changed("lane2", "not there"));
    EXPECT_FALSE(all.changed("nobody", ""));
    EXPECT_TRUE(all.changed("coupons", "The cover is open.", "cover_open"));
    EXPECT_TRUE(all.changed("coupons", "Nobody answers (refused).", "unreachable"));
    EXPECT_FALSE(all.changed("coupons", "Nobody answers (timed out).", "unreachable"));
    EXPECT_TRUE(all.changed("coupons", "", "well"));
}

}  // namespace
}  // namespace aisle
