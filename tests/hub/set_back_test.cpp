// SPDX-License-Identifier: Apache-2.0
// A hub that comes back as an older copy of itself, or with nothing: what it takes over from what
// its devices tell, and what it does not; and what a ledger has lost.
#include "tests/hub/compared_hub.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr CouponRef coupon{offer, 17};

class SetBack : public ComparedHub {};

TEST_F(SetBack, AHubThatWasSetBackLearnsFromReportsWhatWasSpent) {
    fund();
    hub_->welcome(till_);
    auto lease = hub_->lend(till_, 50);
    copy();
    lease.spent = 30;
    lease.report = 9;
    hub_->say(till_, lease_state(lease));
    EXPECT_EQ(hub_->pool().out.spent, 30);
    set_back();
    EXPECT_EQ(hub_->pool().out.spent, 0);
    hub_->hello(till_);
    EXPECT_EQ(hub_->told(till_), std::vector<std::string>{"lease.inventory.ask"});
    till_.sent = 2;  // what the copy holds
    hub_->inventory(till_, {lease});
    EXPECT_EQ(hub_->pool().out, (Account{.lent = 20, .spent = 30}));
    EXPECT_TRUE(hub_->wrong().empty());
}

TEST_F(SetBack, AHubThatWasSetBackTakesOverWhatItDoesNotKnow) {
    fund();
    hub_->welcome(till_);
    copy();
    auto lease = hub_->lend(till_, 50);
    lease.spent = 12;
    lease.report = 3;
    hub_->say(till_, lease_state(lease));
    ASSERT_TRUE(hub_->rights.put_right({coupon, till_.name, 1, hub_->now + Seconds{60}}));
    set_back();
    hub_->hello(till_);
    till_.sent = 1;
    hub_->inventory(till_, {lease}, {{coupon, 1, "here"}});
    EXPECT_EQ(hub_->pool().out, (Account{.lent = 38, .reserved = 1, .spent = 12}));
    EXPECT_EQ(hub_->pool().left, 549);
    EXPECT_TRUE(hub_->acknowledged(till_)->closed_leases.empty());
    EXPECT_TRUE(hub_->acknowledged(till_)->closed_rights.empty());
    EXPECT_TRUE(hub_->wrong().empty());
}

// What it lent after the copy it does not know: lent again, it would be spent twice.
TEST_F(SetBack, AHubThatWasSetBackGivesNobodyAnythingBeforeAllWereCompared) {
    fund();
    hub_->welcome(till_);
    hub_->welcome(other_);
    copy();
    set_back();
    hub_->hello(till_);
    hub_->inventory(till_);
    const LendOrder order{till_.name, offer, LeaseClass::quota, 5, hub_->now + Seconds{60}};
    EXPECT_FALSE(hub_->rights.lend(order, hub_->now));
    EXPECT_EQ(hub_->ask(till_, {"r-1", {offer, 0}, 5}).reason,
              RejectionReason::offline_not_allowed);
    ASSERT_TRUE(hub_->rights.write_off(other_.name, hub_->now));
    EXPECT_TRUE(hub_->rights.lend(order, hub_->now));
}

TEST_F(SetBack, WhoWaitedForADeviceThatIsWrittenOffIsServedAtOnce) {
    fund();
    hub_->welcome(till_);
    hub_->welcome(other_);
    copy();
    set_back();
    hub_->hello(till_);
    hub_->inventory(till_);
    hub_->say(till_, lease_requested({.campaign = offer}));
    EXPECT_TRUE(hub_->granted(till_).empty());
    ASSERT_TRUE(hub_->rights.write_off(other_.name, hub_->now));
    hub_->look_round();
    EXPECT_EQ(hub_->granted(till_).size(), 1U);
}

TEST_F(SetBack, WhatAnOlderCopyHeldInDoubtIsSaidAgainWhileTheLedgerIsWhole) {
    fund();
    hub_->welcome(till_);
    ASSERT_TRUE(
        hub_->rights.lend({till_.name, offer, LeaseClass::quota, 50, hub_->now}, hub_->now));
    copy();
    set_back();
    hub_->hello(till_);
    hub_->inventory(till_);
    hub_->forget();
    hub_->hello(till_);
    EXPECT_EQ(hub_->granted(till_).size(), 1U);
    EXPECT_EQ(hub_->pool().out.in_doubt, 50);
}

TEST_F(SetBack, WhatAnOlderCopyHeldInDoubtMayHaveBeenSpentWhereTheLedgerHasLostSomething) {
    fund();
    hub_->welcome(till_);
    ASSERT_TRUE(
        hub_->rights.lend({till_.name, offer, LeaseClass::quota, 50, hub_->now}, hub_->now));
    copy();
    set_back();
    hub_->hello(till_);
    till_.capture(Lane::ledger);
    const Seq at(till_.events[0].size());
    till_.sent = at.value();
    hub_->hear(hub_->tell(till_.name, UpKind::journal,
                          encode(till_.batch_with_gap(Lane::ledger, {at, at}, {at, at}, "old"))));
    hub_->inventory(till_);
    hub_->forget();
    hub_->hello(till_);
    EXPECT_TRUE(hub_->granted(till_).empty());
    EXPECT_EQ(hub_->pool().out.in_doubt, 50);
}

TEST_F(SetBack, AHoldOfACouponThatOnlyItsFeedKnowsIsKnownAgainAfterASetBack) {
    fund();
    issue(coupon);
    hub_->welcome(till_);
    hub_->welcome(other_);
    copy();
    const auto redemption = hub_->fresh(coupon, RedemptionMode::online);
    const auto second = hub_->fresh(coupon, RedemptionMode::online);
    EXPECT_TRUE(hub_->ask(till_, question(redemption)).reserved);
    hub_->say(till_, coupon_held(redemption, campaign_of(LeaseUnit::count), 500));
    set_back();
    hub_->hello(till_);
    hub_->hello(other_);
    till_.sent = 1;  // what the copy holds
    hub_->inventory(till_);
    hub_->inventory(other_);
    EXPECT_EQ(hub_->ask(other_, question(second)).reason, RejectionReason::in_use);
    EXPECT_EQ(hub_->pool().out, (Account{.reserved = 1}));
    EXPECT_TRUE(hub_->wrong().empty());
}

TEST_F(SetBack, AHoldThatIsHeardBeforeTheReturnOfItsRightKeepsTheCoupon) {
    fund();
    issue(coupon);
    hub_->welcome(till_);
    hub_->welcome(other_);
    ASSERT_TRUE(hub_->rights.put_right({coupon, till_.name, 1, hub_->now + Seconds{86400}}));
    hub_->say(till_, right_accepted({coupon, 1, "here"}));
    copy();
    const auto redemption = hub_->fresh(coupon, RedemptionMode::online);
    const auto second = hub_->fresh(coupon, RedemptionMode::online);
    hub_->say(till_, right_returned({coupon, 1, "returned"}, ""));
    EXPECT_TRUE(hub_->ask(other_, question(redemption)).reserved);
    hub_->say(other_, coupon_held(redemption, campaign_of(LeaseUnit::count), 500));
    set_back();
    hub_->hello(till_);
    hub_->hello(other_);
    other_.sent = 1;
    hub_->inventory(other_);
    till_.sent = 2;
    hub_->inventory(till_);
    EXPECT_EQ(hub_->ask(till_, question(second)).reason, RejectionReason::in_use);
    EXPECT_EQ(hub_->pool().out, (Account{.reserved = 1}));
    EXPECT_TRUE(hub_->wrong().empty());
}

TEST_F(SetBack, AUsedRightOfACampaignOfMoneyIsTakenOver) {
    constexpr CouponRef money{90418, 5};
    ASSERT_TRUE(hub_->rights.fund(money.campaign, LeaseUnit::amount, 10'000));
    issue(money);
    hub_->welcome(till_);
    hub_->welcome(other_);
    copy();
    ASSERT_TRUE(hub_->rights.put_right({money, till_.name, 500, hub_->now + Seconds{86400}}));
    set_back();
    hub_->hello(till_);
    hub_->hello(other_);
    hub_->inventory(till_, {}, {{money, 1, "used"}});
    hub_->inventory(other_);
    EXPECT_EQ(hub_->ask(other_, {"r-1", money, 500}).reason, RejectionReason::already_used);
    EXPECT_TRUE(hub_->acknowledged(till_)->closed_rights.empty());
    EXPECT_TRUE(hub_->wrong().empty());
}

TEST_F(SetBack, WhatWasTakenOverEndsWhenItsDeviceSaysThatItDoes) {
    fund();
    hub_->welcome(till_);
    copy();
    const auto lease = hub_->lend(till_, 50);
    set_back();
    hub_->hello(till_);
    till_.sent = 1;
    const auto end = lease.not_after;
    hub_->inventory(till_, {lease}, {{coupon, 1, "here", {}, end}});
    EXPECT_EQ(hub_->pool().out, (Account{.lent = 50, .reserved = 1}));
    hub_->say(till_, device_watermark({end - Seconds{1}, end - Seconds{1}}));
    EXPECT_EQ(hub_->pool().out, (Account{.lent = 50, .reserved = 1}));
    hub_->say(till_, device_watermark({end, end}));
    EXPECT_EQ(hub_->pool().out, Account{});
    EXPECT_TRUE(hub_->wrong().empty());
}

// What it freed was given to another since, whom this hub hears of first.
TEST_F(SetBack, WhatAWatermarkHadFreedIsFreedAgainBeforeItsDeviceIsCompared) {
    ASSERT_TRUE(hub_->rights.fund(offer, LeaseUnit::count, 1));
    hub_->welcome(till_);
    hub_->welcome(other_);
    const auto first = hub_->fresh({offer, 0}, RedemptionMode::online);
    const auto second = hub_->fresh({offer, 0}, RedemptionMode::online);
    EXPECT_TRUE(hub_->ask(till_, question(first)).reserved);
    copy();
    const auto end = hub_->now + ask_deadline_max;
    hub_->say(till_, device_watermark({end, end}));
    EXPECT_TRUE(hub_->ask(other_, question(second)).reserved);
    hub_->say(other_, coupon_held(second, campaign_of(LeaseUnit::count), 500));
    set_back();
    hub_->hello(till_);
    hub_->hello(other_);
    other_.sent = 1;  // what the copy holds
    hub_->inventory(other_);
    EXPECT_EQ(hub_->pool().overlent, 1);
    till_.sent = 1;
    hub_->inventory(till_);
    EXPECT_EQ(hub_->pool().out, (Account{.reserved = 1}));
    EXPECT_EQ(hub_->pool().overlent, 0);
    EXPECT_TRUE(hub_->wrong().empty());
}

TEST_F(SetBack, AWipedHubLearnsFromALeaseInWhatItsCampaignCounts) {
    constexpr std::uint32_t money = 90418;
    Lease lease = forgotten(5000);
    lease.campaign = money;
    lease.unit = LeaseUnit::amount;
    hub_->hello(till_);
    hub_->inventory(till_, {lease});
    EXPECT_TRUE(hub_->rights.fund(money, LeaseUnit::amount, 10'000));
    PoolBook pools(hub_->database().db());
    EXPECT_EQ((*pools.find(money))->out, (Account{.lent = 4993, .spent = 7}));
    EXPECT_EQ((*pools.find(money))->left, 5000);
    EXPECT_TRUE(hub_->wrong().empty());
}

TEST_F(SetBack, ALeaseThatItsCampaignCannotHaveLentIsNotTakenOver) {
    fund();
    hub_->hello(till_);
    hub_->inventory(till_, {forgotten(1'000'000)});
    EXPECT_EQ(hub_->pool().out, (Account{.spent = 7}));
    EXPECT_EQ(hub_->pool().left, 593);
    EXPECT_EQ(hub_->found("lease_uncovered"), 1U);
    ASSERT_TRUE(hub_->acknowledged(till_));
    EXPECT_EQ(hub_->acknowledged(till_)->closed_leases, std::vector<std::string>{"l-forgotten"});
    EXPECT_TRUE(hub_->wrong().empty());
}

TEST_F(SetBack, AfterItWasComparedADeviceHoldsNoMoreThanThereIs) {
    fund();
    hub_->welcome(till_);
    hub_->welcome(other_);
    hub_->lend(other_, 500);
    hub_->say(till_, lease_state(forgotten(101)));
    EXPECT_EQ(hub_->told(till_), std::vector<std::string>{"lease.recall"});
    EXPECT_EQ(hub_->pool().out, (Account{.lent = 500, .spent = 7}));
    EXPECT_EQ(hub_->pool().overlent, 0);
    EXPECT_EQ(hub_->found("lease_uncovered"), 1U);
    EXPECT_TRUE(hub_->wrong().empty());
}

// ---- Reservations whose end a ledger has lost ----

TEST_F(SetBack, AReservationWhoseEndWasLostCountsUntilItsDeviceSaysMore) {
    fund();
    issue(coupon);
    hub_->welcome(till_);
    hub_->welcome(other_);
    const auto redemption = hub_->fresh(coupon, RedemptionMode::online);
    EXPECT_TRUE(hub_->ask(till_, question(redemption)).reserved);
    lose_an_event();
    hub_->inventory(till_);
    EXPECT_EQ(hub_->pool().out, (Account{.spent = 1}));
    const auto second = hub_->fresh(coupon, RedemptionMode::online);
    EXPECT_EQ(hub_->ask(other_, question(second)).reason, RejectionReason::already_used);
    EXPECT_TRUE(hub_->wrong().empty());
    hub_->say(till_, coupon_released(redemption, "void"));
    EXPECT_EQ(hub_->pool().out, Account{});
    const auto third = hub_->fresh(coupon, RedemptionMode::online);
    EXPECT_TRUE(hub_->ask(other_, question(third)).reserved);
    EXPECT_TRUE(hub_->wrong().empty());
}

TEST_F(SetBack, AReservationWhoseEndWasLostIsStillHeldWhenItsDeviceSaysSo) {
    fund();
    issue(coupon);
    hub_->welcome(till_);
    const auto redemption = hub_->fresh(coupon, RedemptionMode::online);
    EXPECT_TRUE(hub_->ask(till_, question(redemption)).reserved);
    lose_an_event();
    hub_->inventory(till_);
    hub_->say(till_, coupon_held(redemption, campaign_of(LeaseUnit::count), 500));
    EXPECT_EQ(hub_->pool().out, (Account{.reserved = 1}));
    hub_->say(till_,
              coupon_redeemed(redemption, {.outcome = RedemptionState::redeemed, .amount = 500}));
    EXPECT_EQ(hub_->pool().out, (Account{.spent = 1}));
    EXPECT_TRUE(hub_->wrong().empty());
}

TEST_F(SetBack, WhatAnOlderDiskSaysOfALostReservationDoesNotBringItBack) {
    fund();
    issue(coupon);
    hub_->welcome(till_);
    const auto redemption = hub_->fresh(coupon, RedemptionMode::online);
    EXPECT_TRUE(hub_->ask(till_, question(redemption)).reserved);
    till_.fresh_journal();
    hub_->say(till_, make_draft(EventKinds::device_journal_forked, "{}"));
    hub_->hello(till_);
    hub_->inventory(till_);
    hub_->say(till_, coupon_released(redemption, "void"));
    EXPECT_EQ(hub_->pool().out, (Account{.spent = 1}));
}

// ---- What is heard again is old ----

// Beside the commands: the welcomes that a till got.
std::vector<Welcome> welcomes(const std::vector<HubMessage>& messages, const RightsTill& till) {
    std::vector<Welcome> found;
    for (const auto& message : messages) {
        if (message.topic == "down/" + till.name + "/welcome") {
            found.push_back(*decode_welcome(message.payload));
        }
    }
    return found;
}

// In a life after the copy the till was compared, and lent to. Its inventory of then is no answer.
TEST_F(SetBack, TheHelloOfACopyIsNoPlaceToDemandAnInventoryFrom) {
    fund();
    hub_->welcome(till_);
    hub_->welcome(other_);
    copy();
    set_back();
    hub_->hello(till_);
    hub_->hello(other_);
    hub_->inventory(till_);
    hub_->inventory(other_);
    hub_->lend(till_, 600);
    hub_->forget();
    set_back();
    issue(coupon);
    const auto called = hub_->due();
    hub_->hear(called);
    EXPECT_TRUE(hub_->told(till_).empty()) << "asked by what the copy knows";
    const auto heard = welcomes(called, till_);
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_TRUE(heard.front().nonce.none()) << "it would be taken, and no hello said";
    hub_->hello(till_);
    hub_->hello(other_);
    EXPECT_EQ(hub_->told(till_), std::vector<std::string>{"lease.inventory.ask"});
    other_.sent = 1;
    hub_->inventory(other_);
    hub_->say(other_, lease_requested({.campaign = offer}));
    const auto old = till_.batch(Lane::ledger, 2, 2);
    hub_->hear(hub_->tell(till_.name, UpKind::journal, encode(old)));
    EXPECT_TRUE(hub_->granted(other_).empty()) << "given before the lease was heard of";
    till_.sent = 2;
    hub_->send(till_);
    EXPECT_EQ(hub_->found("lease_uncovered"), 0U);
    EXPECT_EQ(hub_->pool().out.lent, 600);
}

// Two journals ago its disk gave cause to compare it, in a life after the copy; that is heard
// again, with what answered it then.
TEST_F(SetBack, AForkThatIsHeardAgainDemandsNothingThatStandsBehindIt) {
    fund();
    hub_->welcome(till_);
    hub_->welcome(other_);
    copy();
    hub_->say(till_, make_draft(EventKinds::device_journal_salvaged, "{}"));
    hub_->inventory(till_);
    const auto lease = hub_->lend(till_, 600);
    const auto old = till_.batch(Lane::ledger, 2, 3);
    till_.fresh_journal();
    hub_->forget();
    set_back();
    hub_->hello(other_);
    other_.sent = 1;
    hub_->inventory(other_);
    hub_->say(other_, lease_requested({.campaign = offer}));
    hub_->hello(till_);
    hub_->hear(hub_->tell(till_.name, UpKind::journal, encode(old)));
    EXPECT_TRUE(hub_->granted(other_).empty()) << "given before the lease was heard of";
    hub_->inventory(till_, {lease});
    EXPECT_EQ(hub_->found("lease_uncovered"), 0U);
    EXPECT_TRUE(hub_->granted(other_).empty()) << "all of it is lent";
    EXPECT_TRUE(hub_->wrong().empty());
}

// ---- Who is next ----

class NextHolder : public SetBack {
protected:
    void SetUp() override {
        SetBack::SetUp();
        fund();
        issue(coupon);
        hub_->welcome(till_);
        hub_->welcome(other_);
        hub_->welcome(third_);
        order(till_);
        hub_->say(till_, right_accepted({coupon, 1, "here"}));
        order(other_);
        copy();
    }
    void order(const RightsTill& till) {
        ASSERT_TRUE(hub_->rights.put_right({coupon, till.name, 1, hub_->now + Seconds{86400}}));
    }
    void greet_all() {
        hub_->forget();
        for (auto* till : {&till_, &other_, &third_}) hub_->hello(*till);
    }
    bool is_given(const RightsTill& till) {
        const auto told = hub_->told(till);
        return std::count(told.begin(), told.end(), std::string(right_granted_command)) > 0;
    }

    RightsTill third_{"s0044-pos1", 3};
};

// The order was changed after the copy: the third holds it.
TEST_F(NextHolder, OfACopyIsNotGivenWhatAnotherHolds) {
    order(third_);
    hub_->say(till_, right_returned({coupon, 1, "returned"}, ""));
    hub_->look_round();
    ASSERT_TRUE(is_given(third_));
    set_back();
    greet_all();
    other_.sent = 1;
    hub_->inventory(other_);
    till_.sent = 2;
    hub_->inventory(till_);
    EXPECT_FALSE(is_given(other_)) << "the third has not been compared";
    third_.sent = 1;
    hub_->inventory(third_, {}, {{coupon, 2, "here"}});
    EXPECT_FALSE(is_given(other_));
    EXPECT_EQ(hub_->pool().out, (Account{.reserved = 1}));
    EXPECT_TRUE(hub_->wrong().empty());
}

TEST_F(NextHolder, GetsItWhenAllHaveBeenCompared) {
    hub_->say(till_, right_returned({coupon, 1, "returned"}, ""));
    hub_->look_round();
    ASSERT_TRUE(is_given(other_));
    set_back();
    greet_all();
    other_.sent = 1;
    hub_->inventory(other_);
    till_.sent = 2;
    hub_->inventory(till_);
    EXPECT_FALSE(is_given(other_));
    third_.sent = 1;
    hub_->inventory(third_);
    EXPECT_TRUE(is_given(other_));
    EXPECT_EQ(hub_->pool().out, (Account{.reserved = 1}));
    EXPECT_TRUE(hub_->wrong().empty());
}

}  // namespace
}  // namespace aisle
