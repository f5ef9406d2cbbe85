// SPDX-License-Identifier: Apache-2.0
#include "agent/books/task_book.hpp"

#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct TaskBookTest : testing::Test {
    void put(std::string_view scope, std::string key, const std::string& title) {
        counter.put(counter.tasks, scope, std::move(key), R"({"title":")" + title + R"("})");
    }
    Result<void> complete(std::string_view key) {
        return counter.commit([&](Txn& txn) {
            return counter.tasks.complete(txn, key, Receipt{}, counter.bench.clock.wall());
        });
    }
    void remove(std::string_view scope, std::string_view key) {
        ASSERT_TRUE(
            counter.commit([&](Txn& txn) { return counter.tasks.remove(txn, scope, key); }));
    }
    // As a new generation does: cleared and filled in one transaction.
    void swap(std::string_view scope, const std::vector<std::string>& keys) {
        ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
            TRY(counter.tasks.clear(txn, scope));
            for (const auto& key : keys) {
                TRY(counter.tasks.put(txn, scope, {Cursor(1), true, key, R"({"title":"x"})"}));
            }
            return {};
        }));
    }
    std::int64_t outcomes() {
        auto count = counter.bench.write->prepare("SELECT count(*) FROM task_outcome");
        auto row = count.bind();
        EXPECT_TRUE(row.one());
        return row.integer(0);
    }
    std::string list() {
        const auto json = counter.task_list.json(counter.bench.clock.wall());
        EXPECT_TRUE(json);
        return json ? *json : std::string();
    }
    Counter counter;
};

TEST_F(TaskBookTest, RefusesABodyThatIsNoTask) {
    EXPECT_FALSE(counter.tasks.check({Cursor(1), true, "t", R"({"text":"no title"})"}));
    EXPECT_FALSE(counter.tasks.check({Cursor(1), true, "t", "{"}));
}

TEST_F(TaskBookTest, ListsWhatIsOpenBeforeWhatIsDone) {
    put("fleet", "a", "first");
    put("fleet", "b", "second");
    ASSERT_TRUE(complete("a"));
    const auto text = list();
    EXPECT_LT(text.find("second"), text.find("first")) << text;
    EXPECT_NE(text.find(R"("open":1,"done":1)"), std::string::npos) << text;
}

TEST_F(TaskBookTest, LetsTheMostSpecificScopeSpeakForAKey) {
    put("store-s0042", "a", "of the store");
    put("fleet", "a", "of the fleet");
    put("device-s0042-pos1", "a", "of the device");
    const auto text = list();
    EXPECT_NE(text.find("of the device"), std::string::npos) << text;
    EXPECT_EQ(text.find("of the fleet"), std::string::npos) << text;
    EXPECT_NE(text.find(R"("open":1,)"), std::string::npos) << text;
}

TEST_F(TaskBookTest, RemovesAndClearsOneScopeOnly) {
    put("store-s0042", "a", "of the store");
    put("fleet", "a", "of the fleet");
    ASSERT_TRUE(
        counter.commit([&](Txn& txn) { return counter.tasks.remove(txn, "store-s0042", "a"); }));
    EXPECT_NE(list().find("of the fleet"), std::string::npos);
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return counter.tasks.clear(txn, "fleet"); }));
    EXPECT_NE(list().find(R"("open":0,"done":0)"), std::string::npos);
}

TEST_F(TaskBookTest, CompletesATaskOnce) {
    put("fleet", "a", "first");
    ASSERT_TRUE(complete("a"));
    const auto again = complete("a");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code(), "task_done");
    const auto unknown = complete("nothing");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code(), "unknown_task");
}

TEST_F(TaskBookTest, ATaskThatIsRemovedAndPutAgainIsOpenAgain) {
    put("fleet", "a", "first");
    put("store-s0042", "a", "of the store");
    ASSERT_TRUE(complete("a"));
    remove("store-s0042", "a");
    EXPECT_FALSE(counter.tasks.is_open("a"));  // the fleet's is the same task
    remove("fleet", "a");
    put("fleet", "a", "first, again");
    EXPECT_TRUE(counter.tasks.is_open("a"));
    EXPECT_TRUE(complete("a"));
}

TEST_F(TaskBookTest, ATaskThatIsPutOverItselfStaysDone) {
    put("fleet", "a", "first");
    ASSERT_TRUE(complete("a"));
    put("fleet", "a", "first, in other words");
    EXPECT_FALSE(counter.tasks.is_open("a"));
}

TEST_F(TaskBookTest, AGenerationThatStillHasTheKeyKeepsWhatWasDone) {
    put("fleet", "a", "first");
    put("fleet", "b", "second");
    ASSERT_TRUE(complete("a"));
    ASSERT_TRUE(complete("b"));
    swap("fleet", {"a"});
    EXPECT_FALSE(counter.tasks.is_open("a"));
    EXPECT_NE(list().find("completed_at"), std::string::npos);
    // The other is gone with its scope, and comes back as a new task.
    put("fleet", "b", "second");
    EXPECT_TRUE(counter.tasks.is_open("b"));
    EXPECT_EQ(outcomes(), 1);
    swap("fleet", {"a", "b"});
    EXPECT_FALSE(counter.tasks.is_open("a"));
    EXPECT_TRUE(counter.tasks.is_open("b"));
}

TEST_F(TaskBookTest, ASwapThatFailsChangesNothing) {
    put("fleet", "a", "first");
    ASSERT_TRUE(complete("a"));
    EXPECT_FALSE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(counter.tasks.clear(txn, "fleet"));
        return Error(Errc::invalid, "the test says so");
    }));
    EXPECT_FALSE(counter.tasks.is_open("a"));
    EXPECT_EQ(outcomes(), 1);
}

TEST_F(TaskBookTest, WhatWasSalvagedIsKnownWhenItsTaskComes) {
    ASSERT_TRUE(counter.bench.write->run(
        "INSERT INTO task_outcome(key, completed_at, event_id, seq) VALUES('a', 1, x'00', 1)"));
    swap("fleet", {"a"});
    EXPECT_FALSE(counter.tasks.is_open("a"));
}

}  // namespace
}  // namespace aisle
