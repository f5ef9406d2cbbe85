// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/member_card.hpp"

#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"
#include "agent/domain/free_text.hpp"

#include <algorithm>

namespace aisle {
namespace {

// Tags, flags and offers of one card; a screen shows a handful.
constexpr std::size_t names_max = 64;
constexpr std::size_t merged_max = 16;

std::vector<std::string> read_names(Fields& fields, std::string_view key, std::size_t items_max) {
    std::vector<std::string> names;
    for (const auto& item : fields.array_if(key, items_max)) {
        const auto text = item.string();
        if (!text || text->empty() || text->size() > name_bytes_max || !is_plain_text(*text)) {
            fields.fail(key, "bad_text", "names on one line are needed here");
            return names;
        }
        names.emplace_back(*text);
    }
    return names;
}

std::optional<WallTime> read_time(Fields& fields, std::string_view key) {
    const auto text = fields.text_if(key, name_bytes_max);
    if (!text) return std::nullopt;
    const auto time = parse_rfc3339(*text);
    if (!time) {
        fields.fail(key, "bad_time", time.error().what());
        return std::nullopt;
    }
    return *time;
}

std::optional<PointsSnapshot> read_points(Fields& fields) {
    const Json* json = fields.object_if("points");
    if (!json) return std::nullopt;
    Fields parts(*json, fields.pointer_to("points"));
    PointsSnapshot points;
    points.balance =
        parts.integer("balance", {.min = -twelve_digits_max, .max = twelve_digits_max});
    const auto as_of = read_time(parts, "as_of");
    if (!as_of) parts.fail("as_of", "missing", "\"as_of\" is missing");
    points.as_of = as_of.value_or(WallTime{});
    fields.adopt(parts.done());
    return points;
}

void write_names(JsonWriter& json, std::string_view key, const std::vector<std::string>& names) {
    json.key(key).begin_array();
    for (const auto& name : names) json.value(name);
    json.end_array();
}

}  // namespace

Result<MemberCard> parse_member_card(const Json& body, std::string_view text) {
    Fields fields(body);
    MemberCard card;
    card.masked_name = plain_text_if(fields, "masked_name", name_bytes_max);
    card.tier = plain_text_if(fields, "tier", name_bytes_max);
    card.points = read_points(fields);
    card.tags = read_names(fields, "tags", names_max);
    card.flags = read_names(fields, "flags", names_max);
    card.identifiers = read_identifiers(fields, "identifiers");
    card.home = fields.flag_or("home", false);
    card.last_visit = read_time(fields, "last_visit");
    const auto& offers = fields.array_if("offers", names_max);
    if (!offers.empty()) card.offers = body.find("offers")->slice(text);
    card.merged_from = read_names(fields, "merged_from", merged_max);
    card.as_of = read_time(fields, "as_of");
    if (!card.as_of && card.points) card.as_of = card.points->as_of;
    card.advisor = plain_text_if(fields, "advisor", name_bytes_max);
    card.preferences = read_preferences(fields, "preferences");
    card.erase_seq = fields.integer_if("erase_seq").value_or(0);
    TRY(fields.done());
    return card;
}

bool has_open_case(const MemberCard& card) {
    return std::ranges::find(card.flags, open_case_flag) != card.flags.end();
}

void write_member_card(JsonWriter& json, const MemberCard& card) {
    json.begin_object().member_if("masked_name", card.masked_name).member_if("tier", card.tier);
    if (card.points) {
        json.key("points")
            .begin_object()
            .member("balance", card.points->balance)
            .member("as_of", to_rfc3339(card.points->as_of))
            .end_object();
    }
    write_names(json, "tags", card.tags);
    write_names(json, "flags", card.flags);
    if (has_open_case(card)) json.member("open_case", true);
    json.member("home", card.home).member_if("advisor", card.advisor);
    write_preferences(json, card.preferences);
    if (card.last_visit) json.member("last_visit", to_rfc3339(*card.last_visit));
    json.raw_member("offers", card.offers.empty() ? "[]" : card.offers).end_object();
}

std::optional<std::int64_t> age_seconds(std::optional<WallTime> since, WallTime now) {
    if (!since) return std::nullopt;
    const auto age = std::chrono::duration_cast<Seconds>(now - *since).count();
    return std::max<std::int64_t>(0, age);
}

}  // namespace aisle
