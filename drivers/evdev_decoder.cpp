// SPDX-License-Identifier: Apache-2.0
#include "drivers/evdev_decoder.hpp"

#include "agent/base/wipe.hpp"
#include "agent/domain/scan.hpp"

#include <linux/input.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

namespace aisle {
namespace {

constexpr char group_separator = '\x1d';
constexpr std::size_t aim_room = 3;
constexpr std::size_t alt_digits_max = 5;

void replace_all(std::string& text, std::string_view what, char with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
        text.replace(at, what.size(), 1, with);
    }
}

// No kernel has run for longer; what says so is no event of one.
Micros time_of(const input_event& event) {
    constexpr std::uint64_t seconds_max = 1ULL << 32;
    constexpr std::uint64_t micros_max = 999'999;
    const auto seconds = std::min<std::uint64_t>(event.input_event_sec, seconds_max);
    const auto micros = std::min<std::uint64_t>(event.input_event_usec, micros_max);
    return Seconds(static_cast<std::int64_t>(seconds)) + Micros(static_cast<std::int64_t>(micros));
}

}  // namespace

std::vector<TimedKey> keys_in(std::string_view events) {
    std::vector<TimedKey> keys;
    for (; events.size() >= sizeof(input_event); events.remove_prefix(sizeof(input_event))) {
        input_event event{};
        std::memcpy(&event, events.data(), sizeof event);
        if (event.type != EV_KEY || event.value == 2) continue;
        keys.push_back({{event.code, event.value == 1}, time_of(event)});
    }
    return keys;
}

std::string events_of(std::span<const KeyMove> keys) {
    std::string events;
    for (const auto& move : keys) {
        input_event event{};
        event.type = EV_KEY;
        event.code = move.key;
        event.value = move.down ? 1 : 0;
        events.append(reinterpret_cast<const char*>(&event), sizeof event);
    }
    return events;
}

bool ends_scan(std::uint16_t key) {
    return key == KEY_ENTER || key == KEY_KPENTER || key == KEY_TAB;
}

bool is_modifier(std::uint16_t key) {
    constexpr std::uint16_t modifiers[] = {KEY_LEFTSHIFT, KEY_RIGHTSHIFT, KEY_LEFTCTRL,
                                           KEY_RIGHTCTRL, KEY_LEFTALT,    KEY_RIGHTALT,
                                           KEY_CAPSLOCK};
    return std::ranges::find(modifiers, key) != std::end(modifiers);
}

Decoded EvdevDecoder::feed(std::string_view bytes, MonoTime now) {
    Decoded out;
    last_ = now;
    while (event_.size() + bytes.size() >= sizeof(input_event)) {
        const auto missing = sizeof(input_event) - event_.size();
        event_.append(bytes.substr(0, missing));
        bytes.remove_prefix(missing);
        take_event(event_, out);
        event_.clear();
    }
    event_.append(bytes);
    return out;
}

void EvdevDecoder::take_event(std::string_view bytes, Decoded& out) {
    input_event event{};
    std::memcpy(&event, bytes.data(), sizeof event);
    if (event.type == EV_SYN && event.code == SYN_DROPPED) {
        lose_all(out);
    } else if (event.type == EV_SYN && event.code == SYN_REPORT) {
        resyncing_ = false;
    } else if (event.type == EV_KEY && event.value != 2) {
        const Key key{event.code, event.value == 1};
        if (!resyncing_) {
            take_key(key, out);
        } else if (key.down && !std::exchange(dropping_, true)) {
            ++out.dropped;
        }
    }
}

// Which keys are held is not known any more either; a scanner holds none between two scans.
void EvdevDecoder::lose_all(Decoded& out) {
    if (!std::exchange(dropping_, true)) ++out.dropped;
    resyncing_ = true;
    const bool caps = held_.caps;
    held_ = {};
    held_.caps = caps;
    forget();
}

void EvdevDecoder::take_key(Key key, Decoded& out) {
    if (take_modifier(key) || !key.down) return;
    if (ends_scan(key.code)) return finish(out);
    if (dropping_) return;
    take_sign(key.code);
}

bool EvdevDecoder::take_modifier(Key key) {
    switch (key.code) {
        case KEY_LEFTSHIFT:
            held_.shift_left = key.down;
            return true;
        case KEY_RIGHTSHIFT:
            held_.shift_right = key.down;
            return true;
        case KEY_LEFTCTRL:
            held_.control_left = key.down;
            return true;
        case KEY_RIGHTCTRL:
            held_.control_right = key.down;
            return true;
        case KEY_LEFTALT:
            if (held_.alt && !key.down) add_alt_number();
            held_.alt = key.down;
            return true;
        case KEY_RIGHTALT:
            held_.alt_graph = key.down;
            return true;
        case KEY_CAPSLOCK:
            if (key.down) held_.caps = !held_.caps;
            return true;
        default:
            return false;
    }
}

void EvdevDecoder::take_sign(std::uint16_t code) {
    const char keypad = sign_of_keypad(code);
    if (framing_.gs_key != 0 && code == framing_.gs_key) return add({&group_separator, 1});
    if (held_.alt && keypad >= '0' && keypad <= '9') {
        if (alt_digits_.size() < alt_digits_max) alt_digits_ += keypad;
        return;
    }
    if (keypad != '\0') return add({&keypad, 1});
    if (held_.control_left || held_.control_right) {
        const char control = control_of_key(code);
        if (control != '\0') add({&control, 1});
        return;
    }
    add(sign_of_key(framing_.layout, code,
                    {.shift = held_.shift_left || held_.shift_right,
                     .caps = held_.caps,
                     .alt_graph = held_.alt_graph}));
}

// Alt and 029 is the sign with that number, as Windows has it. Above ASCII it depends on a code
// page, which nobody tells us: the scan is torn, which a clerk is told. Another sign in its place
// would be another code.
void EvdevDecoder::add_alt_number() {
    const auto digits = std::exchange(alt_digits_, {});
    unsigned number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    constexpr unsigned ascii_end = 0x80;
    if (number == 0 || dropping_) return;
    if (number >= ascii_end) {
        torn_ = true;
        return;
    }
    const char sign = static_cast<char>(number);
    add({&sign, 1});
}

void EvdevDecoder::add(std::string_view text) {
    if (overlong_) return;
    gathered_.append(text);
    const auto around = framing_.prefix.size() + aim_room;
    const auto longest = scan_bytes_max * std::max<std::size_t>(framing_.gs_substitute.size(), 1);
    if (gathered_.size() > longest + around) {
        overlong_ = true;
        wipe(gathered_);
    }
}

Decoded EvdevDecoder::tick(MonoTime now) {
    Decoded out;
    const auto due = deadline();
    if (due && now >= *due) finish(out);
    return out;
}

std::optional<MonoTime> EvdevDecoder::deadline() const {
    const bool under_way = !gathered_.empty() || overlong_ || torn_ || dropping_;
    if (framing_.idle <= Millis(0) || !under_way) return std::nullopt;
    return last_ + framing_.idle;
}

Decoded EvdevDecoder::end() {
    if (framing_.idle <= Millis(0)) return reset();
    Decoded out;
    finish(out);
    // Another opening brings other events: no half of one, and no key that is held.
    reset();
    return out;
}

Decoded EvdevDecoder::reset() {
    Decoded out;
    if (overlong_) {
        ++out.overlong;
    } else if (!gathered_.empty() || torn_) {
        ++out.torn;
    }
    event_.clear();
    held_ = {};
    dropping_ = resyncing_ = false;
    forget();
    return out;
}

void EvdevDecoder::forget() {
    wipe(gathered_);
    wipe(alt_digits_);
    overlong_ = torn_ = false;
}

void EvdevDecoder::finish(Decoded& out) {
    std::string text(gathered_);
    const bool overlong = overlong_;
    const bool torn = torn_;
    forget();
    // What came behind the gap is the rest of a code that has lost its beginning.
    if (std::exchange(dropping_, false)) return;
    if (overlong) {
        ++out.overlong;
        return;
    }
    if (text.empty() && !torn) return;
    if (torn || !text.starts_with(framing_.prefix)) {
        ++out.torn;
        return;
    }
    text.erase(0, framing_.prefix.size());
    if (!framing_.gs_substitute.empty()) {
        replace_all(text, framing_.gs_substitute, group_separator);
    }
    if (text.size() > scan_bytes_max + aim_size(text)) {
        ++out.overlong;
    } else if (!text.empty()) {
        out.frames.push_back(std::move(text));
    }
}

}  // namespace aisle
