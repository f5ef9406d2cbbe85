// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/task_deed.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/caller_id.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/secret_text.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr IntegerRange number_range{-twelve_digits_max, twelve_digits_max};

void read_deed(Fields& fields, TaskDeed& deed) {
    deed.id = caller_id_if(fields, "id");
    deed.operator_id = plain_text_if(fields, "operator", name_bytes_max);
    const auto said = fields.text_if("at", name_bytes_max);
    if (!said) return;
    const auto time = parse_rfc3339(*said);
    if (!time) return fields.fail("at", "bad_time", time.error().what());
    deed.at = plain_text(fields, "at", name_bytes_max);
    deed.time = *time;
}

bool is_code_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

std::string code_word_if(Fields& fields, std::string_view key) {
    const std::string word(fields.text_if(key, name_bytes_max).value_or(std::string_view{}));
    if (!std::all_of(word.begin(), word.end(), is_code_letter)) {
        fields.fail(key, "bad_word", "a word of a-z, 0-9 and _");
    }
    return word;
}

void write_name(JsonWriter& json, const TaskName& name) {
    json.begin_object().member("task", name.key).member_if("occurrence", name.occurrence);
}

void write_deed(JsonWriter& json, const TaskDeed& deed) {
    json.member_if("operator", deed.operator_id).member_if("at", deed.at);
}

// An object, or nothing when nobody is meant and nothing was written.
std::string person_part(std::string_view name, std::string_view words, std::string_view member) {
    std::string person;
    if (words.empty() && member.empty()) return person;
    JsonWriter(person)
        .begin_object()
        .member_if(name, words)
        .member_if("member_id", member)
        .end_object();
    return person;
}

std::string_view member_of(const Task& task, const TaskCompletion& completion) {
    return completion.member.empty() ? task.member : completion.member;
}

Error missing_proof(std::string_view name) {
    return Error(Errc::invalid, "this task is done with a " + std::string(name))
        .coded("proof_missing")
        .placed("/" + std::string(name));
}

}  // namespace

Result<TaskAcceptance> parse_task_acceptance(const Json& body) {
    TRY(refuse_secrets(body));
    Fields fields(body);
    fields.only({"id", "operator", "at"});
    TaskAcceptance acceptance;
    read_deed(fields, acceptance);
    TRY(fields.done());
    return acceptance;
}

Result<TaskCompletion> parse_task_completion(const Json& body) {
    TRY(refuse_secrets(body));
    Fields fields(body);
    fields.only(
        {"id", "note", "number", "scan", "photo", "operator", "at", "member_id", "offer_given"});
    TaskCompletion completion;
    read_deed(fields, completion);
    completion.note = note_if(fields, "note", note_bytes_max);
    completion.number = fields.integer_if("number", number_range);
    completion.scan = fields.text_if("scan", scan_bytes_max).value_or(std::string_view{});
    completion.photo = plain_text_if(fields, "photo", 2 * name_bytes_max);
    completion.member = plain_text_if(fields, "member_id", name_bytes_max);
    completion.offer_given = fields.flag_or("offer_given", false);
    TRY(fields.done());
    return completion;
}

Result<TaskDecline> parse_task_decline(const Json& body) {
    TRY(refuse_secrets(body));
    Fields fields(body);
    fields.only({"id", "reason", "reason_code", "operator", "at"});
    TaskDecline decline;
    read_deed(fields, decline);
    decline.reason = note_if(fields, "reason", note_bytes_max);
    decline.reason_code = code_word_if(fields, "reason_code");
    if (decline.reason.empty() && decline.reason_code.empty()) {
        fields.fail("reason", "missing", "who declines a task says why, or gives a reason_code");
    }
    TRY(fields.done());
    return decline;
}

Result<void> check_completion(const Task& task, const TaskCompletion& completion) {
    if (task.proof.note && completion.note.empty()) return missing_proof("note");
    if (task.proof.number && !completion.number) return missing_proof("number");
    if (task.proof.scan && completion.scan.empty()) return missing_proof("scan");
    if (task.proof.photo && completion.photo.empty()) return missing_proof("photo");
    if (completion.offer_given && !task.offer) {
        return Error(Errc::invalid, "this task has nothing to hand over")
            .coded("no_offer")
            .placed("/offer_given");
    }
    return {};
}

std::string credited_member(const Task& task, const TaskCompletion& completion) {
    if (task.offer && !completion.offer_given) return {};
    return std::string(member_of(task, completion));
}

EventDraft task_accepted(const TaskName& name, const TaskAcceptance& acceptance) {
    std::string data;
    JsonWriter json(data);
    write_name(json, name);
    write_deed(json, acceptance);
    json.end_object();
    return make_draft(EventKinds::task_accepted, std::move(data));
}

EventDraft task_completed(const TaskName& name, const TaskCompletion& completion,
                          const Task& task) {
    std::string data;
    JsonWriter json(data);
    write_name(json, name);
    if (completion.number) json.member("number", *completion.number);
    json.member_if("scan", completion.scan).member_if("photo", completion.photo);
    if (completion.offer_given) {
        json.member("offer_given", true);
        if (task.offer) json.member_if("coupon", task.offer->coupon);
    }
    write_deed(json, completion);
    json.end_object();
    return make_draft(EventKinds::task_completed, std::move(data),
                      person_part("note", completion.note, member_of(task, completion)));
}

EventDraft task_declined(const TaskName& name, const TaskDecline& decline,
                         std::string_view member) {
    std::string data;
    JsonWriter json(data);
    write_name(json, name);
    json.member_if("reason_code", decline.reason_code);
    write_deed(json, decline);
    json.end_object();
    return make_draft(EventKinds::task_declined, std::move(data),
                      person_part("reason", decline.reason, member));
}

EventDraft task_credited(const TaskCredit& credit) {
    std::string data;
    JsonWriter json(data);
    json.begin_object().member("event", credit.event).member("type", credit.type);
    write_triggered_by(json, credit.tasks);
    json.end_object();
    return make_draft(EventKinds::task_credited, std::move(data),
                      person_part("", "", credit.member));
}

void write_triggered_by(JsonWriter& json, std::span<const std::string> tasks) {
    if (tasks.empty()) return;
    json.key("triggered_by").begin_array();
    for (const auto& task : tasks) json.value(task);
    json.end_array();
}

}  // namespace aisle
