// SPDX-License-Identifier: Apache-2.0
// The kinds of event, each with the lane it travels in: the one table. Pure; any thread.
//
// A kind is a noun and what happened to it, said in the past. On the wire it is
// "io.aisle.{name}.v1"; a kind whose data changes its meaning gets a new version beside the old
// one, never in its place, for stored events are sent as they were encoded.
#pragma once

#include "agent/base/result.hpp"

#include <array>
#include <string_view>

namespace aisle {

// The ledger is money, membership and promise: never evicted, chained, sent first. Touch is what
// was seen and done around it: many, and in the worst case the oldest go as counted gaps.
enum class Lane { ledger = 0, touch = 1 };

std::string_view to_string(Lane lane);
// Errors: invalid.
Result<Lane> parse_lane(std::string_view text);

struct EventKind {
    std::string_view name;
    Lane lane = Lane::touch;
};

struct EventKinds {
    static constexpr EventKind scan_captured{"scan.captured", Lane::touch};
    // A payment code, a card or a person's id came before the scanner, and was forgotten.
    static constexpr EventKind scan_suppressed{"scan.suppressed", Lane::touch};
    static constexpr EventKind data_rejected{"data.rejected", Lane::touch};

    static constexpr EventKind member_signup_submitted{"member.signup.submitted", Lane::ledger};
    static constexpr EventKind consent_recorded{"consent.recorded", Lane::ledger};

    static constexpr EventKind purchase_completed{"purchase.completed", Lane::ledger};
    static constexpr EventKind purchase_voided{"purchase.voided", Lane::ledger};
    static constexpr EventKind purchase_suspended{"purchase.suspended", Lane::ledger};
    static constexpr EventKind return_completed{"return.completed", Lane::ledger};
    // The lines of a receipt too long for one event.
    static constexpr EventKind purchase_lines{"purchase.lines", Lane::ledger};
    // A receipt was printed, and could not be read.
    static constexpr EventKind purchase_unparsed{"purchase.unparsed", Lane::ledger};
    // Somebody practised: worth knowing, never money.
    static constexpr EventKind purchase_training{"purchase.training", Lane::touch};
    static constexpr EventKind purchase_training_lines{"purchase.training.lines", Lane::touch};

    static constexpr EventKind consent_withdrawn{"consent.withdrawn", Lane::ledger};
    // What was seen together and may be one person; central says whether it is.
    static constexpr EventKind identity_link_observed{"identity.link.observed", Lane::ledger};
    static constexpr EventKind member_identified{"member.identified", Lane::ledger};
    static constexpr EventKind privacy_erased{"privacy.erased", Lane::ledger};
    // One field of what a member likes, with the version of it that the clerk had before him.
    static constexpr EventKind member_preference_changed{"member.preference.changed", Lane::ledger};
    // A customer comes from online with a token that central signed for her.
    static constexpr EventKind handoff_accepted{"handoff.accepted", Lane::ledger};

    static constexpr EventKind coupon_held{"coupon.held", Lane::ledger};
    static constexpr EventKind coupon_redeemed{"coupon.redeemed", Lane::ledger};
    static constexpr EventKind coupon_released{"coupon.released", Lane::ledger};
    static constexpr EventKind coupon_reversed{"coupon.reversed", Lane::ledger};
    // It was closed after its right had been given back, and nothing was left to pay it from.
    static constexpr EventKind coupon_overrun{"coupon.overrun", Lane::ledger};
    static constexpr EventKind coupon_rejected{"coupon.rejected", Lane::touch};
    static constexpr EventKind lease_requested{"lease.requested", Lane::ledger};
    static constexpr EventKind lease_state{"lease.state", Lane::ledger};
    static constexpr EventKind lease_returned{"lease.returned", Lane::ledger};
    static constexpr EventKind lease_inventory{"lease.inventory", Lane::ledger};
    static constexpr EventKind right_accepted{"right.accepted", Lane::ledger};
    static constexpr EventKind right_returned{"right.returned", Lane::ledger};
    // Through which time everything that was granted stands before this in the ledger.
    static constexpr EventKind device_watermark{"device.watermark", Lane::ledger};

    static constexpr EventKind task_accepted{"task.accepted", Lane::ledger};
    static constexpr EventKind task_completed{"task.completed", Lane::ledger};
    static constexpr EventKind task_declined{"task.declined", Lane::ledger};
    // A member did what tasks had asked for: it came after the event it names.
    static constexpr EventKind task_credited{"task.credited", Lane::ledger};
    static constexpr EventKind operator_signed_in{"operator.signed.in", Lane::ledger};
    static constexpr EventKind operator_signed_out{"operator.signed.out", Lane::ledger};
    static constexpr EventKind operator_refused{"operator.refused", Lane::ledger};
    static constexpr EventKind business_day_closed{"business_day.closed", Lane::ledger};

    static constexpr EventKind service_case_opened{"service.case.opened", Lane::ledger};
    // Goods that were ordered elsewhere were handed over here.
    static constexpr EventKind pickup_completed{"pickup.completed", Lane::ledger};
    // A customer would buy what is not in the store: a wish, and no sale yet.
    static constexpr EventKind order_intent{"order.intent", Lane::ledger};

    static constexpr EventKind device_boot{"device.boot", Lane::ledger};
    static constexpr EventKind device_clock_observed{"device.clock.observed", Lane::ledger};
    // Something on the counter came, went or has a problem.
    static constexpr EventKind device_peripheral_state{"device.peripheral.state", Lane::touch};
    static constexpr EventKind touchpoint_registered{"touchpoint.registered", Lane::ledger};
    // A code that leads from the store to a channel online was shown or printed.
    static constexpr EventKind touchpoint_exposed{"touchpoint.exposed", Lane::touch};
    static constexpr EventKind device_journal_forked{"device.journal.forked", Lane::ledger};
    static constexpr EventKind device_journal_salvaged{"device.journal.salvaged", Lane::ledger};

    static constexpr std::array all{scan_captured,
                                    scan_suppressed,
                                    data_rejected,
                                    member_signup_submitted,
                                    consent_recorded,
                                    purchase_completed,
                                    purchase_voided,
                                    purchase_suspended,
                                    return_completed,
                                    purchase_lines,
                                    purchase_unparsed,
                                    purchase_training,
                                    purchase_training_lines,
                                    consent_withdrawn,
                                    identity_link_observed,
                                    member_identified,
                                    privacy_erased,
                                    member_preference_changed,
                                    handoff_accepted,
                                    coupon_held,
                                    coupon_redeemed,
                                    coupon_released,
                                    coupon_reversed,
                                    coupon_overrun,
                                    coupon_rejected,
                                    lease_requested,
                                    lease_state,
                                    lease_returned,
                                    lease_inventory,
                                    right_accepted,
                                    right_returned,
                                    device_watermark,
                                    task_accepted,
                                    task_completed,
                                    task_declined,
                                    task_credited,
                                    operator_signed_in,
                                    operator_signed_out,
                                    operator_refused,
                                    business_day_closed,
                                    service_case_opened,
                                    pickup_completed,
                                    order_intent,
                                    device_boot,
                                    device_clock_observed,
                                    device_peripheral_state,
                                    touchpoint_registered,
                                    touchpoint_exposed,
                                    device_journal_forked,
                                    device_journal_salvaged};
};

// Null when there is no such kind.
const EventKind* find_event_kind(std::string_view name);

}  // namespace aisle
