// SPDX-License-Identifier: Apache-2.0
// Numbers that must not be mixed up: a Seq is not a Cursor is not a size. 0 means none yet.
#pragma once

#include <compare>
#include <cstdint>

namespace aisle {

template <class Tag>
class Strong {
public:
    constexpr Strong() = default;
    constexpr explicit Strong(std::uint64_t value) : value_(value) {}

    constexpr std::uint64_t value() const { return value_; }
    constexpr bool none() const { return value_ == 0; }
    constexpr Strong next() const { return Strong(value_ + 1); }
    constexpr Strong before() const { return Strong(value_ == 0 ? 0 : value_ - 1); }
    constexpr auto operator<=>(const Strong&) const = default;

private:
    std::uint64_t value_ = 0;
};

using Seq = Strong<struct SeqTag>;                // place of an entry in (epoch, lane)
using Cursor = Strong<struct CursorTag>;          // place of a decision in (feed, scope)
using Generation = Strong<struct GenerationTag>;  // which full snapshot of a feed

}  // namespace aisle
