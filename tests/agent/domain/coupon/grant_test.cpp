// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/grant.hpp"

#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr WallTime end{Seconds{1'790'000'000}};

TEST(GrantTest, ALeaseComesBackAsItWasWritten) {
    Lease lease;
    lease.id = "l-1";
    lease.campaign = 90417;
    lease.kind = LeaseClass::risk;
    lease.unit = LeaseUnit::amount;
    lease.term = 3;
    lease.granted = 5000;
    lease.not_after = end;
    const auto read = parse_lease_grant(json_of(write_lease_grant(lease)));
    ASSERT_TRUE(read) << read.error().what();
    EXPECT_EQ(*read, lease);
}

TEST(GrantTest, ALeaseOfNothingIsNone) {
    for (const char* text :
         {R"({"lease":"l","campaign":1,"class":"quota","unit":"count","term":1,"granted":0,)"
          R"("not_after":"2026-08-01T00:00:00Z"})",
          R"({"lease":"l","campaign":0,"class":"quota","unit":"count","term":1,"granted":1,)"
          R"("not_after":"2026-08-01T00:00:00Z"})",
          R"({"lease":"","campaign":1,"class":"quota","unit":"count","term":1,"granted":1,)"
          R"("not_after":"2026-08-01T00:00:00Z"})",
          R"({"lease":"l","campaign":1,"class":"gift","unit":"count","term":1,"granted":1,)"
          R"("not_after":"2026-08-01T00:00:00Z"})",
          R"({"lease":"l","campaign":1,"class":"quota","unit":"count","term":1,"granted":1,)"
          R"("not_after":"soon"})"}) {
        EXPECT_FALSE(parse_lease_grant(json_of(text))) << text;
    }
}

TEST(GrantTest, RightsAndRecallsComeBackAsTheyWereWritten) {
    const RightGrant grant{{90417, 17}, 2, end};
    const auto right = parse_right_grant(json_of(write_right_grant(grant)));
    ASSERT_TRUE(right);
    EXPECT_EQ(right->ref, grant.ref);
    EXPECT_EQ(right->expires_at, end);
    const auto recall = parse_right_recall(json_of(write_right_recall(grant)));
    ASSERT_TRUE(recall);
    EXPECT_EQ(recall->term, 2);
    const auto lease = parse_lease_recall(json_of(write_lease_recall({"l-1", 4})));
    ASSERT_TRUE(lease);
    EXPECT_EQ(lease->lease, "l-1");
    EXPECT_EQ(lease->term, 4);
}

TEST(GrantTest, AnInventorysAnswerNamesWhatIsOver) {
    const InventoryAck ack{3, {"l-1"}, {{90417, 17}}, Epoch{{7, 8}}, 2, 4};
    const auto read = parse_inventory_ack(json_of(write_inventory_ack(ack)));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->inventory, 3);
    EXPECT_EQ(read->epoch, ack.epoch);
    EXPECT_EQ(read->part, 2);
    EXPECT_EQ(read->parts, 4);
    EXPECT_EQ(read->closed_leases, ack.closed_leases);
    EXPECT_EQ(read->closed_rights, ack.closed_rights);
}

TEST(GrantTest, AnInventorysAnswerSaysToWhichInventoryAndWhichPartItIs) {
    const std::string whole =
        R"({"epoch":"07080000000000000000000000000000","inventory":1,"part":1,"parts":1)";
    EXPECT_TRUE(parse_inventory_ack(json_of(whole + "}")));
    EXPECT_FALSE(parse_inventory_ack(json_of(whole + R"(,"closed_leases":[1]})")));
    EXPECT_FALSE(parse_inventory_ack(json_of(whole + R"(,"closed_rights":["x"]})")));
    for (const char* text :
         {R"({"inventory":1,"part":1,"parts":1})",
          R"({"epoch":"07","inventory":1,"part":1,"parts":1})",
          R"({"epoch":"07080000000000000000000000000000","inventory":1})",
          R"({"epoch":"07080000000000000000000000000000","inventory":1,"part":2,"parts":1})"}) {
        EXPECT_FALSE(parse_inventory_ack(json_of(text))) << text;
    }
}

TEST(GrantTest, AQuestionAndItsAnswer) {
    const ReserveQuestion question{"r-1", {90417, 17}, 500, "m-1"};
    const auto asked = parse_reserve_question(json_of(write_reserve_question(question)));
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->ref, question.ref);
    EXPECT_EQ(asked->held, 500);
    const auto yes = parse_reserve_answer(json_of(write_reserve_answer({true, {}})));
    EXPECT_TRUE(yes->reserved);
    const auto no =
        parse_reserve_answer(json_of(write_reserve_answer({false, RejectionReason::already_used})));
    EXPECT_FALSE(no->reserved);
    EXPECT_EQ(no->reason, RejectionReason::already_used);
    EXPECT_FALSE(parse_reserve_answer(json_of(R"({"reserved":"yes"})")));
    EXPECT_FALSE(parse_reserve_answer(json_of(R"({"reserved":false,"reason":"new"})"))->reason)
        << "a reason that is not known yet is a refusal all the same";
}

}  // namespace
}  // namespace aisle
