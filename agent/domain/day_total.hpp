// SPDX-License-Identifier: Apache-2.0
// What of a business day is told when it is closed: of each kind of event, and of each currency
// where it is money, how many there were, what they make together, and two marks that do not
// depend on any order. Who has all of them comes to the same marks; who lacks exactly one finds its
// id in the difference. The device and central count with the same functions, out of the same
// bytes. Pure; any thread.
#pragma once

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/domain/event.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// What happened at the counter is counted; what the device says of itself (device.*), what it
// settles with central (lease.*, right.*, privacy.*) and the closings themselves are not.
bool counts_in_a_day(std::string_view kind);

// One event, as far as it counts.
struct DayFact {
    EventId id{};
    std::string kind{};
    std::string currency{};  // ISO 4217; empty where the kind is no money
    std::int64_t amount = 0;
    Digest digest{};  // of its bytes
};

// Nothing when it does not count, or when the bytes are no event.
std::optional<DayFact> read_day_fact(std::string_view event_bytes);
// The same, of an event that this program has encoded, in a third of the time: of a sale the store
// thread has no more to give. Its members are found where the encoder puts them; coupons, which are
// rare, and whatever is not found are parsed.
std::optional<DayFact> day_fact_of(const Event& event);

// The moment that an id was made at, to the millisecond: the `time` of its event.
WallTime time_of(const EventId& id);

struct DayTotal {
    std::string kind;
    std::string currency{};  // `other_currencies` where there were too many to tell apart
    std::int64_t count = 0;
    // Minor units. It wraps, alike on both sides, rather than refuse a sale: that takes nine
    // million receipts of the largest amount.
    std::int64_t sum = 0;
    std::int64_t undated = 0;  // of the count: captured while nobody knew the time
    EventId ids{};             // all ids, exclusive or
    Digest digest{};           // all digests, exclusive or

    void add(const DayFact& fact);
    bool operator==(const DayTotal&) const = default;
};

inline constexpr std::string_view other_currencies = "*";

// The total that a fact belongs to; it is added at zero where there is none yet.
std::size_t row_of(std::vector<DayTotal>& totals, const DayFact& fact);

std::int64_t count_of(std::span<const DayTotal> totals);
// What receipts have brought in: sales, and returns, whose money flows back.
struct DayTake {
    std::int64_t count = 0;
    std::int64_t grand = 0;
};
DayTake take_of(std::span<const DayTotal> totals, std::string_view currency);

// Exclusive or: what is in one and not in the other.
EventId difference(const EventId& one, const EventId& other);

// [{"kind":…,"currency":…,"count":…,"sum":…,"undated":…,"ids":…,"digest":…}]
void write_totals(JsonWriter& json, std::span<const DayTotal> totals);

}  // namespace aisle
