// SPDX-License-Identifier: Apache-2.0
#include "agent/books/task_desk.hpp"

#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::string theirs = R"({"title":"x","claimed_by":{"device":"s0042-pos2"}})";

struct TaskDeskTest : testing::Test {
    void put(std::string key, std::string body) {
        counter.put(counter.tasks, "fleet", std::move(key), std::move(body));
    }
    void accept(std::string_view key, std::string_view body = "{}") {
        desk.accept(key, body, counter.accept());
    }
    void complete(std::string_view key, std::string_view body = "{}") {
        desk.complete(key, body, counter.accept());
    }
    void decline(std::string_view key, std::string_view body = R"({"reason_code":"no_time"})") {
        desk.decline(key, body, counter.accept());
    }
    // The code of what was refused, or nothing.
    std::string refusal() const {
        return counter.last() ? "" : std::string(counter.last().error().code());
    }
    std::string list(const TaskDesk::Wish& wish = {}) {
        std::string text;
        desk.list(wish, [&](Result<std::string> list) {
            text = list ? *list : std::string(list.error().code());
        });
        return text;
    }
    std::size_t kept() { return counter.rows(Lane::ledger).size(); }

    Counter counter;
    TaskDesk& desk = counter.task_desk;
};

TEST_F(TaskDeskTest, TakesATaskOnAndDoesItAndTellsThat) {
    put("t-1", R"({"title":"Call"})");
    accept("t-1", R"({"operator":"op7"})");
    ASSERT_TRUE(counter.last());
    EXPECT_TRUE(counter.done.empty());
    complete("t-1", R"({"number":38})");
    ASSERT_TRUE(counter.last());
    EXPECT_EQ(counter.done, std::vector<std::string>{"t-1"});
    const auto rows = counter.rows(Lane::ledger);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_NE(rows[0].event.find("task.accepted"), std::string::npos);
    EXPECT_NE(rows[1].event.find("task.completed"), std::string::npos);
    EXPECT_EQ(rows[1].id, counter.last()->receipt.id);
}

TEST_F(TaskDeskTest, WhoIsSignedInHasTakenItOnUnlessAnotherIsNamed) {
    counter.signed_in = "op7";
    put("t-1", R"({"title":"Call"})");
    put("t-2", R"({"title":"Call"})");
    put("t-3", R"({"title":"Call"})");
    accept("t-1");
    accept("t-2", R"({"operator":"op8"})");
    decline("t-3");
    const auto shown = list();
    EXPECT_NE(shown.find(R"("by":"op7")"), std::string::npos) << shown;
    EXPECT_NE(shown.find(R"("by":"op8")"), std::string::npos) << shown;
    for (const auto& row : counter.rows(Lane::ledger)) {
        EXPECT_NE(row.event.find(R"("operatorid":"op7")"), std::string::npos) << row.event;
    }
}

TEST_F(TaskDeskTest, SaysWhatStandsInTheWayAndLeavesNothingBehind) {
    put("done", R"({"title":"x"})");
    put("taken", R"({"title":"x"})");
    put("declined", R"({"title":"x"})");
    put("expired", R"({"title":"x","expires":"2026-07-01T08:00:00Z"})");
    put("lost", theirs);
    complete("done");
    accept("taken");
    decline("declined");
    const auto before = kept();
    for (const std::string key : {"done", "taken", "declined", "expired"}) {
        accept(key);
        EXPECT_EQ(refusal(), "task_" + key);
        EXPECT_EQ(counter.last().error().kind(), Errc::conflict);
        if (key == "taken") continue;
        complete(key);
        EXPECT_EQ(refusal(), "task_" + key);
        decline(key);
        EXPECT_EQ(refusal(), "task_" + key);
    }
    complete("lost");
    EXPECT_EQ(refusal(), "task_taken");
    accept("nothing");
    EXPECT_EQ(refusal(), "unknown_task");
    // No row, no number given.
    EXPECT_EQ(kept(), before);
    EXPECT_EQ(counter.bench.journal->lane(Lane::ledger).next, Seq(before + 1));
}

TEST_F(TaskDeskTest, TheSameSaidAgainUnderItsIdIsDoneOnce) {
    put("a", R"({"title":"x"})");
    put("b", R"({"title":"x"})");
    for (int i = 0; i < 2; ++i) {
        accept("a", R"({"id":"1"})");
        ASSERT_TRUE(counter.last());
        EXPECT_EQ(counter.last()->repeated, i == 1);
    }
    for (int i = 0; i < 2; ++i) {
        complete("a", R"({"id":"1"})");
        ASSERT_TRUE(counter.last());
        EXPECT_EQ(counter.last()->repeated, i == 1);
    }
    for (int i = 0; i < 2; ++i) {
        decline("b", R"({"id":"1","reason_code":"no_time"})");
        ASSERT_TRUE(counter.last());
        EXPECT_EQ(counter.last()->repeated, i == 1);
    }
    EXPECT_EQ(kept(), 3U);
    EXPECT_EQ(counter.done.size(), 1U);
    // Of another task it is something else.
    complete("b", R"({"id":"1"})");
    EXPECT_EQ(refusal(), "id_conflict");
}

TEST_F(TaskDeskTest, WhatWasTakenOnCanBeDeclinedAfterAll) {
    put("a", R"({"title":"x"})");
    accept("a");
    decline("a");
    ASSERT_TRUE(counter.last());
    EXPECT_NE(list().find(R"("state":"declined")"), std::string::npos);
}

TEST_F(TaskDeskTest, KeepsTheWordsOfADeclineInItsPersonPartOnly) {
    put("a", R"({"title":"x"})");
    decline("a", R"({"reason":"She is my aunt"})");
    ASSERT_TRUE(counter.last());
    const auto rows = counter.rows(Lane::ledger);
    EXPECT_EQ(rows[0].event.find("aunt"), std::string::npos);
    EXPECT_NE(counter.person_of(rows[0]).find("aunt"), std::string::npos);
    EXPECT_EQ(list().find("aunt"), std::string::npos);
}

TEST_F(TaskDeskTest, ACompletionWithoutItsProofIsRefusedAtTheMember) {
    put("a", R"({"title":"x","proof":["note","scan"]})");
    complete("a", R"({"note":"done"})");
    EXPECT_EQ(refusal(), "proof_missing");
    EXPECT_EQ(counter.last().error().place(), "/scan");
    EXPECT_EQ(kept(), 0U);
    complete("a", R"({"note":"done","scan":"4006381333931"})");
    EXPECT_TRUE(counter.last());
}

TEST_F(TaskDeskTest, ALateCompletionCountsWhenItWasDone) {
    put("a", R"({"title":"x","expires":"2026-07-01T07:00:00Z"})");
    complete("a", R"({"at":"2026-07-01T07:00:00Z"})");
    EXPECT_EQ(refusal(), "task_expired");
    complete("a", R"({"at":"2026-07-01T14:59:59+08:00"})");
    ASSERT_TRUE(counter.last());
    EXPECT_NE(counter.rows(Lane::ledger)[0].event.find(R"("at":"2026-07-01T14:59:59+08:00")"),
              std::string::npos);
    EXPECT_NE(list().find(R"("completed_at":"2026-07-01T06:59:59.000Z")"), std::string::npos);
}

TEST_F(TaskDeskTest, ADeviceThatIsAheadCompletesNothingInTheFuture) {
    put("a", R"({"title":"x","expires":"2026-07-01T09:00:00Z"})");
    complete("a", R"({"at":"2026-07-01T10:00:00Z"})");
    ASSERT_TRUE(counter.last());
    EXPECT_NE(list().find(R"("completed_at":"2026-07-01T08:00:00.000Z")"), std::string::npos);
}

TEST_F(TaskDeskTest, APeriodIsDoneOnceAndCanBeDoneLate) {
    put("a", R"({"title":"x","recurring":{"every":"day"}})");
    complete("a");
    complete("a");
    EXPECT_EQ(refusal(), "task_done");
    complete("a", R"({"at":"2026-06-30T12:00:00+08:00"})");
    ASSERT_TRUE(counter.last());
    EXPECT_NE(counter.rows(Lane::ledger)[1].event.find(R"("occurrence":"2026-06-30")"),
              std::string::npos);
    complete("a", R"({"at":"2026-05-30T12:00:00+08:00"})");
    EXPECT_EQ(refusal(), "task_expired");
    *counter.truth += std::chrono::hours(24);
    complete("a");
    EXPECT_TRUE(counter.last());
    EXPECT_EQ(kept(), 3U);
}

TEST_F(TaskDeskTest, WhoTookOnWhatAnotherDeviceHasIsTold) {
    put("a", R"({"title":"x"})");
    accept("a");
    desk.look_for_lost();
    EXPECT_TRUE(counter.lost.empty());
    put("a", theirs);
    desk.look_for_lost();
    desk.look_for_lost();
    EXPECT_EQ(counter.lost, std::vector<std::string>{"a"});
    complete("a");
    EXPECT_EQ(refusal(), "task_taken");
    EXPECT_NE(list().find(R"("lost":true)"), std::string::npos);
}

TEST_F(TaskDeskTest, HandingAnOfferOverIsToBeCredited) {
    const auto owed = [this](std::string_view member) {
        return counter.tasks.credits_for(member, *counter.truth)->size();
    };
    const std::string offer = R"({"title":"x","member":"m-1","offer":{"text":"10 off"},)"
                              R"("credit_days":2})";
    put("a", offer);
    put("b", offer);
    put("c", R"({"title":"x","offer":{"coupon":"c-1"}})");
    put("d", R"({"title":"x"})");
    complete("a");
    EXPECT_EQ(owed("m-1"), 0U) << "it was not handed over";
    complete("b", R"({"offer_given":true})");
    EXPECT_EQ(owed("m-1"), 1U);
    complete("c", R"({"offer_given":true,"member_id":"m-2"})");
    EXPECT_EQ(owed("m-2"), 1U);
    complete("d", R"({"offer_given":true})");
    EXPECT_EQ(refusal(), "no_offer");
    *counter.truth += std::chrono::hours(48);
    EXPECT_EQ(owed("m-1"), 0U);
    EXPECT_EQ(owed("m-2"), 1U);
}

TEST_F(TaskDeskTest, NotesWhatItRefusesWithoutItsValues) {
    put("a", R"({"title":"x"})");
    accept("a", R"({"operator":7})");
    EXPECT_EQ(refusal(), "wrong_type");
    decline("a", "{}");
    EXPECT_EQ(refusal(), "missing");
    complete("a", "{");
    EXPECT_EQ(refusal(), "bad_json");
    EXPECT_EQ(counter.rows(Lane::touch).size(), 3U);
    EXPECT_EQ(kept(), 0U);
}

TEST_F(TaskDeskTest, ListsTheStateThatIsAskedFor) {
    put("a", R"({"title":"first"})");
    put("b", R"({"title":"second"})");
    accept("a");
    const auto accepted = list({.role = "", .person = "", .state = "accepted"});
    EXPECT_NE(accepted.find("first"), std::string::npos);
    EXPECT_EQ(accepted.find("second"), std::string::npos);
    EXPECT_EQ(list({.role = "", .person = "", .state = "ready"}), "bad_query");
}

}  // namespace
}  // namespace aisle
