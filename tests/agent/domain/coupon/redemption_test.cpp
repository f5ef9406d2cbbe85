// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/redemption.hpp"

#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aisle {
namespace {

Redemption some() {
    Redemption redemption;
    redemption.id = EventId{{1, 2, 3}};
    redemption.pos_ref = "pos1-7";
    redemption.ref = {90417, 17};
    redemption.mode = RedemptionMode::risk;
    redemption.lease = "l-1";
    redemption.member = "m-1";
    redemption.currency = "CNY";
    redemption.held = 500;
    return redemption;
}

Campaign campaign() {
    Campaign value;
    value.title = "5 off";
    value.currency = *Currency::parse("CNY");
    return value;
}

template <class T>
Result<T> parse(const std::string& text, Result<T> (*read)(const Json&)) {
    TRY(const auto json, Json::parse(text));
    return read(json);
}

TEST(RedemptionTest, APresentationNamesCodeSaleAndBasket) {
    const auto& body = json_of(R"({"code":"90417-17","pos_ref":"pos1-7","basket":{"total":2900},)"
                               R"("member_id":"m-1","tier":"gold"})");
    const auto wish = parse_presentation(body, "CNY");
    ASSERT_TRUE(wish) << wish.error().what();
    EXPECT_EQ(wish->code, "90417-17");
    EXPECT_EQ(wish->member, "m-1");
    EXPECT_FALSE(parse_presentation(json_of(R"({"code":"x","pos_ref":"p"})"), "CNY"));
    EXPECT_FALSE(parse_presentation(
        json_of(R"({"code":"x","pos_ref":"p","basket":{"total":1},"x":1})"), "CNY"));
}

TEST(RedemptionTest, AClosingSaysHowTheSaleEnded) {
    const auto redeemed =
        parse(R"({"outcome":"redeemed","amount":450,"purchase_id":"p-1"})", parse_closing);
    ASSERT_TRUE(redeemed);
    EXPECT_EQ(*redeemed, (Closing{RedemptionState::redeemed, 450, "p-1", ""}));
    EXPECT_TRUE(parse(R"({"outcome":"released","reason":"removed"})", parse_closing));
    EXPECT_FALSE(parse(R"({"outcome":"redeemed"})", parse_closing));
    EXPECT_FALSE(parse(R"({"outcome":"released","amount":1})", parse_closing));
    EXPECT_FALSE(parse(R"({"outcome":"held"})", parse_closing));
    EXPECT_FALSE(parse(R"({"outcome":"released","reason":"4111 1111 1111 1111"})", parse_closing))
        << "no card number is kept";
}

TEST(RedemptionTest, AReversalMayNameItsPurchase) {
    EXPECT_TRUE(parse("{}", parse_reversal));
    EXPECT_EQ(parse(R"({"purchase_id":"p-2"})", parse_reversal)->purchase, "p-2");
    EXPECT_FALSE(parse(R"({"purchase":"p-2"})", parse_reversal));
}

TEST(RedemptionTest, AHoldSaysWhatIsAtRiskAndKeepsThePersonApart) {
    const auto draft = coupon_held(some(), campaign(), 290);
    const auto& data = json_of(draft.data);
    EXPECT_EQ(data.find("coupon")->string(), "90417-17");
    EXPECT_EQ(data.find("mode")->string(), "R");
    EXPECT_EQ(data.find("at_risk")->boolean(), true);
    EXPECT_EQ(data.find("held")->integer(), 500);
    EXPECT_EQ(data.find("currency")->string(), "CNY");
    EXPECT_EQ(draft.data.find("m-1"), draft.data.npos);
    EXPECT_NE(draft.person.find("m-1"), draft.person.npos);
    EXPECT_EQ(draft.lane, Lane::ledger);
}

TEST(RedemptionTest, EveryEndHasItsEvent) {
    const Closing closing{RedemptionState::redeemed, 450, "p-1", ""};
    EXPECT_EQ(json_of(coupon_redeemed(some(), closing).data).find("amount")->integer(), 450);
    EXPECT_EQ(json_of(coupon_released(some(), "late").data).find("reason")->string(), "late");
    EXPECT_EQ(json_of(coupon_overrun(some(), closing).data).find("amount")->integer(), 450);
    auto redeemed = some();
    redeemed.final_amount = 450;
    EXPECT_EQ(json_of(coupon_reversed(redeemed, {}).data).find("amount")->integer(), 450);
    const auto rejected = coupon_rejected(std::nullopt, RejectionReason::forged, "pos1-7");
    EXPECT_EQ(json_of(rejected.data).find("coupon"), nullptr);
    EXPECT_EQ(rejected.lane, Lane::touch);
}

TEST(RedemptionTest, TheTillIsToldTheDecisionInWordsAndCodes) {
    const auto& granted = json_of(granted_json(some(), campaign(), 290));
    EXPECT_EQ(granted.find("decision")->string(), "granted");
    EXPECT_EQ(granted.find("redemption_id")->string(), to_string(some().id));
    EXPECT_EQ(granted.find("discount")->integer(), 290);
    const auto& rejected = json_of(rejected_json(RejectionReason::expired));
    EXPECT_EQ(rejected.find("reason")->string(), "expired");
    EXPECT_EQ(rejected.find("en")->string(), "The coupon has expired.");
    EXPECT_EQ(rejected.find("zh")->string(), "此券已过期。");
    EXPECT_EQ(rejected.find("instead"), nullptr);
    const auto& kind = json_of(rejected_json(RejectionReason::expired, "A coffee."));
    EXPECT_EQ(kind.find("instead")->string(), "A coffee.");
}

TEST(RedemptionTest, StatesHaveWords) {
    for (const auto state :
         {RedemptionState::held, RedemptionState::redeemed, RedemptionState::released}) {
        EXPECT_EQ(parse_redemption_state(to_string(state)), state);
    }
    EXPECT_FALSE(parse_redemption_state("lost"));
}

}  // namespace
}  // namespace aisle
