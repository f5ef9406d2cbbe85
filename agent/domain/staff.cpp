// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/staff.hpp"

#include "agent/base/base64.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/choice.hpp"
#include "agent/domain/free_text.hpp"

#include <algorithm>
#include <charconv>

namespace aisle {
namespace {

constexpr std::array roles_known{
    Choice<StaffRole>{"clerk", StaffRole::clerk},
    Choice<StaffRole>{"manager", StaffRole::manager},
    Choice<StaffRole>{"it", StaffRole::it},
};

constexpr std::size_t roles_max = 32;
constexpr std::size_t badges_max = 8;
// Less would be found by trying in a blink, and would be no work for a till.
constexpr std::int64_t n_min = 1024;
constexpr std::int64_t n_max = 262'144;
constexpr std::int64_t factor_max = 64;
constexpr std::size_t salt_bytes_min = 8;
constexpr std::size_t digest_bytes_min = 16;
constexpr std::size_t pin_bytes_max = 64;

StaffRoles read_roles(Fields& fields) {
    StaffRoles roles;
    for (const auto& item : fields.array("roles", roles_max)) {
        const auto word = item.string();
        if (!word) fields.fail("roles", "wrong_type", "strings are needed here");
        for (const auto& role : roles_known) {
            if (word == role.word) roles.add(role.value);
        }
    }
    return roles;
}

std::optional<WallTime> read_time(Fields& fields, std::string_view key) {
    const auto text = fields.text_if(key, name_bytes_max);
    if (!text) return std::nullopt;
    const auto time = parse_rfc3339(*text);
    if (time) return *time;
    fields.fail(key, "bad_time", time.error().what());
    return std::nullopt;
}

std::string read_bytes(Fields& fields, std::string_view key, std::size_t bytes_min) {
    const auto bytes = parse_base64(fields.text(key, 2 * pin_bytes_max));
    if (!bytes || bytes->size() < bytes_min || bytes->size() > pin_bytes_max) {
        fields.fail(key, "bad_pin",
                    "base64 of " + std::to_string(bytes_min) + " to " +
                        std::to_string(pin_bytes_max) + " bytes is needed here");
        return {};
    }
    return *bytes;
}

ScryptCost read_cost(Fields& fields) {
    const Json& json = fields.object("scrypt");
    if (!fields.fine()) return {};
    Fields parts(json, fields.pointer_to("scrypt"));
    ScryptCost cost;
    cost.n = parts.integer("n", {.min = n_min, .max = n_max});
    cost.r = parts.integer("r", {.min = 1, .max = factor_max});
    cost.p = parts.integer("p", {.min = 1, .max = factor_max});
    if (parts.fine() && !is_bearable(cost)) {
        parts.fail("", "bad_pin", "n is no power of two, or this costs more than a till can pay");
    }
    fields.adopt(parts.done());
    return cost;
}

std::optional<PinDigest> read_pin(Fields& fields) {
    const Json* json = fields.object_if("pin");
    if (!json) return std::nullopt;
    Fields parts(*json, fields.pointer_to("pin"));
    PinDigest pin;
    pin.cost = read_cost(parts);
    pin.salt = read_bytes(parts, "salt", salt_bytes_min);
    pin.digest = read_bytes(parts, "hash", digest_bytes_min);
    fields.adopt(parts.done());
    return pin;
}

// A serial has 64 bits, and a number of JSON is not read as such everywhere: so it is a text.
std::vector<std::uint64_t> read_badges(Fields& fields) {
    std::vector<std::uint64_t> badges;
    for (const auto& item : fields.array_if("badges", badges_max)) {
        const auto text = item.string().value_or(std::string_view{});
        std::uint64_t serial = 0;
        const char* const end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), end, serial);
        if (text.empty() || error != std::errc{} || stop != end) {
            fields.fail("badges", "bad_badge", "serials of tokens as decimal texts are needed");
        } else if (std::ranges::find(badges, serial) == badges.end()) {
            badges.push_back(serial);
        }
    }
    return badges;
}

}  // namespace

std::string_view to_string(StaffRole role) {
    return word_of(roles_known, role);
}

StaffRoles StaffRoles::from_bits(std::int64_t bits) {
    StaffRoles roles;
    for (const auto& role : roles_known) {
        if ((bits & bit(role.value)) != 0) roles.add(role.value);
    }
    return roles;
}

void write_roles(JsonWriter& json, StaffRoles roles) {
    json.begin_array();
    for (const auto& role : roles_known) {
        if (roles.has(role.value)) json.value(role.word);
    }
    json.end_array();
}

Result<StaffEntry> parse_staff(const Json& body) {
    Fields fields(body);
    StaffEntry entry;
    entry.name = plain_text(fields, "name", name_bytes_max);
    entry.roles = read_roles(fields);
    entry.valid_from = read_time(fields, "valid_from");
    const auto until = read_time(fields, "valid_until");
    if (!until) fields.fail("valid_until", "missing", "\"valid_until\" is missing");
    entry.valid_until = until.value_or(WallTime{});
    if (entry.valid_from && *entry.valid_from >= entry.valid_until) {
        fields.fail("valid_until", "bad_window", "must be later than \"valid_from\"");
    }
    entry.pin = read_pin(fields);
    entry.badges = read_badges(fields);
    TRY(fields.done());
    return entry;
}

}  // namespace aisle
