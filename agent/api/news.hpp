// SPDX-License-Identifier: Apache-2.0
// What the live events say. Each is a hint to look, small and without personal data; the truth is
// behind the paths they speak of. The io thread.
#pragma once

#include "agent/api/live.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/strong.hpp"
#include "agent/domain/event.hpp"

#include <string_view>

namespace aisle {

// Everything of the lane up to this number is on the disk.
void tell_saved(Live& live, Lane lane, Seq through);
// Central committed everything of the lane up to this number.
void tell_delivered(Live& live, Lane lane, Seq through);
// Decisions of a feed ("tasks", "coupons") came in or went.
void tell_feed_changed(Live& live, std::string_view feed);
// A code came to a scanner and was not whole: who stands there has to scan again.
void tell_scan_lost(Live& live, std::string_view device);
void tell_task_done(Live& live, std::string_view key);
// Taken on here, and central has given it to another device.
void tell_task_lost(Live& live, std::string_view key);
// The line to central, the disk or a device changed: ask for the status.
void tell_status_changed(Live& live);

}  // namespace aisle
