// SPDX-License-Identifier: Apache-2.0
// Coupons that may be used once: their right stands at one device, moves only when it was given
// back, or is reserved for one sale; and what was given at risk is compared with what was used.
#include "tests/hub/rights_bench.hpp"

namespace aisle {
namespace {

constexpr CouponRef coupon{offer, 17};

class SingleUse : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(hub_.rights.fund(offer, LeaseUnit::count, 100));
        ASSERT_TRUE(hub_.orders.decide({"coupons", "fleet"}, {to_string(coupon), "{}"}, hub_.now));
        hub_.welcome(here_);
        hub_.welcome(there_);
    }
    void put(RightsTill& till, bool accepted = true) {
        const auto row = hub_.rights.put_right({coupon, till.name, 1, hub_.now + Seconds{86400}});
        ASSERT_TRUE(row) << row.error().what();
        hub_.look_round();
        if (accepted) hub_.say(till, right_accepted({coupon, row->term, "here"}));
    }
    HolderRow row() {
        PoolBook pools(hub_.database().db());
        return **HolderBook(hub_.database().db(), pools).find(coupon);
    }
    UseRow use(const Redemption& redemption) {
        return **UseBook(hub_.database().db()).find(to_string(redemption.id));
    }
    Redemption redeem(RightsTill& till, RedemptionMode mode, std::string lease = {}) {
        auto redemption = hub_.fresh(coupon, mode);
        redemption.lease = std::move(lease);
        redeem(till, redemption);
        return redemption;
    }
    void redeem(RightsTill& till, const Redemption& redemption) {
        till.write(coupon_held(redemption, campaign_of(LeaseUnit::count), 500));
        till.write(
            coupon_redeemed(redemption, {.outcome = RedemptionState::redeemed, .amount = 500}));
        hub_.send(till);
    }
    ReserveQuestion question(const Redemption& redemption) {
        return {to_string(redemption.id), redemption.ref, 500};
    }

    RightsBench hub_;
    RightsTill here_{"s0042-pos1", 1};
    RightsTill there_{"s0043-pos1", 2};
};

TEST_F(SingleUse, ARightIsPutAtADeviceAndChargedWhileItIsThere) {
    put(here_, false);
    EXPECT_EQ(hub_.told(here_), (std::vector<std::string>{"lease.inventory.ack", "right.granted"}));
    EXPECT_EQ(hub_.pool().out.reserved, 1);
    hub_.say(here_, right_accepted({coupon, 1, "here"}));
    EXPECT_EQ(row().state, HolderState::here);
    redeem(here_, RedemptionMode::holder);
    EXPECT_EQ(row().state, HolderState::used);
    EXPECT_EQ(hub_.pool().out, (Account{.spent = 1}));
    EXPECT_TRUE(hub_.wrong().empty());
}

TEST_F(SingleUse, ARightMovesOnlyWhenItWasGivenBack) {
    put(here_);
    hub_.forget();
    ASSERT_TRUE(hub_.rights.put_right({coupon, there_.name, 1, hub_.now + Seconds{60}}));
    hub_.look_round();
    EXPECT_EQ(hub_.told(here_).back(), "right.recall");
    EXPECT_TRUE(hub_.told(there_).empty());
    // A return of another term is of another time.
    hub_.say(here_, right_returned({coupon, 9, "returned"}, ""));
    EXPECT_EQ(row().device, 1);
    hub_.say(here_, right_returned({coupon, 1, "returned"}, ""));
    EXPECT_EQ(row().device, 2);
    EXPECT_EQ(row().term, 2);
    EXPECT_EQ(hub_.told(there_).back(), "right.granted");
    EXPECT_EQ(hub_.pool().out.reserved, 1);
}

TEST_F(SingleUse, ARecallThatWasLostIsSaidAgainAtTheHoldersNextSignOfLife) {
    put(here_);
    ASSERT_TRUE(hub_.rights.put_right({coupon, there_.name, 1, hub_.now + Seconds{86400}}));
    hub_.look_round();
    hub_.forget();
    // Twice in one batch, from a line that was down.
    here_.write(device_watermark({hub_.now, hub_.now}));
    here_.write(device_watermark({hub_.now + Seconds{60}, hub_.now + Seconds{60}}));
    hub_.send(here_);
    EXPECT_EQ(hub_.told(here_), std::vector<std::string>{"right.recall"});
    hub_.say(here_, right_returned({coupon, 1, "returned"}, ""));
    EXPECT_EQ(hub_.told(there_), std::vector<std::string>{"right.granted"});
    hub_.forget();
    hub_.say(here_, device_watermark({hub_.now + Seconds{120}, hub_.now + Seconds{120}}));
    EXPECT_TRUE(hub_.told(here_).empty());
}

TEST_F(SingleUse, WhatWasUsedWhereItStoodIsUsedEverywhere) {
    put(here_);
    ASSERT_TRUE(hub_.rights.put_right({coupon, there_.name, 1, hub_.now + Seconds{60}}));
    const auto redemption = redeem(here_, RedemptionMode::holder);
    hub_.say(here_, right_returned({coupon, 1, "used"}, to_string(redemption.id)));
    EXPECT_EQ(row().state, HolderState::used);
    const auto answer = hub_.ask(there_, question(hub_.fresh(coupon, RedemptionMode::online)));
    EXPECT_EQ(answer.reason, RejectionReason::already_used);
    const auto again = hub_.rights.put_right({coupon, there_.name, 1, hub_.now});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code(), "already_used");
}

TEST_F(SingleUse, AnEndedRightIsFreedByItsHoldersLedgerAndNotByTime) {
    put(here_);
    const auto end = row().expires;
    hub_.now = end + Seconds{86400};
    hub_.hello(here_);
    EXPECT_EQ(row().state, HolderState::here);
    hub_.say(here_, device_watermark({end, end - Seconds{1}}));
    EXPECT_EQ(row().state, HolderState::here);
    hub_.say(here_, device_watermark({end, end}));
    EXPECT_EQ(row().state, HolderState::free);
    EXPECT_EQ(hub_.pool().left, 100);
}

// ---- Asked ----

TEST_F(SingleUse, AFreeCouponIsReservedForOneSaleAndUsedOnce) {
    const auto redemption = hub_.fresh(coupon, RedemptionMode::online);
    EXPECT_TRUE(hub_.ask(here_, question(redemption)).reserved);
    EXPECT_TRUE(hub_.ask(here_, question(redemption)).reserved);
    EXPECT_EQ(hub_.pool().out, (Account{.reserved = 1}));
    const auto other = hub_.fresh(coupon, RedemptionMode::online);
    EXPECT_EQ(hub_.ask(there_, question(other)).reason, RejectionReason::in_use);
    redeem(here_, redemption);
    EXPECT_EQ(hub_.pool().out, (Account{.spent = 1}));
    EXPECT_EQ(hub_.ask(there_, question(other)).reason, RejectionReason::already_used);
    EXPECT_TRUE(hub_.wrong().empty());
}

TEST_F(SingleUse, WhatIsReleasedIsFreeAgain) {
    const auto redemption = hub_.fresh(coupon, RedemptionMode::online);
    hub_.ask(here_, question(redemption));
    hub_.say(here_, coupon_released(redemption, "late"));
    EXPECT_EQ(row().state, HolderState::free);
    EXPECT_EQ(hub_.pool().left, 100);
    // The question comes once more, from a network that kept it.
    EXPECT_FALSE(hub_.ask(here_, question(redemption)).reserved);
    EXPECT_EQ(hub_.pool().left, 100);
    EXPECT_TRUE(hub_.ask(there_, question(hub_.fresh(coupon, RedemptionMode::online))).reserved);
}

TEST_F(SingleUse, AQuestionThatComesAfterItWasGivenUpReservesNothing) {
    const auto redemption = hub_.fresh(coupon, RedemptionMode::online);
    hub_.say(here_, coupon_released(redemption, "late"));
    EXPECT_FALSE(hub_.ask(here_, question(redemption)).reserved);
    EXPECT_EQ(hub_.pool().left, 100);
}

TEST_F(SingleUse, AReservationLapsesWhenTheLedgerIsCompletePastIt) {
    const auto redemption = hub_.fresh(coupon, RedemptionMode::online);
    hub_.ask(here_, question(redemption));
    const auto end = hub_.now + ask_deadline_max;
    hub_.say(here_, device_watermark({end - Seconds{1}, end}));
    EXPECT_EQ(row().state, HolderState::reserved);
    hub_.say(here_, device_watermark({end, end}));
    EXPECT_EQ(row().state, HolderState::free);
    EXPECT_EQ(hub_.pool().left, 100);
}

TEST_F(SingleUse, WhatIsHeldNeverLapses) {
    const auto redemption = hub_.fresh(coupon, RedemptionMode::online);
    hub_.ask(here_, question(redemption));
    hub_.say(here_, coupon_held(redemption, campaign_of(LeaseUnit::count), 500));
    const auto end = hub_.now + Seconds{86400 * 365};
    hub_.say(here_, device_watermark({end, end}));
    EXPECT_EQ(row().state, HolderState::reserved);
    EXPECT_EQ(hub_.pool().out.reserved, 1);
}

TEST_F(SingleUse, WhereTheHolderIsAwayATillIsToldThatItCannotBeKnown) {
    put(here_);
    hub_.tell(here_.name, UpKind::status, encode(Status{Presence::lost, "0.1.0"}));
    hub_.forget();
    const auto answer = hub_.ask(there_, question(hub_.fresh(coupon, RedemptionMode::online)));
    EXPECT_EQ(answer.reason, RejectionReason::offline_not_allowed);
    EXPECT_EQ(hub_.told(here_), std::vector<std::string>{"right.recall"});
}

TEST_F(SingleUse, WhereTheHolderIsThereTheRightIsCalledBackForTheNextTry) {
    put(here_);
    const auto first = hub_.ask(there_, question(hub_.fresh(coupon, RedemptionMode::online)));
    EXPECT_EQ(first.reason, RejectionReason::other_holder);
    hub_.say(here_, right_returned({coupon, 1, "returned"}, ""));
    EXPECT_TRUE(hub_.ask(there_, question(hub_.fresh(coupon, RedemptionMode::online))).reserved);
}

TEST_F(SingleUse, ACodeForAllIsChargedUntilTheBudgetIsEmpty) {
    ASSERT_TRUE(hub_.rights.fund(offer, LeaseUnit::count, 1));
    const auto first = hub_.fresh({offer, 0}, RedemptionMode::online);
    const auto second = hub_.fresh({offer, 0}, RedemptionMode::online);
    EXPECT_TRUE(hub_.ask(here_, question(first)).reserved);
    EXPECT_EQ(hub_.ask(there_, question(second)).reason, RejectionReason::allowance_used_up);
    hub_.say(here_, coupon_released(first, "void"));
    EXPECT_TRUE(hub_.ask(there_, question(second)).reserved);
}

TEST_F(SingleUse, ACouponThatWasNeverIssuedIsNotKnown) {
    const auto answer = hub_.ask(here_, question(hub_.fresh({offer, 18}, RedemptionMode::online)));
    EXPECT_EQ(answer.reason, RejectionReason::unknown_coupon);
}

TEST_F(SingleUse, AnAmountThatWasReservedGivesBackWhatWasNotTaken) {
    constexpr std::uint32_t money = 90418;
    ASSERT_TRUE(hub_.rights.fund(money, LeaseUnit::amount, 10'000));
    const auto redemption = hub_.fresh({money, 0}, RedemptionMode::online);
    EXPECT_TRUE(hub_.ask(here_, question(redemption)).reserved);
    hub_.say(here_,
             coupon_redeemed(redemption, {.outcome = RedemptionState::redeemed, .amount = 120}));
    PoolBook pools(hub_.database().db());
    EXPECT_EQ((*pools.find(money))->left, 9880);
    EXPECT_EQ((*pools.find(money))->out, (Account{.spent = 120}));
}

TEST_F(SingleUse, AQuestionOfAnotherKindIsAnsweredWithAnError) {
    Ask ask;
    ask.id = EventId{{1}};
    ask.kind = "weather.tomorrow";
    ask.deadline = Millis{100};
    ask.body = "{}";
    hub_.hear(hub_.tell(here_.name, UpKind::ask, encode(ask)));
    ASSERT_TRUE(hub_.answer.error);
    EXPECT_EQ(hub_.answer.error->code, "unknown_ask");
    EXPECT_EQ(hub_.answer.incarnation, HubBench::incarnation);
    ask.kind = coupon_reserve_ask;
    hub_.hear(hub_.tell(here_.name, UpKind::ask, encode(ask)));
    EXPECT_EQ(hub_.answer.error->code, "bad_ask");
}

// ---- At risk ----

TEST_F(SingleUse, AtRiskIsConfirmedWhenNobodyElseUsedIt) {
    const auto lease = hub_.lend(there_, 10, LeaseClass::risk);
    const auto risk = redeem(there_, RedemptionMode::risk, lease.id);
    EXPECT_EQ(use(risk).outcome, UseOutcome::confirmed);
    EXPECT_EQ(row().state, HolderState::used);
    EXPECT_EQ(hub_.pool().out, (Account{.lent = 9, .spent = 1}));
    const auto later = redeem(here_, RedemptionMode::risk);
    EXPECT_EQ(use(later).outcome, UseOutcome::conflict);
    EXPECT_EQ(use(later).other, to_string(risk.id));
    EXPECT_EQ(hub_.look(view_risks).size(), 2U);
}

TEST_F(SingleUse, AtRiskWhileTheRightIsElsewhereIsDecidedWhenItComesBack) {
    put(here_);
    const auto risk = redeem(there_, RedemptionMode::risk);
    EXPECT_EQ(use(risk).outcome, UseOutcome::open);
    EXPECT_EQ(row().state, HolderState::recalled);
    hub_.say(here_, right_returned({coupon, 1, "returned"}, ""));
    EXPECT_EQ(use(risk).outcome, UseOutcome::confirmed);
    EXPECT_EQ(row().state, HolderState::used);
    EXPECT_EQ(hub_.pool().left, 100);
}

TEST_F(SingleUse, AtRiskIsAConflictWhenTheHolderUsedItToo) {
    put(here_);
    const auto risk = redeem(there_, RedemptionMode::risk);
    const auto right = redeem(here_, RedemptionMode::holder);
    EXPECT_EQ(use(risk).outcome, UseOutcome::conflict);
    EXPECT_EQ(use(risk).other, to_string(right.id));
    EXPECT_NE(hub_.books().find("\"redemptions\":2,\"at_risk\":1,\"conflicts\":1"),
              std::string::npos)
        << hub_.books();
    EXPECT_TRUE(hub_.wrong().empty());
}

TEST_F(SingleUse, TwoUsesByRightAreFound) {
    redeem(here_, RedemptionMode::online);
    redeem(there_, RedemptionMode::holder);
    EXPECT_EQ(hub_.found("double_use"), 1U);
    ASSERT_EQ(hub_.wrong().size(), 1U);
    EXPECT_NE(hub_.wrong()[0].find("used twice"), std::string::npos);
}

}  // namespace
}  // namespace aisle
