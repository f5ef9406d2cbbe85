// SPDX-License-Identifier: Apache-2.0
// aisle capture scan, purchase and member: what a till or a kiosk would send, sent by hand. Done is
// said only when the daemon has said it is saved.
#pragma once

#include "tools/ctl/console.hpp"
#include "tools/ctl/local_client.hpp"

#include <string>
#include <string_view>

namespace aisle {

struct Capture {
    std::string target;  // "/v1/scans"
    std::string body;
};

// {"data":…,"source":…} for /v1/scans. Errors: invalid for what is not UTF-8, too_large.
Result<Capture> scan_capture(std::string_view code, std::string_view source);
// The JSON of a file, or of standard input for "-". Errors: not_found, too_large, io.
Result<std::string> read_body(const std::string& file);

Exit capture(const Console& console, const LocalClient& client, const Capture& what, bool as_json);

}  // namespace aisle
