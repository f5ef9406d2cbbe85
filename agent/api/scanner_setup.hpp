// SPDX-License-Identifier: Apache-2.0
// Setting a scanner up from a screen: what stands on the counter, the codes of the test sheet, and
// what a scanner's answers to them say of it. Nothing is opened, claimed or written here: a screen
// collects what arrived, and a person writes the profile down. Pure but for the routes, which
// belong to the io thread.
#pragma once

#include "agent/api/router.hpp"
#include "agent/api/routes.hpp"
#include "agent/base/json.hpp"
#include "agent/domain/scanner_setup.hpp"

#include <span>
#include <string>
#include <vector>

namespace aisle {

struct ArrivedBody {
    ScannerLine line = ScannerLine::serial;
    std::vector<Arrived> arrived;
};
// Errors: invalid, coded and placed by JSON pointer.
Result<ArrivedBody> parse_arrived(const Json& json);

// {"sheet":[…],"candidates":[…]}
std::string scanner_setup_json(std::span<const ScannerCandidate> candidates);
std::string detection_json(const ScannerDetection& detection);

// GET /v1/scanner-setup and POST /v1/scanner-setup/detect. The outlook outlives the router.
void add_scanner_setup(Router& router, Outlook& outlook);

}  // namespace aisle
