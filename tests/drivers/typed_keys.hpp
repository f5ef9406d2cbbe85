// SPDX-License-Identifier: Apache-2.0
// What a scanner that types sends: texts and single keys become the bytes of struct input_event, as
// the kernel hands them out. A sign is looked up in the layout and typed with the keys it needs.
#pragma once

#include "drivers/keyboard_layout.hpp"

#include <linux/input.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace aisle {

struct Stroke {
    std::uint16_t key = 0;
    bool shift = false;
    bool alt_graph = false;
};

using Strokes = std::map<std::string, Stroke, std::less<>>;

// One of the ways to type each sign that a layout has, with as few keys as possible.
inline Strokes strokes_of(KeyboardLayout layout) {
    Strokes strokes;
    for (const bool alt_graph : {false, true}) {
        for (const bool shift : {false, true}) {
            for (std::uint16_t key = 1; key < 128; ++key) {
                const auto sign =
                    sign_of_key(layout, key, {.shift = shift, .alt_graph = alt_graph});
                if (!sign.empty())
                    strokes.try_emplace(std::string(sign), Stroke{key, shift, alt_graph});
            }
        }
    }
    return strokes;
}

class TypedKeys {
public:
    explicit TypedKeys(KeyboardLayout layout = KeyboardLayout::us)
        : strokes_(std::make_shared<Strokes>(strokes_of(layout))) {}

    TypedKeys& event(std::uint16_t type, std::uint16_t code, std::int32_t value) {
        input_event one{};
        one.type = type;
        one.code = code;
        one.value = value;
        bytes_.append(reinterpret_cast<const char*>(&one), sizeof one);
        return *this;
    }
    // With what the kernel sends round it.
    TypedKeys& key(std::uint16_t code, std::int32_t value) {
        return event(EV_MSC, MSC_SCAN, code)
            .event(EV_KEY, code, value)
            .event(EV_SYN, SYN_REPORT, 0);
    }
    TypedKeys& press(std::uint16_t code) { return key(code, 1); }
    TypedKeys& release(std::uint16_t code) { return key(code, 0); }
    TypedKeys& tap(std::uint16_t code) { return press(code).release(code); }
    TypedKeys& tap_with(std::uint16_t held, std::uint16_t code) {
        return press(held).tap(code).release(held);
    }
    TypedKeys& enter() { return tap(KEY_ENTER); }
    // The kernel's queue ran over here.
    TypedKeys& gap() { return event(EV_SYN, SYN_DROPPED, 0).event(EV_SYN, SYN_REPORT, 0); }
    TypedKeys& alt_number(std::string_view digits) {
        constexpr std::uint16_t keypad[] = {KEY_KP0, KEY_KP1, KEY_KP2, KEY_KP3, KEY_KP4,
                                            KEY_KP5, KEY_KP6, KEY_KP7, KEY_KP8, KEY_KP9};
        press(KEY_LEFTALT);
        for (const char digit : digits) tap(keypad[digit - '0']);
        return release(KEY_LEFTALT);
    }

    // Signs that no key of the layout has are left out; has() tells.
    TypedKeys& text(std::string_view utf8) {
        while (!utf8.empty()) {
            const auto sign = first_sign(utf8);
            utf8.remove_prefix(sign.size());
            const auto stroke = strokes_->find(sign);
            if (stroke != strokes_->end()) type(stroke->second);
        }
        return *this;
    }
    bool has(std::string_view sign) const { return strokes_->contains(sign); }

    const std::string& bytes() const { return bytes_; }
    std::string take() { return std::exchange(bytes_, {}); }

private:
    static std::string_view first_sign(std::string_view utf8) {
        std::size_t size = 1;
        while (size < utf8.size() && (static_cast<unsigned char>(utf8[size]) & 0xc0U) == 0x80U) {
            ++size;
        }
        return utf8.substr(0, size);
    }

    void type(const Stroke& stroke) {
        if (stroke.shift) press(KEY_LEFTSHIFT);
        if (stroke.alt_graph) press(KEY_RIGHTALT);
        tap(stroke.key);
        if (stroke.alt_graph) release(KEY_RIGHTALT);
        if (stroke.shift) release(KEY_LEFTSHIFT);
    }

    std::shared_ptr<const Strokes> strokes_;
    std::string bytes_;
};

}  // namespace aisle
