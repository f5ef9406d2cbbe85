// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/service_case.hpp"

#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/caller_id.hpp"
#include "agent/domain/choice.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/secret_text.hpp"

namespace aisle {
namespace {

constexpr std::array kinds{
    Choice<CaseKind>{"complaint", CaseKind::complaint},
    Choice<CaseKind>{"return", CaseKind::goods_returned},
    Choice<CaseKind>{"repair", CaseKind::repair},
    Choice<CaseKind>{"question", CaseKind::question},
    Choice<CaseKind>{"other", CaseKind::other},
};
// Every byte of her words escaped, and an id beside them.
static_assert(2 * (case_text_bytes_max + name_bytes_max) + 1 * KiB <= person_bytes_max);

}  // namespace

Result<ServiceCase> parse_service_case(const Json& body) {
    TRY(refuse_secrets(body));
    Fields fields(body);
    fields.only({"case_id", "kind", "text", "member_id", "purchase_id", "receipt_number"});
    ServiceCase opened;
    opened.id = caller_id_if(fields, "case_id");
    opened.kind = read_choice(fields, "kind", kinds);
    opened.text = note_if(fields, "text", case_text_bytes_max);
    if (opened.text.empty()) fields.fail("text", "missing", "what it is about is needed");
    opened.member = plain_text_if(fields, "member_id", name_bytes_max);
    opened.purchase = plain_text_if(fields, "purchase_id", name_bytes_max);
    opened.receipt = plain_text_if(fields, "receipt_number", name_bytes_max);
    TRY(fields.done());
    return opened;
}

EventDraft service_case_opened(std::string_view case_id, const ServiceCase& opened) {
    std::string data;
    JsonWriter(data)
        .begin_object()
        .member("case_id", case_id)
        .member("kind", word_of(kinds, opened.kind))
        .member_if("purchase_id", opened.purchase)
        .member_if("receipt_number", opened.receipt)
        .end_object();
    std::string person;
    JsonWriter(person)
        .begin_object()
        .member("text", opened.text)
        .member_if("member_id", opened.member)
        .end_object();
    return make_draft(EventKinds::service_case_opened, std::move(data), std::move(person));
}

}  // namespace aisle
