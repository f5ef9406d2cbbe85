// SPDX-License-Identifier: Apache-2.0
#include "agent/books/service_desk.hpp"

#include "agent/domain/order_intent.hpp"
#include "agent/domain/service_case.hpp"

#include <utility>

namespace aisle {
namespace {

// The id of a case is a member of its body by another name than elsewhere.
Error placed_here(const Error& error) {
    return error.code() == "id_conflict" ? Error(error).placed("/case_id") : error;
}

}  // namespace

void ServiceDesk::open_case(std::string_view body, Accept accept) {
    const auto json = Json::parse(body);
    if (!json) return recorder_.reject("case", json.error(), accept);
    const auto opened = parse_service_case(*json);
    if (!opened) return recorder_.reject("case", opened.error(), accept);
    auto case_id = opened->id.empty() ? "case-" + to_string(recorder_.fresh_id()) : opened->id;
    auto turn =
        recorder_.prepare({service_case_opened(case_id, *opened)}, "case", opened->id, body);
    recorder_.commit(std::move(turn), [case_id = std::move(case_id), accept = std::move(accept)](
                                          Result<Accepted> outcome) mutable {
        if (!outcome) return accept(placed_here(outcome.error()));
        outcome->case_id = std::move(case_id);
        accept(std::move(outcome));
    });
}

void ServiceDesk::note_intent(std::string_view body, Accept accept) {
    const auto json = Json::parse(body);
    if (!json) return recorder_.reject("order_intent", json.error(), accept);
    const auto intent = parse_order_intent(*json);
    if (!intent) return recorder_.reject("order_intent", intent.error(), accept);
    recorder_.commit(recorder_.prepare({order_intended(*intent)}, "order_intent", intent->id, body),
                     std::move(accept));
}

}  // namespace aisle
