// SPDX-License-Identifier: Apache-2.0
#include "agent/api/status.hpp"

#include "tests/agent/api/served_shop.hpp"
#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(Status, SaysWhatIsSavedDeliveredAndWaiting) {
    TillStatus status;
    status.device = "s1-pos1";
    status.lanes[0] = {Seq{9}, Seq{4}, 5, ManualClock::morning};
    status.problems.emplace_back("the broker is away: check the cable");
    const Json& json = json_of(status_json(status));
    EXPECT_EQ(at(json, {"lanes", "ledger", "saved"})->integer(), 9);
    EXPECT_EQ(at(json, {"lanes", "ledger", "delivered"})->integer(), 4);
    EXPECT_EQ(at(json, {"lanes", "ledger", "waiting"})->integer(), 5);
    EXPECT_EQ(at(json, {"lanes", "ledger", "waiting_since"})->string(), "2026-07-01T08:00:00.000Z");
    EXPECT_EQ(at(json, {"lanes", "touch", "waiting_since"}), nullptr);
    EXPECT_EQ(json.find("degraded")->boolean(), true);
    EXPECT_EQ(json.find("problems")->items().at(0).string(), "the broker is away: check the cable");
}

TEST(Status, IsNotDegradedWithoutAProblem) {
    const Json& json = json_of(status_json({}));
    EXPECT_EQ(json.find("degraded")->boolean(), false);
}

TEST(Status, ListsWhatStandsOnTheCounter) {
    TillStatus status;
    status.taps = {{"till-1", "lost", "start aisle-tap"}};
    status.journals = {{"till-2", "open", ""}};
    const Json& json = json_of(status_json(status));
    const auto& tap = json.find("taps")->items().at(0);
    EXPECT_EQ(tap.find("name")->string(), "till-1");
    EXPECT_EQ(tap.find("state")->string(), "lost");
    EXPECT_EQ(tap.find("trouble")->string(), "start aisle-tap");
    EXPECT_EQ(json.find("journals")->items().at(0).find("trouble"), nullptr);
    EXPECT_TRUE(json.find("printers")->items().empty());
}

TEST(FeedStatus, IsListedWithItsProblem) {
    EXPECT_EQ(feeds_json({{"tasks", "fleet", Generation{1}, Cursor{2}, Cursor{3}, "no title"}}),
              R"({"feeds":[{"feed":"tasks","scope":"fleet","generation":1,"applied":2,"head":3,)"
              R"("problem":"no title"}]})");
}

}  // namespace
}  // namespace aisle
