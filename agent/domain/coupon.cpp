// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon.hpp"

#include "agent/base/json_fields.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/choice.hpp"
#include "agent/domain/free_text.hpp"

namespace aisle {
namespace {

constexpr std::array states{
    Choice<CouponState>{"early", CouponState::early},
    Choice<CouponState>{"valid", CouponState::valid},
    Choice<CouponState>{"expired", CouponState::expired},
};
constexpr IntegerRange amount_off_range{1, twelve_digits_max};
constexpr IntegerRange percent_range{1, 10'000};

WallTime read_time(Fields& fields, std::string_view key) {
    const auto time = parse_rfc3339(fields.text(key, name_bytes_max));
    if (time) return *time;
    fields.fail(key, "bad_time", time.error().what());
    return {};
}

// {"amount": 500} with the body's "currency", or {"percent_bp": 1500}.
std::variant<Money, BasisPoints> read_worth(Fields& fields) {
    Fields parts(fields.object("value"), fields.pointer_to("value"));
    const auto amount = parts.integer_if("amount", amount_off_range);
    const auto percent = parts.integer_if("percent_bp", percent_range);
    if (amount.has_value() == percent.has_value()) {
        parts.fail("", "bad_value", "a coupon is worth an \"amount\" or a \"percent_bp\"");
    }
    fields.adopt(parts.done());
    if (percent) return BasisPoints{*percent};
    const auto currency = Currency::parse(fields.text("currency", name_bytes_max));
    if (!currency) fields.fail("currency", currency.error().code(), currency.error().what());
    return Money{amount.value_or(0), currency ? *currency : Currency{}};
}

}  // namespace

Result<Coupon> parse_coupon(const Json& body) {
    Fields fields(body);
    Coupon coupon;
    coupon.title = plain_text(fields, "title", name_bytes_max);
    coupon.campaign = plain_text(fields, "campaign", name_bytes_max);
    coupon.worth = read_worth(fields);
    coupon.valid_from = read_time(fields, "valid_from");
    coupon.valid_until = read_time(fields, "valid_until");
    if (coupon.valid_from >= coupon.valid_until) {
        fields.fail("valid_until", "bad_window", "it must come after \"valid_from\"");
    }
    coupon.conditions = note_if(fields, "conditions", note_bytes_max);
    coupon.code = plain_text_if(fields, "code", 2 * name_bytes_max);
    TRY(fields.done());
    return coupon;
}

CouponState coupon_state(const Coupon& coupon, WallTime now) {
    if (now < coupon.valid_from) return CouponState::early;
    return now < coupon.valid_until ? CouponState::valid : CouponState::expired;
}

std::string_view to_string(CouponState state) {
    return word_of(states, state);
}

void write_coupon(JsonWriter& json, std::string_view key, const Coupon& coupon, WallTime now) {
    json.begin_object()
        .member("key", key)
        .member("title", coupon.title)
        .member("campaign", coupon.campaign);
    json.key("value").begin_object();
    const auto* money = std::get_if<Money>(&coupon.worth);
    if (money) {
        json.member("amount", money->minor);
    } else {
        json.member("percent_bp", std::get<BasisPoints>(coupon.worth).value);
    }
    json.end_object();
    if (money) json.member("currency", money->currency.code());
    json.member("valid_from", to_rfc3339(coupon.valid_from))
        .member("valid_until", to_rfc3339(coupon.valid_until))
        .member_if("conditions", coupon.conditions)
        .member_if("code", coupon.code)
        .member("state", to_string(coupon_state(coupon, now)))
        .end_object();
}

}  // namespace aisle
