// SPDX-License-Identifier: Apache-2.0
// The hub's own bounds, each with its reason. What a device may send is bounded in
// agent/base/limits.hpp; these are about central's side only.
#pragma once

#include "agent/base/limits.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace aisle {

// Messages of one transaction: one fsync for at most so many, and an ack never waits for more.
inline constexpr std::size_t hub_group_max = 256;
// Batches of an imported file in one transaction: the hub beside it waits for its turn meanwhile,
// some 30 ms.
inline constexpr std::size_t hub_import_group_max = 32;
// A page leaves room for what a broker or a signature puts round it.
inline constexpr std::size_t hub_page_bytes_max = 48 * KiB;
static_assert(hub_page_bytes_max < message_bytes_max_default);
static_assert(feed_body_bytes_max + feed_key_bytes_max < hub_page_bytes_max);
// What was found odd about a device is kept this long back, or a bad one would fill the disk.
inline constexpr std::int64_t hub_findings_max = 1000;
// A device begins an epoch at a fork or a new disk; nobody does that thousands of times.
inline constexpr std::int64_t hub_epochs_max = 4096;
// A boot is observed a few times, when its clock is set; more observations add nothing.
inline constexpr std::int64_t hub_observations_max = 64;
// Devices that are called, and feeds that are pushed, in one turn: the next is a poll later.
inline constexpr std::size_t hub_due_max = 200;
// An operator who puts a decision in expects to see it at the counter within a second.
inline constexpr std::chrono::milliseconds hub_poll{200};
// A copy of the database older than this is noticed when it is restored.
inline constexpr std::chrono::seconds hub_mark_interval{60};
// Messages that wait for the broker. What is over it is lost, and hello recovers it.
inline constexpr std::size_t hub_outbox_max = 4096;
static_assert(hub_outbox_max >= 4 * hub_group_max);
// Messages that wait for the database; the broker holds back what it has not delivered.
inline constexpr std::size_t hub_inbox_max = 4096;
// Pages in the write-ahead log before it is copied back, 8 MiB. With four times as many nothing
// drained faster, and whoever shares the disk waited longer behind the copy.
inline constexpr int hub_wal_pages = 1000;
// Batches a device may have on the way. With 8 both sides wait for each other: a sixth slower; with
// 32 no faster than with 16.
inline constexpr std::int64_t hub_window = 16;
static_assert(hub_window <= static_cast<std::int64_t>(window_batches_max));

// ---- Rights ----
// What a lease has at least: fewer are not worth a message for every few customers.
inline constexpr std::int64_t hub_lease_pieces_min = 10;
inline constexpr std::int64_t hub_lease_amount_min = 10'000;
// One device gets at most a twentieth of what is left, and two days of what it spends.
inline constexpr std::int64_t hub_share_divisor = 20;
inline constexpr std::int64_t hub_cover_days = 2;
// A lease ends after two weeks: what a lost device was lent comes back, or is written off, then.
inline constexpr std::chrono::hours hub_lease_time{14 * 24};
// What is taken over of a lease of a campaign that has no budget here: a hub that was wiped, and
// whose devices tell it what they hold. No budget that an operator forgot is larger.
inline constexpr std::int64_t hub_unfunded_lease_max = 10'000'000;
// What one part of an inventory's answer names, so that it is a command's body whatever the leases
// are called; a right's name has 31 bytes at most.
inline constexpr std::size_t hub_ack_leases_max = 32;
inline constexpr std::size_t hub_ack_rights_max = 200;
static_assert(hub_ack_leases_max * (2 * name_bytes_max + 3) + hub_ack_rights_max * 34 + 256 <
              ask_body_bytes_max);
static_assert(hub_ack_leases_max <= inventory_part_max && hub_ack_rights_max <= inventory_part_max);
// Commands that one hello brings; the rest follows at the next.
inline constexpr std::size_t hub_commands_max = 500;

}  // namespace aisle
