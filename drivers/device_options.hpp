// SPDX-License-Identifier: Apache-2.0
// One device as its owner describes it: where its bytes come from, how they are cut into codes and
// what counts as read twice. Plain values; any thread.
#pragma once

#include "agent/base/result.hpp"
#include "drivers/evdev_decoder.hpp"
#include "drivers/line_decoder.hpp"

#include <cstdint>
#include <string>

namespace aisle {

enum class SourceKind {
    serial,       // a tty at `path`: RS-232, USB bridge, USB CDC
    fd,           // a FIFO or a character device at `path`; "-" is standard input
    tcp_connect,  // a network scanner that waits to be called at host:port
    tcp_listen,   // network scanners that call us on host:port; the host is an IP address
    evdev,        // a scanner that types: an input device at `path`
    hid_pos,      // USB HID POS: a hidraw device at `path`
};

struct DeviceOptions {
    std::string name;
    SourceKind kind = SourceKind::serial;
    std::string path{};
    std::string host{};
    std::uint16_t port = 0;
    unsigned speed = 9600;  // bits a second, 8N1; USB CDC devices ignore it
    Framing framing{};
    KeyFraming keys{};                  // evdev has these instead
    bool claim = true;                  // evdev: nobody else sees what is typed
    bool decode_data = true;            // an AIM identifier in front of a code is taken for one
    Millis dedup = scan_dedup_default;  // 0: the same code twice is two scans
};

// Errors: invalid, with what to correct.
Result<void> check_options(const DeviceOptions& options);

}  // namespace aisle
