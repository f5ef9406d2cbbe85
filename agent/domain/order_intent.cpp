// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/order_intent.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/caller_id.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/secret_text.hpp"

namespace aisle {

Result<OrderIntent> parse_order_intent(const Json& body) {
    TRY(refuse_secrets(body));
    Fields fields(body);
    fields.only({"id", "items", "member_id"});
    OrderIntent intent;
    intent.id = caller_id_if(fields, "id");
    intent.items = read_order_items(fields, "items", OrderItemsBy::counter);
    intent.member = plain_text_if(fields, "member_id", name_bytes_max);
    TRY(fields.done());
    return intent;
}

EventDraft order_intended(const OrderIntent& intent) {
    std::string data;
    JsonWriter json(data);
    json.begin_object().key("items");
    write_order_items(json, intent.items);
    json.end_object();
    std::string person;
    if (!intent.member.empty()) {
        JsonWriter(person).begin_object().member("member_id", intent.member).end_object();
    }
    return make_draft(EventKinds::order_intent, std::move(data), std::move(person));
}

}  // namespace aisle
