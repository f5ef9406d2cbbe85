// SPDX-License-Identifier: Apache-2.0
#include "tests/duties/members.hpp"
#include "tests/duties/signed_token.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

// What central signs for somebody's phone, online: good once, for who shows it.
Token reservation() {
    auto token = token_of(TokenType::reservation);
    token.campaign = 90417;
    token.serial = (std::uint64_t{1} << 62) + 5;
    return token;
}

class TokenDuties : public testing::Test {
protected:
    MemberStore store{ShopOptions{}, token_keys()};
};

// Row 29: from online into the store. What central signed is believed with the line down, once and
// through a power cut; what it did not sign, never.
TEST_F(TokenDuties, Row29ASignedCouponIsGoodOnceWithTheLineDown) {
    store.campaign();
    ASSERT_TRUE(soon([&] { return store.follows("campaigns"); }, store.tries));
    store.line_down();
    auto forged = signed_text(reservation());
    forged[60] = forged[60] == 'A' ? 'B' : 'A';
    EXPECT_EQ(store.text(store.present(forged, "sale-1"), "reason"), "forged");
    auto other = reservation();
    other.kid = 8;
    EXPECT_EQ(store.text(store.present(signed_text(other), "sale-1"), "reason"), "unknown_key");
    other = reservation();
    other.audience = 999'999;
    EXPECT_EQ(store.text(store.present(signed_text(other), "sale-1"), "reason"), "other_holder");
    other = reservation();
    other.expires = other.issued + 600;
    EXPECT_EQ(store.text(store.present(signed_text(other), "sale-1"), "reason"), "expired");
    const auto code = signed_text(reservation());
    const auto& granted = store.present(code, "sale-1");
    ASSERT_EQ(store.text(granted, "mode"), "P") << store.text(granted, "reason");
    store.redeem(granted);
    EXPECT_EQ(store.text(store.present(code, "sale-2"), "reason"), "already_used");
    store.shop().kill_daemon();
    store.shop().open_daemon();
    EXPECT_EQ(store.text(store.present(code, "sale-3"), "reason"), "already_used");
    store.line_up();
    const auto redeemed = store.stored("coupon.redeemed");
    ASSERT_EQ(redeemed.size(), 1U);
    EXPECT_TRUE(redeemed[0].says(R"("mode":"P")")) << redeemed[0].bytes;
    EXPECT_FALSE(redeemed[0].says(code)) << "what it was shown as stays here";
}

// Row 29: from online into the store. A landing page's session is taken with the line down, once,
// and what is bought in it names it at central. Control: another sale names none.
TEST_F(TokenDuties, Row29ALandingPagesSessionStandsOnThePurchase) {
    auto page = reservation();
    page.type = TokenType::hand_off;
    page.serial = 4711;
    const auto code = signed_text(page);
    const auto shows = [&](const std::string& shown, const std::string& more = "") -> const Json& {
        return store.post("/v1/handoffs", R"({"code":")" + shown + "\"" + more + "}");
    };
    store.line_down();
    auto forged = code;
    forged[60] = forged[60] == 'A' ? 'B' : 'A';
    EXPECT_EQ(store.text(shows(forged), "reason"), "forged");
    EXPECT_EQ(store.text(shows("https://shop.example/?session=4711"), "reason"), "unknown_code");
    const auto& taken = shows(code, R"(,"id":"h-1","member_id":"m-77")");
    ASSERT_EQ(store.text(taken, "decision"), "accepted") << store.text(taken, "reason");
    EXPECT_EQ(store.number(taken, "campaign"), 90417);
    EXPECT_EQ(store.text(taken, "session"), "4711");
    EXPECT_EQ(store.text(shows(code), "reason"), "already_used");
    const std::string session = R"("handoff":{"campaign":90417,"session":"4711"})";
    store.purchase(1, "," + session);
    store.purchase(2);
    store.shop().kill_daemon();
    store.shop().open_daemon();
    EXPECT_EQ(store.text(shows(code), "reason"), "already_used") << "after a power cut";
    EXPECT_EQ(store.text(shows(code, R"(,"id":"h-1","member_id":"m-77")"), "decision"), "accepted")
        << "the same call";
    store.line_up();
    const auto accepted = store.stored("handoff.accepted");
    ASSERT_EQ(accepted.size(), 1U);
    EXPECT_TRUE(accepted[0].says(R"("data":{"campaign":90417,"session":"4711"})"))
        << accepted[0].bytes;
    EXPECT_TRUE(accepted[0].names("m-77"));
    EXPECT_FALSE(accepted[0].says("m-77")) << "who she is stands apart";
    EXPECT_FALSE(accepted[0].says(code)) << "what it was shown as stays here";
    const auto sales = store.stored("purchase.completed");
    ASSERT_EQ(sales.size(), 2U);
    EXPECT_TRUE(sales[0].says(session)) << sales[0].bytes;
    EXPECT_FALSE(sales[1].says("handoff")) << sales[1].bytes;
}

}  // namespace
}  // namespace aisle
