// SPDX-License-Identifier: Apache-2.0
#include "agent/books/accepted.hpp"

#include "agent/base/json_writer.hpp"

namespace aisle {

std::string to_json(const Accepted& accepted) {
    const auto& receipt = accepted.receipt;
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("id", to_string(receipt.id));
    json.member("lane", to_string(receipt.lane)).member("seq", receipt.seq.value());
    json.member("epoch", to_hex(receipt.epoch)).member("events", accepted.events);
    json.member_if("member_id", accepted.member).member_if("case_id", accepted.case_id);
    if (!accepted.code.empty()) json.raw_member("code", accepted.code);
    json.end_object();
    return text;
}

}  // namespace aisle
