// SPDX-License-Identifier: Apache-2.0
// What one check of `aisle doctor` came to: what was looked at, how it is, what was seen, and the
// next step where there is one to take. A value; checks make them from facts, purely, and other
// files gather the facts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aisle {

enum class Health {
    ok,
    warn,  // works today
    fail,
    skip,  // not looked at, and `seen` says why
};
std::string_view to_string(Health health);

struct Diagnosis {
    std::string check;  // a stable dotted name: "broker.tls"
    Health health = Health::ok;
    std::string seen;
    std::string next;
};

using Diagnoses = std::vector<Diagnosis>;

// Nothing warns and nothing fails.
bool all_well(const Diagnoses& diagnoses);
// {"schema_version":1,"well":…,"checks":[{check, health, seen, next?}]}
std::string diagnoses_json(const Diagnoses& diagnoses);

}  // namespace aisle
