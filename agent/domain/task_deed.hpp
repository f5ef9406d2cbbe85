// SPDX-License-Identifier: Apache-2.0
// What a clerk says of a task: taken on, done with its proof, or declined and why; and the events
// that these become. People's own words, and whom a task is about, travel in the person part only.
// Pure; any thread.
#pragma once

#include "agent/domain/event.hpp"
#include "agent/domain/task.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// Which task, and of a recurring one which period.
struct TaskName {
    std::string key;
    std::string occurrence = {};
};

// What all of them say. Each body may leave everything out that is not said to be needed.
struct TaskDeed {
    std::string id;                // the caller's, so that it may say the same twice; empty if none
    std::string operator_id;       // whoever did it
    std::string at;                // when it was, if that was earlier; RFC 3339, as it was said
    std::optional<WallTime> time;  // the same
};

struct TaskAcceptance : TaskDeed {};

struct TaskCompletion : TaskDeed {
    std::string note;  // somebody's own words
    std::optional<std::int64_t> number;
    std::string scan;
    std::string photo;         // where the picture is, never the picture
    std::string member;        // to whom it was done, where the task does not say
    bool offer_given = false;  // what the task offers was handed over
};

struct TaskDecline : TaskDeed {
    std::string reason;       // somebody's own words; this, or
    std::string reason_code;  // a word that says why
};

// Errors: invalid, coded and placed by JSON pointer.
Result<TaskAcceptance> parse_task_acceptance(const Json& body);
Result<TaskCompletion> parse_task_completion(const Json& body);
Result<TaskDecline> parse_task_decline(const Json& body);

// Whether it brings what the task asks for, and gives what the task has.
// Errors: invalid, "proof_missing", "no_offer", placed by JSON pointer.
Result<void> check_completion(const Task& task, const TaskCompletion& completion);
// Whose next visit or purchase is to the task's credit; empty: nobody's. Something must have been
// handed over: of a task without an offer, having done it is that.
std::string credited_member(const Task& task, const TaskCompletion& completion);

EventDraft task_accepted(const TaskName& name, const TaskAcceptance& acceptance);
EventDraft task_completed(const TaskName& name, const TaskCompletion& completion,
                          const Task& task = {});
// `member`: whom the task is about, so that the words about her go with her.
EventDraft task_declined(const TaskName& name, const TaskDecline& decline,
                         std::string_view member = {});

// What a member did, and the tasks that had asked for it.
struct TaskCredit {
    std::string member;
    std::string event;  // the id of the event that is to the tasks' credit
    std::string type;   // its kind, "purchase.completed"
    std::vector<std::string> tasks;
};
EventDraft task_credited(const TaskCredit& credit);
// "triggered_by":[…], a member of an object; left out when there is none.
void write_triggered_by(JsonWriter& json, std::span<const std::string> tasks);

}  // namespace aisle
