// SPDX-License-Identifier: Apache-2.0
#include "agent/books/handoff_book.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr HandoffSession session{90417, 4711};
constexpr WallTime ends = ManualClock::morning + Seconds{600};

struct HandoffBookTest : testing::Test {
    Result<void> see(const HandoffSession& seen) {
        return counter.commit(
            [&](Txn& txn) { return book.see(txn, seen, ManualClock::morning, ends); });
    }
    void forget(WallTime now) {
        ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.forget(txn, now, 100); }));
    }
    bool has_seen(const HandoffSession& asked) {
        const auto seen = book.has_seen(asked);
        EXPECT_TRUE(seen);
        return seen && *seen;
    }

    Counter counter;
    HandoffBook book{*counter.bench.write};
};

TEST_F(HandoffBookTest, ASessionIsSeenOnce) {
    EXPECT_FALSE(has_seen(session));
    ASSERT_TRUE(see(session));
    EXPECT_TRUE(has_seen(session));
    EXPECT_FALSE(has_seen({90417, 4712}));
    EXPECT_FALSE(has_seen({90418, 4711}));
    EXPECT_FALSE(see(session)) << "an error of the database itself";
}

TEST_F(HandoffBookTest, ASessionIsForgottenADayAfterTheEndOfItsToken) {
    ASSERT_TRUE(see(session));
    forget(ends + Micros{seen_token_memory});
    EXPECT_TRUE(has_seen(session));
    forget(ends + Micros{seen_token_memory} + Micros{1});
    EXPECT_FALSE(has_seen(session));
}

}  // namespace
}  // namespace aisle
