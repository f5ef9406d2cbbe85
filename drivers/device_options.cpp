// SPDX-License-Identifier: Apache-2.0
#include "drivers/device_options.hpp"

#include "agent/base/utf8.hpp"
#include "drivers/serial_line.hpp"

#include <utility>

namespace aisle {
namespace {

Error wrong(const DeviceOptions& options, const std::string& what) {
    return Error(Errc::invalid, what).at("device \"" + options.name + "\"");
}

bool is_tcp(SourceKind kind) {
    return kind == SourceKind::tcp_connect || kind == SourceKind::tcp_listen;
}

Result<void> check_place(const DeviceOptions& options) {
    if (is_tcp(options.kind)) {
        if (options.host.empty()) return wrong(options, "no host; give its address as host:port");
        // Listening on port 0 means any free one.
        if (options.port == 0 && options.kind == SourceKind::tcp_connect) {
            return wrong(options, "no port; give its address as host:port");
        }
        return {};
    }
    if (options.path.empty()) return wrong(options, "no path; give one such as /dev/ttyACM0");
    const bool known = is_serial_speed(options.speed);
    if (options.kind == SourceKind::serial && !known) {
        return wrong(options, "speed " + std::to_string(options.speed) +
                                  " is none a serial line has; most scanners use 9600 or 115200");
    }
    return {};
}

}  // namespace

Result<void> check_options(const DeviceOptions& options) {
    if (options.name.empty() || options.name.size() > name_bytes_max ||
        !is_plain_text(options.name)) {
        return Error(Errc::invalid, "a device needs a name of 1 to " +
                                        std::to_string(name_bytes_max) + " bytes on one line");
    }
    TRY(check_place(options));
    const auto& framing = options.framing;
    if (std::max(framing.prefix.size(), framing.suffix.size()) > scan_mark_bytes_max) {
        return wrong(options, "prefix and suffix have at most " +
                                  std::to_string(scan_mark_bytes_max) + " bytes; shorten them");
    }
    const auto& keys = options.keys;
    if (std::max(keys.prefix.size(), keys.gs_substitute.size()) > scan_mark_bytes_max) {
        return wrong(options, "prefix and gs_substitute have at most " +
                                  std::to_string(scan_mark_bytes_max) + " bytes; shorten them");
    }
    if (framing.idle < Millis(0) || keys.idle < Millis(0) || options.dedup < Millis(0)) {
        return wrong(options, "times are not negative; 0 switches one off");
    }
    return {};
}

}  // namespace aisle
