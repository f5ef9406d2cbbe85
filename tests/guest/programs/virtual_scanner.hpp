// SPDX-License-Identifier: Apache-2.0
// Scanners that the kernel takes for real ones: a keyboard by uinput, a HID POS scanner by uhid.
// What is typed goes through the kernel's input layer and comes out of /dev/input or /dev/hidraw.
// Source: Linux, Documentation/input/uinput.rst and Documentation/hid/uhid.rst. One thread each.
#pragma once

#include "agent/base/time.hpp"
#include "drivers/keyboard_layout.hpp"
#include "tests/drivers/typed_keys.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace aisle {

class VirtualScanner {
public:
    virtual ~VirtualScanner() = default;
    // Of /dev; empty when the kernel made none.
    virtual std::string node() const = 0;
    // A code and its end, as this kind of scanner sends it. Returns when it is sent.
    virtual void scan(std::string_view code) = 0;
    // A part of one, without its end.
    virtual void scan_part(std::string_view part) = 0;
    // Whether it has a way to say it.
    virtual bool can_say(std::string_view sign) const = 0;
};

// A report every millisecond, which is the fastest that USB lets a keyboard be. A GS is Ctrl+], or
// Alt and digits, in turn. Null where the kernel has no uinput.
std::unique_ptr<VirtualScanner> make_virtual_keyboard(const std::string& name,
                                                      KeyboardLayout layout);
// One report after another, 56 bytes of the code in each. Null where the kernel has no uhid.
std::unique_ptr<VirtualScanner> make_virtual_hid_pos(const std::string& name);

// The node of the input device of that name; empty when there is none.
std::string input_node_of(std::string_view name);

}  // namespace aisle
