// SPDX-License-Identifier: Apache-2.0
#include "agent/embed/scanned_code.hpp"

#include "agent/base/base64.hpp"
#include "agent/base/json_writer.hpp"

#include <cstddef>

namespace aisle {

Question question_of(const aisle_code& code) {
    Question question{"POST", "/v1/scans", {}};
    const std::string_view bytes(static_cast<const char*>(code.bytes), code.size);
    JsonWriter json(question.body);
    json.begin_object().member("data_base64", to_base64(bytes));
    const auto member_if = [&](std::string_view name, const char* text, std::size_t offset) {
        const bool there = code.struct_size >= offset + sizeof text;
        if (there && text != nullptr) json.member(name, text);
    };
    member_if("aim", code.aim, offsetof(aisle_code, aim));
    member_if("source", code.source, offsetof(aisle_code, source));
    member_if("id", code.id, offsetof(aisle_code, id));
    json.end_object();
    return question;
}

}  // namespace aisle
