// SPDX-License-Identifier: Apache-2.0
#include "agent/books/member_book.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct MemberBookTest : testing::Test {
    static Identifier phone(int number) {
        return Counter::keys().identifiers->of(IdentifierKind::phone, std::to_string(number));
    }
    static std::string card(const std::string& tier, int number, const std::string& more = "") {
        return R"({"tier":")" + tier + R"(","identifiers":[{"kind":"phone","hmac":")" +
               to_hex(phone(number).digest.view()) + "\"}]" + more + "}";
    }
    void put(std::string_view scope, std::string id, const std::string& body) {
        counter.put(book, scope, std::move(id), body);
    }
    std::string tier_of(std::string_view id) {
        const auto found = book.find(id);
        EXPECT_TRUE(found);
        return found && *found ? (*found)->card.tier : "nobody";
    }
    std::string by_phone(int number) {
        const auto found = book.find(phone(number));
        EXPECT_TRUE(found);
        return found && *found ? (*found)->id : "nobody";
    }
    void forget(std::chrono::hours later) {
        ASSERT_TRUE(counter.commit(
            [&](Txn& txn) { return book.forget(txn, ManualClock::morning + later, 100); }));
    }
    Counter counter;
    MemberBook book{*counter.bench.write, counter.erased, 3};
};

TEST_F(MemberBookTest, FindsACardByItsIdAndByItsIdentifier) {
    put("store-s0042", "m-1", card("gold", 1));
    EXPECT_EQ(tier_of("m-1"), "gold");
    EXPECT_EQ(by_phone(1), "m-1");
    EXPECT_EQ(by_phone(2), "nobody");
    EXPECT_EQ(tier_of("m-2"), "nobody");
}

TEST_F(MemberBookTest, LetsTheMostSpecificScopeSpeak) {
    put("device-s0042-pos1", "m-1", card("gold", 1));
    put("store-s0042", "m-1", card("silver", 1));
    EXPECT_EQ(tier_of("m-1"), "gold");
    ASSERT_TRUE(
        counter.commit([&](Txn& txn) { return book.remove(txn, "device-s0042-pos1", "m-1"); }));
    EXPECT_EQ(tier_of("m-1"), "silver");
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.clear(txn, "store-s0042"); }));
    EXPECT_EQ(tier_of("m-1"), "nobody");
    EXPECT_EQ(by_phone(1), "nobody");
}

TEST_F(MemberBookTest, ForgetsTheIdentifiersThatACardHasLost) {
    put("store-s0042", "m-1", card("gold", 1));
    put("store-s0042", "m-1", card("gold", 2));
    EXPECT_EQ(by_phone(1), "nobody");
    EXPECT_EQ(by_phone(2), "m-1");
}

TEST_F(MemberBookTest, AMergedIdAnswersAsTheOneThatItIsNow) {
    put("store-s0042", "m-1", card("silver", 1));
    put("store-s0042", "m-2", card("gold", 2, R"(,"merged_from":["m-1","p-9"])"));
    EXPECT_EQ(tier_of("m-1"), "gold");
    EXPECT_EQ(by_phone(1), "m-2");
    EXPECT_EQ(*book.resolve("p-9"), "m-2");
    EXPECT_EQ(*book.ids_of("m-1"), (std::vector<std::string>{"m-2", "m-1", "p-9"}));
    // Split again.
    put("store-s0042", "m-2", card("gold", 2));
    EXPECT_EQ(tier_of("m-1"), "silver");
}

TEST_F(MemberBookTest, ACircleOfMergesEnds) {
    put("store-s0042", "m-1", card("silver", 1, R"(,"merged_from":["m-2"])"));
    put("store-s0042", "m-2", card("gold", 2, R"(,"merged_from":["m-1"])"));
    EXPECT_NE(tier_of("m-1"), "nobody");
    EXPECT_EQ(book.ids_of("m-1")->size(), 2U);
}

TEST_F(MemberBookTest, MakesRoomByTheOneThatWasUsedLongestAgo) {
    for (int i = 1; i <= 3; ++i) put("store-s0042", "m-" + std::to_string(i), card("gold", i));
    for (const int i : {2, 1, 3}) {
        ASSERT_TRUE(counter.commit([&](Txn& txn) {
            return book.use(txn, "m-" + std::to_string(i),
                            ManualClock::morning + Seconds{i == 2 ? 0 : i});
        }));
    }
    put("store-s0042", "m-4", card("gold", 4));
    EXPECT_EQ(tier_of("m-2"), "nobody");
    EXPECT_EQ(by_phone(2), "nobody");
    EXPECT_EQ(tier_of("m-1"), "gold");
    EXPECT_EQ(tier_of("m-4"), "gold");
}

TEST_F(MemberBookTest, CountsRightAfterARollback) {
    EXPECT_FALSE(counter.commit([&](Txn& txn) -> Result<void> {
        for (const auto* id : {"m-1", "m-2", "m-3"}) {
            TRY(book.put(txn, "store-s0042", {Cursor(1), true, id, "{}"}));
        }
        return Error(Errc::invalid, "the test says so");
    }));
    for (int i = 1; i <= 3; ++i) put("store-s0042", "m-" + std::to_string(i), card("gold", i));
    for (int i = 1; i <= 3; ++i) EXPECT_EQ(by_phone(i), "m-" + std::to_string(i));
}

TEST_F(MemberBookTest, ForgetsACardThatNobodyUsedForAMonth) {
    put("store-s0042", "m-1", card("gold", 1));
    put("store-s0042", "m-2", card("gold", 2));
    forget(std::chrono::hours{0});
    ASSERT_TRUE(counter.commit([&](Txn& txn) {
        return book.use(txn, "m-1", ManualClock::morning + std::chrono::hours{20 * 24});
    }));
    forget(std::chrono::hours{31 * 24});
    EXPECT_EQ(tier_of("m-1"), "gold");
    EXPECT_EQ(by_phone(2), "nobody");
}

TEST_F(MemberBookTest, KeepsWhomCentralPutAtHomeHereAndNobodyElse) {
    put("store-s0042", "m-1", R"({"tier":"gold","home":true})");
    put("store-s0042", "m-2", card("gold", 2));
    forget(std::chrono::hours{0});
    forget(std::chrono::hours{31 * 24});
    forget(std::chrono::hours{90 * 24});
    EXPECT_EQ(tier_of("m-1"), "gold");
    EXPECT_EQ(tier_of("m-2"), "nobody");
}

TEST_F(MemberBookTest, WhoWasUsedBeforeTheTimeWasKnownIsDatedWhenItIs) {
    put("store-s0042", "m-1", card("gold", 1));
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.use(txn, "m-1", std::nullopt); }));
    forget(std::chrono::hours{0});
    EXPECT_EQ(tier_of("m-1"), "gold");
    forget(std::chrono::hours{31 * 24});
    EXPECT_EQ(tier_of("m-1"), "nobody");
}

TEST_F(MemberBookTest, AFeedsCardEndsWhatCentralAnsweredBefore) {
    ASSERT_TRUE(counter.commit([&](Txn& txn) {
        return book.keep_told(txn, "m-1", card("gold", 1, R"(,"merged_from":["p-1"])"));
    }));
    EXPECT_EQ(by_phone(1), "m-1");
    EXPECT_EQ(*book.resolve("p-1"), "m-1");
    put("store-s0042", "m-1", card("silver", 2));
    EXPECT_EQ(by_phone(1), "nobody");
    EXPECT_EQ(*book.resolve("p-1"), "p-1");
    EXPECT_EQ(tier_of("m-1"), "silver");
}

TEST_F(MemberBookTest, AgeRunsFromTheFirstTrueTimeAfterAWrongOne) {
    put("store-s0042", "m-1", card("gold", 1));
    ASSERT_TRUE(counter.commit([&](Txn& txn) {
        return book.use(txn, "m-1", ManualClock::morning + std::chrono::hours{400 * 24});
    }));
    forget(std::chrono::hours{0});
    forget(std::chrono::hours{31 * 24});
    EXPECT_EQ(tier_of("m-1"), "nobody");
}

TEST_F(MemberBookTest, RefusesALateCardOfWhoWasErased) {
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(counter.erased.remember(txn, ErasureMemory::subject_of("m-1"), 7));
        return counter.erased.remember(txn, phone(2).digest, 7);
    }));
    put("store-s0042", "m-1", card("gold", 1));
    put("store-s0042", "m-2", card("gold", 2));
    EXPECT_EQ(tier_of("m-1"), "nobody");
    EXPECT_EQ(tier_of("m-2"), "nobody");
    // She has joined again: central wrote this card after the erasure.
    put("store-s0042", "m-2", card("gold", 2, R"(,"erase_seq":7)"));
    EXPECT_EQ(tier_of("m-2"), "gold");
}

}  // namespace
}  // namespace aisle
