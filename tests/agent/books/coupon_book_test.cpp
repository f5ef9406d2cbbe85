// SPDX-License-Identifier: Apache-2.0
#include "agent/books/coupon_book.hpp"

#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct CouponBookTest : testing::Test {
    CouponBookTest() : campaigns(*counter.bench.write) { campaign(90417); }

    void campaign(std::uint32_t number) {
        counter.put(campaigns, "fleet", std::to_string(number),
                    R"({"title":"5 off","value":{"amount":500},"currency":"CNY",)"
                    R"("valid_from":"2026-01-01T00:00:00Z","valid_until":"2027-01-01T00:00:00Z"})");
    }
    void put(std::string_view scope, std::string key, const std::string& body = "{}") {
        counter.put(counter.coupons, scope, std::move(key), body);
    }
    std::string list(std::string_view after, std::size_t rows_max) {
        const auto json = counter.coupon_list.json(after, rows_max, counter.bench.clock.wall());
        EXPECT_TRUE(json);
        return json ? *json : std::string();
    }
    Counter counter;
    CampaignBook campaigns;
};

TEST_F(CouponBookTest, RefusesWhatIsNoCoupon) {
    EXPECT_FALSE(counter.coupons.check({Cursor(1), true, "c", "{}"}));
    EXPECT_FALSE(counter.coupons.check({Cursor(1), true, "90417-1", R"({"most":0})"}));
}

TEST_F(CouponBookTest, ListsPageByPageInTheOrderOfTheirNumbers) {
    for (const auto* key : {"90417-10", "90417-9", "90417-100"}) put("fleet", key);
    const auto first = list("", 2);
    EXPECT_NE(first.find(R"("key":"90417-9")"), std::string::npos) << first;
    EXPECT_EQ(first.find(R"("key":"90417-100")"), std::string::npos) << first;
    EXPECT_NE(first.find(R"("next":"90417-10")"), std::string::npos) << first;
    const auto second = list("90417-10", 2);
    EXPECT_NE(second.find(R"("key":"90417-100")"), std::string::npos) << second;
    EXPECT_NE(second.find(R"("next":null)"), std::string::npos) << second;
    EXPECT_FALSE(counter.coupon_list.json("nonsense", 2, {}));
}

TEST_F(CouponBookTest, LetsTheMostSpecificScopeSpeakForAKey) {
    put("device-s0042-pos1", "90417-1", R"({"most":111})");
    put("fleet", "90417-1", R"({"most":222})");
    const auto text = list("", 10);
    EXPECT_NE(text.find("111"), std::string::npos) << text;
    EXPECT_EQ(text.find("222"), std::string::npos) << text;
    const auto found = counter.coupons.find({90417, 1});
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->most, 111);
}

TEST_F(CouponBookTest, LeavesOutWhoseCampaignIsNotKnownAndGoesOnBehindThem) {
    for (int serial = 1; serial <= 50; ++serial) put("fleet", "5-" + std::to_string(serial));
    put("fleet", "90417-1");
    const auto first = list("", 1);
    EXPECT_EQ(first.find("90417-1"), std::string::npos);
    std::string after = "5-50";
    EXPECT_NE(list(after, 1).find("90417-1"), std::string::npos);
}

TEST_F(CouponBookTest, AMemberWhoWasErasedHasNoCoupons) {
    put("fleet", "90417-1", R"({"member_id":"m-1"})");
    put("fleet", "90417-2", R"({"member_id":"m-2"})");
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(const auto rows, counter.coupons.forget_member(txn, "m-1"));
        EXPECT_EQ(rows, 1U);
        return {};
    }));
    EXPECT_FALSE(*counter.coupons.find({90417, 1}));
    EXPECT_TRUE(*counter.coupons.find({90417, 2}));
}

TEST_F(CouponBookTest, NoCouponComesAfterAMemberWhoWasErased) {
    put("fleet", "90417-1");
    counter.put(counter.erasures, "fleet", "r-1", R"({"erase_seq":7,"member_id":"m-1"})");
    for (const auto* key : {"90417-1", "90417-2"}) put("fleet", key, R"({"member_id":"m-1"})");
    put("fleet", "90417-3", R"({"member_id":"m-1","erase_seq":6})");
    put("fleet", "90417-4", R"({"member_id":"m-2"})");
    // She joined again.
    put("fleet", "90417-5", R"({"member_id":"m-1","erase_seq":7})");
    for (const std::uint64_t late : {1, 2, 3}) EXPECT_FALSE(*counter.coupons.find({90417, late}));
    for (const std::uint64_t kept : {4, 5}) EXPECT_TRUE(*counter.coupons.find({90417, kept}));
}

TEST_F(CouponBookTest, RemovesAndClears) {
    put("fleet", "90417-1");
    put("fleet", "90417-2");
    ASSERT_TRUE(
        counter.commit([&](Txn& txn) { return counter.coupons.remove(txn, "fleet", "90417-1"); }));
    EXPECT_EQ(list("", 10).find("90417-1\""), std::string::npos);
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return counter.coupons.clear(txn, "fleet"); }));
    EXPECT_EQ(list("", 10), R"({"coupons":[],"next":null})");
    EXPECT_TRUE(
        counter.commit([&](Txn& txn) { return counter.coupons.remove(txn, "fleet", "never"); }));
}

}  // namespace
}  // namespace aisle
