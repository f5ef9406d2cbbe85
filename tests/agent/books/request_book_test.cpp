// SPDX-License-Identifier: Apache-2.0
#include "agent/books/request_book.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const Digest body = sha256({"the body"});
const Digest other = sha256({"another body"});

struct RequestBookTest : testing::Test {
    Result<std::optional<Accepted>> recall(std::string_view name, const Digest& digest) {
        Result<std::optional<Accepted>> found = std::optional<Accepted>{};
        const auto done = counter.commit([&](Txn& txn) -> Result<void> {
            found = counter.requests.recall(txn, name, digest);
            return {};
        });
        EXPECT_TRUE(done);
        return found;
    }
    void remember(std::string_view name, std::optional<WallTime> at) {
        EXPECT_TRUE(counter.commit([&](Txn& txn) {
            return counter.requests.remember(txn, name, body, first_answer(), at);
        }));
    }
    void forget(WallTime at, std::size_t rows_max) {
        EXPECT_TRUE(
            counter.commit([&](Txn& txn) { return counter.requests.forget(txn, at, rows_max); }));
    }
    bool known(const std::string& name) { return recall(name, body)->has_value(); }
    static Accepted first_answer() {
        Accepted accepted;
        accepted.receipt = {id_from_bytes<EventId>("an event of 16 b"),
                            id_from_bytes<Epoch>("an epoch of 16 b"), Lane::touch, Seq(77)};
        accepted.events = 3;
        accepted.member = "p-1";
        return accepted;
    }
    Counter counter;
    WallTime now = ManualClock::morning;
};

TEST_F(RequestBookTest, KnowsNothingOfANewId) {
    const auto found = recall("purchase:1", body);
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->has_value());
}

TEST_F(RequestBookTest, ForgetsWhomAnAnswerNamedAndKnowsTheRepeat) {
    remember("sign_up:1", now);
    std::size_t forgotten = 0;
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(forgotten, counter.requests.forget_member(txn, "p-2"));
        EXPECT_EQ(forgotten, 0U);
        TRY(forgotten, counter.requests.forget_member(txn, "p-1"));
        return {};
    }));
    EXPECT_EQ(forgotten, 1U);
    auto expected = first_answer();
    expected.member.clear();
    for (const auto& digest : {body, other}) {
        const auto found = recall("sign_up:1", digest);
        ASSERT_TRUE(found);
        ASSERT_TRUE(*found);
        EXPECT_EQ(to_json(**found), to_json(expected));
    }
}

TEST_F(RequestBookTest, GivesTheFirstAnswerAgain) {
    remember("purchase:1", now);
    const auto found = recall("purchase:1", body);
    ASSERT_TRUE(found);
    ASSERT_TRUE(*found);
    EXPECT_EQ(to_json(**found), to_json(first_answer()));
    EXPECT_TRUE((*found)->repeated);
}

TEST_F(RequestBookTest, RefusesTheSameIdForSomethingElse) {
    remember("purchase:1", now);
    const auto found = recall("purchase:1", other);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind(), Errc::conflict);
    EXPECT_EQ(found.error().code(), "id_conflict");
}

TEST_F(RequestBookTest, GivesTheAnswerOfAnyOfSeveralIds) {
    remember("purchase:2", now);
    const auto found = [this](const std::vector<std::string>& names) {
        std::optional<Accepted> answer;
        EXPECT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
            TRY(answer, counter.requests.recall_any(txn, names));
            return {};
        }));
        return answer;
    };
    EXPECT_FALSE(found({}));
    EXPECT_FALSE(found({"purchase:1", "purchase:3"}));
    const auto answer = found({"purchase:1", "purchase:2"});
    ASSERT_TRUE(answer);
    EXPECT_EQ(to_json(*answer), to_json(first_answer()));
    EXPECT_TRUE(answer->repeated);
}

TEST_F(RequestBookTest, ForgetsInSlicesWhatIsOldAndOnlyThat) {
    for (int i = 0; i < 10; ++i) remember("old:" + std::to_string(i), now);
    remember("old:55", now + Seconds{100});
    const auto later = now + Micros{request_memory} + Seconds{1};
    forget(later, 4);
    EXPECT_FALSE(known("old:3"));
    EXPECT_TRUE(known("old:4"));
    forget(later, 100);
    EXPECT_FALSE(known("old:9"));
    EXPECT_TRUE(known("old:55"));
}

TEST_F(RequestBookTest, ComesRoundAgain) {
    remember("b", now);
    forget(now, 1);
    forget(now, 1);
    remember("a", now);
    const auto later = now + Micros{request_memory} + Seconds{1};
    forget(later, 1);
    EXPECT_FALSE(known("a"));
    forget(later, 1);
    EXPECT_FALSE(known("b"));
}

TEST_F(RequestBookTest, WhatHasNoDateIsKeptFromWhenTheTrueTimeIsKnown) {
    remember("undated", std::nullopt);
    forget(now, 100);
    EXPECT_TRUE(known("undated"));
    forget(now + Micros{request_memory}, 100);
    EXPECT_TRUE(known("undated"));
    forget(now + Micros{request_memory} + Seconds{1}, 100);
    EXPECT_FALSE(known("undated"));
}

TEST_F(RequestBookTest, ADateFromAClockThatWasAheadIsNotBelieved) {
    remember("ahead", now + std::chrono::hours{24 * 36500});
    forget(now, 100);
    forget(now + Micros{request_memory} + Seconds{1}, 100);
    EXPECT_FALSE(known("ahead"));
}

}  // namespace
}  // namespace aisle
