// SPDX-License-Identifier: Apache-2.0
// What goes wrong in a simulated day, one kind a name.
#pragma once

#include <array>
#include <string_view>

namespace aisle {

enum class Fault {
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
};

inline constexpr std::array all_faults{
    Fault::line_cut,          Fault::half_open,     Fault::broker_restart, Fault::slow,
    Fault::broker_away,       Fault::kicks,         Fault::twice,          Fault::acks_lost,
    Fault::batches_lost,      Fault::device_killed, Fault::device_stopped, Fault::power_cut,
    Fault::power_cut_at_call, Fault::disk_full,     Fault::disk_fails,     Fault::clock_jump,
    Fault::disk_put_back,     Fault::clone,         Fault::hub_killed,     Fault::hub_power_cut,
    Fault::hub_restored,      Fault::hub_wiped};

std::string_view to_string(Fault fault);

// Whether it can make central or the broker lose or overtake what is under way: then the order of
// arrival at central says nothing, only the order in which its lanes are settled does.
bool lets_batches_overtake(Fault fault);

}  // namespace aisle
