// SPDX-License-Identifier: Apache-2.0
#include "agent/embed/answer.hpp"

#include "agent/base/json.hpp"
#include "agent/base/json_writer.hpp"

#include <utility>

namespace aisle {
namespace {

constexpr int first_refusal = 400;

std::string member_of(const Json& json, std::string_view name) {
    const Json* value = json.find(name);
    return std::string(value ? value->string().value_or("") : "");
}

}  // namespace

aisle_answer answer_of(Reply reply) {
    aisle_answer answer;
    answer.status = reply.status;
    answer.json = std::move(reply.body);
    if (reply.status < first_refusal) return answer;
    const auto problem = Json::parse(answer.json);
    if (!problem) return answer;
    answer.code = member_of(*problem, "code");
    answer.text = member_of(*problem, "detail");
    answer.pointer = member_of(*problem, "pointer");
    return answer;
}

aisle_answer answer_of(const Refusal& refusal) {
    aisle_answer answer;
    answer.status = refusal.status;
    answer.code = refusal.code;
    answer.text = refusal.text;
    JsonWriter json(answer.json);
    json.begin_object().member("type", "urn:aisle:problem:" + answer.code);
    json.member("status", refusal.status).member("detail", refusal.text);
    json.member("code", refusal.code).end_object();
    return answer;
}

aisle_answer answer_of(const Error& error) {
    return answer_of(reply_of(error));
}

}  // namespace aisle
