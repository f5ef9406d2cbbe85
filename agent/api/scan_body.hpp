// SPDX-License-Identifier: Apache-2.0
// The body of POST /v1/scans: what a program scanned, as text or, where it is no text, as base64.
// Pure; any thread.
#pragma once

#include "agent/base/json.hpp"
#include "agent/domain/scan.hpp"

#include <string>

namespace aisle {

struct ScanBody {
    Scan scan;
    std::string caller_id;  // empty: a repeat is another scan
};

// Errors: invalid, coded and placed by JSON pointer.
Result<ScanBody> parse_scan_body(const Json& json, MonoTime now);

}  // namespace aisle
