// SPDX-License-Identifier: Apache-2.0
#include "agent/books/right_book.hpp"

#include "tests/sync/journal_bench.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr WallTime end{Seconds{1'790'000'000}};
constexpr CouponRef one{90417, 1};

struct RightBookTest : testing::Test {
    RightBookTest() : book(*bench.write) {}

    bool accept(const CouponRef& ref, std::int64_t term) {
        bool fresh = false;
        run([&](Txn& txn) -> Result<void> {
            TRY(fresh, book.accept(txn, {ref, term, end}));
            return {};
        });
        return fresh;
    }
    void set(const CouponRef& ref, RightState state) {
        run([&](Txn& txn) { return book.set(txn, ref, state); });
    }
    void run(Job job) { EXPECT_TRUE(bench.commit(std::move(job))); }

    JournalBench bench;
    RightBook book;
};

TEST_F(RightBookTest, AGrantThatComesAgainIsNoNewOne) {
    EXPECT_TRUE(accept(one, 1));
    set(one, RightState::used);
    EXPECT_FALSE(accept(one, 1));
    EXPECT_FALSE(accept(one, 2)) << "what was used is never usable again";
    EXPECT_EQ((*book.find(one))->state, RightState::used);
}

TEST_F(RightBookTest, WhatWasReturnedMayComeAgainUnderALaterTerm) {
    accept(one, 1);
    run([&](Txn& txn) { return book.recall(txn, one); });
    set(one, RightState::returned);
    EXPECT_FALSE(accept(one, 1)) << "the old grant, late";
    EXPECT_TRUE(accept(one, 2));
    EXPECT_EQ((*book.find(one))->state, RightState::here);
    EXPECT_FALSE((*book.find(one))->recalled);
}

TEST_F(RightBookTest, ListsWhatIsNotReturnedInOrder) {
    accept({90417, 2}, 1);
    accept(one, 1);
    accept({90418, 1}, 1);
    set({90417, 2}, RightState::returned);
    const auto rights = book.page({}, 10);
    ASSERT_EQ(rights->size(), 2U);
    EXPECT_EQ(rights->front().ref, one);
    EXPECT_EQ(book.page(one, 10)->size(), 1U);
    EXPECT_EQ(*book.count(), 2);
}

TEST_F(RightBookTest, ForgetsOnlyWhatIsOverAndDone) {
    accept(one, 1);
    accept({90417, 2}, 1);
    set(one, RightState::used);
    run([&](Txn& txn) { return book.forget(txn, end + Seconds{1}, 10); });
    EXPECT_FALSE(*book.find(one));
    EXPECT_TRUE(*book.find({90417, 2}));
}

TEST_F(RightBookTest, StatesHaveWords) {
    EXPECT_EQ(to_string(RightState::here), "here");
    EXPECT_EQ(to_string(RightState::returned), "returned");
}

}  // namespace
}  // namespace aisle
