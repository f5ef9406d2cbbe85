// SPDX-License-Identifier: Apache-2.0
#include "agent/books/task_desk.hpp"

#include <memory>

namespace aisle {
namespace {

// What the caller sent, of this task.
std::string said(std::string_view key, std::string_view body) {
    return std::string(key).append("\n").append(body);
}

TaskMoment moment_of(const TaskDeed& deed, TaskMoment moment) {
    moment.now = done_at(deed.time, moment.now);
    return moment;
}

// Who is named, or else who is signed in.
std::string doer(const TaskDeed& deed, const Pen& pen) {
    return deed.operator_id.empty() ? pen.moment().operator_id : deed.operator_id;
}

Result<void> refuse(TaskObstacle obstacle) {
    switch (obstacle) {
        case TaskObstacle::none:
            return {};
        case TaskObstacle::done:
            return Error(Errc::conflict, "this task is done already").coded("task_done");
        case TaskObstacle::taken:
            return Error(Errc::conflict, "somebody else has taken this task on")
                .coded("task_taken");
        case TaskObstacle::declined:
            return Error(Errc::conflict, "this task was declined").coded("task_declined");
        case TaskObstacle::expired:
            break;
    }
    return Error(Errc::conflict, "the time for this task is over").coded("task_expired");
}

}  // namespace

Result<KnownTask> TaskDesk::find(std::string_view key, const TaskMoment& at, WallTime now,
                                 Obstacle obstacle) {
    TRY(auto known, parts_.tasks.look_up(key, at));
    if (is_too_late(known.task, at.now, now)) TRY(refuse(TaskObstacle::expired));
    TRY(refuse(obstacle(known.standing.state)));
    return known;
}

void TaskDesk::commit(Result<Turn> turn, Function<Result<void>(Pen&)> moves, Accept answer) {
    if (turn) turn->moves = std::move(moves);
    parts_.recorder.commit(std::move(turn), std::move(answer));
}

void TaskDesk::accept(std::string_view key, std::string_view body, Accept answer) {
    const auto json = Json::parse(body);
    if (!json) return parts_.recorder.reject("task_acceptance", json.error(), answer);
    auto read = parse_task_acceptance(*json);
    if (!read) return parts_.recorder.reject("task_acceptance", read.error(), answer);
    auto turn = parts_.recorder.prepare({}, "task_accept", read->id, said(key, body));
    commit(
        std::move(turn),
        [this, key = std::string(key), acceptance = std::move(*read),
         now = parts_.moment()](Pen& pen) -> Result<void> {
            const auto at = moment_of(acceptance, now);
            TRY(const auto task, find(key, at, now.now, obstacle_to_accepting));
            TRY(pen.write(task_accepted({task.key, task.occurrence}, acceptance)));
            return parts_.tasks.mark(pen.txn(), task,
                                     {.at = at.now, .operator_id = doer(acceptance, pen)});
        },
        std::move(answer));
}

void TaskDesk::decline(std::string_view key, std::string_view body, Accept answer) {
    const auto json = Json::parse(body);
    if (!json) return parts_.recorder.reject("task_decline", json.error(), answer);
    auto read = parse_task_decline(*json);
    if (!read) return parts_.recorder.reject("task_decline", read.error(), answer);
    auto turn = parts_.recorder.prepare({}, "task_decline", read->id, said(key, body));
    commit(
        std::move(turn),
        [this, key = std::string(key), decline = std::move(*read),
         now = parts_.moment()](Pen& pen) -> Result<void> {
            const auto at = moment_of(decline, now);
            TRY(const auto task, find(key, at, now.now, obstacle_to_completing));
            TRY(pen.write(task_declined({task.key, task.occurrence}, decline, task.task.member)));
            // The words are somebody's own: they are in the event only.
            return parts_.tasks.mark(pen.txn(), task,
                                     {true, at.now, doer(decline, pen), decline.reason_code});
        },
        std::move(answer));
}

void TaskDesk::complete(std::string_view key, std::string_view body, Accept answer) {
    const auto json = Json::parse(body);
    if (!json) return parts_.recorder.reject("task_completion", json.error(), answer);
    auto read = parse_task_completion(*json);
    if (!read) return parts_.recorder.reject("task_completion", read.error(), answer);
    auto turn = parts_.recorder.prepare({}, "task", read->id, said(key, body));
    commit(
        std::move(turn),
        [this, key = std::string(key), completion = std::move(*read),
         now = parts_.moment()](Pen& pen) { return write_completion(pen, key, completion, now); },
        [this, key = std::string(key),
         answer = std::move(answer)](Result<Accepted> outcome) mutable {
            const bool done = outcome && !outcome->repeated;
            answer(std::move(outcome));
            if (done && parts_.done) parts_.done(key);
        });
}

Result<void> TaskDesk::write_completion(Pen& pen, std::string_view key,
                                        const TaskCompletion& completion, const TaskMoment& now) {
    const auto at = moment_of(completion, now);
    TRY(const auto known, find(key, at, now.now, obstacle_to_completing));
    TRY(check_completion(known.task, completion));
    const TaskName name{known.key, known.occurrence};
    TRY(const auto receipt, pen.write(task_completed(name, completion, known.task)));
    TRY(parts_.tasks.complete(pen.txn(), known, receipt, at.now));
    const auto member = credited_member(known.task, completion);
    if (member.empty()) return {};
    const std::chrono::hours window{24 * known.task.credit_days};
    return parts_.tasks.credits().owe(pen.txn(), member, known.key, at.now + window);
}

void TaskDesk::list(const Wish& wish, Answer answer) {
    TaskQuery query{.moment = parts_.moment(), .role = wish.role, .person = wish.person};
    if (!wish.state.empty()) {
        const auto state = parse_task_state(wish.state);
        if (!state) return answer(Error(state.error()).coded("bad_query"));
        query.state = *state;
    }
    parts_.recorder.read([this, query = std::move(query)] { return parts_.list.json(query); },
                         std::move(answer));
}

void TaskDesk::look_for_lost() {
    auto lost = std::make_shared<std::vector<std::string>>();
    parts_.recorder.parts().store.write(
        [this, lost, moment = parts_.moment()](Txn& txn) -> Result<void> {
            TRY(*lost, parts_.tasks.newly_lost(txn, moment));
            return {};
        },
        [this, lost](const Result<void>& done) {
            if (!done || !parts_.lost) return;
            for (const auto& key : *lost) parts_.lost(key);
        });
}

}  // namespace aisle
