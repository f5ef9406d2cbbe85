// SPDX-License-Identifier: Apache-2.0
#include "agent/books/request_book.hpp"

#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const Digest body = sha256({"the body"});
const Digest other = sha256({"another body"});

struct RequestBookTest : testing::Test {
    Result<std::optional<std::string>> recall(std::string_view name, const Digest& digest) {
        Result<std::optional<std::string>> found = std::optional<std::string>{};
        const auto done = counter.commit([&](Txn& txn) -> Result<void> {
            found = counter.requests.recall(txn, name, digest);
            return {};
        });
        EXPECT_TRUE(done);
        return found;
    }
    void remember(std::string_view name, WallTime at) {
        EXPECT_TRUE(counter.commit([&](Txn& txn) {
            return counter.requests.remember(txn, name, body, "the answer", at);
        }));
    }
    std::size_t forget(WallTime before, std::size_t rows_max) {
        std::size_t count = 0;
        EXPECT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
            TRY(count, counter.requests.forget(txn, before, rows_max));
            return {};
        }));
        return count;
    }
    Counter counter;
    WallTime now = ManualClock::morning;
};

TEST_F(RequestBookTest, KnowsNothingOfANewId) {
    const auto found = recall("purchase:1", body);
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->has_value());
}

TEST_F(RequestBookTest, GivesTheFirstAnswerAgain) {
    remember("purchase:1", now);
    const auto found = recall("purchase:1", body);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->value_or(""), "the answer");
}

TEST_F(RequestBookTest, RefusesTheSameIdForSomethingElse) {
    remember("purchase:1", now);
    const auto found = recall("purchase:1", other);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind(), Errc::conflict);
    EXPECT_EQ(found.error().code(), "id_conflict");
}

TEST_F(RequestBookTest, ForgetsTheOldestInSlicesAndOnlyThose) {
    for (int i = 0; i < 10; ++i) remember("old:" + std::to_string(i), now);
    remember("young:1", now + Seconds{100});
    EXPECT_EQ(forget(now + Seconds{1}, 4), 4U);
    EXPECT_EQ(forget(now + Seconds{1}, 100), 6U);
    EXPECT_EQ(forget(now + Seconds{1}, 100), 0U);
    EXPECT_FALSE(recall("old:9", body)->has_value());
    EXPECT_TRUE(recall("young:1", body)->has_value());
}

}  // namespace
}  // namespace aisle
