// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/rejection.hpp"

#include "agent/base/json_writer.hpp"

namespace aisle {

EventDraft data_rejected(std::string_view what, const Error& error) {
    std::string_view field = error.place();
    // The name of a member nobody knows came from outside and may be anything, a person's too.
    if (error.code() == "unknown_member") field = field.substr(0, field.rfind('/'));
    std::string data;
    JsonWriter(data)
        .begin_object()
        .member("what", what)
        .member("rule", error.code())
        .member_if("field", field)
        .end_object();
    return make_draft(EventKinds::data_rejected, std::move(data));
}

}  // namespace aisle
