// SPDX-License-Identifier: Apache-2.0
// What central commands about rights, and what is asked of it: the bodies of those messages. They
// are parsed here as by central's own side (aisle-hub), which writes them. Members that are not
// known are let pass. Pure; any thread.
#pragma once

#include "agent/base/ids.hpp"
#include "agent/base/json.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/coupon/coupon_ref.hpp"
#include "agent/domain/coupon/lease.hpp"
#include "agent/domain/coupon/rejection_reason.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// Kinds of commands.
inline constexpr std::string_view lease_granted_command = "lease.granted";
inline constexpr std::string_view lease_recall_command = "lease.recall";
inline constexpr std::string_view right_granted_command = "right.granted";
inline constexpr std::string_view right_recall_command = "right.recall";
inline constexpr std::string_view inventory_ask_command = "lease.inventory.ask";
inline constexpr std::string_view inventory_ack_command = "lease.inventory.ack";
// Kinds of questions.
inline constexpr std::string_view coupon_reserve_ask = "coupon.reserve";

// "lease.granted": {"lease":…,"campaign":90417,"class":"quota","unit":"count","term":1,
// "granted":50,"not_after":"2026-08-01T00:00:00Z"}
Result<Lease> parse_lease_grant(const Json& body);
std::string write_lease_grant(const Lease& lease);

// "lease.recall": {"lease":…,"term":1}
struct LeaseRecall {
    std::string lease;
    std::int64_t term = 0;
};
Result<LeaseRecall> parse_lease_recall(const Json& body);
std::string write_lease_recall(const LeaseRecall& recall);

// "right.granted": {"coupon":"90417-17","term":1,"expires_at":…}; "right.recall" without the end.
struct RightGrant {
    CouponRef ref;
    std::int64_t term = 0;
    WallTime expires_at{};
};
Result<RightGrant> parse_right_grant(const Json& body);
std::string write_right_grant(const RightGrant& grant);
Result<RightGrant> parse_right_recall(const Json& body);
std::string write_right_recall(const RightGrant& recall);

// "lease.inventory.ack": {"epoch":…,"inventory":3,"part":1,"parts":2,"closed_leases":[…],
// "closed_rights":[…]}: central has compared that inventory, which stands in the journal of that
// epoch; what any part of the answer names is not this device's any more. The answer is whole when
// each of its parts was heard, in whatever order.
struct InventoryAck {
    std::int64_t inventory = 0;
    std::vector<std::string> closed_leases{};
    std::vector<CouponRef> closed_rights{};
    Epoch epoch{};
    std::int64_t part = 1;
    std::int64_t parts = 1;
};
Result<InventoryAck> parse_inventory_ack(const Json& body);
std::string write_inventory_ack(const InventoryAck& ack);

// "coupon.reserve": may this coupon be used here now? Central charges its budget with `held`.
struct ReserveQuestion {
    std::string redemption;
    CouponRef ref;
    std::int64_t held = 0;
    std::string member{};
};
Result<ReserveQuestion> parse_reserve_question(const Json& body);
std::string write_reserve_question(const ReserveQuestion& question);

// {"reserved":true} or {"reserved":false,"reason":"already_used"}
struct ReserveAnswer {
    bool reserved = false;
    std::optional<RejectionReason> reason{};
};
Result<ReserveAnswer> parse_reserve_answer(const Json& body);
std::string write_reserve_answer(const ReserveAnswer& answer);

}  // namespace aisle
