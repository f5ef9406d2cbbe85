// SPDX-License-Identifier: Apache-2.0
#include "agent/books/redemption_book.hpp"

#include "tests/sync/journal_bench.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr WallTime noon{Seconds{1'783'000'000}};

struct RedemptionBookTest : testing::Test {
    RedemptionBookTest() : book(*bench.write) {}

    Redemption hold(std::uint8_t id, const std::string& sale, CouponRef ref = {90417, 17}) {
        Redemption redemption;
        redemption.id = EventId{{id}};
        redemption.pos_ref = sale;
        redemption.ref = ref;
        redemption.member = "m-1";
        redemption.currency = "CNY";
        redemption.held = 500;
        redemption.held_at = noon + Seconds{id};
        redemption.answer = "{}";
        run([&](Txn& txn) -> Result<void> {
            TRY(const auto past, book.past(sale, ref));
            redemption.attempt = past.attempts + 1;
            return book.insert(txn, redemption);
        });
        return redemption;
    }
    void close(Redemption redemption, RedemptionState state) {
        redemption.state = state;
        if (state == RedemptionState::redeemed) redemption.final_amount = 400;
        run([&](Txn& txn) { return book.close(txn, redemption, noon); });
    }
    void run(Job job) {
        const auto done = bench.commit(std::move(job));
        EXPECT_TRUE(done) << done.error().what();
    }

    JournalBench bench;
    RedemptionBook book;
};

TEST_F(RedemptionBookTest, FindsWhatWasHeldAndHowItEnded) {
    const auto held = hold(1, "s-1");
    close(held, RedemptionState::redeemed);
    const auto found = book.find(held.id);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->state, RedemptionState::redeemed);
    EXPECT_EQ((*found)->final_amount, 400);
    EXPECT_EQ((*found)->ref, held.ref);
    EXPECT_EQ((*found)->held_at, held.held_at);
    EXPECT_EQ((*found)->currency, "CNY");
    EXPECT_EQ((*found)->answer, "{}");
}

TEST_F(RedemptionBookTest, KnowsACouponsPastInThisSaleAndElsewhere) {
    close(hold(1, "s-1"), RedemptionState::released);
    hold(2, "s-2");
    const auto past = book.past("s-1", {90417, 17});
    EXPECT_EQ(past->attempts, 1);
    EXPECT_TRUE(past->in_use);
    EXPECT_FALSE(past->used);
    EXPECT_EQ((*book.latest("s-1", {90417, 17}))->attempt, 1);
    hold(3, "s-1");
    EXPECT_EQ((*book.latest("s-1", {90417, 17}))->attempt, 2);
}

TEST_F(RedemptionBookTest, WhatIsTheSameForAllHasNoPastButOfThisSale) {
    close(hold(1, "s-1", {90417, 0}), RedemptionState::redeemed);
    const auto past = book.past("s-2", {90417, 0});
    EXPECT_EQ(past->attempts, 0);
    EXPECT_FALSE(past->used);
}

TEST_F(RedemptionBookTest, CountsAMembersUsesAndASalesCoupons) {
    hold(1, "s-1");
    close(hold(2, "s-1", {90417, 18}), RedemptionState::released);
    hold(3, "s-2", {90417, 19});
    EXPECT_EQ(*book.uses_of("m-1", 90417), 2);
    EXPECT_EQ(*book.uses_of("m-2", 90417), 0);
    EXPECT_EQ(book.beside("s-1")->size(), 1U);
}

TEST_F(RedemptionBookTest, KnowsSinceWhenAnythingIsOpen) {
    EXPECT_FALSE(*book.oldest_open());
    const auto first = hold(1, "s-1");
    hold(2, "s-2", {90417, 18});
    EXPECT_EQ(**book.oldest_open(), first.held_at);
    close(first, RedemptionState::released);
    EXPECT_EQ(**book.oldest_open(), noon + Seconds{2});
}

TEST_F(RedemptionBookTest, RemembersATokenUntilItIsLongOver) {
    EXPECT_FALSE(*book.was_seen({1, 5}));
    run([&](Txn& txn) { return book.see(txn, {1, 5}, noon); });
    EXPECT_TRUE(*book.was_seen({1, 5}));
    run([&](Txn& txn) { return book.forget_seen(txn, noon, 10); });
    EXPECT_TRUE(*book.was_seen({1, 5}));
    run([&](Txn& txn) { return book.forget_seen(txn, noon + Micros{1}, 10); });
    EXPECT_FALSE(*book.was_seen({1, 5}));
}

TEST_F(RedemptionBookTest, ForgetsWhoseItWasAndKeepsTheFact) {
    const auto held = hold(1, "s-1");
    run([&](Txn& txn) -> Result<void> {
        TRY(const auto rows, book.forget_member(txn, "m-1"));
        EXPECT_EQ(rows, 1U);
        return {};
    });
    EXPECT_EQ((*book.find(held.id))->member, "");
    EXPECT_EQ((*book.find(held.id))->held, 500);
}

TEST_F(RedemptionBookTest, NeverForgetsWhatIsOpen) {
    hold(1, "s-1");
    close(hold(2, "s-2", {90417, 18}), RedemptionState::released);
    run([&](Txn& txn) { return book.forget(txn, noon + Seconds{1}, 10); });
    EXPECT_TRUE(*book.find(EventId{{1}}));
    EXPECT_FALSE(*book.find(EventId{{2}}));
}

TEST_F(RedemptionBookTest, TheDatabaseItselfRefusesAnEndThatCannotBe) {
    auto held = hold(1, "s-1");
    held.state = RedemptionState::redeemed;
    held.final_amount = 501;
    EXPECT_FALSE(bench.commit([&](Txn& txn) { return book.close(txn, held, noon); }));
}

}  // namespace
}  // namespace aisle
