// SPDX-License-Identifier: Apache-2.0
// What a capture was answered with. Pure; any thread.
#pragma once

#include "sync/journal.hpp"

#include <string>

namespace aisle {

struct Accepted {
    Receipt receipt;         // of the first event
    std::size_t events = 1;  // saved together under numbers that follow each other
    std::string member;      // the provisional member id of a sign-up, or empty
    std::string code{};      // of a scan, as JSON: what the code is; see scan/code_json.hpp
    bool repeated = false;   // this is what a request before was answered with
    std::string case_id{};   // of a case that was opened
};

// {"id":…,"lane":…,"seq":…,"epoch":…,"events":…,"member_id":…,"case_id":…,"code":{…}}: the same
// text however often it is asked for.
std::string to_json(const Accepted& accepted);

}  // namespace aisle
