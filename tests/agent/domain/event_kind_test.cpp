// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/event_kind.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace aisle {
namespace {

TEST(EventKind, IsFoundByItsName) {
    const auto* kind = find_event_kind("purchase.completed");
    ASSERT_NE(kind, nullptr);
    EXPECT_EQ(kind->lane, Lane::ledger);
    EXPECT_EQ(find_event_kind("purchase"), nullptr);
    EXPECT_EQ(find_event_kind(""), nullptr);
}

TEST(EventKind, HasANameOfItsOwnInSmallLetters) {
    std::set<std::string_view> names;
    for (const auto& kind : EventKinds::all) {
        EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
        EXPECT_EQ(kind.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz._"),
                  std::string_view::npos)
            << kind.name;
    }
}

TEST(EventKind, OfMoneyMembershipAndPromisesTravelsInTheLedger) {
    for (const auto& kind : EventKinds::all) {
        const bool seen_only = kind.name.starts_with("scan.") || kind.name.starts_with("data.") ||
                               kind.name.starts_with("purchase.training") ||
                               kind.name == "device.peripheral.state" ||
                               kind.name == "touchpoint.exposed" ||
                               kind.name == "coupon.rejected";
        EXPECT_EQ(kind.lane, seen_only ? Lane::touch : Lane::ledger) << kind.name;
    }
}

TEST(Lane, IsReadAsItIsWritten) {
    EXPECT_EQ(*parse_lane(to_string(Lane::ledger)), Lane::ledger);
    EXPECT_EQ(*parse_lane(to_string(Lane::touch)), Lane::touch);
    EXPECT_EQ(parse_lane("Ledger").error().code(), "bad_lane");
    EXPECT_FALSE(parse_lane(""));
}

}  // namespace
}  // namespace aisle
