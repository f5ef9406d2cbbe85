// SPDX-License-Identifier: Apache-2.0
// 128-bit identities. An EventId is a UUIDv7 (RFC 9562): time-ordered, so that a unique index on it
// grows at its end. An Epoch is the birth mark of a journal file, a Nonce the mark of one hello.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/result.hpp"
#include "agent/base/time.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

template <class Tag>
struct Id128 {
    std::array<std::uint8_t, 16> bytes{};

    bool none() const { return *this == Id128{}; }
    std::string_view view() const {
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
    auto operator<=>(const Id128&) const = default;
};

using EventId = Id128<struct EventIdTag>;
using Epoch = Id128<struct EpochTag>;
using Nonce = Id128<struct NonceTag>;
using Incarnation = Id128<struct IncarnationTag>;

template <class Id>
Id random_id(Entropy& entropy) {
    Id id;
    entropy.fill(id.bytes);
    return id;
}

EventId make_event_id(WallTime now, Entropy& entropy);

// "0190a5c6-8f3e-7cc0-9b1f-2d9f6f3a4b5c"
std::string to_string(const EventId& id);
Result<EventId> parse_event_id(std::string_view text);

// 32 lower-case hex digits.
std::string to_hex(std::string_view bytes);
Result<std::array<std::uint8_t, 16>> parse_hex128(std::string_view text);

template <class Tag>
std::string to_hex(const Id128<Tag>& id) {
    return to_hex(id.view());
}

template <class Id>
Result<Id> parse_id(std::string_view text) {
    auto bytes = parse_hex128(text);
    if (!bytes) return bytes.error();
    return Id{*bytes};
}

// From a 16-byte blob; an all-zero id when the size is wrong.
template <class Id>
Id id_from_bytes(std::string_view bytes) {
    Id id;
    if (bytes.size() == id.bytes.size()) {
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            id.bytes[i] = static_cast<std::uint8_t>(bytes[i]);
        }
    }
    return id;
}

}  // namespace aisle
