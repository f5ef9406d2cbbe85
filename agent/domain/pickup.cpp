// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/pickup.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/caller_id.hpp"
#include "agent/domain/choice.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/identifier.hpp"
#include "agent/domain/time_field.hpp"

#include <charconv>
#include <system_error>

namespace aisle {
namespace {

constexpr std::array decisions{
    Choice<PickupDecision>{"ready", PickupDecision::ready},
    Choice<PickupDecision>{"unknown_code", PickupDecision::unknown_code},
    Choice<PickupDecision>{"unknown_key", PickupDecision::unknown_key},
    Choice<PickupDecision>{"forged", PickupDecision::forged},
    Choice<PickupDecision>{"ambiguous_code", PickupDecision::ambiguous_code},
    Choice<PickupDecision>{"already_picked_up", PickupDecision::already_picked_up},
    Choice<PickupDecision>{"pickup_elsewhere", PickupDecision::elsewhere},
    Choice<PickupDecision>{"pickup_expired", PickupDecision::expired},
    Choice<PickupDecision>{"rights_frozen", PickupDecision::frozen},
};

std::optional<Digest> read_code(Fields& fields) {
    const auto text = fields.text_if("code_sha256", name_bytes_max);
    if (!text) return std::nullopt;
    const auto digest = parse_hmac(*text);
    if (!digest) fields.fail("code_sha256", "bad_sha256", "64 small hex digits are needed here");
    return digest;
}

// A serial has 64 bits, and a number of JSON is not read as such everywhere: so it is a text. What
// the database cannot hold as a number is no serial of a pick-up.
std::optional<std::uint64_t> read_token(Fields& fields) {
    const auto text = fields.text_if("token", name_bytes_max);
    if (!text) return std::nullopt;
    std::int64_t serial = 0;
    const char* const end = text->data() + text->size();
    const auto [stop, error] = std::from_chars(text->data(), end, serial);
    if (text->empty() || error != std::errc{} || stop != end || serial < 0) {
        fields.fail("token", "bad_serial", "the serial of a token, as a decimal text");
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(serial);
}

PickupWords handed_over_words(std::optional<WallTime> at) {
    if (!at) return {"The order was handed over before.", "此订单已被取走。"};
    const auto when = to_rfc3339(*at);
    return {"The order was handed over before, at " + when + ".",
            "此订单已于 " + when + " 被取走。"};
}

PickupWords elsewhere_words(const std::string& holder) {
    if (holder.empty()) {
        return {"The order is handed over by another device.", "此订单由另一台设备交货。"};
    }
    return {"The order is handed over by the device " + holder + ": go there.",
            "此订单由设备 " + holder + " 交货，请到该处提货。"};
}

}  // namespace

Result<Pickup> parse_pickup(const Json& body, std::string_view order) {
    Fields fields(body);
    Pickup pickup;
    const auto said = plain_text_if(fields, "order", feed_key_bytes_max);
    if (!said.empty() && said != order) {
        fields.fail("order", "order_differs", "it is not the number that it stands under");
    }
    pickup.code = read_code(fields);
    pickup.token = read_token(fields);
    if (!pickup.code && !pickup.token) {
        fields.fail("code_sha256", "missing", "a \"code_sha256\" or a \"token\" is needed");
    }
    pickup.holder = plain_text(fields, "holder", name_bytes_max);
    pickup.items = read_order_items(fields, "items", OrderItemsBy::central);
    pickup.valid_until = read_time(fields, "valid_until");
    pickup.member = plain_text_if(fields, "member", name_bytes_max);
    pickup.picked_up_at = read_time_if(fields, "picked_up_at");
    TRY(fields.done());
    return pickup;
}

Digest pickup_code_digest(std::string_view code) {
    std::string normal;
    normal.reserve(code.size());
    for (const char c : code) {
        if (c == ' ' || c == '-') continue;
        normal += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return sha256({normal});
}

Result<std::string> parse_pickup_presentation(const Json& body) {
    Fields fields(body);
    fields.only({"code"});
    auto code = plain_text(fields, "code", slip_symbol_bytes_max);
    TRY(fields.done());
    return code;
}

Result<std::string> parse_pickup_completion(const Json& body) {
    Fields fields(body);
    fields.only({"id"});
    auto id = caller_id_if(fields, "id");
    TRY(fields.done());
    return id;
}

std::string_view to_string(PickupDecision decision) {
    return word_of(decisions, decision);
}

// What was done comes first: it is true wherever and whenever somebody asks.
PickupDecision judge_pickup(const Pickup& pickup, const PickupMoment& moment) {
    if (picked_up_at(pickup, moment)) return PickupDecision::already_picked_up;
    if (pickup.holder != moment.device) return PickupDecision::elsewhere;
    if (moment.now >= pickup.valid_until) return PickupDecision::expired;
    return moment.frozen ? PickupDecision::frozen : PickupDecision::ready;
}

std::optional<WallTime> picked_up_at(const Pickup& pickup, const PickupMoment& moment) {
    return moment.handed_over ? moment.handed_over : pickup.picked_up_at;
}

PickupWords words_of(const PickupRefusal& refusal) {
    switch (refusal.decision) {
        case PickupDecision::ready:
            return {"The order is ready.", "订单可以提货。"};
        case PickupDecision::unknown_code:
            return {"No order waits here under this code.", "此提货码在本店没有待取订单。"};
        case PickupDecision::unknown_key:
            return {"The code is signed with a key that this till does not know yet.",
                    "此码的签名密钥本收银台尚不认识。"};
        case PickupDecision::forged:
            return {"The code is not genuine.", "此码不是真码。"};
        case PickupDecision::ambiguous_code:
            return {"More than one order waits under this code: ask for the number of the order.",
                    "此码对应多个订单，请询问订单号。"};
        case PickupDecision::already_picked_up:
            return handed_over_words(refusal.at);
        case PickupDecision::elsewhere:
            return elsewhere_words(refusal.holder);
        case PickupDecision::expired:
            return {"The time to pick the order up is over.", "提货期限已过。"};
        case PickupDecision::frozen:
            break;
    }
    return {
        "This till was restored, and may hand nothing over until central has compared its "
        "books.",
        "本收银台刚恢复数据，须等总部核对账目后才能交货。"};
}

std::string ready_json(std::string_view order, const Pickup& pickup) {
    std::string text;
    JsonWriter json(text);
    json.begin_object()
        .member("decision", to_string(PickupDecision::ready))
        .member("order", order)
        .key("items");
    write_order_items(json, pickup.items);
    json.member("valid_until", to_rfc3339(pickup.valid_until)).end_object();
    return text;
}

std::string rejected_json(const PickupRefusal& refusal) {
    const auto words = words_of(refusal);
    std::string text;
    JsonWriter json(text);
    json.begin_object()
        .member("decision", "rejected")
        .member("reason", to_string(refusal.decision))
        .member("en", words.en)
        .member("zh", words.zh)
        .member_if("order", refusal.order);
    if (refusal.decision == PickupDecision::elsewhere) json.member_if("device", refusal.holder);
    if (refusal.at) json.member("at", to_rfc3339(*refusal.at));
    json.end_object();
    return text;
}

Error pickup_refused(const PickupRefusal& refusal) {
    return Error(Errc::conflict, words_of(refusal).en).coded(to_string(refusal.decision));
}

EventDraft pickup_completed(std::string_view order, const Pickup& pickup) {
    std::string data;
    JsonWriter(data).begin_object().member("order", order).end_object();
    std::string person;
    if (!pickup.member.empty()) {
        JsonWriter(person).begin_object().member("member_id", pickup.member).end_object();
    }
    return make_draft(EventKinds::pickup_completed, std::move(data), std::move(person));
}

}  // namespace aisle
