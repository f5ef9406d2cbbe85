// SPDX-License-Identifier: Apache-2.0
#include "agent/books/place_book.hpp"

#include "tests/sync/journal_bench.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(PlaceBookTest, KeepsWhatCentralSaidLast) {
    JournalBench bench;
    PlaceBook book(*bench.write);
    EXPECT_FALSE(*book.read());
    for (const KeptPlace& place :
         {KeptPlace{"s1", 7, WallTime{Seconds{5}}}, KeptPlace{"s2", 4'294'967'295U, {}}}) {
        ASSERT_TRUE(bench.commit([&](Txn& txn) { return book.keep(txn, place); }));
        EXPECT_EQ(**book.read(), place);
    }
}

}  // namespace
}  // namespace aisle
