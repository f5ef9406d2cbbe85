// SPDX-License-Identifier: Apache-2.0
#include "tools/doctor/diagnosis.hpp"

#include "agent/base/json_writer.hpp"

#include <algorithm>

namespace aisle {

std::string_view to_string(Health health) {
    switch (health) {
        case Health::ok:
            return "ok";
        case Health::warn:
            return "warn";
        case Health::fail:
            return "fail";
        case Health::skip:
            return "skip";
    }
    return "skip";
}

bool all_well(const Diagnoses& diagnoses) {
    return std::ranges::none_of(diagnoses, [](const Diagnosis& one) {
        return one.health == Health::warn || one.health == Health::fail;
    });
}

std::string diagnoses_json(const Diagnoses& diagnoses) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("schema_version", 1).member("well", all_well(diagnoses));
    json.key("checks").begin_array();
    for (const auto& one : diagnoses) {
        json.begin_object().member("check", one.check).member("health", to_string(one.health));
        json.member("seen", one.seen).member_if("next", one.next).end_object();
    }
    json.end_array().end_object();
    return text;
}

}  // namespace aisle
