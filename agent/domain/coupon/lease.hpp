// SPDX-License-Identifier: Apache-2.0
// A lease: a part of a campaign's budget that this device may spend without asking. What is spent
// and held never exceeds what was granted; nothing here gives any of it back but a hold's end.
// `term` is central's number of the grant. Pure; any thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/coupon/campaign.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

// quota: the campaign's own; risk: what may be lost; benefit: for who signs up here; sample: goods
// that are given away.
enum class LeaseClass { quota, risk, benefit, sample };
std::string_view to_string(LeaseClass kind);
// Errors: invalid, "unknown_word".
Result<LeaseClass> parse_lease_class(std::string_view word);
Result<LeaseUnit> parse_lease_unit(std::string_view word);

// recalled: nothing new is taken from it; returned: central has been told the end.
enum class LeaseState { open, recalled, returned };
std::string_view to_string(LeaseState state);
Result<LeaseState> parse_lease_state(std::string_view word);

struct Lease {
    std::string id;
    std::uint32_t campaign = 0;
    LeaseClass kind = LeaseClass::quota;
    LeaseUnit unit = LeaseUnit::count;
    std::int64_t term = 0;
    std::int64_t granted = 0;
    std::int64_t spent = 0;
    std::int64_t held = 0;
    WallTime not_after;
    LeaseState state = LeaseState::open;
    std::int64_t report = 0;      // the number of what was last said of it
    std::int64_t unreported = 0;  // how often it changed since
    bool operator==(const Lease&) const = default;

    std::int64_t room() const { return granted - spent - held; }
};

// Whether it gives so much now.
bool gives(const Lease& lease, std::int64_t units, WallTime now);
// What a discount of so many minor units takes from it.
std::int64_t units_of(LeaseUnit unit, std::int64_t amount);

}  // namespace aisle
