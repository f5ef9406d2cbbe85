// SPDX-License-Identifier: Apache-2.0
#include "tests/duties/store.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

class CouponDuties : public testing::Test {
protected:
    // What the list says: "valid", "valid offline", "in_use".
    std::string listed(const std::string& key) {
        const auto* coupons = store.shop().get("/v1/coupons").find("coupons");
        if (coupons == nullptr) return "no list";
        for (const auto& coupon : coupons->items()) {
            if (store.text(coupon, "key") != key) continue;
            const auto* offline = coupon.find("offline");
            const bool alone = offline != nullptr && offline->boolean() == true;
            return store.text(coupon, "state") + (alone ? " offline" : "");
        }
        return "not listed";
    }
    Store42 store;
};

// Row 11: coupon library and redemption.
TEST_F(CouponDuties, Row11CouponIsUsedOnceWithTheLineDownAndCentralKnows) {
    store.campaign();
    store.decide("coupons", "90417-17", "{}");
    store.order({"fund", "90417", "count", "10"});
    store.order({"put-right", "90417-17", "s0042-pos1"});
    ASSERT_TRUE(store.told("right.accepted"));
    store.line_down();
    const auto& granted = store.present("90417-17", "sale-1");
    ASSERT_EQ(store.text(granted, "mode"), "H") << store.text(granted, "reason");
    store.redeem(granted);
    const auto& refused = store.present("90417-17", "sale-2");
    EXPECT_EQ(store.text(refused, "reason"), "already_used");
    EXPECT_EQ(store.text(refused, "en"), "The coupon was used before.");
    store.line_up();
    ASSERT_TRUE(soon([&] { return store.budget("redemptions") == 1; }, store.tries));
    EXPECT_EQ(store.budget("spent"), 1);
    EXPECT_EQ(store.budget("pool"), 9);
    EXPECT_EQ(store.budget("conflicts"), 0);
}

// Row 39: budget control. Control: one unit more is lent, and one sale of those that were refused
// has it.
TEST_F(CouponDuties, Row39WhatIsLentIsSpentAndNothingMore) {
    const auto decided = [&](int sale) {
        const auto& answer = store.present("90417-0", "sale-" + std::to_string(sale));
        if (store.text(answer, "decision") != "granted") return store.text(answer, "reason");
        store.redeem(answer);
        return std::string("granted");
    };
    const std::string refused = "allowance_used_up";
    store.campaign(R"(,"use":"many")");
    // So small that the hub lends nothing of it by itself.
    store.order({"fund", "90417", "count", "4"});
    store.order({"lend", "s0042-pos1", "90417", "3"});
    ASSERT_TRUE(store.told("lease.state"));
    store.line_down();
    for (int sale = 0; sale < 5; ++sale) {
        EXPECT_EQ(decided(sale), sale < 3 ? "granted" : refused) << sale;
    }
    store.line_up();
    ASSERT_TRUE(soon([&] { return store.budget("redemptions") == 3; }, store.tries));
    EXPECT_EQ(store.budget("spent"), 3);
    EXPECT_EQ(store.budget("pool"), 1) << "what was not lent";
    store.order({"lend", "s0042-pos1", "90417", "1"});
    const auto has_it = [&] {
        return store.text(store.reported({"report", "leases"}, "granted", "1"), "state") == "open";
    };
    ASSERT_TRUE(soon(has_it, store.tries));
    store.line_down();
    EXPECT_EQ(decided(3), "granted");
    EXPECT_EQ(decided(4), refused);
    store.line_up();
    ASSERT_TRUE(soon([&] { return store.budget("redemptions") == 4; }, store.tries));
    EXPECT_EQ(store.budget("spent"), 4);
    EXPECT_EQ(store.budget("pool"), 0);
}

// Row 43: the promise is kept. What the list shows as valid is taken; who is refused hears why in
// both languages, and what there is instead.
TEST_F(CouponDuties, Row43ARefusedCouponHasAReasonWordsAndSomethingInstead) {
    store.campaign(R"(,"instead":"A coffee at the counter.")");
    for (const auto* serial : {"90417-17", "90417-18"}) store.decide("coupons", serial, "{}");
    store.order({"fund", "90417", "count", "10"});
    store.order({"put-right", "90417-17", "s0042-pos1"});
    ASSERT_TRUE(store.told("right.accepted"));
    ASSERT_TRUE(soon([&] { return listed("90417-18") == "valid"; }, store.tries));
    store.line_down();
    EXPECT_EQ(listed("90417-17"), "valid offline");
    EXPECT_EQ(listed("90417-18"), "valid") << "and only central can grant it";
    const auto& granted = store.present("90417-17", "sale-1");
    ASSERT_EQ(store.text(granted, "decision"), "granted");
    EXPECT_EQ(listed("90417-17"), "in_use");
    const auto refused = [&](const std::string& code, const std::string& sale) {
        const auto& answer = store.present(code, sale);
        EXPECT_EQ(store.text(answer, "decision"), "rejected");
        EXPECT_TRUE(store.text(answer, "en").ends_with('.'));
        EXPECT_TRUE(store.text(answer, "zh").ends_with("。"));
        EXPECT_EQ(store.text(answer, "instead"), "A coffee at the counter.");
        return store.text(answer, "reason");
    };
    EXPECT_EQ(refused("90417-17", "sale-2"), "in_use");
    EXPECT_EQ(refused("90417-18", "sale-2"), "offline_not_allowed") << "its right is elsewhere";
    store.redeem(granted);
    EXPECT_EQ(listed("90417-17"), "already_used");
    EXPECT_EQ(refused("90417-17", "sale-3"), "already_used");
    store.line_up();
    ASSERT_TRUE(store.told("coupon.rejected"));
}

// Row 21: a ledger of discounts is the sum of what was redeemed, and the day says so.
TEST_F(CouponDuties, Row21DiscountsAddUpToWhatWasRedeemed) {
    store.campaign(R"(,"use":"many","unit":"amount")");
    store.order({"fund", "90417", "amount", "10000"});
    store.order({"lend", "s0042-pos1", "90417", "5000"});
    ASSERT_TRUE(store.told("lease.state"));
    store.line_down();
    store.redeem(store.present("90417-0", "sale-1"), 120);
    store.redeem(store.present("90417-0", "sale-2"), 480);
    const auto& closed = store.post("/v1/day/close", R"({"id":"z-1"})");
    std::int64_t sum = 0;
    const Json* closing = closed.find("closing");
    ASSERT_NE(closing, nullptr);
    for (const auto& total : closing->find("totals")->items()) {
        if (store.text(total, "kind") == "coupon.redeemed") sum += store.number(total, "sum");
    }
    EXPECT_EQ(sum, 600);
    const auto day = store.text(*closing, "business_day");
    store.line_up();
    ASSERT_TRUE(soon(
        [&] {
            const auto lines = store.shop().ask_hub({"day", "s0042-pos1", day, "--json"});
            return lines.size() == 1 && lines[0].find(R"("equal")") != std::string::npos;
        },
        store.tries))
        << "central's day is the device's";
}

}  // namespace
}  // namespace aisle
