// SPDX-License-Identifier: Apache-2.0
// What a customer comes back with: a complaint, goods she returns or wants repaired, a question.
// It becomes an event, and central makes a case of it. Her words and who she is travel in the
// person part only. Pure; any thread.
#pragma once

#include "agent/base/json.hpp"
#include "agent/domain/event.hpp"

#include <string>

namespace aisle {

enum class CaseKind { complaint, goods_returned, repair, question, other };

struct ServiceCase {
    std::string id;  // the caller's, so that it may say the same twice; empty if none
    CaseKind kind = CaseKind::other;
    std::string text;      // her words
    std::string member;    // who she is, if that is known
    std::string purchase;  // what it is about: the id under which a sale was recorded,
    std::string receipt;   // or the number that is printed on it
    bool operator==(const ServiceCase&) const = default;
};

// {"case_id":…,"kind":"complaint","text":…,"member_id":…,"purchase_id":…,"receipt_number":…}; kind
// and text are needed. Errors: invalid, coded and placed by JSON pointer.
Result<ServiceCase> parse_service_case(const Json& body);

// `case_id`: under which it is known from now on.
EventDraft service_case_opened(std::string_view case_id, const ServiceCase& opened);

}  // namespace aisle
