// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/task_standing.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/body.hpp"

#include <array>

namespace aisle {
namespace {

constexpr WallTime morning = ManualClock::morning;

class Standing : public testing::Test {
protected:
    TaskState state(std::string_view occurrence = "") const {
        return task_standing(task, history, occurrence, moment).state;
    }
    void accept() { history.mark = TaskMark{.declined = false, .at = morning}; }

    Task task;
    TaskHistory history;
    TaskMoment moment{.now = morning, .device = "s1-pos1"};
};

TEST_F(Standing, IsOverdueFromItsDueTimeOn) {
    EXPECT_EQ(state(), TaskState::open);
    task.due = morning + Micros{1};
    EXPECT_EQ(state(), TaskState::open);
    task.due = morning;
    EXPECT_EQ(state(), TaskState::overdue);
    accept();
    EXPECT_EQ(state(), TaskState::accepted);
    EXPECT_TRUE(task_standing(task, history, "", moment).overdue);
    history.completed_at = morning;
    EXPECT_FALSE(task_standing(task, history, "", moment).overdue);
}

TEST_F(Standing, EndsWhenItExpiresUnlessItIsDone) {
    accept();
    task.expires = morning + Micros{1};
    EXPECT_EQ(state(), TaskState::accepted);
    task.expires = morning;
    EXPECT_EQ(state(), TaskState::expired);
    history.completed_at = morning;
    EXPECT_EQ(state(), TaskState::completed);
}

TEST_F(Standing, RecursUntilItsEnd) {
    task.every = TaskPeriod::day;
    task.until = morning + Micros{1};
    EXPECT_EQ(state("2026-07-01"), TaskState::open);
    task.until = morning;
    EXPECT_EQ(state("2026-07-01"), TaskState::expired);
}

TEST_F(Standing, IsLostToTheDeviceThatCentralNames) {
    accept();
    task.claimed_by = TaskClaim{.device = "s1-pos2"};
    EXPECT_EQ(state(), TaskState::lost);
    task.claimed_by->device = "s1-pos1";
    EXPECT_EQ(state(), TaskState::accepted);
    // What was done here before it was known stays done.
    task.claimed_by->device = "s1-pos2";
    history.completed_at = morning;
    EXPECT_EQ(state(), TaskState::completed);
}

TEST_F(Standing, IsLostForThePeriodThatWasClaimed) {
    task.claimed_by = TaskClaim{.device = "s1-pos2", .occurrence = "2026-07-01"};
    EXPECT_EQ(state("2026-07-01"), TaskState::lost);
    EXPECT_EQ(state("2026-07-02"), TaskState::open);
}

TEST_F(Standing, ADeclinedTaskStaysDeclined) {
    history.mark = TaskMark{.declined = true, .at = morning};
    task.expires = morning;
    EXPECT_EQ(state(), TaskState::declined);
}

TEST_F(Standing, SaysWhatStandsInTheWay) {
    using S = TaskState;
    using O = TaskObstacle;
    for (const auto& [state, accepting, completing] :
         std::initializer_list<std::tuple<S, O, O>>{{S::open, O::none, O::none},
                                                    {S::overdue, O::none, O::none},
                                                    {S::accepted, O::taken, O::none},
                                                    {S::completed, O::done, O::done},
                                                    {S::declined, O::declined, O::declined},
                                                    {S::expired, O::expired, O::expired},
                                                    {S::lost, O::taken, O::taken}}) {
        EXPECT_EQ(obstacle_to_accepting(state), accepting) << to_string(state);
        EXPECT_EQ(obstacle_to_completing(state), completing) << to_string(state);
        EXPECT_EQ(*parse_task_state(to_string(state)), state);
    }
    EXPECT_FALSE(parse_task_state("done"));
}

TEST_F(Standing, WhatWasDoneWasDoneNoLaterThanNow) {
    EXPECT_EQ(done_at(std::nullopt, morning), morning);
    EXPECT_EQ(done_at(morning - Seconds{1}, morning), morning - Seconds{1});
    EXPECT_EQ(done_at(morning + Seconds{1}, morning), morning);
}

TEST_F(Standing, APeriodCanBeDoneLateForAMonth) {
    EXPECT_FALSE(is_too_late(task, WallTime{}, morning));
    task.every = TaskPeriod::day;
    EXPECT_FALSE(is_too_late(task, morning - task_lateness_max, morning));
    EXPECT_TRUE(is_too_late(task, morning - task_lateness_max - Micros{1}, morning));
}

TEST_F(Standing, IsWrittenBehindTheTask) {
    task.title = "x";
    task.due = morning;
    task.claimed_by = TaskClaim{.device = "s1-pos2", .operator_id = "op9"};
    std::string text;
    JsonWriter json(text);
    write_task(json, "t-1", task, {TaskState::accepted, true}, "2026-07-01");
    EXPECT_EQ(text, R"({"key":"t-1","title":"x","due":"2026-07-01T08:00:00.000Z",)"
                    R"("priority":"normal","occurrence":"2026-07-01",)"
                    R"("claimed_by":{"device":"s1-pos2","operator":"op9"},"overdue":true,)"
                    R"("state":"accepted"})");
}

TEST_F(Standing, EveryTaskIsCountedOnce) {
    const std::array standings{
        TaskStanding{TaskState::open, false},     TaskStanding{TaskState::overdue, true},
        TaskStanding{TaskState::accepted, true},  TaskStanding{TaskState::lost, false},
        TaskStanding{TaskState::declined, false}, TaskStanding{TaskState::expired, false},
        TaskStanding{TaskState::completed, false}};
    const auto counts = task_counts(standings);
    EXPECT_EQ(counts.tasks,
              counts.open + counts.accepted + counts.completed + counts.declined + counts.expired);
    std::string text;
    JsonWriter json(text);
    write_task_counts(json, counts);
    EXPECT_EQ(text, R"({"tasks":7,"open":2,"accepted":2,"completed":1,"declined":1,"expired":1,)"
                    R"("overdue":2,"execution_bp":4285,"completion_bp":1428})");
}

TEST_F(Standing, NothingIsNoShareOfNothing) {
    EXPECT_EQ(task_counts({}).execution_bp(), 0);
    EXPECT_EQ(task_counts({}).completion_bp(), 0);
}

}  // namespace
}  // namespace aisle
