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

}  // namespace
}  // namespace aisle
