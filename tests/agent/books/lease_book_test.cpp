// SPDX-License-Identifier: Apache-2.0
#include "agent/books/lease_book.hpp"

#include "tests/sync/journal_bench.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr WallTime end{Seconds{1'790'000'000}};

struct LeaseBookTest : testing::Test {
    LeaseBookTest() : book(*bench.write) {}

    Lease ten(const std::string& id) {
        Lease lease;
        lease.id = id;
        lease.campaign = 1;
        lease.term = 1;
        lease.granted = 10;
        lease.not_after = end;
        return lease;
    }
    void run(Job job) { EXPECT_TRUE(bench.commit(std::move(job))); }
    void accept(const Lease& lease, bool fresh = true) {
        run([&, fresh](Txn& txn) -> Result<void> {
            TRY(const bool was_new, book.accept(txn, lease));
            EXPECT_EQ(was_new, fresh);
            return {};
        });
    }
    Lease found(const std::string& id) {
        const auto lease = book.find(id);
        EXPECT_TRUE(lease && *lease);
        return lease && *lease ? **lease : Lease{};
    }

    JournalBench bench;
    LeaseBook book;
};

TEST_F(LeaseBookTest, AGrantThatComesAgainChangesNothing) {
    accept(ten("a"));
    run([&](Txn& txn) { return book.hold(txn, "a", 3); });
    accept(ten("a"), false);
    EXPECT_EQ(found("a").held, 3);
}

TEST_F(LeaseBookTest, TheDatabaseItselfRefusesToSpendMore) {
    accept(ten("a"));
    run([&](Txn& txn) { return book.hold(txn, "a", 10); });
    EXPECT_FALSE(bench.commit([&](Txn& txn) { return book.hold(txn, "a", 1); }));
    EXPECT_FALSE(bench.commit([&](Txn& txn) { return book.settle(txn, "a", 11, 0); }));
    EXPECT_EQ(found("a").held, 10);
}

TEST_F(LeaseBookTest, AHoldsEndSpendsAPartAndFreesTheRest) {
    accept(ten("a"));
    run([&](Txn& txn) { return book.hold(txn, "a", 6); });
    run([&](Txn& txn) { return book.settle(txn, "a", 6, 4); });
    EXPECT_EQ(found("a").spent, 4);
    EXPECT_EQ(found("a").held, 0);
    EXPECT_EQ(found("a").unreported, 2);
}

TEST_F(LeaseBookTest, WhatIsRecalledIsReturnedWhenNothingOfItIsHeld) {
    accept(ten("a"));
    run([&](Txn& txn) { return book.hold(txn, "a", 1); });
    run([&](Txn& txn) { return book.recall(txn, "a"); });
    EXPECT_TRUE(book.of_campaign(1)->empty()) << "nothing more is taken from it";
    EXPECT_TRUE(book.to_return(WallTime{}, 10)->empty());
    run([&](Txn& txn) { return book.settle(txn, "a", 1, 1); });
    ASSERT_EQ(book.to_return(WallTime{}, 10)->size(), 1U);
    run([&](Txn& txn) -> Result<void> {
        TRY(const auto said, book.next_report(txn, found("a"), LeaseState::returned));
        EXPECT_EQ(said.report, 1);
        return {};
    });
    EXPECT_TRUE(book.page("", 10)->empty());
    EXPECT_EQ(*book.count(), 0);
    run([&](Txn& txn) { return book.recall(txn, "a"); });
    EXPECT_EQ(found("a").state, LeaseState::returned) << "for good";
}

TEST_F(LeaseBookTest, WhatIsOverIsReturnedToo) {
    accept(ten("a"));
    EXPECT_TRUE(book.to_return(end - Micros{1}, 10)->empty());
    EXPECT_EQ(book.to_return(end, 10)->size(), 1U);
}

TEST_F(LeaseBookTest, TheOneThatEndsFirstIsSpentFirst) {
    auto later = ten("a");
    later.not_after = end + Seconds{1};
    accept(later);
    accept(ten("b"));
    const auto leases = book.of_campaign(1);
    ASSERT_EQ(leases->size(), 2U);
    EXPECT_EQ(leases->front().id, "b");
}

TEST_F(LeaseBookTest, SaysWhatChangedSinceItWasLastSaid) {
    accept(ten("a"));
    EXPECT_TRUE(book.unreported(1, 10)->empty());
    run([&](Txn& txn) { return book.hold(txn, "a", 1); });
    EXPECT_EQ(book.unreported(1, 10)->size(), 1U);
    EXPECT_TRUE(book.unreported(2, 10)->empty());
}

TEST_F(LeaseBookTest, ForgetsWhatWasReturnedLongAgo) {
    accept(ten("a"));
    accept(ten("b"));
    run([&](Txn& txn) { return book.close(txn, "a"); });
    run([&](Txn& txn) { return book.forget(txn, end + Seconds{1}, 10); });
    EXPECT_FALSE(*book.find("a"));
    EXPECT_TRUE(*book.find("b")) << "what is not returned is never forgotten";
}

}  // namespace
}  // namespace aisle
