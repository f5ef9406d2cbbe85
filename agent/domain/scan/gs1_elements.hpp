// SPDX-License-Identifier: Apache-2.0
// What a GS1 code says, as identifiers with their values, however it was written: as an element
// string with separators, in brackets by a person, or in a Digital Link. What was read is whole:
// every value has its length, its characters and its check digit, and stands beside what it needs.
// Source: GS1 General Specifications, 7.8. Views into what was parsed. Pure; any thread.
#pragma once

#include "agent/base/limits.hpp"
#include "agent/base/result.hpp"
#include "agent/domain/scan/gs1_ai.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace aisle {

inline constexpr char group_separator = '\x1d';

struct Gs1Element {
    const Gs1Ai* ai = nullptr;
    std::uint16_t key = 0;    // the number as a number
    std::string_view number;  // "3103": the table has one entry for all that differ in the last
    std::string_view value;
};

class Gs1Elements {
public:
    // Errors: invalid, when the value is not what its identifier asks for; too_large.
    Result<void> add(std::string_view number, std::string_view value);
    std::span<const Gs1Element> all() const { return {elements_.data(), size_}; }
    bool empty() const { return size_ == 0; }
    // Empty when it is not there.
    std::string_view value(std::string_view number) const;
    // One of those the pattern stands for is there, besides `but`.
    bool has(const Gs1Pattern& pattern, const Gs1Element* but = nullptr) const;
    // All but those that name somebody: to whom a parcel goes, whose wristband it is.
    Gs1Elements without_persons() const;

private:
    std::array<Gs1Element, gs1_elements_max> elements_{};
    std::size_t size_ = 0;
};

// What stands together may, and what has to stand together does. Errors: invalid, "gs1_pairing".
Result<void> check_pairing(const Gs1Elements& elements);

// Fill `into`, which is empty before and after a failure of no use. `bytes` are without the
// symbology identifier; a separator in front and at the end is let pass.
// Errors: invalid, "gs1_invalid", naming the identifier and what is wrong with it;
// "gs1_separator_missing", when a value runs on and no separator came at all, as from a scanner
// that drops them.
Result<void> parse_element_string(std::string_view bytes, Gs1Elements& into);

// "(01)09520123456788(10)LOT42", as under a bar code. Errors: the same.
Result<void> parse_bracketed(std::string_view text, Gs1Elements& into);

}  // namespace aisle
