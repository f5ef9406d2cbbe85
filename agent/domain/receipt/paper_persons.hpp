// SPDX-License-Identifier: Apache-2.0
// Whom a paper names that nobody could read: the phone numbers and e-mail addresses on it, as the
// keyed digests by which an erasure finds what is about somebody. A number that only looks like one
// is one digest more, which is nobody's. Names are not found: nothing tells them from goods. Pure.
#pragma once

#include "agent/domain/identifier.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// A receipt names a customer, and a clerk; what looks like a number beyond that is no person.
inline constexpr std::size_t paper_persons_max = 8;

struct PersonsKnownBy {
    const IdentifierKey* key = nullptr;  // without one nobody is known by anything
    std::string_view region{};           // of phone numbers without a country
};

// In the order in which they stand there; each once.
std::vector<Identifier> persons_on(std::span<const std::string> lines, const PersonsKnownBy& by);

}  // namespace aisle
