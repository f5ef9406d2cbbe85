// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/coupon.hpp"

#include "agent/base/json_fields.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/choice.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/time_field.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::array states{
    Choice<CouponState>{"early", CouponState::early},
    Choice<CouponState>{"valid", CouponState::valid},
    Choice<CouponState>{"expired", CouponState::expired},
};

}  // namespace

Result<Coupon> parse_coupon(const Json& body) {
    Fields fields(body);
    Coupon coupon;
    coupon.member = plain_text_if(fields, "member_id", name_bytes_max);
    coupon.most = fields.integer_if("most", {1, twelve_digits_max});
    coupon.valid_from = read_time_if(fields, "valid_from");
    coupon.valid_until = read_time_if(fields, "valid_until");
    if (coupon.valid_from && coupon.valid_until && *coupon.valid_from >= *coupon.valid_until) {
        fields.fail("valid_until", "bad_window", "it must come after \"valid_from\"");
    }
    coupon.code = plain_text_if(fields, "code", 2 * name_bytes_max);
    TRY(fields.done());
    return coupon;
}

CouponWindow coupon_window(const Campaign& campaign, const Coupon& coupon) {
    return {std::max(campaign.valid_from, coupon.valid_from.value_or(campaign.valid_from)),
            std::min(campaign.valid_until, coupon.valid_until.value_or(campaign.valid_until))};
}

CouponState coupon_state(const CouponWindow& window, WallTime now) {
    if (now < window.from) return CouponState::early;
    return now < window.until ? CouponState::valid : CouponState::expired;
}

std::string_view to_string(CouponState state) {
    return word_of(states, state);
}

void write_coupon(JsonWriter& json, const CouponRef& ref, const Campaign& campaign,
                  const Coupon& coupon, const CouponStanding& standing) {
    const auto window = coupon_window(campaign, coupon);
    const auto most = std::min(campaign.worth.most, coupon.most.value_or(campaign.worth.most));
    json.begin_object()
        .member("key", to_string(ref))
        .member("title", campaign.title)
        .member("campaign", ref.campaign);
    json.key("value").begin_object();
    if (const auto* part = std::get_if<BasisPoints>(&campaign.worth.off)) {
        json.member("percent_bp", part->value).member("most", most);
    } else {
        json.member("amount", most);
    }
    json.end_object();
    json.member("currency", campaign.currency.code())
        .member("valid_from", to_rfc3339(window.from))
        .member("valid_until", to_rfc3339(window.until))
        .member_if("member_id", coupon.member)
        .member_if("conditions", campaign.conditions)
        .member_if("code", coupon.code.empty() ? short_code(ref) : coupon.code);
    json.member("state", standing.state).member("offline", standing.offline).end_object();
}

}  // namespace aisle
