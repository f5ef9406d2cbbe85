// SPDX-License-Identifier: Apache-2.0
#include "agent/books/coupon_book.hpp"

#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct CouponBookTest : testing::Test {
    void put(std::string_view scope, std::string key, const std::string& title) {
        counter.put(counter.coupons, scope, std::move(key),
                    R"({"title":")" + title +
                        R"(","campaign":"c","value":{"amount":500},"currency":"CNY",)"
                        R"("valid_from":"2026-01-01T00:00:00Z",)"
                        R"("valid_until":"2027-01-01T00:00:00Z"})");
    }
    std::string list(std::string_view after, std::size_t rows_max) {
        const auto json = counter.coupon_list.json(after, rows_max, counter.bench.clock.wall());
        EXPECT_TRUE(json);
        return json ? *json : std::string();
    }
    Counter counter;
};

TEST_F(CouponBookTest, RefusesABodyThatIsNoCoupon) {
    EXPECT_FALSE(counter.coupons.check({Cursor(1), true, "c", R"({"title":"no value"})"}));
}

TEST_F(CouponBookTest, ListsPageByPageInTheOrderOfTheKeys) {
    for (const auto* key : {"c", "a", "b"}) put("fleet", key, std::string("coupon ") + key);
    const auto first = list("", 2);
    EXPECT_NE(first.find("coupon a"), std::string::npos) << first;
    EXPECT_EQ(first.find("coupon c"), std::string::npos) << first;
    EXPECT_NE(first.find(R"("next":"b")"), std::string::npos) << first;
    const auto second = list("b", 2);
    EXPECT_NE(second.find("coupon c"), std::string::npos) << second;
    EXPECT_NE(second.find(R"("next":null)"), std::string::npos) << second;
}

TEST_F(CouponBookTest, LetsTheMostSpecificScopeSpeakForAKey) {
    put("device-s0042-pos1", "a", "of the device");
    put("fleet", "a", "of the fleet");
    const auto text = list("", 10);
    EXPECT_NE(text.find("of the device"), std::string::npos) << text;
    EXPECT_EQ(text.find("of the fleet"), std::string::npos) << text;
    EXPECT_NE(text.find(R"("next":null)"), std::string::npos) << text;
}

TEST_F(CouponBookTest, RemovesAndClears) {
    put("fleet", "a", "one");
    put("fleet", "b", "two");
    ASSERT_TRUE(
        counter.commit([&](Txn& txn) { return counter.coupons.remove(txn, "fleet", "a"); }));
    EXPECT_EQ(list("", 10).find("one"), std::string::npos);
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return counter.coupons.clear(txn, "fleet"); }));
    EXPECT_EQ(list("", 10), R"({"coupons":[],"next":null})");
}

}  // namespace
}  // namespace aisle
