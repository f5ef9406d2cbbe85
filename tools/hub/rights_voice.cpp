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

std::size_t parts_of(std::size_t rows, std::size_t rows_per_part) {
    return (rows + rows_per_part - 1) / rows_per_part;
}

// The rows of one part, whose parts are counted from 0.
template <class T>
std::vector<T> part_of(const std::vector<T>& rows, std::size_t part, std::size_t rows_per_part) {
    const auto first = std::min(part * rows_per_part, rows.size());
    const auto last = std::min(first + rows_per_part, rows.size());
    return {rows.begin() + std::ptrdiff_t(first), rows.begin() + std::ptrdiff_t(last)};
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
    TRY(const auto leases, books_.comparisons.closed(row.device, "lease"));
    TRY(const auto names, books_.comparisons.closed(row.device, "right"));
    std::vector<CouponRef> rights;
    for (const auto& name : names) {
        if (const auto ref = parse_coupon_ref(name)) rights.push_back(*ref);
    }
    const auto parts = std::max<std::size_t>({1, parts_of(leases.size(), hub_ack_leases_max),
                                              parts_of(rights.size(), hub_ack_rights_max)});
    InventoryAck ack{.inventory = row.inventory, .epoch = row.told};
    ack.parts = static_cast<std::int64_t>(parts);
    for (std::size_t part = 0; part < parts; ++part) {
        ack.part = static_cast<std::int64_t>(part + 1);
        ack.closed_leases = part_of(leases, part, hub_ack_leases_max);
        ack.closed_rights = part_of(rights, part, hub_ack_rights_max);
        TRY(say(row.device, inventory_ack_command, write_inventory_ack(ack)));
    }
    return {};
}

std::set<std::string> RightsVoice::take_devices() {
    std::set<std::string> names;
    for (auto& command : take()) names.insert(std::move(command.device));
    return names;
}

Result<void> RightsVoice::remind(std::int64_t device) {
    const auto from = waiting_.size();
    TRY(const auto grants, books_.grants.alive_of(device));
    for (const auto& row : grants) {
        if (row.state == GrantState::recalled) TRY(recall(row));
    }
    TRY(const auto rights, books_.holders.recalled_from(device, hub_commands_max));
    for (const auto& row : rights) TRY(right(row));
    keep_once(from);
    return {};
}

// A ledger that catches up brings many signs of life at once.
void RightsVoice::keep_once(std::size_t from) {
    const auto first = waiting_.begin() + std::ptrdiff_t(from);
    const auto said = [&](const RightsCommand& again) {
        return std::any_of(waiting_.begin(), first,
                           [&](const RightsCommand& one) { return one.id == again.id; });
    };
    waiting_.erase(std::remove_if(first, waiting_.end(), said), waiting_.end());
}

Result<void> RightsVoice::all_for(std::int64_t device) {
    TRY(const bool business, books_.pools.any());
    if (!business) return {};
    TRY(const auto comparison, books_.comparisons.meet(device));
    if (!comparison.compared()) return ask_inventory(comparison);
    if (comparison.answers()) TRY(acknowledge(comparison));
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
