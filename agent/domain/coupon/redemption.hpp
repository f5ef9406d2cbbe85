// SPDX-License-Identifier: Apache-2.0
// What became of a coupon that was granted: held for a sale, then redeemed or released, once; and
// perhaps reversed when the goods come back. A release gives the right back; a reversal does not,
// for what central does about it (a new coupon, or none) is its own. Pure; any thread.
#pragma once

#include "agent/base/ids.hpp"
#include "agent/base/json.hpp"
#include "agent/domain/coupon/coupon_ref.hpp"
#include "agent/domain/coupon/presentation.hpp"
#include "agent/domain/event.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

enum class RedemptionState { held, redeemed, released };
std::string_view to_string(RedemptionState state);
std::optional<RedemptionState> parse_redemption_state(std::string_view word);

struct Redemption {
    EventId id;
    std::string pos_ref;  // the till's name for the sale
    CouponRef ref;
    std::int64_t attempt = 1;
    RedemptionMode mode = RedemptionMode::lease;
    std::string lease{};
    std::string member{};
    std::string currency{};  // ISO 4217; of what is held
    std::int64_t held = 0;
    std::optional<std::int64_t> final_amount{};
    RedemptionState state = RedemptionState::held;
    bool reversed = false;
    bool overrun = false;  // used after its right had been given back
    WallTime held_at;
    std::string answer{};  // what the till was told, for when it asks again
};

// ---- What a till says ----

// {"code":…,"pos_ref":…,"basket":{…},"member_id":…,"tier":…,"operator_id":…}
struct Presentation {
    std::string code;
    std::string aim{};  // the symbology, where the scanner says it
    std::string pos_ref;
    Basket basket;
    std::string member{};
    std::string tier{};
};
// Errors: invalid, coded and placed.
Result<Presentation> parse_presentation(const Json& body, std::string_view store_currency);

// {"outcome":"redeemed","amount":500,"purchase_id":…} or {"outcome":"released","reason":…}
struct Closing {
    RedemptionState outcome = RedemptionState::released;
    std::int64_t amount = 0;
    std::string purchase{};
    std::string reason{};
    bool operator==(const Closing&) const = default;
};
Result<Closing> parse_closing(const Json& body);

// {"purchase_id":…,"reason":…}, both may be left out.
struct Reversal {
    std::string purchase{};
    std::string reason{};
};
Result<Reversal> parse_reversal(const Json& body);

// ---- What the journal says ----

EventDraft coupon_held(const Redemption& redemption, const Campaign& campaign,
                       std::int64_t discount);
EventDraft coupon_redeemed(const Redemption& redemption, const Closing& closing);
EventDraft coupon_released(const Redemption& redemption, std::string_view reason);
// It was closed after its right had been given back, and no other was left to take it from.
EventDraft coupon_overrun(const Redemption& redemption, const Closing& closing);
EventDraft coupon_reversed(const Redemption& redemption, const Reversal& reversal);
// The coupon where it was understood.
EventDraft coupon_rejected(const std::optional<CouponRef>& ref, RejectionReason reason,
                           std::string_view pos_ref);

// ---- What the till is told ----

// {"decision":"granted","redemption_id":…,…}
std::string granted_json(const Redemption& redemption, const Campaign& campaign,
                         std::int64_t discount);
// {"decision":"rejected","reason":"expired","en":"The coupon has expired.","zh":"…"}, and what the
// campaign offers instead, if it does.
std::string rejected_json(RejectionReason reason, std::string_view instead = {});

}  // namespace aisle
