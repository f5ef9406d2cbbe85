// SPDX-License-Identifier: Apache-2.0
// Which sign a key means to a scanner that types: the layout it was set to, never the system's.
// Keys are Linux's codes (KEY_A is 30), which name places, not signs. Constant data; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace aisle {

enum class KeyboardLayout { us, gb, de, fr, es, it, cz };
std::string_view to_string(KeyboardLayout layout);
std::optional<KeyboardLayout> parse_keyboard_layout(std::string_view name);
std::span<const KeyboardLayout> keyboard_layouts();

struct KeyLevel {
    bool shift = false;
    bool caps = false;
    bool alt_graph = false;
};

// UTF-8 of the sign; empty for a key that means none there.
std::string_view sign_of_key(KeyboardLayout layout, std::uint16_t key, KeyLevel level);
// The same on the number block, which is alike everywhere.
char sign_of_keypad(std::uint16_t key);
// What Ctrl makes of a key: 0x1d of the one that is ] on an American board; 0 if nothing.
char control_of_key(std::uint16_t key);

}  // namespace aisle
