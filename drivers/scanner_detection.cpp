// SPDX-License-Identifier: Apache-2.0
#include "drivers/scanner_detection.hpp"

#include "agent/base/utf8.hpp"
#include "agent/domain/scan.hpp"
#include "drivers/sheet_reading.hpp"
#include "drivers/shown_arrival.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace aisle {
namespace {

constexpr std::string_view separator = "\x1d";
constexpr std::size_t aim_bytes = 3;
// Nobody hits 14 keys a second for a whole code; a slow scanner has 40 ms between two.
constexpr Millis hand_pace{70};
constexpr Millis idle_max{10'000};
constexpr std::string_view manual = "its manual has a bar code for that";

using Readings = std::vector<SheetReading>;

// Everything that stands in front of each code, or behind it.
using Marks = std::vector<std::string>;

bool is_aim(std::string_view text) {
    return text.size() == aim_bytes && aim_size(std::string(text) + '.') != 0;
}

// What all of them are; nothing when they differ.
std::optional<std::string> same(const Marks& marks) {
    const bool all = std::ranges::all_of(marks, [&](const auto& m) { return m == marks.front(); });
    if (!all) return std::nullopt;
    return marks.front();
}

// Without an identifier at their end (or at their beginning); nothing unless all have one.
std::optional<std::string> same_beside_aim(const Marks& marks, bool at_end) {
    Marks rest;
    for (const auto& mark : marks) {
        if (mark.size() < aim_bytes) return std::nullopt;
        const auto at = at_end ? mark.size() - aim_bytes : 0;
        if (!is_aim(std::string_view(mark).substr(at, aim_bytes))) return std::nullopt;
        rest.push_back(at_end ? mark.substr(0, at) : mark.substr(aim_bytes));
    }
    return same(rest);
}

int score(const Readings& readings) {
    int sum = 0;
    for (const auto& one : readings) {
        const bool layout = one.code->name == "layout";
        sum += layout ? (one.swapped ? 8 : 16) : 2;
        if (one.separator == separator) ++sum;
    }
    return sum;
}

bool has(const Readings& readings, std::string_view name) {
    return std::ranges::any_of(readings, [&](const auto& one) { return one.code->name == name; });
}

bool only_letters_and_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    });
}

// A text that can be told from what codes hold. Single signs that web addresses and element strings
// do not use, control characters, and texts such as {GS}.
bool can_substitute(std::string_view text) {
    constexpr std::string_view rare = "|~^`{}\\";
    if (text.size() > scan_mark_bytes_max || only_letters_and_digits(text)) return false;
    if (text.size() > 1) return is_utf8(text);
    const auto byte = static_cast<unsigned char>(text[0]);
    return byte < 0x20 || rare.find(text[0]) != std::string_view::npos;
}

class Detective {
public:
    Detective(ScannerLine line, std::span<const Arrived> arrived)
        : types_(line == ScannerLine::evdev) {
        found_.line = line;
        for (const auto& code : scanner_sheet()) {
            const Arrived* last = nullptr;
            for (const auto& one : arrived) {
                const bool empty = types_ ? one.keys.empty() : one.bytes.empty();
                if (one.code == code.name && !empty) last = &one;
            }
            if (last != nullptr) arrived_.push_back(*last);
        }
    }

    ScannerDetection run() {
        if (arrived_.empty()) {
            block(
                "nothing_arrived",
                "nothing arrived: see to the cable and to the way the scanner is set to send (USB "
                "HID POS, USB serial or keyboard), and choose the device again");
            return std::move(found_);
        }
        const bool readable = read();
        for (const auto& one : arrived_) {
            found_.shown.push_back({one.code, shown_arrival(found_.line, one, layout_)});
        }
        if (!readable) return std::move(found_);
        judge_layout();
        judge_marks();
        judge_separator();
        judge_check_digit();
        judge_pace();
        if (!found_.blocked()) verify();
        return std::move(found_);
    }

private:
    void note(std::string_view word, std::string text) {
        found_.findings.push_back({word, std::move(text), false});
    }
    void block(std::string_view word, std::string text) {
        found_.findings.push_back({word, std::move(text), true});
    }

    Readings read_as(KeyboardLayout layout) const {
        Readings readings;
        for (const auto& one : arrived_) {
            auto reading = read_sheet_code(*find_sheet_code(one.code), found_.line, one, layout);
            if (reading) readings.push_back(std::move(*reading));
        }
        return readings;
    }

    // The layout under which most is read; of several that are as good the first, us before all.
    bool read() {
        int best = 0;
        const auto layouts = types_ ? keyboard_layouts() : keyboard_layouts().first(1);
        for (const auto layout : layouts) {
            auto readings = read_as(layout);
            const int points = score(readings);
            if (points == 0 || points < best) continue;
            if (points > best) {
                found_.layouts.clear();
                layout_ = layout;
                readings_ = std::move(readings);
                best = points;
            }
            if (types_) found_.layouts.emplace_back(to_string(layout));
        }
        found_.profile.layout = to_string(layout_);
        if (best > 0) return true;
        block("unreadable",
              types_
                  ? "nothing that arrived is a code of the sheet in any layout that is known: set "
                    "the scanner's keyboard to USA (" +
                        std::string(manual) +
                        "), or to HID POS or USB serial, and scan the sheet again"
                  : "nothing that arrived is a code of the sheet: on a serial line try another "
                    "speed (9600 and 115200 are usual); else scan the codes one by one, each once");
        return false;
    }

    void judge_layout() {
        for (const auto& code : scanner_sheet()) {
            const bool came = std::ranges::any_of(
                arrived_, [&](const auto& one) { return one.code == code.name; });
            if (came && !has(readings_, code.name) && !(types_ && code.name == "layout")) {
                block("code_unreadable", "what arrived for the code " + std::string(code.name) +
                                             " is not what stands in it: scan it again, once");
            }
        }
        for (const auto& one : readings_) found_.caps_inverted |= one.swapped;
        if (found_.caps_inverted) {
            block("caps_inverted",
                  "capitals arrive as small letters and the other way round: Caps Lock is on for "
                  "the scanner. Press Caps Lock on the keyboard, or set the scanner to keep it "
                  "off (" +
                      std::string(manual) + "), and scan the sheet again");
        }
        if (!types_ || has(readings_, "layout")) return;
        block(
            "layout_unclear",
            "the code \"layout\" was not read, and several layouts fit the others: scan it too; if "
            "it is never read, set the scanner's keyboard to USA");
    }

    // What stands before and behind is the same for every code, but for an identifier.
    void judge_marks() {
        Marks before;
        Marks after;
        for (const auto& one : readings_) {
            before.push_back(without_leading_separator(one));
            after.push_back(one.after);
        }
        judge_prefix(before);
        judge_suffix(after);
    }

    // Some say FNC1 at the beginning of a GS1 code too, as a separator; readers of element strings
    // pass over it.
    static std::string without_leading_separator(const SheetReading& reading) {
        auto before = reading.before;
        const bool extra = !reading.separator.empty() && before.ends_with(reading.separator);
        if (extra) before.resize(before.size() - reading.separator.size());
        return before;
    }

    void judge_prefix(const Marks& before) {
        auto& profile = found_.profile;
        if (const auto prefix = same_beside_aim(before, true)) {
            found_.aim = true;
            profile.prefix = *prefix;
            judge_identifiers();
        } else if (const auto mark = same(before)) {
            profile.prefix = *mark;
            note("aim_missing",
                 "no AIM identifiers are sent, so that GS1 codes are not known by their kind: "
                 "switch "
                 "them on in the scanner (" +
                     std::string(manual) + "), or set gs1_without_identifier in [scan]");
        } else if (same_beside_aim(before, false)) {
            block("aim_before_prefix",
                  "the AIM identifier comes before the prefix, where it cannot be told from noise: "
                  "switch the prefix off in the scanner");
        } else {
            block("prefix_varies",
                  "what comes before the codes differs from kind to kind: the scanner sends its "
                  "maker's own identifiers. Switch them off, or to AIM identifiers for all kinds");
        }
        judge_mark("prefix", profile.prefix, found_.line == ScannerLine::hid_pos);
    }

    void judge_identifiers() {
        for (const auto& one : readings_) {
            const auto before = without_leading_separator(one);
            const auto aim = std::string_view(before).substr(before.size() - aim_bytes);
            if (one.code->symbology == SheetSymbology::gs1_128 && aim != one.code->aim) {
                note("gs1_unmarked", "a GS1-128 is announced as " + std::string(aim) +
                                         ", not as ]C1: switch GS1-128 on in the scanner, or its "
                                         "codes are taken for plain Code 128");
            }
        }
    }

    void judge_suffix(const Marks& after) {
        const auto suffix = same(after);
        if (!suffix) {
            return block("suffix_varies",
                         "what comes behind the codes differs from code to code: set one suffix "
                         "for all kinds (CR, or Enter of a keyboard), and scan each code once");
        }
        const bool usual = *suffix == "\r" || *suffix == "\n" || *suffix == "\r\n";
        found_.profile.suffix = usual ? "" : *suffix;
        judge_mark("suffix", found_.profile.suffix, types_ || found_.line == ScannerLine::hid_pos);
        const bool printed = std::ranges::all_of(*suffix, [](char c) { return c > ' '; });
        if (printed && !suffix->empty()) {
            note("suffix_common",
                 "the suffix is made of signs that codes have too, and would cut such a code: set "
                 "the scanner to end codes with CR");
        }
        const bool ends = types_ ? all_end_with_key() : !suffix->empty();
        if (!ends && found_.line != ScannerLine::hid_pos) {
            note(
                "no_suffix",
                "nothing but silence ends a code: set the scanner to send CR (Enter) behind it, so "
                "that two quick ones are never taken for one");
        }
    }

    bool all_end_with_key() const {
        return std::ranges::all_of(arrived_, [](const Arrived& one) {
            const auto last = std::ranges::find_if(one.keys.rbegin(), one.keys.rend(), [](auto& m) {
                return m.down && !is_modifier(m.key);
            });
            return last != one.keys.rend() && ends_scan(last->key);
        });
    }

    void judge_mark(const std::string& which, const std::string& mark, bool impossible) {
        if (mark.empty()) return;
        if (impossible) {
            block("mark_impossible", "the scanner adds a " + which +
                                         ", which a device of this kind has no setting "
                                         "for: switch it off (" +
                                         std::string(manual) + ")");
        } else if (mark.size() > scan_mark_bytes_max || !is_utf8(mark)) {
            block("mark_unusable",
                  "its " + which + " has more than " + std::to_string(scan_mark_bytes_max) +
                      " bytes, or some that no text has: set a shorter one, or none");
        }
    }

    // ---- The separator ----

    void judge_separator() {
        const auto reading = std::ranges::find_if(
            readings_, [](const auto& one) { return one.code->name == "gs1"; });
        if (reading == readings_.end()) {
            return note("gs_unread",
                        "how a separator (GS) arrives was not seen: scan the code gs1");
        }
        const auto& between = reading->separator;
        if (between == separator) {
            found_.gs = GsForm::separator;
        } else if (between.empty()) {
            find_key();
        } else if (between.find('\n') != std::string::npos && types_) {
            unusable(
                "the scanner presses Tab or Enter where a code has its separator (GS), which "
                "cuts the code in two");
        } else if (types_ && can_substitute(between)) {
            found_.gs = GsForm::substitute;
            found_.profile.gs_substitute = between;
        } else {
            unusable("the scanner sends something for a separator (GS) that stands in codes too");
        }
    }

    void unusable(const std::string& what) {
        found_.gs = GsForm::unusable;
        block("gs_unusable",
              what + ". Set it to send " +
                  (types_ ? std::string("Ctrl+] (often \"Control + ASCII\" or \"function "
                                        "key mapping\"), or | for it")
                          : std::string("the byte 0x1D as it is")) +
                  "; " + std::string(manual));
    }

    // A key that types nothing, pressed in the code that has a separator, and in no other.
    void find_key() {
        std::set<std::uint16_t> silent;
        std::set<std::uint16_t> elsewhere;
        for (const auto& one : arrived_) {
            auto& keys = one.code == "gs1" ? silent : elsewhere;
            for (const auto& move : one.keys) {
                if (move.down && is_silent(move.key)) keys.insert(move.key);
            }
        }
        std::erase_if(silent, [&](auto key) { return elsewhere.contains(key); });
        constexpr std::uint16_t key_max = 767;
        if (types_ && silent.size() == 1 && *silent.begin() <= key_max) {
            found_.gs = GsForm::key;
            found_.profile.gs_key = *silent.begin();
            return;
        }
        found_.gs = GsForm::lost;
        block("gs_lost",
              std::string("separators (GS) are lost on the way, and with them where a lot or a "
                          "serial number ends. Set the scanner to send them: ") +
                  (types_
                       ? "as Ctrl+] (often \"Control + ASCII\", \"function key mapping\" or "
                         "\"emulate keypad\"), or use HID POS or USB serial instead of a keyboard; "
                       : "FNC1 as GS (0x1D), and no data formatting that takes it out; ") +
                  std::string(manual));
    }

    bool is_silent(std::uint16_t key) const {
        return !is_modifier(key) && !ends_scan(key) && sign_of_keypad(key) == '\0' &&
               sign_of_key(layout_, key, {}).empty() &&
               sign_of_key(layout_, key, {.shift = true}).empty();
    }

    // ---- The rest ----

    void judge_check_digit() {
        for (const auto& one : readings_) {
            if (!one.cut) continue;
            block("check_digit_missing",
                  "the check digit of an EAN-13 is left out: set the scanner to transmit it (" +
                      std::string(manual) + ")");
        }
    }

    void judge_pace() {
        Millis pause{0};
        for (const auto& one : arrived_) {
            pause = std::max(pause, one.pause);
            const auto presses = std::ranges::count_if(one.keys, &KeyMove::down);
            constexpr std::ptrdiff_t presses_min = 6;
            if (!types_ || presses < presses_min || one.took < presses * hand_pace) continue;
            block("by_hand",
                  "that was typed by a person: this is a keyboard. Choose the scanner; a keyboard "
                  "that is claimed is taken from whoever works with it");
            return;
        }
        // Twice the longest that was seen: the next code may be slower.
        constexpr Millis grain{10};
        const auto idle = (2 * pause + grain - Millis(1)) / grain * grain;
        if (idle <= found_.profile.idle || found_.line == ScannerLine::hid_pos) return;
        found_.profile.idle = std::min(idle, idle_max);
    }

    // The sheet's own codes must come out of the agent's own decoder, each once and whole.
    void verify() {
        for (const auto& reading : readings_) {
            const auto& code = *reading.code;
            const auto one = std::ranges::find(arrived_, code.name, &Arrived::code);
            auto contents = std::string(code.contents);
            for (const auto& frame : decoded(*one)) {
                std::string_view rest = frame;
                rest.remove_prefix(found_.aim ? std::min(aim_size(rest), rest.size()) : 0);
                // Said of FNC1 at the beginning; readers of element strings pass over it.
                const bool led = rest == std::string(separator) + contents;
                if (rest == contents || led) ++verified_;
                ++frames_;
            }
        }
        if (verified_ == readings_.size() && frames_ == verified_) return;
        block("not_verified",
              "the settings that were found do not give the sheet's codes back: switch prefix, "
              "suffix and formatting off in the scanner and scan the sheet again");
    }

    std::vector<std::string> decoded(const Arrived& one) const {
        const MonoTime start{};
        Decoded out;
        const auto take = [&](Decoder& decoder, std::string_view bytes) {
            out = decoder.feed(bytes, start);
            const auto due = decoder.deadline();
            if (!due) return;
            for (auto& frame : decoder.tick(*due).frames) out.frames.push_back(std::move(frame));
        };
        if (types_) {
            EvdevDecoder decoder(key_framing(found_.profile));
            take(decoder, events_of(one.keys));
        } else if (found_.line == ScannerLine::hid_pos) {
            out.frames.push_back(one.bytes);
        } else {
            LineDecoder decoder(line_framing(found_.line, found_.profile));
            take(decoder, one.bytes);
        }
        return std::move(out.frames);
    }

    bool types_;
    ScannerDetection found_;
    std::vector<Arrived> arrived_;
    KeyboardLayout layout_ = KeyboardLayout::us;
    Readings readings_;
    std::size_t verified_ = 0;
    std::size_t frames_ = 0;
};

}  // namespace

ScannerDetection detect_scanner(ScannerLine line, std::span<const Arrived> arrived) {
    return Detective(line, arrived).run();
}

std::string_view recognise(ScannerLine line, const Arrived& arrived) {
    const auto layouts =
        line == ScannerLine::evdev ? keyboard_layouts() : keyboard_layouts().first(1);
    for (const auto& code : scanner_sheet()) {
        for (const auto layout : layouts) {
            if (read_sheet_code(code, line, arrived, layout)) return code.name;
        }
    }
    return {};
}

KeyFraming key_framing(const ScannerProfile& profile) {
    return {.layout = parse_keyboard_layout(profile.layout).value_or(KeyboardLayout::us),
            .prefix = profile.prefix,
            .idle = profile.idle,
            .gs_key = profile.gs_key,
            .gs_substitute = profile.gs_substitute};
}

Framing line_framing(ScannerLine line, const ScannerProfile& profile) {
    const bool network = line == ScannerLine::tcp;
    return {.prefix = profile.prefix,
            .suffix = profile.suffix,
            .idle = network ? std::max<Millis>(profile.idle, scan_idle_network_min) : profile.idle};
}

}  // namespace aisle
