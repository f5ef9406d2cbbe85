// SPDX-License-Identifier: Apache-2.0
// From what arrived for the codes of the test sheet to how a scanner is set: keyboard layout,
// prefix, suffix, the form of separators, identifiers, Caps Lock.
// Promise: a profile without a finding that blocks makes the sheet's own codes of what arrived, by
// the very decoder that the agent reads with; each is tried with it before it is given out.
// Pure; any thread. Whatever arrived, an answer.
#pragma once

#include "agent/domain/scanner_setup.hpp"
#include "drivers/evdev_decoder.hpp"
#include "drivers/line_decoder.hpp"

#include <span>
#include <string_view>

namespace aisle {

// Of two arrivals of one code the last counts; names that the sheet does not have are passed over.
ScannerDetection detect_scanner(ScannerLine line, std::span<const Arrived> arrived);

// The code of the sheet that this is, whatever its `code` says; empty: none of them.
std::string_view recognise(ScannerLine line, const Arrived& arrived);

// How the agent's decoders are set by a profile.
KeyFraming key_framing(const ScannerProfile& profile);
Framing line_framing(ScannerLine line, const ScannerProfile& profile);

}  // namespace aisle
