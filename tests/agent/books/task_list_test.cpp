// SPDX-License-Identifier: Apache-2.0
#include "agent/books/task_list.hpp"

#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct TaskListTest : testing::Test {
    void put(std::string key, std::string body) {
        counter.put(counter.tasks, "fleet", std::move(key), std::move(body));
    }
    void accept(std::string_view key) {
        counter.task_desk.accept(key, R"({"operator":"op7"})", counter.accept());
        EXPECT_TRUE(counter.last());
    }
    std::string list(TaskQuery query = {}) {
        query.moment = counter.task_moment();
        const auto json = counter.task_list.json(query);
        EXPECT_TRUE(json);
        return json ? *json : std::string();
    }
    std::string keys(TaskQuery query = {}) {
        const auto text = list(std::move(query));
        const auto json = Json::parse(text);
        std::string keys;
        for (const auto& item : json->find("tasks")->items()) {
            keys += *item.find("task")->find("key")->string();
        }
        return keys;
    }
    Counter counter;
};

TEST_F(TaskListTest, ShowsWhatIsToDoFirstAndOfThatWhatIsUrged) {
    put("a", R"({"title":"done","priority":"high"})");
    put("b", R"({"title":"normal"})");
    put("c", R"({"title":"urged","priority":"low","urge":true})");
    put("d", R"({"title":"high","priority":"high"})");
    counter.task_desk.complete("a", "{}", counter.accept());
    accept("d");
    EXPECT_EQ(keys(), "cdba");
}

TEST_F(TaskListTest, SaysWhoTookATaskOnAndWhoDeclinedWhy) {
    put("a", R"({"title":"x"})");
    put("b", R"({"title":"x"})");
    accept("a");
    counter.task_desk.decline("b", R"({"reason":"my aunt","reason_code":"too_close"})",
                              counter.accept());
    const auto text = list();
    EXPECT_NE(text.find(R"({"done":false,"accepted":{"at":"2026-07-01T08:00:00.000Z","by":"op7"},)"
                        R"("task":{"key":"a")"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find(R"("declined":{"at":"2026-07-01T08:00:00.000Z",)"
                        R"("reason_code":"too_close"})"),
              std::string::npos)
        << text;
    EXPECT_EQ(text.find("aunt"), std::string::npos);
}

TEST_F(TaskListTest, ShowsWhatWasLostAndToWhom) {
    put("a", R"({"title":"x"})");
    accept("a");
    for (const auto* key : {"a", "b"}) {
        put(key, R"({"title":"x","claimed_by":{"device":"s0042-pos2","operator":"op9"}})");
    }
    const auto text = list({.moment = {}, .state = TaskState::lost});
    EXPECT_NE(text.find(R"("lost":true,"task":{"key":"a")"), std::string::npos) << text;
    EXPECT_NE(text.find(R"("claimed_by":{"device":"s0042-pos2","operator":"op9"},"state":"lost")"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find(R"({"done":false,"task":{"key":"b")"), std::string::npos)
        << "what was not taken on here was not lost: " << text;
}

TEST_F(TaskListTest, IsAnInboxOfARoleAndAPerson) {
    put("a", R"({"title":"x","role":"clerk"})");
    put("b", R"({"title":"x","role":"manager"})");
    put("c", R"({"title":"x","person":"op7"})");
    put("d", R"({"title":"x","store":"s0043"})");
    EXPECT_EQ(keys(), "abc");
    EXPECT_EQ(keys({.moment = {}, .role = "clerk"}), "ac");
    EXPECT_EQ(keys({.moment = {}, .role = "clerk", .person = "op8"}), "a");
}

TEST_F(TaskListTest, CountsWhatIsAskedForWhateverTheState) {
    put("a", R"({"title":"x","role":"clerk"})");
    put("b", R"({"title":"x","due":"2026-07-01T07:00:00Z"})");
    put("c", R"({"title":"x"})");
    put("d", R"({"title":"x","role":"manager"})");
    accept("a");
    counter.task_desk.complete("c", "{}", counter.accept());
    const std::string counts =
        R"("open":2,"done":1,"counts":{"tasks":3,"open":1,"accepted":1,"completed":1,)"
        R"("declined":0,"expired":0,"overdue":1,"execution_bp":6666,"completion_bp":3333})";
    const auto all = list({.moment = {}, .role = "clerk"});
    EXPECT_NE(all.find(counts), std::string::npos) << all;
    const TaskQuery late{.moment = {}, .role = "clerk", .state = TaskState::overdue};
    EXPECT_EQ(keys(late), "b");
    EXPECT_NE(list(late).find(counts), std::string::npos);
}

}  // namespace
}  // namespace aisle
