// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/lease_event.hpp"

#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

Lease seven_of_ten() {
    Lease lease;
    lease.id = "l-1";
    lease.campaign = 90417;
    lease.term = 2;
    lease.granted = 10;
    lease.spent = 7;
    lease.held = 1;
    lease.report = 5;
    return lease;
}

TEST(LeaseEventTest, AReportIsCumulativeAndNumbered) {
    const auto draft = lease_state(seven_of_ten());
    EXPECT_EQ(draft.lane, Lane::ledger);
    const auto report = parse_lease_report(json_of(draft.data));
    ASSERT_TRUE(report);
    EXPECT_EQ(report->lease, "l-1");
    EXPECT_EQ(report->term, 2);
    EXPECT_EQ(report->report, 5);
    EXPECT_EQ(report->spent, 7);
    EXPECT_EQ(report->held, 1);
    EXPECT_EQ(report->unit, LeaseUnit::count);
    EXPECT_FALSE(report->not_after) << "it has no end";
    EXPECT_EQ(json_of(lease_returned(seven_of_ten()).data).find("final")->boolean(), true);
}

TEST(LeaseEventTest, AReportSaysWhatACentralNeedsThatNoLongerKnowsTheLease) {
    auto lease = seven_of_ten();
    lease.unit = LeaseUnit::amount;
    lease.not_after = WallTime{Seconds{1'790'000'000}};
    const auto report = parse_lease_report(json_of(lease_state(lease).data));
    ASSERT_TRUE(report);
    EXPECT_EQ(report->campaign, 90417U);
    EXPECT_EQ(report->granted, 10);
    EXPECT_EQ(report->unit, LeaseUnit::amount);
    EXPECT_EQ(report->not_after, lease.not_after);
    EXPECT_FALSE(parse_lease_report(
        json_of(R"({"lease":"l","term":1,"report":1,"spent":0,"held":0,"unit":"litres"})")));
}

TEST(LeaseEventTest, AWishComesBackAsItWasWritten) {
    const LeaseWish wish{90417, LeaseClass::risk, LeaseUnit::amount, 12};
    const auto read = parse_lease_wish(json_of(lease_requested(wish).data));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, wish);
    EXPECT_FALSE(
        parse_lease_wish(json_of(R"({"campaign":1,"class":"x","unit":"count","have":0})")));
}

TEST(LeaseEventTest, ARightSaysWhereItStands) {
    const RightReport right{{90417, 17}, 3, "used"};
    const auto draft = right_returned(right, "r-1");
    EXPECT_EQ(json_of(draft.data).find("redemption_id")->string(), "r-1");
    const auto read = parse_right_report(json_of(draft.data));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->ref, right.ref);
    EXPECT_EQ(read->state, "used");
    EXPECT_FALSE(read->expires_at);
    EXPECT_TRUE(parse_right_report(json_of(right_accepted(right).data)));
    const RightReport ends{{90417, 17}, 3, "here", {}, WallTime{Seconds{1'790'000'000}}};
    EXPECT_EQ(parse_right_report(json_of(right_accepted(ends).data))->expires_at, ends.expires_at);
}

TEST(LeaseEventTest, AnInventoryNamesEverythingInParts) {
    const Inventory inventory{.number = 4,
                              .part = 2,
                              .parts = 3,
                              .leases = {seven_of_ten()},
                              .rights = {{{90417, 17}, 1, "here"}}};
    const auto read = parse_inventory(json_of(lease_inventory(inventory).data));
    ASSERT_TRUE(read) << read.error().what();
    EXPECT_EQ(read->number, 4);
    EXPECT_EQ(read->part, 2);
    EXPECT_EQ(read->parts, 3);
    ASSERT_EQ(read->leases.size(), 1U);
    EXPECT_EQ(read->leases[0].spent, 7);
    ASSERT_EQ(read->rights.size(), 1U);
    const auto wrong = parse_inventory(
        json_of(R"({"inventory":1,"part":1,"parts":1,"leases":[{"lease":"l"}],"rights":[]})"));
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().place(), "/leases/0/term");
}

TEST(LeaseEventTest, AWatermarkSaysThroughWhenAllIsTold) {
    const Watermark mark{WallTime{Seconds{1'783'000'100}}, WallTime{Seconds{1'783'000'000}}};
    const auto read = parse_watermark(json_of(device_watermark(mark).data));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, mark);
}

}  // namespace
}  // namespace aisle
