// SPDX-License-Identifier: Apache-2.0
#include "agent/books/task_credit_book.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr WallTime morning = ManualClock::morning;
using Keys = std::vector<std::string>;

struct TaskCreditBookTest : testing::Test {
    void owe(std::string_view member, const std::string& task, WallTime until) {
        ASSERT_TRUE(
            counter.commit([&](Txn& txn) { return credits.owe(txn, member, task, until); }));
    }
    Keys of(std::string_view member) {
        const auto keys = credits.of(member, morning);
        EXPECT_TRUE(keys);
        return keys ? *keys : Keys{};
    }
    Counter counter;
    TaskCreditBook& credits = counter.tasks.credits();
};

TEST_F(TaskCreditBookTest, KnowsWhatAMembersVisitIsToTheCreditOf) {
    owe("m-1", "a", morning + Seconds{1});
    owe("m-1", "b", morning + Seconds{2});
    owe("m-1", "late", morning);
    owe("m-2", "c", morning + Seconds{1});
    EXPECT_EQ(of("m-1"), (Keys{"b", "a"}));
    EXPECT_EQ(of("m-1"), (Keys{"b", "a"})) << "a visit takes nothing";
    EXPECT_EQ(*counter.tasks.credits_for("m-2", morning), Keys{"c"});
    EXPECT_TRUE(of("m-3").empty());
}

TEST_F(TaskCreditBookTest, CreditsAPurchaseOnce) {
    owe("m-1", "a", morning + Seconds{1});
    Keys first;
    Keys second;
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(first, credits.take(txn, "m-1", morning));
        TRY(second, credits.take(txn, "m-1", morning));
        return {};
    }));
    EXPECT_EQ(first, Keys{"a"});
    EXPECT_TRUE(second.empty());
}

TEST_F(TaskCreditBookTest, ATaskThatIsDoneAgainIsCreditedForLonger) {
    owe("m-1", "a", morning + Seconds{1});
    owe("m-1", "a", morning);
    EXPECT_EQ(of("m-1"), Keys{"a"});
}

TEST_F(TaskCreditBookTest, GoesWithTheMember) {
    owe("p-1", "a", morning + Seconds{1});
    owe("p-1", "b", morning + Seconds{3});
    owe("m-1", "b", morning + Seconds{2});
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return credits.rename(txn, "p-1", "m-1"); }));
    EXPECT_EQ(of("m-1"), (Keys{"b", "a"}));
    EXPECT_TRUE(of("p-1").empty());
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return credits.rename(txn, "m-1", "m-1"); }));
    EXPECT_EQ(of("m-1").size(), 2U);
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return credits.forget(txn, "m-1"); }));
    EXPECT_TRUE(of("m-1").empty());
}

TEST_F(TaskCreditBookTest, IsBoundedForEachAndForAll) {
    for (int i = 0; i < 20; ++i) owe("m-1", std::to_string(i), morning + Seconds{i + 1});
    EXPECT_EQ(of("m-1").size(), task_credits_of_member_max);
    EXPECT_EQ(of("m-1").front(), "19");
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        auto fill = txn.db().prepare(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
            " INSERT INTO task_credit SELECT 'x' || i, 't', ?1 FROM n");
        return fill.bind(micros(morning + Seconds{100})).run();
    }));
    owe("m-2", "a", morning + Seconds{200});
    EXPECT_TRUE(of("m-1").empty()) << "the first to end are the first to go";
    EXPECT_EQ(of("m-2"), Keys{"a"});
}

}  // namespace
}  // namespace aisle
