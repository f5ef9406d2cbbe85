// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/redemption.hpp"

#include "agent/base/json_fields.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/choice.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/secret_text.hpp"

namespace aisle {
namespace {

constexpr std::array redemption_states{
    Choice<RedemptionState>{"held", RedemptionState::held},
    Choice<RedemptionState>{"redeemed", RedemptionState::redeemed},
    Choice<RedemptionState>{"released", RedemptionState::released},
};
// What a till may close a redemption with.
constexpr std::array outcomes{
    Choice<RedemptionState>{"redeemed", RedemptionState::redeemed},
    Choice<RedemptionState>{"released", RedemptionState::released},
};

JsonWriter& begin(JsonWriter& json, const Redemption& redemption) {
    return json.begin_object()
        .member("redemption_id", to_string(redemption.id))
        .member("coupon", to_string(redemption.ref))
        .member("mode", to_string(redemption.mode))
        .member_if("lease", redemption.lease)
        .member_if("currency", redemption.currency);
}

std::string person_of(const Redemption& redemption) {
    std::string person;
    if (redemption.member.empty()) return person;
    JsonWriter(person).begin_object().member("member_id", redemption.member).end_object();
    return person;
}

EventDraft used(const EventKind& kind, const Redemption& redemption, const Closing& closing) {
    std::string data;
    JsonWriter json(data);
    begin(json, redemption)
        .member("held", redemption.held)
        .member("amount", closing.amount)
        .member_if("purchase_id", closing.purchase)
        .end_object();
    return make_draft(kind, std::move(data), person_of(redemption));
}

}  // namespace

std::string_view to_string(RedemptionState state) {
    return word_of(redemption_states, state);
}

std::optional<RedemptionState> parse_redemption_state(std::string_view word) {
    for (const auto& state : redemption_states) {
        if (state.word == word) return state.value;
    }
    return std::nullopt;
}

Result<Presentation> parse_presentation(const Json& body, std::string_view store_currency) {
    Fields fields(body);
    fields.only({"code", "aim", "pos_ref", "basket", "member_id", "tier"});
    Presentation presentation;
    presentation.code = plain_text(fields, "code", slip_symbol_bytes_max);
    presentation.aim = plain_text_if(fields, "aim", scan_mark_bytes_max);
    presentation.pos_ref = plain_text(fields, "pos_ref", name_bytes_max);
    presentation.basket = read_basket(fields, "basket", store_currency);
    presentation.member = plain_text_if(fields, "member_id", name_bytes_max);
    presentation.tier = plain_text_if(fields, "tier", name_bytes_max);
    TRY(fields.done());
    return presentation;
}

Result<Closing> parse_closing(const Json& body) {
    TRY(refuse_secrets(body));
    Fields fields(body);
    fields.only({"outcome", "amount", "purchase_id", "reason"});
    Closing closing;
    closing.outcome = read_choice(fields, "outcome", outcomes);
    if (closing.outcome == RedemptionState::redeemed) {
        closing.amount = fields.integer("amount", {0, twelve_digits_max});
    } else if (fields.integer_if("amount")) {
        fields.fail("amount", "unknown_member", "what is released takes nothing off");
    }
    closing.purchase = plain_text_if(fields, "purchase_id", name_bytes_max);
    closing.reason = plain_text_if(fields, "reason", name_bytes_max);
    TRY(fields.done());
    return closing;
}

Result<Reversal> parse_reversal(const Json& body) {
    TRY(refuse_secrets(body));
    Fields fields(body);
    fields.only({"purchase_id", "reason"});
    Reversal reversal;
    reversal.purchase = plain_text_if(fields, "purchase_id", name_bytes_max);
    reversal.reason = plain_text_if(fields, "reason", name_bytes_max);
    TRY(fields.done());
    return reversal;
}

EventDraft coupon_held(const Redemption& redemption, const Campaign& campaign,
                       std::int64_t discount) {
    std::string data;
    JsonWriter json(data);
    begin(json, redemption)
        .member("attempt", redemption.attempt)
        .member("pos_ref", redemption.pos_ref)
        .member("held", redemption.held)
        .member("discount", discount)
        .member("unit", to_string(campaign.unit));
    if (redemption.mode == RedemptionMode::risk) json.member("at_risk", true);
    json.end_object();
    return make_draft(EventKinds::coupon_held, std::move(data), person_of(redemption));
}

EventDraft coupon_redeemed(const Redemption& redemption, const Closing& closing) {
    return used(EventKinds::coupon_redeemed, redemption, closing);
}

EventDraft coupon_released(const Redemption& redemption, std::string_view reason) {
    std::string data;
    JsonWriter json(data);
    begin(json, redemption)
        .member("held", redemption.held)
        .member_if("reason", reason)
        .end_object();
    return make_draft(EventKinds::coupon_released, std::move(data));
}

EventDraft coupon_overrun(const Redemption& redemption, const Closing& closing) {
    return used(EventKinds::coupon_overrun, redemption, closing);
}

EventDraft coupon_reversed(const Redemption& redemption, const Reversal& reversal) {
    std::string data;
    JsonWriter json(data);
    begin(json, redemption)
        .member("amount", redemption.final_amount.value_or(0))
        .member_if("purchase_id", reversal.purchase)
        .member_if("reason", reversal.reason)
        .end_object();
    return make_draft(EventKinds::coupon_reversed, std::move(data), person_of(redemption));
}

EventDraft coupon_rejected(const std::optional<CouponRef>& ref, RejectionReason reason,
                           std::string_view pos_ref) {
    std::string data;
    JsonWriter json(data);
    json.begin_object();
    if (ref) json.member("coupon", to_string(*ref));
    json.member("reason", to_string(reason)).member("pos_ref", pos_ref).end_object();
    return make_draft(EventKinds::coupon_rejected, std::move(data));
}

std::string granted_json(const Redemption& redemption, const Campaign& campaign,
                         std::int64_t discount) {
    std::string text;
    JsonWriter json(text);
    json.begin_object()
        .member("decision", "granted")
        .member("redemption_id", to_string(redemption.id))
        .member("coupon", to_string(redemption.ref))
        .member("title", campaign.title)
        .member("mode", to_string(redemption.mode))
        .member("discount", discount)
        .member("held", redemption.held)
        .member("currency", redemption.currency);
    if (redemption.mode == RedemptionMode::risk) json.member("at_risk", true);
    json.end_object();
    return text;
}

std::string rejected_json(RejectionReason reason, std::string_view instead) {
    std::string text;
    const auto& words = words_of(reason);
    JsonWriter(text)
        .begin_object()
        .member("decision", "rejected")
        .member("reason", words.word)
        .member("en", words.en)
        .member("zh", words.zh)
        .member_if("instead", instead)
        .end_object();
    return text;
}

}  // namespace aisle
