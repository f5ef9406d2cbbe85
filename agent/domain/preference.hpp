// SPDX-License-Identifier: Apache-2.0
// What is known of a member's likes, field by field: a size, an allergy, what a clerk noted.
// Central numbers each field's versions; who changes one says which version he had before him, so
// that central sees when two changed the same. The values are people's own words, and stand in the
// person part only. Pure; any thread.
//
//   "preferences":{"shoe_size":{"value":"38","version":3},"note":{"value":"…","version":1}}
#pragma once

#include "agent/base/json_fields.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/domain/event.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct Preference {
    std::string field;                 // a word of a-z, 0-9 and _
    std::optional<std::string> value;  // nothing: it was taken back
    std::int64_t version = 0;
    bool pending = false;  // changed here, and central's card does not say so yet
};

// A member of a card; of at most preferences_per_member_max.
std::vector<Preference> read_preferences(Fields& fields, std::string_view key);
// "preferences":{…}, a member of an object; left out when there is none.
void write_preferences(JsonWriter& json, std::span<const Preference> preferences);

// The version that a card has of a field; 0 when it does not have it.
std::int64_t version_of(std::span<const Preference> preferences, std::string_view field);
// What was changed here (its `version`: that before the change) as it stands over a card; what the
// card has a newer version of is past.
bool is_past(const Preference& change, std::span<const Preference> card);
void lay_over(std::vector<Preference>& card, std::span<const Preference> changes);

// Somebody's body: one field, changed.
struct PreferenceChange {
    std::string id;  // the caller's, so that it may say the same twice; empty if none
    std::string field;
    std::optional<std::string> value;
    std::int64_t base_version = 0;  // 0: the field was not there
};
// Errors: invalid, coded and placed by JSON pointer.
Result<PreferenceChange> parse_preference_change(const Json& body);

// `card_version`: of the card that this device had then.
EventDraft preference_changed(const PreferenceChange& change, std::string_view member,
                              std::int64_t card_version);

}  // namespace aisle
