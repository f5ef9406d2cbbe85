// SPDX-License-Identifier: Apache-2.0
// Where a customer came from, as far as an address in a code tells: campaign parameters (UTM), the
// click ids of advertising networks, and what the tenant lists besides. Everything else in a query
// may name a person and is dropped. Pure; any thread.
#pragma once

#include "agent/base/json_writer.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct AttributionEntry {
    std::string key;
    std::string value;  // decoded once, as it was written: analytics tell "Spring" from "spring"
    bool operator==(const AttributionEntry&) const = default;
};

using Attribution = std::vector<AttributionEntry>;

// Whether a parameter's value, decoded, says where somebody came from and not who it is or with
// what she pays: clean text of at most attribution_value_max bytes that is no phone number (a
// Chinese mobile, or any with its plus) and no e-mail address, and holds no card number.
bool may_be_kept(std::string_view value);

// `listed`: further keys that may be kept, as they are written; the known ones may come in capitals
// and are told in small letters. A key counts once, the first time; a value that cannot
// be decoded or may not be kept is dropped.
Attribution read_attribution(std::string_view query, std::span<const std::string> listed);

// {"utm_source":"S0042",…,"lower":{"utm_source":"s0042"}}; lower-cased where that differs.
void write_attribution(JsonWriter& json, const Attribution& attribution);

}  // namespace aisle
