// SPDX-License-Identifier: Apache-2.0
// All that an object holds: its own bytes, and behind them the room of those of its strings that
// have reserved `room`. For tests that look for what should have been forgotten.
#pragma once

#include <cstring>
#include <string>

namespace aisle {

template <typename Object>
std::string own_memory(const Object& object, std::size_t room) {
    struct Text {
        const char* bytes;
        std::size_t size, room;
    };
    static_assert(sizeof(std::string) >= sizeof(Text));
    const auto* begin = reinterpret_cast<const char*>(&object);
    std::string memory(begin, sizeof object);
    for (std::size_t at = 0; at + sizeof(Text) <= sizeof object; at += alignof(std::string)) {
        Text text{};
        std::memcpy(&text, begin + at, sizeof text);
        if (text.room == room && text.size <= room) memory.append(text.bytes, room);
    }
    return memory;
}

}  // namespace aisle
