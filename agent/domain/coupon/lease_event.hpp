// SPDX-License-Identifier: Apache-2.0
// What this device says of its leases and rights. Reports are cumulative and stand in the ledger,
// which central commits in order, so a repeat or a delay does no harm and the newest one counts;
// a lower number with a higher report is an older disk. Pure; any thread.
#pragma once

#include "agent/domain/coupon/grant.hpp"
#include "agent/domain/coupon/lease.hpp"
#include "agent/domain/event.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// More of a campaign's budget, please.
struct LeaseWish {
    std::uint32_t campaign = 0;
    LeaseClass kind = LeaseClass::quota;
    LeaseUnit unit = LeaseUnit::count;
    std::int64_t have = 0;  // that could still be spent
    bool operator==(const LeaseWish&) const = default;
};
EventDraft lease_requested(const LeaseWish& wish);

// {"lease":…,"campaign":…,"term":1,"report":3,"granted":50,"spent":7,"held":1,"unit":"count",
// "not_after":…}
EventDraft lease_state(const Lease& lease);
EventDraft lease_returned(const Lease& lease);

// What of such an event central needs.
struct LeaseReport {
    std::string lease;
    std::int64_t term = 0;
    std::int64_t report = 0;
    std::int64_t spent = 0;
    std::int64_t held = 0;
    // For a central that was set back and no longer knows the lease. 0: not said.
    std::uint32_t campaign = 0;
    std::int64_t granted = 0;
    std::optional<LeaseUnit> unit{};
    std::optional<WallTime> not_after{};
};
Result<LeaseReport> parse_lease_report(const Json& data);
Result<LeaseWish> parse_lease_wish(const Json& data);

// "here", "held", "used", "returned"
struct RightReport {
    CouponRef ref;
    std::int64_t term = 0;
    std::string state;
    std::string redemption{};  // by which it was used, where that is said
    std::optional<WallTime> expires_at{};
};
EventDraft right_accepted(const RightReport& right);
EventDraft right_returned(const RightReport& right, std::string_view redemption_id);
Result<RightReport> parse_right_report(const Json& data);

// Everything that this device holds, in parts.
struct Inventory {
    std::int64_t number = 0;
    std::int64_t part = 1;
    std::int64_t parts = 1;
    std::vector<Lease> leases{};
    std::vector<RightReport> rights{};
};
EventDraft lease_inventory(const Inventory& inventory);
struct InventoryReport {
    std::int64_t number = 0;
    std::int64_t part = 1;
    std::int64_t parts = 1;
    std::vector<LeaseReport> leases{};
    std::vector<RightReport> rights{};
};
Result<InventoryReport> parse_inventory(const Json& data);

// Every redemption that was granted before `complete_through` stands before this in the ledger, and
// none of those granted before `no_open_hold_before` is still open.
struct Watermark {
    WallTime complete_through;
    WallTime no_open_hold_before;
    bool operator==(const Watermark&) const = default;
};
EventDraft device_watermark(const Watermark& watermark);
Result<Watermark> parse_watermark(const Json& data);

}  // namespace aisle
