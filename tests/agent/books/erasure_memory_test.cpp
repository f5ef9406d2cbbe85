// SPDX-License-Identifier: Apache-2.0
#include "agent/books/erasure_memory.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct ErasureMemoryTest : testing::Test {
    void remember(std::string_view member, std::int64_t erase_seq) {
        ASSERT_TRUE(counter.commit([&](Txn& txn) {
            return counter.erased.remember(txn, ErasureMemory::subject_of(member), erase_seq);
        }));
    }
    bool refuses(std::string_view member, std::int64_t erase_seq = 0) {
        MemberCard card;
        card.erase_seq = erase_seq;
        bool refused = false;
        EXPECT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
            TRY(refused, counter.erased.refuses(txn, member, card));
            return {};
        }));
        return refused;
    }
    void forget(std::chrono::hours later) {
        ASSERT_TRUE(counter.commit([&](Txn& txn) {
            return counter.erased.forget(txn, ManualClock::morning + later, 100);
        }));
    }
    Counter counter;
};

TEST_F(ErasureMemoryTest, RefusesWhatWasWrittenBeforeTheErasure) {
    remember("m-1", 7);
    EXPECT_TRUE(refuses("m-1", 6));
    EXPECT_FALSE(refuses("m-1", 7));
    EXPECT_FALSE(refuses("m-2"));
}

TEST_F(ErasureMemoryTest, AnErasureOfAnOlderNumberTakesNothingBack) {
    remember("m-1", 7);
    remember("m-1", 3);
    EXPECT_TRUE(refuses("m-1", 6));
}

TEST_F(ErasureMemoryTest, RemembersForMoreThanAYear) {
    remember("m-1", 7);
    forget(std::chrono::hours{0});
    forget(erasure_memory - std::chrono::hours{1});
    EXPECT_TRUE(refuses("m-1"));
    forget(erasure_memory + std::chrono::hours{1});
    EXPECT_FALSE(refuses("m-1"));
}

}  // namespace
}  // namespace aisle
