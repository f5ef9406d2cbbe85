// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/presentation.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using Reason = RejectionReason;

constexpr std::uint32_t now_s = 1'783'000'000;
constexpr WallTime noon{Seconds{now_s}};

class PresentationTest : public testing::Test {
protected:
    PresentationTest() {
        campaign().title = "5 off";
        campaign().currency = *Currency::parse("CNY");
        campaign().worth = {std::int64_t{500}, 500, Rounding::down};
        campaign().valid_from = noon - Seconds{3600};
        campaign().valid_until = noon + Seconds{3600};
        basket.currency = campaign().currency;
        basket.total = 2900;
        basket.lines = {{"A", "", 2900}};
    }

    Campaign& campaign() { return *facts.campaign; }
    void pin() {
        facts.right = HeldHere::here;
        facts.right_ends = noon + Seconds{60};
    }
    Lease& lend(LeaseClass kind = LeaseClass::quota) {
        Lease lease;
        lease.id = "l-" + std::string(to_string(kind));
        lease.kind = kind;
        lease.granted = 10;
        lease.not_after = noon + Seconds{60};
        return facts.leases.emplace_back(lease);
    }
    Token& carry(TokenType type) {
        Token token;
        token.type = type;
        token.campaign = 90417;
        token.serial = 17;
        token.expires = now_s + 60;
        return facts.token.emplace(token);
    }

    std::string verdict() const {
        const auto found = judge(facts, basket);
        if (const auto* reason = std::get_if<Reason>(&found))
            return std::string(to_string(*reason));
        if (std::holds_alternative<AskCentral>(found)) return "ask";
        const auto& grant = std::get<CouponGrant>(found);
        return std::string(to_string(grant.mode)) + grant.lease;
    }
    CouponGrant grant() const { return std::get<CouponGrant>(judge(facts, basket)); }

    CouponFacts facts{
        .ref = {90417, 17}, .campaign = Campaign{}, .now = noon, .store = "s1", .holder = 7};
    Basket basket;
};

// ---- Which right ----

TEST_F(PresentationTest, OfflineWithoutARightItIsRefused) {
    EXPECT_EQ(verdict(), "offline_not_allowed");
}

TEST_F(PresentationTest, TakesTheRightThatStandsHereWithoutAskingAnybody) {
    facts.central_listens = true;
    pin();
    EXPECT_EQ(verdict(), "H");
    facts.right_ends = noon;
    EXPECT_EQ(verdict(), "ask") << "the right is over";
}

TEST_F(PresentationTest, TakesTheRightThatAPhoneCarriesFirst) {
    carry(TokenType::reservation).audience = 7;
    pin();
    EXPECT_EQ(verdict(), "P");
    facts.token_seen = true;
    EXPECT_EQ(verdict(), "already_used");
}

TEST_F(PresentationTest, ACouponOfOneUseIsNeverTakenFromAQuota) {
    facts.coupon = Coupon{};
    lend();
    EXPECT_EQ(verdict(), "offline_not_allowed");
    campaign().use = CouponUse::many;
    EXPECT_EQ(verdict(), "Ll-quota");
    carry(TokenType::coupon).flags = token_single_use;
    EXPECT_EQ(verdict(), "offline_not_allowed") << "the token says that it is good once";
}

TEST_F(PresentationTest, ALeaseThatIsUsedUpSaysSo) {
    facts.coupon = Coupon{};
    campaign().use = CouponUse::many;
    lend().spent = 10;
    EXPECT_EQ(verdict(), "allowance_used_up");
    facts.central_listens = true;
    EXPECT_EQ(verdict(), "ask");
}

TEST_F(PresentationTest, ALeaseOfMoneyGivesOnlyWhatItStillHas) {
    facts.coupon = Coupon{};
    campaign().use = CouponUse::many;
    campaign().unit = LeaseUnit::amount;
    auto& lease = lend();
    lease.unit = LeaseUnit::amount;
    lease.granted = 499;
    EXPECT_EQ(verdict(), "allowance_used_up");
    lease.granted = 500;
    EXPECT_EQ(verdict(), "Ll-quota");
    lease.unit = LeaseUnit::count;
    EXPECT_EQ(verdict(), "allowance_used_up") << "pieces are no money";
}

TEST_F(PresentationTest, RiskIsTakenOnlyWhereTheCampaignAllowsItAndCentralIsAway) {
    lend(LeaseClass::risk);
    facts.coupon = Coupon{};
    facts.unheard = Seconds{100};
    EXPECT_EQ(verdict(), "offline_not_allowed") << "the strict default";
    campaign().risk = RiskTerms{500, Seconds{100}};
    EXPECT_EQ(verdict(), "Rl-risk");
    facts.central_listens = true;
    EXPECT_EQ(verdict(), "ask");
    facts.central_listens = false;
    campaign().risk->floor = 499;
    EXPECT_EQ(verdict(), "offline_not_allowed");
    campaign().risk->floor = 500;
    facts.unheard = Seconds{101};
    EXPECT_EQ(verdict(), "offline_not_allowed") << "away for too long";
    facts.unheard.reset();
    EXPECT_EQ(verdict(), "offline_not_allowed") << "never heard";
}

TEST_F(PresentationTest, ASerialThatNobodyIssuedIsNoRisk) {
    lend(LeaseClass::risk);
    campaign().risk = RiskTerms{500, Seconds{100}};
    facts.unheard = Seconds{1};
    EXPECT_EQ(verdict(), "offline_not_allowed");
    facts.coupon = Coupon{};
    EXPECT_EQ(verdict(), "Rl-risk");
}

TEST_F(PresentationTest, OneCodeForAllIsSerialZeroOrOneThatWasIssued) {
    campaign().use = CouponUse::many;
    lend();
    EXPECT_EQ(verdict(), "unknown_coupon");
    facts.ref.serial = 0;
    EXPECT_EQ(verdict(), "Ll-quota");
}

TEST_F(PresentationTest, ATokenSaysForItselfWhetherRiskIsAllowed) {
    lend(LeaseClass::risk);
    facts.unheard = Seconds{1};
    campaign().risk = RiskTerms{500, Seconds{100}};
    carry(TokenType::coupon);
    EXPECT_EQ(verdict(), "offline_not_allowed");
    facts.token->flags = token_risk_allowed;
    EXPECT_EQ(verdict(), "Rl-risk");
}

TEST_F(PresentationTest, FrozenRightsAreSpentByCentralOnly) {
    pin();
    facts.frozen = true;
    EXPECT_EQ(verdict(), "rights_frozen");
    facts.central_listens = true;
    EXPECT_EQ(verdict(), "ask");
    carry(TokenType::reservation);
    EXPECT_EQ(verdict(), "rights_frozen") << "what was seen is not sure either";
}

// ---- Objections ----

TEST_F(PresentationTest, TimeIsTheCampaignsTheCouponsAndTheTokens) {
    pin();
    facts.now = campaign().valid_from - Micros{1};
    EXPECT_EQ(verdict(), "too_early");
    facts.now = campaign().valid_until;
    EXPECT_EQ(verdict(), "expired");
    facts.now = noon;
    facts.coupon = Coupon{.valid_until = noon};
    EXPECT_EQ(verdict(), "expired");
    facts.coupon.reset();
    carry(TokenType::coupon).expires = now_s;
    EXPECT_EQ(verdict(), "expired");
}

TEST_F(PresentationTest, WhatCentralTookBackIsNotTaken) {
    pin();
    campaign().revoked = {17};
    EXPECT_EQ(verdict(), "revoked");
    campaign().closed = true;
    EXPECT_EQ(verdict(), "campaign_closed");
    facts.campaign.reset();
    EXPECT_EQ(verdict(), "unknown_coupon");
}

TEST_F(PresentationTest, ATokenForAnotherTillIsNotForThisOne) {
    carry(TokenType::reservation).audience = 8;
    EXPECT_EQ(verdict(), "other_holder");
    facts.token->audience = 0;
    EXPECT_EQ(verdict(), "P");
}

TEST_F(PresentationTest, AStoreThatIsNotNamedDoesNotHonourIt) {
    pin();
    campaign().stores = {"s2"};
    EXPECT_EQ(verdict(), "other_store");
    campaign().stores = {"s2", "s1"};
    EXPECT_EQ(verdict(), "H");
}

TEST_F(PresentationTest, APersonIsAskedForWhereOneIsNeeded) {
    pin();
    campaign().per_member = 1;
    EXPECT_EQ(verdict(), "member_needed");
    facts.member = "m-1";
    EXPECT_EQ(verdict(), "H");
    facts.member_uses = 1;
    EXPECT_EQ(verdict(), "member_limit");
    facts.member_uses = 0;
    facts.coupon = Coupon{.member = "m-2"};
    EXPECT_EQ(verdict(), "other_member");
    // Central has made one of two.
    facts.member_ids = {"m-9", "m-2"};
    EXPECT_EQ(verdict(), "H");
    facts.member_ids.clear();
    facts.coupon->member = "m-1";
    campaign().tiers = {"gold"};
    EXPECT_EQ(verdict(), "tier_needed");
    facts.tier = "gold";
    EXPECT_EQ(verdict(), "H");
}

TEST_F(PresentationTest, WhileMembersAreClosedWhatNeedsOneSaysSo) {
    pin();
    facts.members_closed = true;
    EXPECT_EQ(verdict(), "H");
    campaign().member_needed = true;
    EXPECT_EQ(verdict(), "erasures_pending");
    campaign().member_needed = false;
    campaign().tiers = {"gold"};
    EXPECT_EQ(verdict(), "erasures_pending");
    facts.tier = "gold";
    EXPECT_EQ(verdict(), "H") << "the till's word";
    facts.coupon = Coupon{.member = "m-2"};
    EXPECT_EQ(verdict(), "erasures_pending");
}

TEST_F(PresentationTest, TheGoodsDecideToo) {
    pin();
    campaign().spend_min = 2901;
    EXPECT_EQ(verdict(), "spend_more");
    campaign().spend_min = 2900;
    EXPECT_EQ(verdict(), "H");
    campaign().items.only = {"B"};
    EXPECT_EQ(verdict(), "no_goods_for_it");
    basket.currency = *Currency::parse("EUR");
    EXPECT_EQ(verdict(), "currency_differs");
}

TEST_F(PresentationTest, OneOfAGroupInASale) {
    pin();
    campaign().stack_group = "g";
    facts.beside = {{.ref = {1, 1}, .stack_group = "h", .exclusive = false, .held = 100}};
    EXPECT_EQ(verdict(), "H");
    facts.beside[0].stack_group = "g";
    EXPECT_EQ(verdict(), "not_combinable");
    facts.beside[0] = {.ref = {1, 1}, .stack_group = "", .exclusive = true, .held = 100};
    EXPECT_EQ(verdict(), "not_combinable");
    facts.beside.assign(coupons_per_sale_max, {.ref = {1, 1}, .stack_group = "", .held = 0});
    EXPECT_EQ(verdict(), "too_many");
}

TEST_F(PresentationTest, OneUseMeansOneUse) {
    pin();
    facts.in_use = true;
    EXPECT_EQ(verdict(), "in_use");
    facts.used = true;
    EXPECT_EQ(verdict(), "already_used");
    facts = CouponFacts{.ref = {90417, 17}, .campaign = campaign(), .now = noon};
    facts.right = HeldHere::used;
    EXPECT_EQ(verdict(), "already_used");
}

// ---- How much ----

TEST_F(PresentationTest, HoldsTheCapAndShowsWhatItComesToNow) {
    pin();
    campaign().worth = {BasisPoints{1000}, 1000, Rounding::down};
    EXPECT_EQ(grant().discount, 290);
    EXPECT_EQ(grant().held, 1000);
    facts.coupon = Coupon{.most = 200};
    EXPECT_EQ(grant().discount, 200);
    EXPECT_EQ(grant().held, 200);
}

TEST_F(PresentationTest, CouponsTogetherTakeNoMoreThanTheSaleIsWorth) {
    pin();
    facts.beside = {{.ref = {1, 1}, .stack_group = "", .exclusive = false, .held = 2600}};
    EXPECT_EQ(grant().discount, 300);
    facts.beside[0].held = 2900;
    EXPECT_EQ(verdict(), "not_combinable") << "nothing is left to take off";
}

TEST_F(PresentationTest, ModesHaveLetters) {
    for (const char* letter : {"P", "H", "L", "O", "R"}) {
        EXPECT_EQ(to_string(*parse_redemption_mode(letter)), letter);
    }
    EXPECT_FALSE(parse_redemption_mode("X"));
}

// ---- Before it is presented ----

TEST_F(PresentationTest, IsShownAsValidAndOfflineOnlyWithARightThatStandsHere) {
    facts.coupon = Coupon{};
    facts.central_listens = true;
    EXPECT_EQ(stand(facts), (CouponStanding{"valid", false}));
    pin();
    EXPECT_EQ(stand(facts), (CouponStanding{"valid", true}));
    facts.frozen = true;
    EXPECT_EQ(stand(facts), (CouponStanding{"valid", false}));
    facts.frozen = false;
    facts.right = HeldHere::given_back;
    EXPECT_EQ(stand(facts), (CouponStanding{"valid", false})) << "central may place it again";
}

TEST_F(PresentationTest, OfOneCodeForAllIsShownAsOfflineWhileALeaseGivesIt) {
    facts.coupon = Coupon{};
    campaign().use = CouponUse::many;
    lend();
    EXPECT_EQ(stand(facts), (CouponStanding{"valid", true}));
    facts.leases.front().spent = 10;
    EXPECT_EQ(stand(facts), (CouponStanding{"valid", false}));
}

TEST_F(PresentationTest, ARiskIsNotPromised) {
    facts.coupon = Coupon{};
    campaign().risk = RiskTerms{500, Seconds{3600}};
    facts.unheard = Seconds{60};
    lend(LeaseClass::risk);
    EXPECT_EQ(verdict(), "Rl-risk");
    EXPECT_EQ(stand(facts), (CouponStanding{"valid", false}));
}

TEST_F(PresentationTest, IsShownWithTheReasonForWhichItWouldBeRefused) {
    const auto state = [&](const auto& change) {
        const auto before = facts;
        pin();
        change();
        const auto found = stand(facts);
        EXPECT_FALSE(found.offline);
        facts = before;
        return std::string(found.state);
    };
    EXPECT_EQ(state([&] { facts.used = true; }), "already_used");
    EXPECT_EQ(state([&] { facts.right = HeldHere::used; }), "already_used");
    EXPECT_EQ(state([&] { facts.in_use = true; }), "in_use");
    EXPECT_EQ(state([&] { campaign().stores = {"s2"}; }), "other_store");
    EXPECT_EQ(state([&] { campaign().closed = true; }), "campaign_closed");
    EXPECT_EQ(state([&] { campaign().revoked = {17}; }), "revoked");
    EXPECT_EQ(state([&] { facts.now = campaign().valid_until; }), "expired");
    EXPECT_EQ(state([&] { facts.now = campaign().valid_from - Micros{1}; }), "early");
}

TEST_F(PresentationTest, WhomAndWhatItIsForIsNotJudgedBeforeItIsPresented) {
    facts.coupon = Coupon{.member = "m-1"};
    campaign().spend_min = 1'000'000;
    pin();
    EXPECT_EQ(stand(facts), (CouponStanding{"valid", true}));
    EXPECT_EQ(verdict(), "member_needed");
}

}  // namespace
}  // namespace aisle
