// SPDX-License-Identifier: Apache-2.0
// Setting a scanner up by a sheet of known codes, as values: how it is connected, what arrived for
// each code, and what was found out from that. The finding itself is drivers/scanner_detection.
// Pure; any thread.
#pragma once

#include "agent/base/limits.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/choice.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// Named as `kind` of [[device]].
enum class ScannerLine { evdev, hid_pos, serial, tcp, fd };
inline constexpr std::array<Choice<ScannerLine>, 5> scanner_lines{
    {{"evdev", ScannerLine::evdev},
     {"hid_pos", ScannerLine::hid_pos},
     {"serial", ScannerLine::serial},
     {"tcp", ScannerLine::tcp},
     {"fd", ScannerLine::fd}}};

// ---- What stands on the counter ----

// Whether it is a clerk's keyboard: to claim one takes it from the clerk.
enum class Likeness { scanner, unsure, keyboard };
inline constexpr std::array<Choice<Likeness>, 3> likenesses{{{"scanner", Likeness::scanner},
                                                             {"unsure", Likeness::unsure},
                                                             {"keyboard", Likeness::keyboard}}};

struct ScannerCandidate {
    ScannerLine line = ScannerLine::serial;
    std::string path;    // the one to write down: of its names the one that stays
    std::string node;    // what that is now: /dev/input/event5
    bool stays = false;  // the path is the same when it is plugged in again
    std::string maker;   // "0c2e:0b61"; empty: not told
    std::string what;    // "Honeywell Voyager 1450g", as the device calls itself
    Likeness likeness = Likeness::unsure;
    std::string trouble;   // why it cannot be opened and what to do; empty: it can
    std::string advice;    // what to know before it is chosen
    std::string device{};  // the [[device]] that has it already; empty: none
};

// ---- What arrived ----

// Keys by Linux's numbers, as a keyboard tells of them.
struct KeyMove {
    std::uint16_t key = 0;
    bool down = false;
    bool operator==(const KeyMove&) const = default;
};

struct Arrived {
    std::string code;             // the name of a code of the sheet
    std::string bytes{};          // all lines but evdev; hid_pos: AIM identifier and code
    std::vector<KeyMove> keys{};  // evdev
    Millis pause{0};              // the longest silence in it
    Millis took{0};               // from its first to its last key or byte
};
// Three times the longest code of the sheet with each sign typed by its number.
inline constexpr std::size_t arrived_keys_max = 1024;

// ---- What was found out ----

enum class GsForm {
    unread,      // its code was not scanned
    separator,   // as itself, as Ctrl+] or as Alt and 029
    substitute,  // as a text that stands for it
    key,         // as a key that means nothing else
    lost,        // not at all
    unusable,    // as something that cannot be told from a code's own
};
inline constexpr std::array<Choice<GsForm>, 6> gs_forms{{{"unread", GsForm::unread},
                                                         {"separator", GsForm::separator},
                                                         {"substitute", GsForm::substitute},
                                                         {"key", GsForm::key},
                                                         {"lost", GsForm::lost},
                                                         {"unusable", GsForm::unusable}}};

struct ScannerProfile {
    std::string layout = "us";
    std::string prefix{};
    std::string suffix{};
    std::string gs_substitute{};
    std::uint16_t gs_key = 0;
    Millis idle = scan_idle_default;
    bool operator==(const ScannerProfile&) const = default;
};

struct ScannerFinding {
    std::string_view word;  // stable, for programs: "gs_lost"
    std::string text;       // what was seen, and the next step
    bool blocks = false;    // codes would be lost or wrong: not to be written down as it is
};

// An arrival as a person may be shown it.
struct ShownArrival {
    std::string code;
    std::string text;
};

struct ScannerDetection {
    ScannerLine line = ScannerLine::serial;
    ScannerProfile profile{};
    GsForm gs = GsForm::unread;
    bool aim = false;                    // identifiers are sent
    bool caps_inverted = false;          // capitals arrive small and the other way round
    std::vector<std::string> layouts{};  // evdev: all that fit equally well
    std::vector<ScannerFinding> findings{};
    std::vector<ShownArrival> shown{};  // read by the layout that was found

    bool blocked() const {
        for (const auto& finding : findings) {
            if (finding.blocks) return true;
        }
        return false;
    }
};

}  // namespace aisle
