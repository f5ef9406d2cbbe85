// SPDX-License-Identifier: Apache-2.0
#include "agent/books/ratchet_book.hpp"

#include "tests/sync/journal_bench.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(RatchetBookTest, KeepsTheHighestTimeAndCountsInventories) {
    JournalBench bench;
    RatchetBook book(*bench.write);
    constexpr WallTime noon{Seconds{1'783'000'000}};
    ASSERT_TRUE(bench.commit([&](Txn& txn) { return book.reach(txn, noon); }));
    ASSERT_TRUE(bench.commit([&](Txn& txn) { return book.reach(txn, noon - Seconds{9}); }));
    EXPECT_EQ(book.read()->at, noon);
    EXPECT_FALSE(book.read()->frozen);
    ASSERT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
        TRY(const auto number, book.freeze(txn));
        EXPECT_EQ(number, 1);
        return {};
    }));
    EXPECT_TRUE(book.read()->frozen);
    ASSERT_TRUE(bench.commit([&](Txn& txn) { return book.thaw(txn); }));
    EXPECT_FALSE(book.read()->frozen);
    EXPECT_EQ(book.read()->inventory, 1);
}

TEST(RatchetBookTest, RemembersThatCentralWasAsked) {
    JournalBench bench;
    RatchetBook book(*bench.write);
    EXPECT_FALSE(book.read()->asked);
    for (int times = 0; times < 2; ++times) {
        ASSERT_TRUE(bench.commit([&](Txn& txn) { return book.note_asked(txn); }));
        EXPECT_TRUE(book.read()->asked);
    }
}

TEST(RatchetBookTest, AJournalOfAnotherEpochIsNotSpentFrom) {
    JournalBench bench;
    RatchetBook book(*bench.write);
    ASSERT_TRUE(bench.commit([&](Txn& txn) { return book.note(txn, bench.journal->epoch()); }));
    EXPECT_FALSE(book.read()->frozen);
    bench.fork();
    EXPECT_TRUE(book.read()->frozen);
}

}  // namespace
}  // namespace aisle
