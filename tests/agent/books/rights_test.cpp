// SPDX-License-Identifier: Apache-2.0
#include "agent/books/rights.hpp"

#include "tests/agent/books/coupon_counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr CouponRef summer{90417, 17};

class RightsTest : public testing::Test {
protected:
    RightsTest() { counter.campaign(summer.campaign); }

    CouponFacts look_up(const CouponRef& ref, const std::string& sale) {
        CouponFacts facts{.ref = ref, .now = counter.time.now(), .member = "m-1"};
        EXPECT_TRUE(
            counter.commit([&](Txn&) { return counter.giving.rights.look_up(facts, sale); }));
        return facts;
    }

    CouponCounter counter;
};

TEST_F(RightsTest, KnowsNothingOfACouponWhoseCampaignIsNotHere) {
    const auto facts = look_up({5, 1}, "sale-1");
    EXPECT_FALSE(facts.campaign);
    EXPECT_EQ(facts.right, HeldHere::nowhere);
}

TEST_F(RightsTest, FindsTheRightThePastAndTheNeighbours) {
    counter.pin(summer);
    counter.campaign(90418, R"(,"stack_group":"g","exclusive":true)");
    counter.pin({90418, 1});
    counter.present("90418-1", "sale-1");
    auto facts = look_up(summer, "sale-1");
    EXPECT_EQ(facts.right, HeldHere::here);
    ASSERT_EQ(facts.beside.size(), 1U);
    EXPECT_EQ(facts.beside[0].stack_group, "g");
    EXPECT_TRUE(facts.beside[0].exclusive);
    EXPECT_EQ(facts.beside[0].held, 500);
    counter.present("90417-17", "sale-2", R"(,"member_id":"m-1")");
    facts = look_up(summer, "sale-3");
    EXPECT_TRUE(facts.in_use);
    EXPECT_EQ(facts.right, HeldHere::nowhere) << "it is held, which is said otherwise";
    EXPECT_EQ(facts.member_uses, 1);
}

TEST_F(RightsTest, OffersTheLeasesThatCanStillBeSpent) {
    counter.lend("l-1", summer.campaign, 1);
    counter.lend("l-2", summer.campaign, 1, LeaseClass::risk);
    EXPECT_EQ(look_up(summer, "s").leases.size(), 2U);
    counter.command(lease_recall_command, write_lease_recall({"l-1", 1}));
    EXPECT_EQ(look_up(summer, "s").leases.size(), 1U);
}

}  // namespace
}  // namespace aisle
