// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/rights_voice.hpp"

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/domain/coupon/grant.hpp"
#include "tools/hub/bounds.hpp"

#include <algorithm>

namespace aisle {
namespace {

// In the shape of a UUIDv7, of no time.
EventId id_of(std::string_view device, std::string_view kind, std::string_view body) {
    const auto digest = sha256({"command", device, kind, body});
    auto id = id_from_bytes<EventId>(digest.view().substr(0, 16));
    std::fill_n(id.bytes.begin(), 6, std::uint8_t{0});
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0f) | 0x70);
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
    return id;
}

}  // namespace

RightsVoice::RightsVoice(Database& db, RightsShelf& books)
    : books_(books), name_(db.prepare("SELECT name, presence FROM device WHERE number = ?1")) {}

Result<void> RightsVoice::say(std::int64_t device, std::string_view kind, std::string body) {
    auto row = name_.bind(device);
    TRY(const bool found, row.next());
    if (!found) return {};
    const std::string name(row.bytes(0));
    waiting_.push_back({name, id_of(name, kind, body), std::string(kind), std::move(body)});
    return {};
}

Result<bool> RightsVoice::is_online(std::int64_t device) {
    auto row = name_.bind(device);
    TRY(const bool found, row.next());
    return found && row.bytes(1) == "online";
}

Result<void> RightsVoice::grant(const GrantRow& row) {
    return say(row.device, lease_granted_command, write_lease_grant(row.lease));
}

Result<void> RightsVoice::recall(const GrantRow& row) {
    return say(row.device, lease_recall_command,
               write_lease_recall({row.lease.id, row.lease.term}));
}

Result<void> RightsVoice::right(const HolderRow& row) {
    const RightGrant grant{row.ref, row.term, row.expires};
    if (row.state == HolderState::granted) {
        return say(row.device, right_granted_command, write_right_grant(grant));
    }
    if (row.state == HolderState::recalled) {
        return say(row.device, right_recall_command, write_right_recall(grant));
    }
    return {};
}

// The place from which on an answer counts stands in it, so that another demand is another command.
Result<void> RightsVoice::ask_inventory(const ComparisonRow& row) {
    std::string body;
    JsonWriter(body)
        .begin_object()
        .member("why", to_string(row.demand))
        .member("epoch", to_hex(row.epoch))
        .member("from", row.from.value())
        .end_object();
    return say(row.device, inventory_ask_command, std::move(body));
}

Result<void> RightsVoice::acknowledge(const ComparisonRow& row) {
    InventoryAck ack;
    ack.inventory = row.inventory;
    TRY(ack.closed_leases, books_.comparisons.closed(row.device, "lease"));
    TRY(const auto rights, books_.comparisons.closed(row.device, "right"));
    ack.closed_leases.resize(std::min(ack.closed_leases.size(), inventory_part_max));
    for (const auto& name : rights) {
        if (ack.closed_rights.size() == inventory_part_max) break;
        if (const auto ref = parse_coupon_ref(name)) ack.closed_rights.push_back(*ref);
    }
    return say(row.device, inventory_ack_command, write_inventory_ack(ack));
}

Result<void> RightsVoice::all_for(std::int64_t device) {
    TRY(const bool business, books_.pools.any());
    if (!business) return {};
    TRY(const auto comparison, books_.comparisons.meet(device));
    if (!comparison.compared()) return ask_inventory(comparison);
    if (comparison.inventory > 0) TRY(acknowledge(comparison));
    const auto enough = waiting_.size() + hub_commands_max;
    TRY(const auto grants, books_.grants.alive_of(device));
    for (const auto& row : grants) {
        if (waiting_.size() >= enough) return {};
        if (!row.accepted) TRY(grant(row));
        if (row.state == GrantState::recalled) TRY(recall(row));
    }
    TRY(const auto rights, books_.holders.held_by(device));
    for (const auto& row : rights) {
        if (waiting_.size() >= enough) return {};
        TRY(right(row));
    }
    return {};
}

}  // namespace aisle
