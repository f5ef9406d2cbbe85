// SPDX-License-Identifier: Apache-2.0
// What goes wrong in a simulated day, one kind a name.
#pragma once

#include <array>
#include <string_view>

namespace aisle {

enum class Mishap {
    line_cut,        // a connection breaks; what is under way is lost from some point on
    half_open,       // it breaks, and neither side notices for a while
    broker_restart,  // without sessions, queues and retained messages
    slow,            // seconds of delay
    broker_away,     // nobody answers
    kicks,           // each connection is broken as soon as it is there
    twice,           // messages are delivered again, later
    acks_lost,       // what central says is dropped, one word of it or more
    batches_lost,    // what devices say is acknowledged by the broker and dropped
    device_killed,
    device_stopped,  // in order
    power_cut,
    power_cut_at_call,  // in the middle of what the disk is asked
    disk_full,
    disk_fails,     // one call
    clock_jump,     // 1970, five years on, backwards
    disk_put_back,  // an older copy of a device's disk
    clone,          // a second device with the same identity
    hub_killed,
    hub_power_cut,
    hub_restored,  // an older copy of central's database
    hub_wiped,
    hub_clock_jump,  // five years on, days back
};

inline constexpr std::array all_mishaps{
    Mishap::line_cut,          Mishap::half_open,     Mishap::broker_restart, Mishap::slow,
    Mishap::broker_away,       Mishap::kicks,         Mishap::twice,          Mishap::acks_lost,
    Mishap::batches_lost,      Mishap::device_killed, Mishap::device_stopped, Mishap::power_cut,
    Mishap::power_cut_at_call, Mishap::disk_full,     Mishap::disk_fails,     Mishap::clock_jump,
    Mishap::disk_put_back,     Mishap::clone,         Mishap::hub_killed,     Mishap::hub_power_cut,
    Mishap::hub_restored,      Mishap::hub_wiped,     Mishap::hub_clock_jump};

std::string_view to_string(Mishap fault);

// Whether it can make central or the broker lose or overtake what is under way: then the order of
// arrival at central says nothing, only the order in which its lanes are settled does.
bool lets_batches_overtake(Mishap fault);

}  // namespace aisle
