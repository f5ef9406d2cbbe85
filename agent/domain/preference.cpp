// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/preference.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/caller_id.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/secret_text.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr IntegerRange version_range{0, std::int64_t{1} << 53};

// A name, and nobody's own words: it stands in the open part of an event.
bool is_field_name(std::string_view name) {
    return !name.empty() && name.size() <= preference_name_bytes_max &&
           std::ranges::all_of(name, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
           });
}

// Nothing of a null, or of what is wrong with it.
std::optional<std::string> read_value(Fields& fields, const Json& body) {
    const Json* value = body.find("value");
    if (value == nullptr || value->is_null()) return std::nullopt;
    return note_if(fields, "value", preference_value_bytes_max);
}

}  // namespace

std::vector<Preference> read_preferences(Fields& fields, std::string_view key) {
    std::vector<Preference> preferences;
    const Json* json = fields.object_if(key);
    if (!json) return preferences;
    if (json->members().size() > preferences_per_member_max) {
        fields.fail(key, "too_many",
                    "at most " + std::to_string(preferences_per_member_max) + " fields");
        return preferences;
    }
    for (const auto& member : json->members()) {
        if (!is_field_name(member.key()) || !member.value.is_object()) {
            fields.fail(key, "bad_word", "objects under words of a-z, 0-9 and _ are needed here");
            return preferences;
        }
        Fields parts(member.value, fields.pointer_to(key) + "/" + std::string(member.key()));
        Preference preference{std::string(member.key()), read_value(parts, member.value)};
        preference.version = parts.integer("version", version_range);
        fields.adopt(parts.done());
        preferences.push_back(std::move(preference));
    }
    return preferences;
}

void write_preferences(JsonWriter& json, std::span<const Preference> preferences) {
    if (preferences.empty()) return;
    json.key("preferences").begin_object();
    for (const auto& preference : preferences) {
        json.key(preference.field).begin_object().key("value");
        if (preference.value) {
            json.value(*preference.value);
        } else {
            json.null();
        }
        json.member("version", preference.version);
        if (preference.pending) json.member("pending", true);
        json.end_object();
    }
    json.end_object();
}

std::int64_t version_of(std::span<const Preference> preferences, std::string_view field) {
    const auto found = std::ranges::find(preferences, field, &Preference::field);
    return found == preferences.end() ? 0 : found->version;
}

bool is_past(const Preference& change, std::span<const Preference> card) {
    return version_of(card, change.field) > change.version;
}

void lay_over(std::vector<Preference>& card, std::span<const Preference> changes) {
    for (const auto& change : changes) {
        if (is_past(change, card)) continue;
        const auto found = std::ranges::find(card, change.field, &Preference::field);
        auto& shown = found == card.end() ? card.emplace_back() : *found;
        shown = change;
        shown.pending = true;
    }
}

Result<PreferenceChange> parse_preference_change(const Json& body) {
    TRY(refuse_secrets(body));
    Fields fields(body);
    fields.only({"id", "field", "value", "base_version"});
    PreferenceChange change;
    change.id = caller_id_if(fields, "id");
    change.field = fields.text("field", preference_name_bytes_max);
    if (!is_field_name(change.field)) {
        fields.fail("field", "bad_word", "a word of a-z, 0-9 and _");
    }
    if (body.find("value") == nullptr) {
        fields.fail("value", "missing", "\"value\" is missing; null takes the field back");
    }
    change.value = read_value(fields, body);
    change.base_version = fields.integer("base_version", version_range);
    TRY(fields.done());
    return change;
}

EventDraft preference_changed(const PreferenceChange& change, std::string_view member,
                              std::int64_t card_version) {
    std::string data;
    JsonWriter json(data);
    json.begin_object()
        .member("field", change.field)
        .member("base_version", change.base_version)
        .member("card_version", card_version);
    if (!change.value) json.member("cleared", true);
    json.end_object();
    std::string person;
    JsonWriter about(person);
    about.begin_object().member("member_id", member);
    if (change.value) about.member("value", *change.value);
    about.end_object();
    return make_draft(EventKinds::member_preference_changed, std::move(data), std::move(person));
}

}  // namespace aisle
