// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/task.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/choice.hpp"
#include "agent/domain/free_text.hpp"

namespace aisle {
namespace {

constexpr std::array priorities{
    Choice<TaskPriority>{"low", TaskPriority::low},
    Choice<TaskPriority>{"normal", TaskPriority::normal},
    Choice<TaskPriority>{"high", TaskPriority::high},
};
constexpr std::array periods{
    Choice<TaskPeriod>{"day", TaskPeriod::day},
    Choice<TaskPeriod>{"week", TaskPeriod::week},
};
constexpr std::array proofs{
    Choice<bool TaskProof::*>{"note", &TaskProof::note},
    Choice<bool TaskProof::*>{"number", &TaskProof::number},
    Choice<bool TaskProof::*>{"scan", &TaskProof::scan},
    Choice<bool TaskProof::*>{"photo", &TaskProof::photo},
};
constexpr IntegerRange credit_range{1, credit_days_max};
using Days = std::chrono::duration<std::int64_t, std::ratio<86400>>;

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

TaskProof read_proof(Fields& fields) {
    TaskProof proof;
    const auto& words = fields.array_if("proof", 2 * proofs.size());
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto word = words[i].string().value_or("");
        const auto found = std::find_if(proofs.begin(), proofs.end(),
                                        [&](const auto& known) { return known.word == word; });
        if (found == proofs.end()) {
            // Done without a proof that nobody here can give, it would not be done.
            fields.adopt(Error(Errc::invalid, "must be one of note, number, scan, photo")
                             .coded("unknown_word")
                             .placed(fields.pointer_to("proof") + "/" + std::to_string(i)));
            return proof;
        }
        proof.*(found->value) = true;
    }
    return proof;
}

void read_period(Fields& fields, Task& task) {
    const Json* json = fields.object_if("recurring");
    if (!json) return;
    Fields parts(*json, fields.pointer_to("recurring"));
    task.every = read_choice(parts, "every", periods);
    task.until = read_time(parts, "until");
    fields.adopt(parts.done());
}

std::optional<TaskClaim> read_claim(Fields& fields) {
    const Json* json = fields.object_if("claimed_by");
    if (!json) return std::nullopt;
    Fields parts(*json, fields.pointer_to("claimed_by"));
    TaskClaim claim;
    claim.device = plain_text(parts, "device", name_bytes_max);
    claim.operator_id = plain_text_if(parts, "operator", name_bytes_max);
    claim.occurrence = plain_text_if(parts, "occurrence", name_bytes_max);
    if (!claim.occurrence.empty() && !is_calendar_day(claim.occurrence)) {
        parts.fail("occurrence", "bad_date", "the day the period begins, as 2026-07-01");
    }
    fields.adopt(parts.done());
    return claim;
}

Days day_number(std::string_view day) {
    const auto begin = parse_rfc3339(std::string(day) + "T00:00:00Z");
    return begin ? std::chrono::floor<Days>(begin->time_since_epoch()) : Days{0};
}

void write_proof(JsonWriter& json, const TaskProof& proof) {
    if (!proof.note && !proof.number && !proof.scan && !proof.photo) return;
    json.key("proof").begin_array();
    for (const auto& known : proofs) {
        if (proof.*known.value) json.value(known.word);
    }
    json.end_array();
}

void write_offer(JsonWriter& json, const TaskOffer& offer) {
    json.key("offer")
        .begin_object()
        .member_if("text", offer.text)
        .member_if("coupon", offer.coupon)
        .end_object();
}

}  // namespace

Result<Task> parse_task(const Json& body) {
    Fields fields(body);
    Task task;
    task.title = plain_text(fields, "title", name_bytes_max);
    task.text = note_if(fields, "text", note_bytes_max);
    task.due = read_time(fields, "due");
    task.expires = read_time(fields, "expires");
    task.store = plain_text_if(fields, "store", name_bytes_max);
    task.role = plain_text_if(fields, "role", name_bytes_max);
    task.person = plain_text_if(fields, "person", name_bytes_max);
    if (fields.text_if("priority", name_bytes_max))
        task.priority = read_choice(fields, "priority", priorities);
    task.urge = fields.flag_or("urge", false);
    task.urged_at = read_time(fields, "urged_at");
    read_period(fields, task);
    task.proof = read_proof(fields);
    task.member = plain_text_if(fields, "member", name_bytes_max);
    task.offer = read_offer(fields);
    task.credit_days = fields.integer_if("credit_days", credit_range).value_or(credit_days_default);
    task.claimed_by = read_claim(fields);
    TRY(fields.done());
    return task;
}

bool comes_before(const Task& a, const Task& b) {
    if (a.urge != b.urge) return a.urge;
    if (a.priority != b.priority) return a.priority > b.priority;
    return a.due.value_or(WallTime::max()) < b.due.value_or(WallTime::max());
}

bool is_for(const Task& task, std::string_view role, std::string_view person) {
    const bool role_fits = role.empty() || task.role.empty() || task.role == role;
    return role_fits && (person.empty() || task.person.empty() || task.person == person);
}

bool is_for_store(const Task& task, std::string_view store) {
    return task.store.empty() || task.store == store;
}

std::string task_occurrence(const Task& task, WallTime at, const DayRule& rule) {
    if (task.every == TaskPeriod::once) return {};
    auto day = business_day(at, rule);
    if (task.every == TaskPeriod::day) return day;
    // The first of January 1970 was a Thursday.
    const auto number = day_number(day);
    const auto monday = number - (number + Days{3}) % Days{7};
    return to_rfc3339(WallTime{std::max(monday, Days{0})}).substr(0, 10);
}

Task in_period(Task task, std::string_view occurrence, const DayRule& rule) {
    if (occurrence.empty() || !task.due) return task;
    const auto first = day_number(task_occurrence(task, *task.due, rule));
    *task.due += std::max(day_number(occurrence) - first, Days{0});
    return task;
}

void write_task_members(JsonWriter& json, const Task& task) {
    json.member("title", task.title).member_if("text", task.text);
    if (task.due) json.member("due", to_rfc3339(*task.due));
    if (task.expires) json.member("expires", to_rfc3339(*task.expires));
    json.member_if("store", task.store)
        .member_if("role", task.role)
        .member_if("person", task.person)
        .member("priority", word_of(priorities, task.priority));
    if (task.urge) json.member("urge", true);
    if (task.urged_at) json.member("urged_at", to_rfc3339(*task.urged_at));
    if (task.every != TaskPeriod::once) {
        json.key("recurring").begin_object().member("every", word_of(periods, task.every));
        if (task.until) json.member("until", to_rfc3339(*task.until));
        json.end_object();
    }
    write_proof(json, task.proof);
    json.member_if("member", task.member);
    if (task.offer) write_offer(json, *task.offer);
}

}  // namespace aisle
