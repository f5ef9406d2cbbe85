// SPDX-License-Identifier: Apache-2.0
// A scanner as it may be set, which scans the codes of the test sheet, or any other: the keys or
// the bytes that would arrive.
#pragma once

#include "agent/domain/scanner_sheet.hpp"
#include "drivers/evdev_decoder.hpp"
#include "tests/drivers/typed_keys.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct SheetScanner {
    enum class Gs { itself, control, alt_number, substitute, key, lost };

    ScannerLine line = ScannerLine::evdev;
    KeyboardLayout layout = KeyboardLayout::us;
    std::string prefix{};
    bool aim = false;
    Gs gs = Gs::control;
    std::string substitute{};
    std::uint16_t key = KEY_F8;
    std::string suffix = "\r";          // all lines but evdev
    std::uint16_t end_key = KEY_ENTER;  // evdev; 0: none
    bool caps = false;                  // Caps Lock is on where it types, and it does not know

    std::string bytes_of(std::string_view aim_id, std::string_view code) const {
        std::string bytes = prefix + (aim ? std::string(aim_id) : "");
        for (const char c : code) {
            if (c != '\x1d' || gs == Gs::itself) {
                bytes += c;
            } else if (gs == Gs::substitute) {
                bytes += substitute;
            }
        }
        return bytes + suffix;
    }

    TypedKeys keys_of(std::string_view aim_id, std::string_view code) const {
        auto keys = board(layout);
        keys.text(turned(prefix)).text(aim ? turned(aim_id) : "");
        for (const char c : code) {
            if (c != '\x1d') {
                keys.text(turned({&c, 1}));
            } else {
                type_separator(keys);
            }
        }
        if (end_key != 0) keys.tap(end_key);
        return keys;
    }

    Arrived scan(std::string_view aim_id, std::string_view code) const {
        Arrived arrived;
        if (line != ScannerLine::evdev) {
            arrived.bytes = bytes_of(aim_id, code);
        } else {
            for (const auto& one : keys_in(keys_of(aim_id, code).bytes())) {
                arrived.keys.push_back(one.move);
            }
        }
        return arrived;
    }
    Arrived scan(const SheetCode& code) const {
        auto arrived = scan(code.aim, code.contents);
        arrived.code = code.name;
        return arrived;
    }
    std::vector<Arrived> scan_sheet() const {
        std::vector<Arrived> all;
        for (const auto& code : scanner_sheet()) all.push_back(scan(code));
        return all;
    }

private:
    // Looking up where a layout's signs are takes a while.
    static TypedKeys board(KeyboardLayout layout) {
        static std::map<KeyboardLayout, TypedKeys> boards;
        return boards.try_emplace(layout, layout).first->second;
    }

    // A capital is typed with Shift, and Caps Lock turns it back.
    std::string turned(std::string_view text) const {
        std::string out(text);
        if (!caps) return out;
        for (char& c : out) {
            const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (letter) c = static_cast<char>(c ^ 0x20);
        }
        return out;
    }

    void type_separator(TypedKeys& keys) const {
        switch (gs) {
            case Gs::itself:
            case Gs::control:
                keys.tap_with(KEY_LEFTCTRL, KEY_RIGHTBRACE);
                return;
            case Gs::alt_number:
                keys.alt_number("029");
                return;
            case Gs::substitute:
                keys.text(substitute);
                return;
            case Gs::key:
                keys.tap(key);
                return;
            case Gs::lost:
                return;
        }
    }
};

}  // namespace aisle
