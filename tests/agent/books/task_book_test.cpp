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
    void put_body(std::string key, std::string body) {
        counter.put(counter.tasks, "fleet", std::move(key), std::move(body));
    }
    TaskMoment moment(std::string_view at = "2026-07-01T08:00:00Z") const {
        return {*parse_rfc3339(at), {}, "s0042", "s0042-pos1"};
    }
    KnownTask known(std::string_view key, const TaskMoment& at) {
        auto task = counter.tasks.look_up(key, at);
        EXPECT_TRUE(task) << key;
        return task ? *task : KnownTask{};
    }
    TaskState state(std::string_view key, std::string_view at = "2026-07-01T08:00:00Z") {
        return known(key, moment(at)).standing.state;
    }
    bool is_open(std::string_view key) { return state(key) == TaskState::open; }
    void complete(std::string_view key, std::string_view at = "2026-07-01T08:00:00Z") {
        const auto task = known(key, moment(at));
        EXPECT_TRUE(counter.commit([&](Txn& txn) {
            return counter.tasks.complete(txn, task, Receipt{}, moment(at).now);
        })) << key;
    }
    void mark(std::string_view key, bool declined, std::string_view at = "2026-07-01T08:00:00Z") {
        const auto task = known(key, moment(at));
        EXPECT_TRUE(counter.commit([&](Txn& txn) {
            return counter.tasks.mark(txn, task, {declined, moment(at).now, "op7", "no_time"});
        })) << key;
    }
    std::vector<std::string> newly_lost() {
        std::vector<std::string> lost;
        EXPECT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
            TRY(lost, counter.tasks.newly_lost(txn, moment()));
            return {};
        }));
        return lost;
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
        auto count = counter.bench.write->prepare(
            "SELECT (SELECT count(*) FROM task_outcome) + (SELECT count(*) FROM task_mark)");
        auto row = count.bind();
        EXPECT_TRUE(row.one());
        return row.integer(0);
    }
    Counter counter;
};

TEST_F(TaskBookTest, RefusesABodyThatIsNoTask) {
    EXPECT_FALSE(counter.tasks.check({Cursor(1), true, "t", R"({"text":"no title"})"}));
    EXPECT_FALSE(counter.tasks.check({Cursor(1), true, "t", "{"}));
    EXPECT_FALSE(counter.tasks.check({Cursor(1), true, "t\n2026-07-01", R"({"title":"x"})"}));
    EXPECT_TRUE(counter.tasks.check({Cursor(1), true, "t", R"({"title":"x"})"}));
}

TEST_F(TaskBookTest, RemovesAndClearsOneScopeOnly) {
    put("store-s0042", "a", "of the store");
    put("fleet", "a", "of the fleet");
    remove("store-s0042", "a");
    EXPECT_EQ(known("a", moment()).task.title, "of the fleet");
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return counter.tasks.clear(txn, "fleet"); }));
    EXPECT_EQ(counter.tasks.look_up("a", moment()).error().code(), "unknown_task");
}

TEST_F(TaskBookTest, ForgetsTheTasksAboutAMemberAndNoOthers) {
    put_body("t-1", R"({"title":"Call Ms Han","member":"m-1"})");
    put_body("t-2", R"({"title":"Call Mr Li","member":"m-2"})");
    put_body("t-3", R"({"title":"Clean the window"})");
    std::size_t gone = 0;
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(counter.tasks.credits().owe(txn, "m-1", "t-1", ManualClock::morning + Seconds{60}));
        TRY(gone, counter.tasks.forget_member(txn, "m-1"));
        return {};
    }));
    EXPECT_EQ(gone, 1U);
    auto left = counter.bench.write->prepare("SELECT count(*) FROM task");
    auto row = left.bind();
    ASSERT_TRUE(row.one());
    EXPECT_EQ(row.integer(0), 2);
    EXPECT_TRUE(counter.tasks.credits_for("m-1", ManualClock::morning)->empty());
}

TEST_F(TaskBookTest, NoTaskComesAfterAMemberWhoWasErased) {
    put_body("t-1", R"({"title":"Call"})");
    counter.put(counter.erasures, "fleet", "r-1", R"({"erase_seq":7,"member_id":"m-1"})");
    put_body("t-1", R"({"title":"Call Ms Han","member":"m-1"})");
    put_body("t-2", R"({"title":"Call Ms Han","member":"m-1","erase_seq":6})");
    put_body("t-3", R"({"title":"Call her who joined again","member":"m-1","erase_seq":7})");
    for (const auto* late : {"t-1", "t-2"}) {
        EXPECT_EQ(counter.tasks.look_up(late, moment()).error().code(), "unknown_task");
    }
    EXPECT_TRUE(counter.tasks.look_up("t-3", moment()));
}

TEST_F(TaskBookTest, KeepsWhatWasDoneOfATask) {
    put("fleet", "a", "first");
    EXPECT_TRUE(is_open("a"));
    mark("a", false);
    EXPECT_EQ(state("a"), TaskState::accepted);
    EXPECT_EQ(known("a", moment()).history.mark->operator_id, "op7");
    mark("a", true);
    EXPECT_EQ(state("a"), TaskState::declined);
    EXPECT_EQ(known("a", moment()).history.mark->reason_code, "no_time");
    complete("a");
    EXPECT_EQ(state("a"), TaskState::completed);
    EXPECT_FALSE(counter.tasks.look_up("b", moment()));
}

TEST_F(TaskBookTest, ATaskForAnotherStoreIsNotHere) {
    put_body("a", R"({"title":"x","store":"s0043"})");
    EXPECT_FALSE(counter.tasks.look_up("a", moment()));
    put_body("a", R"({"title":"x","store":"s0042"})");
    EXPECT_TRUE(counter.tasks.look_up("a", moment()));
}

TEST_F(TaskBookTest, ARecurringTaskIsOpenAgainInEachPeriod) {
    put_body("a", R"({"title":"x","recurring":{"every":"day"}})");
    put("fleet", "ab", "its neighbour");
    complete("a", "2026-07-01T12:00:00+08:00");
    mark("ab", false);
    EXPECT_EQ(state("a", "2026-07-02T03:59:59+08:00"), TaskState::completed);
    EXPECT_EQ(state("a", "2026-07-02T04:00:00+08:00"), TaskState::open);
    complete("a", "2026-07-02T12:00:00+08:00");
    EXPECT_EQ(outcomes(), 3);
    remove("fleet", "a");
    EXPECT_EQ(outcomes(), 1) << "and the neighbour keeps its own";
}

TEST_F(TaskBookTest, ForgetsPeriodsThatNobodyCanSpeakOfAnyMore) {
    put_body("a", R"({"title":"x","recurring":{"every":"day"}})");
    for (const auto* day : {"2026-07-01T12:00:00Z", "2026-07-02T12:00:00Z"}) {
        mark("a", false, day);
        complete("a", day);
    }
    EXPECT_EQ(outcomes(), 4);
    complete("a", "2026-08-15T12:00:00Z");
    EXPECT_EQ(outcomes(), 5);
    complete("a", "2026-08-16T12:00:00Z");
    EXPECT_EQ(outcomes(), 4) << "of the first of July nothing is left";
}

TEST_F(TaskBookTest, ATaskThatIsRemovedAndPutAgainIsOpenAgain) {
    put("fleet", "a", "first");
    put("store-s0042", "a", "of the store");
    complete("a");
    remove("store-s0042", "a");
    EXPECT_FALSE(is_open("a"));  // the fleet's is the same task
    remove("fleet", "a");
    put("fleet", "a", "first, again");
    EXPECT_TRUE(is_open("a"));
    complete("a");
}

TEST_F(TaskBookTest, ATaskThatIsPutOverItselfStaysDone) {
    put("fleet", "a", "first");
    complete("a");
    put("fleet", "a", "first, in other words");
    EXPECT_FALSE(is_open("a"));
}

TEST_F(TaskBookTest, AGenerationThatStillHasTheKeyKeepsWhatWasDone) {
    put("fleet", "a", "first");
    put("fleet", "b", "second");
    complete("a");
    complete("b");
    swap("fleet", {"a"});
    EXPECT_FALSE(is_open("a"));
    EXPECT_EQ(known("a", moment()).history.completed_at, moment().now);
    // The other is gone with its scope, and comes back as a new task.
    put("fleet", "b", "second");
    EXPECT_TRUE(is_open("b"));
    EXPECT_EQ(outcomes(), 1);
    swap("fleet", {"a", "b"});
    EXPECT_FALSE(is_open("a"));
    EXPECT_TRUE(is_open("b"));
}

TEST_F(TaskBookTest, AGenerationKeepsWhatWasTakenOnAndEachPeriod) {
    put_body("a", R"({"title":"x","recurring":{"every":"day"}})");
    put("fleet", "b", "second");
    complete("a", "2026-06-30T12:00:00Z");
    mark("a", false);
    mark("b", true);
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(counter.tasks.clear(txn, "fleet"));
        return counter.tasks.put(
            txn, "fleet", {Cursor(1), true, "a", R"({"title":"y","recurring":{"every":"day"}})"});
    }));
    EXPECT_EQ(state("a"), TaskState::accepted);
    EXPECT_EQ(known("a", moment()).history.mark->operator_id, "op7");
    EXPECT_EQ(state("a", "2026-06-30T12:00:00Z"), TaskState::completed);
    EXPECT_EQ(outcomes(), 2) << "of b nothing is left";
}

TEST_F(TaskBookTest, TellsOnceThatAnotherDeviceHasWhatWasTakenOnHere) {
    const std::string theirs = R"({"title":"x","claimed_by":{"device":"s0042-pos2"}})";
    put("fleet", "a", "first");
    put("fleet", "b", "not taken on here");
    mark("a", false);
    EXPECT_TRUE(newly_lost().empty());
    put_body("a", theirs);
    put_body("b", theirs);
    EXPECT_EQ(newly_lost(), std::vector<std::string>{"a"});
    EXPECT_TRUE(newly_lost().empty());
    // Central may settle it anew.
    put_body("a", R"({"title":"x","claimed_by":{"device":"s0042-pos1"}})");
    EXPECT_TRUE(newly_lost().empty());
    put_body("a", theirs);
    EXPECT_EQ(newly_lost(), std::vector<std::string>{"a"});
}

TEST_F(TaskBookTest, WhatWasDoneHereIsNotLost) {
    put("fleet", "a", "first");
    mark("a", false);
    complete("a");
    put_body("a", R"({"title":"x","claimed_by":{"device":"s0042-pos2"}})");
    EXPECT_TRUE(newly_lost().empty());
    EXPECT_EQ(state("a"), TaskState::completed);
}

TEST_F(TaskBookTest, ASwapThatFailsChangesNothing) {
    put("fleet", "a", "first");
    complete("a");
    EXPECT_FALSE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(counter.tasks.clear(txn, "fleet"));
        return Error(Errc::invalid, "the test says so");
    }));
    EXPECT_FALSE(is_open("a"));
    EXPECT_EQ(outcomes(), 1);
}

TEST_F(TaskBookTest, WhatWasSalvagedIsKnownWhenItsTaskComes) {
    ASSERT_TRUE(counter.bench.write->run(
        "INSERT INTO task_outcome(key, completed_at, event_id, seq) VALUES('a', 1, x'00', 1)"));
    swap("fleet", {"a"});
    EXPECT_FALSE(is_open("a"));
}

}  // namespace
}  // namespace aisle
