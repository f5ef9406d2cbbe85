// SPDX-License-Identifier: Apache-2.0
#include "agent/books/pickup_book.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr std::string_view store = "store-s0042";
constexpr std::string_view device = "device-s0042-pos1";

std::string body(std::string_view code, const std::string& more = "") {
    return R"({"code_sha256":")" + to_hex(pickup_code_digest(code).view()) +
           R"(","holder":"s0042-pos1","items":[{"sku":"A-1","quantity":"1"}],)"
           R"("valid_until":"2026-07-08T20:00:00Z")" +
           more + "}";
}

struct PickupBookTest : testing::Test {
    void put(std::string order, std::string text, std::string_view scope = store) {
        counter.put(book, scope, std::move(order), std::move(text));
    }
    void remove(std::string_view order, std::string_view scope = store) {
        ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.remove(txn, scope, order); }));
    }
    void hand_over(std::string_view order, std::optional<WallTime> truth = ManualClock::morning) {
        ASSERT_TRUE(counter.commit(
            [&](Txn& txn) { return book.hand_over(txn, order, ManualClock::morning, truth); }));
    }
    void forget(std::chrono::hours later) {
        ASSERT_TRUE(counter.commit(
            [&](Txn& txn) { return book.forget(txn, ManualClock::morning + Micros{later}, 100); }));
    }
    std::optional<KnownPickup> find(std::string_view order) {
        auto known = book.find(order);
        EXPECT_TRUE(known);
        return known ? *known : std::nullopt;
    }
    bool is_here(std::string_view order) { return find(order).has_value(); }
    bool is_done(std::string_view order) {
        const auto known = find(order);
        return known && known->handed_over.has_value();
    }
    // The orders that a code opens, one behind the other.
    std::string opened_by(std::string_view code) {
        std::string orders;
        const auto found = book.by_code(pickup_code_digest(code));
        EXPECT_TRUE(found);
        if (!found) return orders;
        for (const auto& known : *found) orders += known.order + " ";
        return orders;
    }
    std::int64_t rows(const char* table) {
        auto count = counter.bench.write->prepare(
            "SELECT (SELECT count(*) FROM pickup), (SELECT count(*) FROM pickup_done)");
        auto row = count.bind();
        EXPECT_TRUE(row.one());
        return row.integer(std::string_view(table) == "pickup" ? 0 : 1);
    }

    Counter counter;
    PickupBook book{*counter.bench.write, counter.erased};
};

TEST_F(PickupBookTest, RefusesABodyThatIsNoPickUp) {
    EXPECT_TRUE(book.check({Cursor(1), true, "W-1", body("AB12")}));
    EXPECT_FALSE(book.check({Cursor(1), true, "W-1", "{"}));
    EXPECT_FALSE(book.check({Cursor(1), true, "W-1", "{}"}));
    EXPECT_FALSE(book.check({Cursor(1), true, "W\n1", body("AB12")}));
    EXPECT_FALSE(book.check({Cursor(1), true, "", body("AB12")}));
    EXPECT_FALSE(book.check({Cursor(1), true, "W-1", body("AB12", R"(,"order":"W-2")")}));
}

TEST_F(PickupBookTest, FindsAnOrderByItsCodeAndByItsToken) {
    put("W-1", body("AB12"));
    put("W-2", body("CD34", R"(,"token":"42")"));
    EXPECT_EQ(opened_by("ab 12"), "W-1 ");
    EXPECT_EQ(opened_by("CD34"), "W-2 ");
    EXPECT_EQ(opened_by("EF56"), "");
    const auto by_token = book.by_token(42);
    ASSERT_TRUE(by_token);
    ASSERT_EQ(by_token->size(), 1U);
    EXPECT_EQ(by_token->front().order, "W-2");
    EXPECT_TRUE(book.by_token(43)->empty());
    put("W-3", body("AB12"));
    EXPECT_EQ(opened_by("AB12"), "W-1 W-3 ");
}

TEST_F(PickupBookTest, AnOlderCodeOfALessSpecificScopeOpensNothing) {
    put("W-1", body("AB12"));
    put("W-1", body("CD34"), device);
    EXPECT_EQ(opened_by("AB12"), "");
    EXPECT_EQ(opened_by("CD34"), "W-1 ");
    remove("W-1", device);
    EXPECT_EQ(opened_by("AB12"), "W-1 ");
}

TEST_F(PickupBookTest, KeepsThatAnOrderWasHandedOverWhateverTheFeedSays) {
    put("W-1", body("AB12"));
    hand_over("W-1");
    EXPECT_TRUE(is_done("W-1"));
    put("W-1", body("CD34"));
    EXPECT_TRUE(is_done("W-1")) << "put over itself, with another code";
    put("W-1", body("AB12"), device);
    EXPECT_TRUE(is_done("W-1")) << "under another scope";
    remove("W-1");
    remove("W-1", device);
    EXPECT_FALSE(is_here("W-1"));
    put("W-1", body("AB12"));
    EXPECT_TRUE(is_done("W-1")) << "taken away and put again";
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(book.clear(txn, store));
        return book.put(txn, store, {Cursor(1), true, "W-1", body("AB12")});
    }));
    EXPECT_TRUE(is_done("W-1")) << "as another generation";
    EXPECT_EQ(find("W-1")->handed_over, ManualClock::morning);
}

TEST_F(PickupBookTest, TheDatabaseItselfHandsNothingOverTwice) {
    put("W-1", body("AB12"));
    hand_over("W-1");
    EXPECT_FALSE(counter.commit(
        [&](Txn& txn) { return book.hand_over(txn, "W-1", ManualClock::morning, std::nullopt); }));
    EXPECT_EQ(rows("pickup_done"), 1);
}

TEST_F(PickupBookTest, ForgetsWhatWasHandedOverLongAgoAndIsNotHereAnyMore) {
    put("W-1", body("AB12"));
    put("W-2", body("CD34"));
    hand_over("W-1");
    hand_over("W-2");
    remove("W-2");
    forget(pickup_memory - std::chrono::hours{1});
    EXPECT_EQ(rows("pickup_done"), 2);
    forget(pickup_memory + std::chrono::hours{1});
    EXPECT_EQ(rows("pickup_done"), 1);
    EXPECT_TRUE(is_done("W-1")) << "its entry is here still";
}

TEST_F(PickupBookTest, WhatHasNoDateIsDatedFirst) {
    put("W-1", body("AB12"));
    hand_over("W-1", std::nullopt);
    remove("W-1");
    forget(2 * pickup_memory);
    EXPECT_EQ(rows("pickup_done"), 1);
    forget(2 * pickup_memory + std::chrono::hours{1});
    EXPECT_EQ(rows("pickup_done"), 1) << "its time runs from then";
    forget(3 * pickup_memory + std::chrono::hours{1});
    EXPECT_EQ(rows("pickup_done"), 0);
}

TEST_F(PickupBookTest, ForgetsTheOrdersOfAMemberAndNoOthers) {
    put("W-1", body("AB12", R"(,"member":"m-1")"));
    put("W-1", body("AB12", R"(,"member":"m-1")"), device);
    put("W-2", body("CD34", R"(,"member":"m-12")"));
    put("W-3", body("EF56"));
    std::size_t gone = 0;
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(gone, book.forget_member(txn, "m-1"));
        return {};
    }));
    EXPECT_EQ(gone, 2U);
    EXPECT_FALSE(is_here("W-1"));
    EXPECT_TRUE(is_here("W-2"));
    EXPECT_TRUE(is_here("W-3"));
}

TEST_F(PickupBookTest, ALateEntryBringsNobodyBackWhoWasErased) {
    put("W-1", body("AB12", R"(,"member":"m-1")"));
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(counter.erased.remember(txn, ErasureMemory::subject_of("m-1"), 7));
        TRY(book.forget_member(txn, "m-1"));
        return {};
    }));
    put("W-1", body("AB12", R"(,"member":"m-1")"));
    EXPECT_FALSE(is_here("W-1"));
    put("W-1", body("AB12", R"(,"member":"m-1","erase_seq":6)"));
    EXPECT_FALSE(is_here("W-1"));
    put("W-1", body("AB12"));
    EXPECT_TRUE(is_here("W-1")) << "without her the goods may wait";
    put("W-1", body("AB12", R"(,"member":"m-1")"));
    EXPECT_FALSE(is_here("W-1")) << "and a late one takes its place away";
    put("W-1", body("AB12", R"(,"member":"m-1","erase_seq":7)"));
    EXPECT_TRUE(is_here("W-1")) << "she has joined again";
}

TEST_F(PickupBookTest, IsBounded) {
    PickupBook small(*counter.bench.write, counter.erased, 2);
    for (const std::string order : {"W-1", "W-2", "W-3"}) {
        counter.put(small, store, order, body(order));
    }
    EXPECT_EQ(rows("pickup"), 2);
    counter.put(small, store, "W-2", body("AB12"));
    EXPECT_EQ(opened_by("AB12"), "W-2 ") << "one that is here can be changed";
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return small.remove(txn, store, "W-1"); }));
    counter.put(small, store, "W-3", body("W-3"));
    EXPECT_EQ(rows("pickup"), 2);
    EXPECT_TRUE(is_here("W-3"));
}

TEST_F(PickupBookTest, CountsAgainAfterWhatWasUndone) {
    PickupBook small(*counter.bench.write, counter.erased, 1);
    EXPECT_FALSE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(small.put(txn, store, {Cursor(1), true, "W-1", body("AB12")}));
        return Error(Errc::full, "no room");
    }));
    counter.put(small, store, "W-2", body("AB12"));
    EXPECT_TRUE(is_here("W-2"));
    EXPECT_FALSE(is_here("W-1"));
}

}  // namespace
}  // namespace aisle
