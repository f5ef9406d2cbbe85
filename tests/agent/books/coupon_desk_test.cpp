// SPDX-License-Identifier: Apache-2.0
#include "agent/books/coupon_desk.hpp"

#include "tests/agent/books/coupon_counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr std::uint32_t summer = 90417;
const std::string reserved = R"({"reserved":true})";

class CouponDeskTest : public testing::Test {
protected:
    std::string present(const std::string& code, const std::string& sale,
                        const std::string& more = "") {
        return counter.outcome(counter.present(code, sale, more));
    }
    Token token(TokenType type) {
        Token made;
        made.type = type;
        made.kid = 7;
        made.campaign = summer;
        made.serial = 17;
        made.expires = static_cast<std::uint32_t>(micros(ManualClock::morning) / 1'000'000 + 600);
        return made;
    }
    std::size_t count(std::string_view kind) { return counter.events(kind).size(); }

    CouponCounter counter;
};

// ---- Presented ----

TEST_F(CouponDeskTest, ACouponOfAnIdThatWasMergedIsHersWhoAnswersForItNow) {
    counter.campaign(summer, R"(,"per_member":1,"tiers":["gold"])");
    counter.put(counter.coupons, "fleet", "90417-17", R"({"member_id":"p-1"})");
    counter.put(counter.coupons, "fleet", "90417-18", R"({"member_id":"m-7"})");
    counter.pin({summer, 17});
    counter.pin({summer, 18});
    EXPECT_EQ(present("90417-17", "sale-1", R"(,"member_id":"m-7")"), "rejected other_member");
    counter.put(counter.member_book, "store-s0042", "m-7",
                R"({"tier":"gold","merged_from":["p-1"]})");
    EXPECT_EQ(present("90417-17", "sale-1", R"(,"member_id":"m-7")"), "granted H");
    // Once for each member, under whatever name.
    EXPECT_EQ(present("90417-18", "sale-2", R"(,"member_id":"p-1")"), "rejected member_limit");
}

// Whom the till names is not looked up, not by her tier, her uses nor the coupons that are hers.
TEST_F(CouponDeskTest, NobodyIsAMemberUntilTheErasuresAreIn) {
    counter.campaign(summer, R"(,"tiers":["gold"])");
    counter.campaign(summer + 1, R"(,"per_member":1)");
    counter.campaign(summer + 2);
    counter.put(counter.member_book, "store-s0042", "m-7", R"({"tier":"gold"})");
    counter.put(counter.coupons, "fleet", "90419-18", R"({"member_id":"m-7"})");
    counter.pin({summer, 17});
    counter.pin({summer + 1, 17});
    counter.pin({summer + 2, 17});
    counter.pin({summer + 2, 18});
    const std::string named = R"(,"member_id":"m-7")";
    counter.erasures_pending = true;
    EXPECT_EQ(present("90417-17", "sale-1", named), "rejected erasures_pending");
    EXPECT_EQ(present("90418-17", "sale-1", named), "rejected erasures_pending");
    EXPECT_EQ(present("90419-18", "sale-1", named), "rejected erasures_pending");
    EXPECT_EQ(present("90419-17", "sale-1", named), "granted H") << "it needs no member";
    for (const auto& row : counter.rows(Lane::ledger)) {
        EXPECT_EQ(counter.person_of(row).find("m-7"), std::string::npos) << row.event;
    }
    counter.erasures_pending = false;
    EXPECT_EQ(present("90417-17", "sale-2", named), "granted H");
    EXPECT_EQ(present("90419-18", "sale-2", named), "granted H");
}

TEST_F(CouponDeskTest, ARightThatStandsHereIsGrantedOffline) {
    counter.campaign(summer);
    counter.pin({summer, 17});
    const auto& answer = counter.present("90417-17", "sale-1");
    EXPECT_EQ(counter.outcome(answer), "granted H");
    EXPECT_EQ(answer.find("discount")->integer(), 500);
    EXPECT_EQ(count("coupon.held"), 1U);
    EXPECT_EQ(counter.newest("coupon.held").find("redemption_id")->string(), counter.id_of(answer));
    EXPECT_EQ(counter.bench.metrics.get(Count::coupons_granted), 1U);
}

TEST_F(CouponDeskTest, ATillThatAsksAgainHearsTheSame) {
    counter.campaign(summer);
    counter.pin({summer, 17});
    const auto first = counter.id_of(counter.present("90417-17", "sale-1"));
    EXPECT_EQ(counter.id_of(counter.present("90417-17", "sale-1")), first);
    counter.redeem(first);
    EXPECT_EQ(counter.id_of(counter.present("90417-17", "sale-1")), first)
        << "also when it is used";
    EXPECT_EQ(count("coupon.held"), 1U);
}

TEST_F(CouponDeskTest, TwoRegistersCannotHaveTheSameCoupon) {
    counter.campaign(summer);
    counter.pin({summer, 17});
    const auto id = counter.id_of(counter.present("90417-17", "sale-1"));
    EXPECT_EQ(present("90417-17", "sale-2"), "rejected in_use");
    counter.redeem(id);
    EXPECT_EQ(present("90417-17", "sale-2"), "rejected already_used");
}

TEST_F(CouponDeskTest, WhatWasReleasedMayComeAgainAsAnotherAttempt) {
    counter.campaign(summer);
    counter.pin({summer, 17});
    const auto first = counter.id_of(counter.present("90417-17", "sale-1"));
    counter.release(first);
    const auto second = counter.id_of(counter.present("90417-17", "sale-1"));
    EXPECT_NE(second, first);
    EXPECT_EQ(counter.newest("coupon.held").find("attempt")->integer(), 2);
}

TEST_F(CouponDeskTest, ALeaseIsSpentUnitByUnitAndNoFurther) {
    counter.campaign(summer, R"(,"use":"many")");
    counter.lend("l-1", summer, 2);
    const auto first = counter.id_of(counter.present("90417-0", "sale-1"));
    EXPECT_EQ(present("90417-0", "sale-2"), "granted L");
    EXPECT_EQ(present("90417-0", "sale-3"), "rejected allowance_used_up");
    counter.release(first);
    EXPECT_EQ(present("90417-0", "sale-3"), "granted L");
    EXPECT_EQ(counter.lease("l-1").held, 2);
    EXPECT_EQ(counter.lease("l-1").spent, 0);
}

TEST_F(CouponDeskTest, ALeaseOfMoneyGetsTheDifferenceBack) {
    counter.campaign(summer, R"(,"use":"many","unit":"amount")");
    counter.lend("l-1", summer, 800, LeaseClass::quota, LeaseUnit::amount);
    const auto id = counter.id_of(counter.present("90417-0", "sale-1"));
    EXPECT_EQ(counter.lease("l-1").held, 500);
    EXPECT_EQ(present("90417-0", "sale-2"), "rejected allowance_used_up");
    counter.redeem(id, 120);
    EXPECT_EQ(counter.lease("l-1").spent, 120);
    EXPECT_EQ(counter.lease("l-1").room(), 680);
    EXPECT_EQ(present("90417-0", "sale-2"), "granted L");
}

TEST_F(CouponDeskTest, ARefusalIsToldInWordsAndCounted) {
    counter.campaign(summer);
    const auto& answer = counter.present("90417-17", "sale-1");
    EXPECT_EQ(counter.outcome(answer), "rejected offline_not_allowed");
    EXPECT_FALSE(answer.find("zh")->string()->empty());
    EXPECT_EQ(counter.bench.metrics.get(Count::coupons_rejected), 1U);
    EXPECT_EQ(counter.rows(Lane::touch).size(), 1U);
    EXPECT_EQ(present("nonsense", "sale-1"), "rejected unknown_code");
    EXPECT_EQ(present("90418-1", "sale-1"), "rejected unknown_coupon");
}

TEST_F(CouponDeskTest, ABodyThatIsWrongIsAnErrorWithItsPlace) {
    EXPECT_EQ(present("90417-17", "", ""), "empty");
    EXPECT_EQ(counter.outcome(counter.present("90417-17", "s", R"(,"x":1)")), "unknown_member");
}

TEST_F(CouponDeskTest, ADiskWithoutRoomGrantsNothing) {
    counter.campaign(summer);
    counter.pin({summer, 17});
    counter.room = false;
    EXPECT_EQ(present("90417-17", "sale-1"), "disk_full");
    counter.room = true;
    EXPECT_EQ(present("90417-17", "sale-1"), "granted H") << "and has taken nothing";
}

// ---- Tokens ----

TEST_F(CouponDeskTest, AReservationOnAPhoneIsGoodOnceHere) {
    counter.campaign(summer);
    auto phone = token(TokenType::reservation);
    phone.serial = (std::uint64_t{1} << 62) + 5;
    phone.audience = 7;
    phone.value = 300;
    const auto& answer = counter.present(token_of(phone), "sale-1");
    EXPECT_EQ(counter.outcome(answer), "granted P");
    EXPECT_EQ(answer.find("held")->integer(), 300);
    EXPECT_EQ(present(token_of(phone), "sale-2"), "rejected already_used");
    counter.redeem(counter.id_of(answer), 300);
    EXPECT_EQ(present(token_of(phone), "sale-2"), "rejected already_used");
    phone.audience = 8;
    phone.serial += 1;
    EXPECT_EQ(present(token_of(phone), "sale-3"), "rejected other_holder");
    phone.serial = 6;
    EXPECT_EQ(present(token_of(phone), "sale-3"), "rejected unknown_code")
        << "no reservation of central's";
}

TEST_F(CouponDeskTest, ATokenIsBelievedOnlyWithItsSignature) {
    counter.campaign(summer);
    counter.pin({summer, 17});
    auto text = token_of(token(TokenType::coupon));
    text[60] = text[60] == 'A' ? 'B' : 'A';
    EXPECT_EQ(present(text, "sale-1"), "rejected forged");
    auto other = token(TokenType::coupon);
    other.kid = 8;
    EXPECT_EQ(present(token_of(other), "sale-1"), "rejected unknown_key");
    EXPECT_EQ(present(token_of(token(TokenType::badge)), "sale-1"), "rejected unknown_code");
    EXPECT_EQ(present(token_of(token(TokenType::coupon)), "sale-1"), "granted H");
}

TEST_F(CouponDeskTest, AShortCodeIsTheCouponItNames) {
    counter.campaign(summer);
    counter.pin({summer, 17});
    EXPECT_EQ(present(short_code({summer, 17}), "sale-1"), "granted H");
}

// ---- Central is asked ----

TEST_F(CouponDeskTest, CentralReservesWhatNobodyHereHolds) {
    counter.campaign(summer);
    counter.listens = true;
    counter.answers_of_central = {reserved};
    const auto& answer = counter.present("90417-17", "sale-1");
    EXPECT_EQ(counter.outcome(answer), "granted O");
    ASSERT_EQ(counter.asked.size(), 1U);
    EXPECT_EQ(counter.asked[0].first, "coupon.reserve");
    EXPECT_EQ(json_of(counter.asked[0].second).find("redemption_id")->string(),
              counter.id_of(answer));
}

TEST_F(CouponDeskTest, CentralsReasonIsTheReason) {
    counter.campaign(summer);
    counter.listens = true;
    counter.answers_of_central = {R"({"reserved":false,"reason":"already_used"})"};
    EXPECT_EQ(present("90417-17", "sale-1"), "rejected already_used");
}

TEST_F(CouponDeskTest, ANoOfCentralInNewWordsIsANo) {
    counter.campaign(summer, R"(,"risk":{"floor":500,"unheard_max_s":60})");
    counter.lend("l-r", summer, 1, LeaseClass::risk);
    counter.put(counter.coupons, "fleet", "90417-17", "{}");
    counter.listens = true;
    counter.unheard = Seconds{1};
    counter.answers_of_central = {R"({"reserved":false,"reason":"fraud_suspected"})"};
    EXPECT_EQ(present("90417-17", "sale-1"), "rejected refused_by_central");
}

TEST_F(CouponDeskTest, WhatCentralReservedIsNeverHeldHigher) {
    counter.campaign(summer);
    counter.listens = counter.dawdles = true;
    std::string told;
    counter.coupon_desk.present(R"({"code":"90417-17","pos_ref":"sale-1","basket":{"total":2900}})",
                                [&](Result<std::string> text) { told = text ? *text : "error"; });
    counter.put(counter.campaigns, "fleet", "90417",
                R"({"title":"20 off","currency":"CNY","value":{"amount":2000},)"
                R"("valid_from":"2026-06-01T00:00:00Z","valid_until":"2026-09-01T00:00:00Z"})");
    counter.waiting.at(0)(reserved);
    EXPECT_EQ(json_of(told).find("held")->integer(), 500);
    EXPECT_EQ(json_of(told).find("discount")->integer(), 500);
}

TEST_F(CouponDeskTest, AnEndOfASaleBringsNoRightBackThatCentralHasClosed) {
    counter.campaign(summer);
    counter.pin({summer, 17});
    const auto id = counter.id_of(counter.present("90417-17", "sale-1"));
    counter.lease_desk.compare();
    counter.acknowledge({1, {}, {{summer, 17}}});
    counter.release(id);
    EXPECT_EQ(present("90417-17", "sale-2"), "rejected offline_not_allowed");
}

TEST_F(CouponDeskTest, ALateClosingOfACouponThatWasUsedElsewhereIsAnOverrun) {
    counter.campaign(summer, R"(,"risk":{"floor":500,"unheard_max_s":60})");
    counter.put(counter.coupons, "fleet", "90417-17", "{}");
    counter.lend("l-r", summer, 9, LeaseClass::risk);
    counter.unheard = Seconds{1};
    const auto first = counter.id_of(counter.present("90417-17", "sale-1"));
    counter.release(first);
    counter.redeem(counter.id_of(counter.present("90417-17", "sale-2")));
    EXPECT_TRUE(*counter.redeem(first).find("overrun")->boolean());
    EXPECT_EQ(counter.lease("l-r").spent, 1);
}

TEST_F(CouponDeskTest, ALateClosingSettlesTheAttemptThatIsOpen) {
    counter.campaign(summer, R"(,"use":"many")");
    counter.lend("l-1", summer, 5);
    const auto first = counter.id_of(counter.present("90417-0", "sale-1"));
    counter.release(first);
    const auto second = counter.id_of(counter.present("90417-0", "sale-1"));
    EXPECT_EQ(counter.id_of(counter.redeem(first)), second);
    EXPECT_EQ(counter.lease("l-1").spent, 1);
    EXPECT_EQ(counter.lease("l-1").held, 0);
}

TEST_F(CouponDeskTest, WithoutAnAnswerRiskIsTakenWhereItMayBe) {
    counter.campaign(summer, R"(,"risk":{"floor":500,"unheard_max_s":60})");
    counter.lend("l-r", summer, 1, LeaseClass::risk);
    counter.put(counter.coupons, "fleet", "90417-17", "{}");
    counter.listens = true;
    counter.unheard = Seconds{1};
    const auto& answer = counter.present("90417-17", "sale-1");
    EXPECT_EQ(counter.outcome(answer), "granted R");
    EXPECT_TRUE(*answer.find("at_risk")->boolean());
    EXPECT_NE(json_of(counter.asked.at(0).second).find("redemption_id")->string(),
              counter.id_of(answer))
        << "what central may still reserve has another name";
}

TEST_F(CouponDeskTest, WhatCentralReservesTooLateIsGivenBack) {
    counter.campaign(summer);
    counter.listens = true;
    EXPECT_EQ(present("90417-17", "sale-1"), "rejected offline_not_allowed");
    counter.coupon_desk.answered_late(counter.asked.at(0).second, reserved);
    EXPECT_EQ(counter.newest("coupon.released").find("redemption_id")->string(),
              json_of(counter.asked[0].second).find("redemption_id")->string());
    counter.coupon_desk.answered_late(counter.asked[0].second, R"({"reserved":false})");
    counter.coupon_desk.answered_late("?", "?");
    EXPECT_EQ(count("coupon.released"), 1U);
}

TEST_F(CouponDeskTest, AskedTwiceAtOnceItIsGrantedOnce) {
    counter.campaign(summer);
    counter.listens = counter.dawdles = true;
    std::vector<std::string> told;
    for (int i = 0; i < 2; ++i) {
        counter.coupon_desk.present(
            R"({"code":"90417-17","pos_ref":"sale-1","basket":{"total":2900}})",
            [&](Result<std::string> text) { told.push_back(text ? *text : "error"); });
    }
    for (auto& reply : counter.waiting) reply(reserved);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0], told[1]);
    EXPECT_EQ(count("coupon.held"), 1U);
    EXPECT_EQ(counter.newest("coupon.released").find("reason")->string(), "repeated");
}

// ---- Closed ----

TEST_F(CouponDeskTest, AClosingIsSaidOnceHoweverOftenItComes) {
    counter.campaign(summer);
    counter.pin({summer, 17});
    const auto id = counter.id_of(counter.present("90417-17", "sale-1"));
    EXPECT_EQ(counter.redeem(id, 450).find("amount")->integer(), 450);
    EXPECT_EQ(counter.redeem(id, 450).find("amount")->integer(), 450);
    EXPECT_EQ(count("coupon.redeemed"), 1U);
    counter.redeem(id, 400);
    EXPECT_EQ(counter.error, "closed_otherwise");
    counter.release(id);
    EXPECT_EQ(counter.error, "closed_otherwise");
}

TEST_F(CouponDeskTest, NoMoreIsRedeemedThanWasHeld) {
    counter.campaign(summer);
    counter.pin({summer, 17});
    const auto id = counter.id_of(counter.present("90417-17", "sale-1"));
    counter.redeem(id, 501);
    EXPECT_EQ(counter.error, "amount_over_held");
    counter.redeem("not-an-id");
    EXPECT_EQ(counter.error, "unknown_redemption");
    counter.redeem(to_string(EventId{{9}}));
    EXPECT_EQ(counter.error, "unknown_redemption");
}

TEST_F(CouponDeskTest, ALateClosingTakesANewHoldWhereThereIsRoom) {
    counter.campaign(summer, R"(,"use":"many")");
    counter.lend("l-1", summer, 1);
    const auto id = counter.id_of(counter.present("90417-0", "sale-1"));
    counter.release(id);
    const auto& again = counter.redeem(id);
    EXPECT_NE(counter.id_of(again), id);
    EXPECT_EQ(counter.lease("l-1").spent, 1);
    EXPECT_EQ(counter.id_of(counter.redeem(id)), counter.id_of(again)) << "and once";
    EXPECT_EQ(counter.lease("l-1").spent, 1);
}

TEST_F(CouponDeskTest, ALateClosingWithoutRoomIsAFactAndAnAlarm) {
    counter.campaign(summer, R"(,"use":"many")");
    counter.lend("l-1", summer, 1);
    const auto id = counter.id_of(counter.present("90417-0", "sale-1"));
    counter.release(id);
    counter.redeem(counter.id_of(counter.present("90417-0", "sale-2")));
    EXPECT_TRUE(*counter.redeem(id).find("overrun")->boolean());
    counter.redeem(id);
    EXPECT_EQ(count("coupon.overrun"), 1U);
    EXPECT_EQ(counter.lease("l-1").spent, 1);
    EXPECT_EQ(counter.bench.metrics.get(Count::coupons_overrun), 1U);
}

// Its till changes its mind when central may have placed the coupon elsewhere: no watermark told it
// of a hold.
TEST_F(CouponDeskTest, ALateClosingTakesNoRightWhoseTimeIsOver) {
    counter.campaign(summer);
    counter.pin({summer, 17});
    const auto id = counter.id_of(counter.present("90417-17", "sale-1"));
    counter.release(id);
    const auto end = *parse_rfc3339("2026-08-01T00:00:00Z");
    counter.bench.clock.advance(end - *counter.truth);
    counter.truth = end;
    EXPECT_NE(counter.redeem(id).find("overrun"), nullptr);
    EXPECT_EQ(count("coupon.overrun"), 1U);
    EXPECT_EQ(count("coupon.redeemed"), 0U);
}

TEST_F(CouponDeskTest, WhatComesBackIsReversedOnceAndItsRightStaysSpent) {
    counter.campaign(summer);
    counter.pin({summer, 17});
    const auto id = counter.id_of(counter.present("90417-17", "sale-1"));
    counter.reverse(id);
    EXPECT_EQ(counter.error, "not_redeemed");
    counter.redeem(id);
    EXPECT_TRUE(*counter.reverse(id).find("reversed")->boolean());
    counter.reverse(id);
    EXPECT_EQ(count("coupon.reversed"), 1U);
    EXPECT_EQ(present("90417-17", "sale-2"), "rejected already_used");
}

TEST_F(CouponDeskTest, ShowsWhatIsHeldSinceWhen) {
    counter.campaign(summer);
    counter.pin({summer, 17});
    counter.present("90417-17", "sale-1");
    std::string text;
    counter.coupon_desk.list_holds([&](Result<std::string> list) { text = list ? *list : ""; });
    const auto& holds = json_of(text).find("holds")->items();
    ASSERT_EQ(holds.size(), 1U);
    EXPECT_EQ(holds[0].find("pos_ref")->string(), "sale-1");
}

// ---- Rules of a campaign, through the books ----

TEST_F(CouponDeskTest, AMemberHasItAsOftenAsItIsGiven) {
    counter.campaign(summer, R"(,"use":"many","per_member":1)");
    counter.lend("l-1", summer, 10);
    const std::string member = R"(,"member_id":"m-1")";
    const auto id = counter.id_of(counter.present("90417-0", "sale-1", member));
    EXPECT_EQ(present("90417-0", "sale-2", member), "rejected member_limit");
    EXPECT_EQ(present("90417-0", "sale-3"), "rejected member_needed");
    counter.release(id);
    EXPECT_EQ(present("90417-0", "sale-2", member), "granted L");
}

TEST_F(CouponDeskTest, OneOfAGroupInASale) {
    counter.campaign(summer, R"(,"stack_group":"g")");
    counter.campaign(90418, R"(,"stack_group":"g")");
    counter.pin({summer, 17});
    counter.pin({90418, 1});
    const auto id = counter.id_of(counter.present("90417-17", "sale-1"));
    EXPECT_EQ(present("90418-1", "sale-1"), "rejected not_combinable");
    EXPECT_EQ(present("90418-1", "sale-2"), "granted H");
    counter.release(id);
    counter.campaign(90419, R"(,"exclusive":true)");
    counter.pin({90419, 1});
    EXPECT_EQ(present("90419-1", "sale-2"), "rejected not_combinable");
}

TEST_F(CouponDeskTest, TheSecondStoreIsToldThatItMayNot) {
    counter.campaign(summer, R"(,"stores":["s0042"])");
    counter.pin({summer, 17});
    counter.store_id = "s0043";
    EXPECT_EQ(present("90417-17", "sale-1"), "rejected other_store");
}

TEST_F(CouponDeskTest, AnEndedCouponStaysEndedWhateverTheClockSays) {
    counter.campaign(summer);
    counter.pin({summer, 17});
    counter.truth = *parse_rfc3339("2026-09-01T00:00:00Z");
    EXPECT_EQ(present("90417-17", "sale-1"), "rejected expired");
    counter.truth = *parse_rfc3339("2026-07-01T00:00:00Z");
    EXPECT_EQ(present("90417-17", "sale-1"), "rejected expired");
}

}  // namespace
}  // namespace aisle
