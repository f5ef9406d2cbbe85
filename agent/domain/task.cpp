// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/task.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/caller_id.hpp"
#include "agent/domain/choice.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/secret_text.hpp"

namespace aisle {
namespace {

constexpr std::array priorities{
    Choice<TaskPriority>{"low", TaskPriority::low},
    Choice<TaskPriority>{"normal", TaskPriority::normal},
    Choice<TaskPriority>{"high", TaskPriority::high},
};

constexpr IntegerRange number_range{-twelve_digits_max, twelve_digits_max};

std::optional<WallTime> read_time(Fields& fields, std::string_view key) {
    const auto text = fields.text_if(key, name_bytes_max);
    if (!text) return std::nullopt;
    const auto time = parse_rfc3339(*text);
    if (time) return *time;
    fields.fail(key, "bad_time", time.error().what());
    return std::nullopt;
}

std::optional<TaskOffer> read_offer(Fields& fields) {
    const Json* json = fields.object_if("offer");
    if (!json) return std::nullopt;
    Fields parts(*json, fields.pointer_to("offer"));
    TaskOffer offer;
    offer.text = note_if(parts, "text", note_bytes_max);
    offer.coupon = plain_text_if(parts, "coupon", feed_key_bytes_max);
    if (offer.text.empty() && offer.coupon.empty()) {
        parts.fail("", "empty", "an offer has a \"text\" or a \"coupon\"");
    }
    fields.adopt(parts.done());
    return offer;
}

}  // namespace

Result<Task> parse_task(const Json& body) {
    Fields fields(body);
    Task task;
    task.title = plain_text(fields, "title", name_bytes_max);
    task.text = note_if(fields, "text", note_bytes_max);
    task.due = read_time(fields, "due");
    task.role = plain_text_if(fields, "role", name_bytes_max);
    task.person = plain_text_if(fields, "person", name_bytes_max);
    if (fields.text_if("priority", name_bytes_max))
        task.priority = read_choice(fields, "priority", priorities);
    task.offer = read_offer(fields);
    TRY(fields.done());
    return task;
}

TaskState task_state(const Task& task, WallTime now) {
    return task.due && now >= *task.due ? TaskState::overdue : TaskState::open;
}

bool comes_before(const Task& a, const Task& b) {
    if (a.priority != b.priority) return a.priority > b.priority;
    return a.due.value_or(WallTime::max()) < b.due.value_or(WallTime::max());
}

void write_task(JsonWriter& json, std::string_view key, const Task& task, WallTime now) {
    json.begin_object().member("key", key).member("title", task.title).member_if("text", task.text);
    if (task.due) json.member("due", to_rfc3339(*task.due));
    json.member_if("role", task.role)
        .member_if("person", task.person)
        .member("priority", word_of(priorities, task.priority));
    if (task.offer) {
        json.key("offer")
            .begin_object()
            .member_if("text", task.offer->text)
            .member_if("coupon", task.offer->coupon)
            .end_object();
    }
    const bool overdue = task_state(task, now) == TaskState::overdue;
    json.member("state", overdue ? "overdue" : "open").end_object();
}

Result<TaskCompletion> parse_task_completion(const Json& body) {
    TRY(refuse_secrets(body));
    Fields fields(body);
    fields.only({"id", "note", "number", "scan", "photo", "operator", "at"});
    TaskCompletion completion;
    completion.id = caller_id_if(fields, "id");
    completion.note = note_if(fields, "note", note_bytes_max);
    completion.number = fields.integer_if("number", number_range);
    completion.scan = fields.text_if("scan", scan_bytes_max).value_or(std::string_view{});
    completion.photo = plain_text_if(fields, "photo", 2 * name_bytes_max);
    completion.operator_id = plain_text_if(fields, "operator", name_bytes_max);
    if (read_time(fields, "at")) completion.at = plain_text(fields, "at", name_bytes_max);
    TRY(fields.done());
    return completion;
}

EventDraft task_completed(std::string_view task_key, const TaskCompletion& completion) {
    std::string data;
    JsonWriter json(data);
    json.begin_object().member("task", task_key);
    if (completion.number) json.member("number", *completion.number);
    json.member_if("scan", completion.scan)
        .member_if("photo", completion.photo)
        .member_if("operator", completion.operator_id)
        .member_if("at", completion.at)
        .end_object();
    std::string person;
    if (!completion.note.empty()) {
        JsonWriter(person).begin_object().member("note", completion.note).end_object();
    }
    return make_draft(EventKinds::task_completed, std::move(data), std::move(person));
}

}  // namespace aisle
