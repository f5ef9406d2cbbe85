// SPDX-License-Identifier: Apache-2.0
// Which devices of this machine may be scanners, from /dev and /sys: those of HID POS by their
// report descriptor, serial lines, and keyboards, of which a clerk's is told apart as well as can
// be. Of a device's names the one that stays is taken. Looks, and opens no device: what is asked of
// one is asked of the kernel's own files. Any thread that may wait for a disk.
#pragma once

#include "agent/domain/scanner_setup.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// A [[device]] that is configured already.
struct ConfiguredPath {
    std::string name;
    std::string path;
};

// Best first: HID POS, serial, keyboards; likely ones before others. `root` is "" but in tests.
std::vector<ScannerCandidate> survey_scanners(const std::string& root,
                                              std::span<const ConfiguredPath> configured);

// What a keyboard's own words say of it.
struct KeyboardWords {
    std::string vendor;  // four hex digits
    std::string bus;     // the same: 0003 is USB, 0005 Bluetooth, 0011 a socket for keyboards
    std::string name;
    bool points = false;  // it is a mouse as well
};
Likeness likeness_of(const KeyboardWords& words);

}  // namespace aisle
