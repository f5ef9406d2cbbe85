// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/touchpoint_code.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/caller_id.hpp"
#include "agent/domain/choice.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/scan/web_address.hpp"
#include "agent/domain/secret_text.hpp"
#include "agent/domain/time_field.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

// A template; what is filled in comes on top of it.
constexpr std::size_t url_bytes_max = 1024;
constexpr std::size_t urls_max = 16;
// How often a code was shown is counted in 53 bits, as JSON numbers go.
constexpr IntegerRange turn_range{0, std::int64_t{1} << 53};

constexpr std::array kinds{Choice<TouchpointKind>{"community", TouchpointKind::community},
                           Choice<TouchpointKind>{"mini_programme", TouchpointKind::mini_programme},
                           Choice<TouchpointKind>{"clerk", TouchpointKind::clerk},
                           Choice<TouchpointKind>{"other", TouchpointKind::other}};
constexpr std::array ways{Choice<ExposedHow>{"screen", ExposedHow::screen},
                          Choice<ExposedHow>{"print", ExposedHow::print}};

// What a template may ask for.
struct Slots {
    std::string_view store;
    std::string_view touchpoint;
    std::string_view clerk;
    std::string_view campaign;
};

std::optional<std::string_view> value_of(const Slots& slots, std::string_view name) {
    if (name == "store") return slots.store;
    if (name == "touchpoint") return slots.touchpoint;
    if (name == "clerk") return slots.clerk;
    if (name == "campaign") return slots.campaign;
    return std::nullopt;
}

// Nothing when a brace is not closed, or a name in braces is none of the four.
std::optional<std::string> fill(std::string_view text, const Slots& slots) {
    std::string filled;
    while (!text.empty()) {
        const auto plain = text.substr(0, text.find('{'));
        filled += plain;
        text.remove_prefix(plain.size());
        if (text.empty()) break;
        const auto end = text.find('}');
        if (end == std::string_view::npos) return std::nullopt;
        const auto value = value_of(slots, text.substr(1, end - 1));
        if (!value) return std::nullopt;
        append_percent_encoded(filled, *value);
        text.remove_prefix(end + 1);
    }
    return filled;
}

// Nobody's value decides to which host a customer is led.
bool is_template(std::string_view url) {
    constexpr std::string_view scheme = "https://";
    if (!url.starts_with(scheme)) return false;
    const auto authority =
        url.substr(scheme.size(), url.find_first_of("/?#", scheme.size()) - scheme.size());
    if (authority.find_first_of("{@[\\") != std::string_view::npos) return false;
    const auto filled = fill(url, {"x", "x", "x", "x"});
    return filled && parse_web_address(*filled).has_value();
}

void add_url(Fields& fields, TouchpointCode& code, std::string_view key, std::string_view url) {
    if (is_template(url)) {
        code.urls.emplace_back(url);
        return;
    }
    fields.fail(key, "bad_url",
                "an https address with a host of its own, and of names in braces only {store}, "
                "{touchpoint}, {clerk} and {campaign} behind it");
}

TouchpointKind read_kind(Fields& fields) {
    const auto word = plain_text(fields, "kind", name_bytes_max);
    const auto known = std::ranges::find(kinds, word, &Choice<TouchpointKind>::word);
    return known == kinds.end() ? TouchpointKind::other : known->value;
}

bool needs(const TouchpointCode& code, std::string_view slot) {
    return std::ranges::any_of(
        code.urls, [&](const std::string& url) { return url.find(slot) != std::string::npos; });
}

}  // namespace

Result<TouchpointCode> parse_touchpoint_code(const Json& body) {
    Fields fields(body);
    TouchpointCode code;
    code.kind = read_kind(fields);
    code.title = plain_text_if(fields, "title", name_bytes_max);
    add_url(fields, code, "url", fields.text("url", url_bytes_max));
    for (const auto& item : fields.array_if("rotate", urls_max)) {
        const auto url = item.string().value_or("");
        add_url(fields, code, "rotate", url.size() > url_bytes_max ? std::string_view() : url);
    }
    code.staff = plain_text_if(fields, "staff", name_bytes_max);
    code.campaign = plain_text_if(fields, "campaign", name_bytes_max);
    code.valid_until = read_time_if(fields, "valid_until");
    TRY(fields.done());
    return code;
}

bool is_shown(const TouchpointCode& code, const TouchpointPlace& place, WallTime now) {
    if (code.valid_until && now >= *code.valid_until) return false;
    if (!code.staff.empty() && code.staff != place.clerk) return false;
    // Without them central could not say where somebody came from.
    if (place.store.empty() && needs(code, "{store}")) return false;
    if (place.touchpoint.empty() && needs(code, "{touchpoint}")) return false;
    return !clerk_of(code, place).empty() || !names_clerk(code);
}

bool names_clerk(const TouchpointCode& code) {
    return needs(code, "{clerk}");
}

std::string_view clerk_of(const TouchpointCode& code, const TouchpointPlace& place) {
    return code.staff.empty() ? std::string_view(place.clerk) : std::string_view(code.staff);
}

std::string touchpoint_link(const TouchpointCode& code, const TouchpointPlace& place,
                            std::uint64_t displays) {
    if (code.urls.empty()) return {};
    const auto& url = code.urls[displays % code.urls.size()];
    return fill(url, {place.store, place.touchpoint, clerk_of(code, place), code.campaign})
        .value_or("");
}

std::string state_of_link(std::string_view link) {
    const auto address = parse_web_address(link);
    if (!address) return {};
    auto query = address->query;
    while (const auto parameter = take_parameter(query)) {
        if (parameter->key == "state") return percent_decoded(parameter->value, true).value_or("");
    }
    return {};
}

void write_touchpoint(JsonWriter& json, const ShownTouchpoint& shown) {
    json.begin_object()
        .member("code", shown.key)
        .member("kind", word_of(kinds, shown.code.kind))
        .member_if("title", shown.code.title)
        .member("link", shown.link)
        .member("turn", shown.turn)
        .member_if("staff", shown.code.staff)
        .member_if("campaign", shown.code.campaign);
    if (shown.code.valid_until) json.member("valid_until", to_rfc3339(*shown.code.valid_until));
    json.end_object();
}

Result<ExposedCode> parse_exposed_code(const Json& body) {
    TRY(refuse_secrets(body));
    Fields fields(body);
    fields.only({"id", "how", "clerk", "turn"});
    ExposedCode exposed;
    exposed.id = caller_id_if(fields, "id");
    exposed.how = read_choice(fields, "how", ways);
    exposed.clerk = plain_text_if(fields, "clerk", name_bytes_max);
    const auto turn = fields.integer_if("turn", turn_range);
    if (turn) exposed.turn = static_cast<std::uint64_t>(*turn);
    TRY(fields.done());
    return exposed;
}

EventDraft touchpoint_exposed(const ShownTouchpoint& shown, const TouchpointPlace& place,
                              ExposedHow how) {
    std::string data;
    JsonWriter(data)
        .begin_object()
        .member("code", shown.key)
        .member("kind", word_of(kinds, shown.code.kind))
        .member("how", word_of(ways, how))
        .member_if("campaign", shown.code.campaign)
        .member_if("store", place.store)
        .member_if("touchpoint", place.touchpoint)
        .member_if("clerk", clerk_of(shown.code, place))
        .member_if("state", state_of_link(shown.link))
        .end_object();
    return make_draft(EventKinds::touchpoint_exposed, std::move(data));
}

}  // namespace aisle
