// SPDX-License-Identifier: Apache-2.0
// Budgets that are lent in parts: granted, spent, called back, freed; and nothing comes back by
// time alone.
#include "tests/hub/rights_bench.hpp"
#include "tools/hub/bounds.hpp"

namespace aisle {
namespace {

class Lending : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(hub_.rights.fund(offer, LeaseUnit::count, 600));
        hub_.welcome(till_);
    }
    void redeem(RightsTill& till, const Lease& lease, int times = 1) {
        for (int i = 0; i < times; ++i) {
            auto redemption = hub_.fresh({offer, 0}, RedemptionMode::lease);
            redemption.lease = lease.id;
            till.write(coupon_held(redemption, campaign_of(LeaseUnit::count), 500));
            redemption.final_amount = 500;
            till.write(
                coupon_redeemed(redemption, {.outcome = RedemptionState::redeemed, .amount = 500}));
        }
        hub_.send(till);
    }
    void watermark(RightsTill& till, WallTime through) {
        hub_.say(till, device_watermark({through, through}));
    }
    RightsBench hub_;
    RightsTill till_;
};

TEST_F(Lending, ALeaseIsInDoubtUntilItsDeviceSpeaksOfIt) {
    const auto row = hub_.rights.lend(
        {till_.name, offer, LeaseClass::quota, 50, hub_.now + Seconds{3600}}, hub_.now);
    ASSERT_TRUE(row);
    EXPECT_EQ(hub_.pool().out.in_doubt, 50);
    EXPECT_EQ(hub_.pool().left, 550);
    hub_.look_round();
    ASSERT_EQ(hub_.granted(till_).size(), 1U);
    EXPECT_EQ(hub_.granted(till_)[0].granted, 50);

    auto lease = hub_.granted(till_)[0];
    lease.report = 1;
    hub_.say(till_, lease_state(lease));
    EXPECT_EQ(hub_.pool().out, (Account{.lent = 50}));
    EXPECT_TRUE(hub_.wrong().empty());
}

TEST_F(Lending, AGrantIsSaidAgainAtEachHelloUntilItIsAccepted) {
    ASSERT_TRUE(hub_.rights.lend({till_.name, offer, LeaseClass::quota, 50, hub_.now}, hub_.now));
    hub_.look_round();
    const auto first = hub_.commands[till_.name].back();
    hub_.hello(till_);
    hub_.hello(till_);
    const auto granted = hub_.granted(till_);
    ASSERT_EQ(granted.size(), 3U);
    EXPECT_EQ(granted[0].id, granted[2].id);
    EXPECT_EQ(hub_.commands[till_.name].back().id, first.id);
    auto lease = granted[0];
    lease.report = 1;
    hub_.say(till_, lease_state(lease));
    hub_.forget();
    hub_.hello(till_);
    EXPECT_TRUE(hub_.granted(till_).empty());
}

TEST_F(Lending, ADeviceThatAsksIsLentAPartOfThePool) {
    hub_.say(till_, lease_requested({.campaign = offer}));
    ASSERT_EQ(hub_.granted(till_).size(), 1U);
    EXPECT_EQ(hub_.granted(till_)[0].granted, hub_lease_pieces_min);
    // Asked again before it was accepted, that one is meant.
    hub_.say(till_, lease_requested({.campaign = offer}));
    ASSERT_EQ(hub_.granted(till_).size(), 2U);
    EXPECT_EQ(hub_.granted(till_)[0].id, hub_.granted(till_)[1].id);
    EXPECT_EQ(hub_.pool().left, 590);
}

TEST_F(Lending, NobodyIsLentMoreThanThePoolHas) {
    const auto lent = hub_.rights.lend(
        {till_.name, offer, LeaseClass::quota, 601, hub_.now + Seconds{60}}, hub_.now);
    ASSERT_FALSE(lent);
    EXPECT_EQ(lent.error().code(), "budget_spent");
    EXPECT_EQ(hub_.pool().left, 600);
}

TEST_F(Lending, ABudgetIsNotSetBelowWhatIsGivenAway) {
    hub_.lend(till_, 50);
    EXPECT_FALSE(hub_.rights.fund(offer, LeaseUnit::count, 49));
    EXPECT_FALSE(hub_.rights.fund(offer, LeaseUnit::amount, 5000));
    ASSERT_TRUE(hub_.rights.fund(offer, LeaseUnit::count, 50));
    EXPECT_EQ(hub_.pool().left, 0);
}

TEST_F(Lending, ReportsAreCumulativeAndRepeatsDoNoHarm) {
    auto lease = hub_.lend(till_, 50);
    lease.spent = 7;
    lease.held = 1;
    lease.report = 2;
    hub_.say(till_, lease_state(lease));
    hub_.say(till_, lease_state(lease));
    EXPECT_EQ(hub_.pool().out, (Account{.lent = 43, .spent = 7}));
    lease.report = 1;
    lease.spent = 3;
    hub_.say(till_, lease_state(lease));
    EXPECT_EQ(hub_.pool().out.spent, 7);
    EXPECT_EQ(hub_.found("regression"), 0U);
}

TEST_F(Lending, RedemptionsCountBeforeTheyAreReportedAndOnce) {
    auto lease = hub_.lend(till_, 50);
    redeem(till_, lease, 3);
    EXPECT_EQ(hub_.pool().out.spent, 3);
    lease.spent = 3;
    lease.report = 2;
    hub_.say(till_, lease_state(lease));
    EXPECT_EQ(hub_.pool().out.spent, 3);
    // Sent again, whole.
    till_.sent = 0;
    hub_.send(till_);
    EXPECT_EQ(hub_.pool().out.spent, 3);
    EXPECT_TRUE(hub_.wrong().empty());
}

TEST_F(Lending, WhatComesEarlyWaitsForItsPlace) {
    auto lease = hub_.lend(till_, 50);
    const auto first = till_.sent + 1;
    lease.spent = 5;
    lease.report = 2;
    till_.write(lease_state(lease));
    lease.report = 3;
    till_.write(lease_returned(lease));
    const auto last = till_.events[0].size();
    hub_.hear(
        hub_.tell(till_.name, UpKind::journal, encode(till_.batch(Lane::ledger, last, last))));
    EXPECT_EQ(hub_.pool().out.lent, 50);
    hub_.hear(
        hub_.tell(till_.name, UpKind::journal, encode(till_.batch(Lane::ledger, first, first))));
    EXPECT_EQ(hub_.pool().out, (Account{.spent = 5}));
    EXPECT_EQ(hub_.pool().left, 595);
}

TEST_F(Lending, WhatIsCalledBackReturnsWhatItHasLeft) {
    auto lease = hub_.lend(till_, 50);
    EXPECT_EQ(*hub_.rights.recall(till_.name, offer), 1);
    hub_.forget();
    hub_.look_round();
    EXPECT_EQ(hub_.told(till_).back(), "lease.recall");
    EXPECT_EQ(hub_.pool().left, 550);
    lease.spent = 20;
    lease.report = 2;
    hub_.say(till_, lease_returned(lease));
    EXPECT_EQ(hub_.pool().left, 580);
    EXPECT_EQ(hub_.pool().out, (Account{.spent = 20}));
    EXPECT_TRUE(hub_.wrong().empty());
}

TEST_F(Lending, ALastWordThatSaysLessThanWasKnownLeavesTheRestInDoubt) {
    auto lease = hub_.lend(till_, 50);
    redeem(till_, lease, 10);
    lease.spent = 4;
    lease.report = 2;
    hub_.say(till_, lease_returned(lease));
    EXPECT_EQ(hub_.pool().out, (Account{.in_doubt = 40, .spent = 10}));
    EXPECT_EQ(hub_.found("regression"), 1U);
}

TEST_F(Lending, AnEndedLeaseComesBackOnlyWhenTheLedgerIsCompletePastItsEnd) {
    const auto lease = hub_.lend(till_, 50);
    hub_.now = lease.not_after + Seconds{86400 * 30};
    hub_.hello(till_);
    watermark(till_, lease.not_after - Seconds{1});
    EXPECT_EQ(hub_.pool().out.lent, 50);
    // Complete, and something is held from before.
    hub_.say(till_, device_watermark({lease.not_after, lease.not_after - Seconds{1}}));
    EXPECT_EQ(hub_.pool().out.lent, 50);
    redeem(till_, lease, 2);
    watermark(till_, lease.not_after);
    EXPECT_EQ(hub_.pool().out, (Account{.spent = 2}));
    EXPECT_EQ(hub_.pool().left, 598);
}

TEST_F(Lending, AWatermarkThatOvertakesWhatIsBeforeItFreesNothing) {
    const auto lease = hub_.lend(till_, 50);
    const auto at = till_.events[0].size();
    auto redemption = hub_.fresh({offer, 0}, RedemptionMode::lease);
    redemption.lease = lease.id;
    till_.write(coupon_redeemed(redemption, {.outcome = RedemptionState::redeemed, .amount = 500}));
    till_.write(device_watermark({lease.not_after, lease.not_after}));
    hub_.tell(till_.name, UpKind::journal, encode(till_.batch(Lane::ledger, at + 2, at + 2)));
    EXPECT_EQ(hub_.pool().out.lent, 50);
    hub_.tell(till_.name, UpKind::journal, encode(till_.batch(Lane::ledger, at + 1, at + 1)));
    EXPECT_EQ(hub_.pool().out, (Account{.spent = 1}));
}

// The trap: central's clock says that the lease is over, and the store had spent it before that.
TEST(LendingControl, FreedByTheClockABudgetIsSpentTwice) {
    RightsBench hub(":memory:", {.reclaim_by_clock = true});
    RightsTill till;
    RightsTill other("s0043-pos1", 2);
    ASSERT_TRUE(hub.rights.fund(offer, LeaseUnit::count, 60));
    hub.welcome(till);
    hub.welcome(other);
    auto lease = hub.lend(till, 60);
    hub.now = lease.not_after + Seconds{1};
    hub.say(other, lease_requested({.campaign = offer}));
    auto second = hub.lend(other, 40);
    lease.spent = 60;
    lease.report = 2;
    hub.say(till, lease_state(lease));
    EXPECT_FALSE(hub.wrong().empty());
}

TEST_F(Lending, AWrittenOffDeviceHasSpentAllThatItWasLent) {
    auto lease = hub_.lend(till_, 50);
    redeem(till_, lease, 3);
    const auto done = hub_.rights.write_off(till_.name, hub_.now);
    ASSERT_TRUE(done);
    EXPECT_EQ(done->leases, 1);
    EXPECT_EQ(hub_.pool().out, (Account{.spent = 50}));
    EXPECT_TRUE(hub_.wrong().empty());
    // It comes back after all, and is told that nothing of it is its own.
    hub_.hello(till_);
    lease.spent = 12;
    lease.report = 4;
    hub_.inventory(till_, {lease});
    ASSERT_TRUE(hub_.acknowledged(till_));
    EXPECT_EQ(hub_.acknowledged(till_)->closed_leases, std::vector<std::string>{lease.id});
    EXPECT_EQ(hub_.pool().out, (Account{.spent = 50}));
}

TEST_F(Lending, OverrunsAndWhatIsTakenBackStandBesideTheBudget) {
    auto redemption = hub_.fresh({offer, 0}, RedemptionMode::lease);
    redemption.lease = "gone";
    hub_.say(till_, coupon_overrun(redemption, {.amount = 300}));
    auto reversed = hub_.fresh({offer, 0}, RedemptionMode::lease);
    reversed.final_amount = 300;
    hub_.say(till_, coupon_reversed(reversed, {}));
    EXPECT_EQ(hub_.pool().out, Account{});
    EXPECT_NE(hub_.books().find("\"overrun\":1,\"reversed\":1"), std::string::npos) << hub_.books();
}

TEST_F(Lending, WhatCannotBeReadIsFoundAndHoldsUpNothing) {
    auto lease = hub_.lend(till_, 50);
    till_.append(till_.make(EventKinds::lease_state, R"({"lease":7})"));
    lease.report = 2;
    lease.spent = 9;
    till_.write(lease_state(lease));
    hub_.send(till_);
    EXPECT_EQ(hub_.found("rights_unread"), 1U);
    EXPECT_EQ(hub_.pool().out.spent, 9);
}

}  // namespace
}  // namespace aisle
