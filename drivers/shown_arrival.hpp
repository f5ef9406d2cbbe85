// SPDX-License-Identifier: Apache-2.0
// What arrived from a scanner, for people: nothing in it is obeyed by a terminal, and all of it can
// be told apart. Pure; any thread.
#pragma once

#include "agent/domain/scanner_setup.hpp"
#include "drivers/keyboard_layout.hpp"

#include <string>
#include <string_view>

namespace aisle {

// Control characters by their names (<GS>), what is no UTF-8 and what a terminal would obey or draw
// as nothing as \xHH, a backslash doubled; cut behind some lines' worth.
std::string shown_bytes(std::string_view bytes);
// Keys as what they type in a layout (of no matter for other lines); those that type nothing by
// their number, <key 66>.
std::string shown_arrival(ScannerLine line, const Arrived& arrived, KeyboardLayout layout);

}  // namespace aisle
