// SPDX-License-Identifier: Apache-2.0
// A scanner that types: events of Linux's input layer (struct input_event) become text. Keys are
// read with the scanner's own layout, so that the system's does not matter; GS comes as Ctrl+],
// as Alt and digits, as a key of the maker's, or as a sign that stands for it.
// When the kernel's queue ran over (SYN_DROPPED), or a sign is typed by a number that nobody can
// read without its code page (Alt and 128 or more), the whole scan is thrown away and counted.
// Source: Linux, Documentation/input/event-codes.rst.
#pragma once

#include "agent/base/limits.hpp"
#include "agent/base/wipe.hpp"
#include "agent/domain/scanner_setup.hpp"
#include "drivers/decoder.hpp"
#include "drivers/keyboard_layout.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace aisle {

struct KeyFraming {
    KeyboardLayout layout = KeyboardLayout::us;
    std::string prefix{};             // typed before every code, and no part of it
    Millis idle = scan_idle_default;  // a pause this long ends a code too; 0: never
    std::uint16_t gs_key = 0;         // a key that means GS, by Linux's code; 0: none
    std::string gs_substitute{};      // what stands for GS in the text: "|", "{GS}"; empty: nothing
};

// For who looks at a scanner whose settings are not known yet: what the kernel handed out, as keys
// and when, without repeats; and keys as the kernel would hand them out.
struct TimedKey {
    KeyMove move;
    Micros at{0};  // by the kernel's clock
};
std::vector<TimedKey> keys_in(std::string_view events);
std::string events_of(std::span<const KeyMove> keys);
// Tab or Enter.
bool ends_scan(std::uint16_t key);
// Shift, Ctrl, Alt, Caps Lock: it changes what other keys mean.
bool is_modifier(std::uint16_t key);

class EvdevDecoder final : public Decoder {
public:
    explicit EvdevDecoder(KeyFraming framing) : framing_(std::move(framing)) {
        gathered_.reserve(room_outside);
    }

    Decoded feed(std::string_view bytes, MonoTime now) override;
    Decoded tick(MonoTime now) override;
    std::optional<MonoTime> deadline() const override;
    Decoded end() override;
    Decoded reset() override;

private:
    struct Key {
        std::uint16_t code = 0;
        bool down = false;
    };
    void take_event(std::string_view event, Decoded& out);
    void take_key(Key key, Decoded& out);
    bool take_modifier(Key key);
    void take_sign(std::uint16_t code);
    void add(std::string_view text);
    void add_alt_number();
    void lose_all(Decoded& out);
    void finish(Decoded& out);
    void forget();

    struct Held {
        bool shift_left = false, shift_right = false;
        bool control_left = false, control_right = false;
        bool alt = false, alt_graph = false;
        bool caps = false;
    };

    KeyFraming framing_;
    std::string event_;  // the first part of one that a read cut in two
    std::string gathered_;
    std::string alt_digits_;
    Held held_;
    MonoTime last_{};
    bool overlong_ = false;
    bool torn_ = false;      // a sign in it cannot be known
    bool dropping_ = false;  // up to the end of what the kernel cut
    bool resyncing_ = false;
};

}  // namespace aisle
