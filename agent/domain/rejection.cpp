// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/rejection.hpp"

#include "agent/base/json_writer.hpp"

namespace aisle {

std::string_view rejected_field(const Error& error) {
    const std::string_view field = error.place();
    // The name of a member nobody knows; what stands before it was found by name.
    if (error.code() == "unknown_member") return field.substr(0, field.rfind('/'));
    // These are looked for before anything else is read: every name may be a stranger's.
    if (error.code() == "card_number" || error.code() == "secret_number") return {};
    return field;
}

EventDraft data_rejected(std::string_view what, const Error& error, std::uint64_t repeated) {
    std::string data;
    JsonWriter json(data);
    json.begin_object()
        .member("what", what)
        .member("rule", error.code())
        .member_if("field", rejected_field(error));
    if (repeated > 0) json.member("repeated", repeated);
    json.end_object();
    return make_draft(EventKinds::data_rejected, std::move(data));
}

}  // namespace aisle
