// SPDX-License-Identifier: Apache-2.0
#include "agent/books/coupon_book.hpp"

#include "tests/agent/books/coupon_counter.hpp"

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
        const auto json =
            counter.coupon_list.json(after, rows_max, {"s0042", counter.bench.clock.wall()});
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

// ---- What the list says of each ----

struct CouponListTest : testing::Test {
    CouponListTest() {
        counter.campaign(90417);
        put("90417-1");
    }
    void put(std::string key) { counter.put(counter.coupons, "fleet", std::move(key), "{}"); }
    // "valid", "valid offline", "in_use"
    std::string state(std::string_view key) {
        const auto text =
            counter.coupon_list.json("", 10, {counter.store_id, counter.bench.clock.wall()});
        EXPECT_TRUE(text);
        if (!text) return "";
        for (const auto& coupon : json_of(*text).find("coupons")->items()) {
            if (coupon.find("key")->string() != key) continue;
            return std::string(*coupon.find("state")->string()) +
                   (coupon.find("offline")->boolean() == true ? " offline" : "");
        }
        return "not listed";
    }
    CouponCounter counter;
};

TEST_F(CouponListTest, SaysWhatBecameOfACouponHere) {
    put("90417-2");
    EXPECT_EQ(state("90417-1"), "valid") << "central may grant it";
    counter.pin({90417, 1});
    EXPECT_EQ(state("90417-1"), "valid offline");
    const auto first = counter.id_of(counter.present("90417-1", "sale-1"));
    EXPECT_EQ(state("90417-1"), "in_use");
    counter.release(first);
    EXPECT_EQ(state("90417-1"), "valid offline");
    counter.redeem(counter.id_of(counter.present("90417-1", "sale-2")));
    EXPECT_EQ(state("90417-1"), "already_used");
    EXPECT_EQ(state("90417-2"), "valid") << "its neighbour in the list is another";
}

TEST_F(CouponListTest, PromisesNothingOfARightThatWasAskedBackOrIsFrozen) {
    counter.pin({90417, 1});
    counter.lease_desk.compare();
    EXPECT_EQ(state("90417-1"), "valid");
    counter.acknowledge({.inventory = 1});
    EXPECT_EQ(state("90417-1"), "valid offline");
    counter.command(right_recall_command, write_right_recall({{90417, 1}, 1, {}}));
    EXPECT_EQ(state("90417-1"), "valid");
}

TEST_F(CouponListTest, SaysWhatIsForAnotherStore) {
    counter.campaign(90418, R"(,"stores":["s0099"])");
    put("90418-1");
    EXPECT_EQ(state("90418-1"), "other_store");
    counter.store_id = "s0099";
    EXPECT_EQ(state("90418-1"), "valid");
}

TEST_F(CouponListTest, OfOneCodeForAllALeaseGivesItOffline) {
    counter.campaign(90419, R"(,"use":"many")");
    put("90419-1");
    EXPECT_EQ(state("90419-1"), "valid");
    counter.lend("l-1", 90419, 1);
    EXPECT_EQ(state("90419-1"), "valid offline");
    EXPECT_EQ(counter.outcome(counter.present("90419-1", "sale-1")), "granted L");
    EXPECT_EQ(state("90419-1"), "valid") << "the lease is spent";
}

}  // namespace
}  // namespace aisle
