// SPDX-License-Identifier: Apache-2.0
// A clerk's task, as central puts it into the feed "tasks". Members of a feed's body that are not
// known are let pass, so that central may learn to say more before every till has learnt to hear
// it. How a task stands is task_standing.hpp, what a clerk says of one task_deed.hpp. Pure; any
// thread.
#pragma once

#include "agent/base/json.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/business_day.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

enum class TaskPriority { low, normal, high };
enum class TaskPeriod { once, day, week };

// What the clerk may hand over or say.
struct TaskOffer {
    std::string text;
    std::string coupon;  // a key of the feed "coupons", or empty
};

// What a completion must bring.
struct TaskProof {
    bool note = false;
    bool number = false;
    bool scan = false;
    bool photo = false;
};

// Which device has the task, where central has settled it.
struct TaskClaim {
    std::string device;
    std::string operator_id = {};
    std::string occurrence = {};  // of a recurring task; empty: whichever
};

struct Task {
    std::string title;
    std::string text;
    std::optional<WallTime> due;
    std::optional<WallTime> expires;  // from then on it cannot be done any more
    std::string store;                // empty: every store of the scope
    std::string role;                 // who it is for: a role, or
    std::string person;               // one operator's id; both empty: anybody
    TaskPriority priority = TaskPriority::normal;
    bool urge = false;  // headquarters asks for it again
    std::optional<WallTime> urged_at;
    TaskPeriod every = TaskPeriod::once;
    std::optional<WallTime> until;  // no period begins after this
    TaskProof proof;
    std::string member;  // whom it is about; an id that says nothing to a reader
    std::optional<TaskOffer> offer;
    std::int64_t credit_days = credit_days_default;
    std::optional<TaskClaim> claimed_by;
};

// Errors: invalid, coded and placed by JSON pointer.
Result<Task> parse_task(const Json& body);
// What headquarters urges first, then by priority, then by due time, those without one last. For
// sorting what is shown.
bool comes_before(const Task& a, const Task& b);
// Whether it is for anybody in this store, with this role and of this name; what is not asked for
// is empty.
bool is_for(const Task& task, std::string_view role, std::string_view person);
bool is_for_store(const Task& task, std::string_view store);

// The day a period begins, "2026-07-01", of a week its Monday; empty for a task that does not
// recur. Each period is done for itself.
std::string task_occurrence(const Task& task, WallTime at, const DayRule& rule);
// One period as a task of its own: it is due as many days later as its period is.
Task in_period(Task task, std::string_view occurrence, const DayRule& rule);

// "title":…,"text":…: the members of what central said, within an object.
void write_task_members(JsonWriter& json, const Task& task);

}  // namespace aisle
