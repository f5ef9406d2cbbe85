// SPDX-License-Identifier: Apache-2.0
// A clerk's task, as central puts it into the feed "tasks", and its completion, as a clerk reports
// it. Members of a feed's body that are not known are let pass, so that central may learn to say
// more before every till has learnt to hear it. Pure; any thread.
#pragma once

#include "agent/base/json.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/event.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

enum class TaskPriority { low, normal, high };
enum class TaskState { open, overdue };

// What the clerk may hand over or say.
struct TaskOffer {
    std::string text;
    std::string coupon;  // a key of the feed "coupons", or empty
};

struct Task {
    std::string title;
    std::string text;
    std::optional<WallTime> due;
    std::string role;    // who it is for: a role, or
    std::string person;  // one operator's id; both empty: anybody
    TaskPriority priority = TaskPriority::normal;
    std::optional<TaskOffer> offer;
};

// Errors: invalid, coded and placed by JSON pointer.
Result<Task> parse_task(const Json& body);
// An overdue task can still be done; it says when it was.
TaskState task_state(const Task& task, WallTime now);
// Urgent first, then by due time, those without one last. For sorting what is shown.
bool comes_before(const Task& a, const Task& b);
// {"key":…,"title":…,…,"state":"open"}
void write_task(JsonWriter& json, std::string_view key, const Task& task, WallTime now);

struct TaskCompletion {
    std::string id;    // the caller's, so that it may say the same twice; empty if none
    std::string note;  // somebody's own words: travels in the person part
    std::optional<std::int64_t> number;
    std::string scan;
    std::string photo;        // where the picture is, never the picture
    std::string operator_id;  // whoever did it
    std::string at;           // when it was done, if that was earlier; RFC 3339, as it was said
};

// Errors: invalid, coded and placed by JSON pointer.
Result<TaskCompletion> parse_task_completion(const Json& body);
EventDraft task_completed(std::string_view task_key, const TaskCompletion& completion);

}  // namespace aisle
