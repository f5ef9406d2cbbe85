// SPDX-License-Identifier: Apache-2.0
// The web address in a code, as a text. Its parts are views into it, and the host is nothing that a
// user's name or a fragment could put there. A Digital Link that was read has a canonical form that
// reads as the same, and may be moved. Of any other, and of what advertising adds, only what may be
// kept is. What begins with a '%' is decoded alone. Behind an 'r' a recipe: a byte says which
// qualifiers and attributes are there, one which of several GTINs, and one how much is escaped;
// then of each qualifier a byte says how long it is, and its characters follow. However it was
// made, such a link is read.
#include "agent/base/ascii.hpp"
#include "agent/base/check.hpp"
#include "agent/base/json.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/scan/attribution.hpp"
#include "agent/domain/scan/digital_link.hpp"
#include "agent/domain/scan/web_address.hpp"
#include "agent/domain/scan/web_code.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {
namespace {

const WebRules& rules() {
    static const WebRules some{.own_domains = {"shop.example", "m.example.com"},
                               .parameters = {"clerk", "Coupon"}};
    return some;
}

constexpr std::string_view kept_keys[] = {"utm_source",
                                          "utm_medium",
                                          "utm_campaign",
                                          "utm_term",
                                          "utm_content",
                                          "utm_id",
                                          "utm_source_platform",
                                          "gclid",
                                          "fbclid",
                                          "msclkid",
                                          "utm_creative_format",
                                          "utm_marketing_tactic",
                                          "qz_gdt",
                                          "bd_vid",
                                          "clickid",
                                          "clerk",
                                          "Coupon"};

bool is_within(std::string_view part, std::string_view whole) {
    return part.empty() || (part.data() >= whole.data() &&
                            part.data() + part.size() <= whole.data() + whole.size());
}

bool is_clean(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
}

bool holds(std::string_view text, std::string_view some) {
    return text.find_first_of(some) != text.npos;
}

// ---- Addresses ----

// What stands between the scheme and the path.
std::string_view authority_of(std::string_view text) {
    text.remove_prefix(text.find("://") + 3);
    return text.substr(0, text.find_first_of("/?#"));
}

void look_at(std::string_view text, const WebAddress& address) {
    const auto& [scheme, host, path, query] = address;
    for (const auto part : {scheme, host, path, query}) {
        CHECK(is_within(part, text), "views stay within the text");
    }
    CHECK(text.starts_with(scheme) && (scheme.size() == 4 || scheme.size() == 5), "http, https");
    const auto authority = authority_of(text);
    const auto user = authority.rfind('@');
    CHECK(is_within(host, authority), "a host stands before the path");
    CHECK(user == authority.npos || host.data() > authority.data() + user, "and behind the user");
    CHECK(!host.empty() && !holds(host, "@/?#"), "it is a host");
    CHECK(host.starts_with('[') || !holds(host, ":"), "without its port");
    CHECK(path.empty() || path.starts_with('/'), "a path begins with its slash");
    CHECK(!holds(path, "?#") && !holds(query, "#"), "a fragment is in none of them");
}

bool same(const WebAddress& one, const std::optional<WebAddress>& other) {
    return other && one.host == other->host && one.path == other->path && one.query == other->query;
}

// Who stands before the host, and what behind a '#', changes nothing.
void disguise(std::string_view text, const WebAddress& address) {
    auto begins = text.find("://") + 3;
    std::string with_user(text);
    with_user.insert(begins, "shop.example:443@");
    CHECK(same(address, parse_web_address(with_user)), "a user is no host");
    const auto with_fragment = std::string(text) + "#@shop.example/01/09520123456788?utm_source=x";
    CHECK(same(address, parse_web_address(with_fragment)), "a fragment is for no one");
}

void decode(std::string_view text) {
    for (const bool in_query : {false, true}) {
        const auto decoded = percent_decoded(text, in_query);
        if (!decoded) continue;
        CHECK(decoded->size() <= text.size(), "decoding makes nothing longer");
        std::string encoded;
        append_percent_encoded(encoded, *decoded);
        CHECK(percent_decoded(encoded, in_query) == *decoded || holds(*decoded, {"\0", 1}),
              "what is encoded is decoded");
    }
}

std::vector<WebParameter> take_all(std::string_view query) {
    std::vector<WebParameter> all;
    while (const auto parameter = take_parameter(query)) all.push_back(*parameter);
    CHECK(query.empty(), "every parameter is taken");
    return all;
}

void take_apart(std::string_view query) {
    const auto parameters = take_all(query);
    std::string again;
    for (const auto& [key, value] : parameters) {
        CHECK(is_within(key, query) && is_within(value, query), "views stay within the query");
        CHECK(!holds(key, "=&;") && !holds(value, "&;"), "each is one");
        again.append(key).append(1, '=').append(value).append(1, '&');
    }
    const auto same = [](const WebParameter& a, const WebParameter& b) {
        return a.key == b.key && a.value == b.value;
    };
    CHECK(std::ranges::equal(parameters, take_all(again), same), "written again, they are these");
}

// ---- Digital Links ----

std::vector<std::pair<std::string, std::string>> told(const Gs1Elements& elements) {
    std::vector<std::pair<std::string, std::string>> all;
    for (const auto& element : elements.all()) all.emplace_back(element.number, element.value);
    return all;
}

void look_at(const WebAddress& address, DigitalLink& link) {
    CHECK(!link.elements.empty() && link.elements.all()[0].ai->key, "the key comes first");
    for (const auto& [ai, key, number, value] : link.elements.all()) {
        CHECK(ai != nullptr && ai == find_gs1_ai(number), "a number has its row of the table");
        CHECK(is_within(number, address.path) || is_within(number, address.query), "and stands");
        CHECK(is_within(value, address.path) || is_within(value, address.query) ||
                  is_within(value, link.decoded),
              "values are in the address, or in what was decoded");
        CHECK(value.size() >= ai->least && value.size() <= ai->most, "a value has its length");
    }
    CHECK(check_pairing(link.elements).has_value(), "all stand beside what they need");
    const auto before = told(link.elements);
    const DigitalLink moved = std::move(link);
    CHECK(told(moved.elements) == before, "it may be moved");
    const auto canonical = canonical_digital_link(moved.elements);
    const auto canonical_address = parse_web_address(canonical);
    CHECK(canonical_address.has_value(), "its canonical form is an address");
    DigitalLink again;
    CHECK(parse_digital_link(*canonical_address, again).has_value(), "and a Digital Link");
    CHECK(told(again.elements) == before, "and says the same");
    CHECK(canonical_digital_link(again.elements) == canonical, "and is canonical");
}

void read_link(const WebAddress& address) {
    DigitalLink link;
    const auto read = parse_digital_link(address, link);
    if (read) return look_at(address, link);
    constexpr std::size_t message_most = 200;
    const auto error = read.error();
    const auto code = error.code();
    CHECK(error.kind() == Errc::not_found || code == "digital_link_invalid" ||
              code == "digital_link_compressed",
          "what is refused has a code");
    CHECK(error.what().size() < message_most, "and a sentence, not the address");
    CHECK(is_clean(error.what()), "that fits a line");
}

// ---- What is kept ----

void look_at(const Attribution& attribution, std::string_view query) {
    std::string text;
    JsonWriter json(text);
    write_attribution(json, attribution);
    const auto read = Json::parse(text);
    CHECK(read.has_value(), "it is told as JSON");
    CHECK(read->members().size() == attribution.size() + (read->find("lower") ? 1 : 0),
          "each key once, and the lower-cased");
    const auto small_query = lower(query);
    for (const auto& [key, value] : attribution) {
        CHECK(std::ranges::find(kept_keys, key) != std::end(kept_keys), "only what may be kept");
        CHECK(query.find(key) != query.npos || small_query.find(key) != query.npos,
              "and is there, or in capitals");
        CHECK(!value.empty() && value.size() <= attribution_value_max, "a value is bounded");
        CHECK(is_clean(value), "and clean");
        CHECK(read->find(key)->string() == value, "and told as it is");
    }
}

bool is_own(std::string_view host) {
    return std::ranges::any_of(rules().own_domains, [host](const std::string& domain) {
        return host == domain || host.ends_with("." + domain);
    });
}

// A name that a browser would look up.
bool is_name(std::string_view host) {
    const bool clean =
        host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == host.npos;
    return clean && !host.starts_with('.') && host.find("..") == host.npos;
}

void read_web(const WebAddress& address) {
    const auto code = read_web_code(address, rules());
    auto host = lower(address.host);
    if (host.ends_with('.')) host.pop_back();
    CHECK(code.host == host || code.host.empty(), "a host is told in small letters");
    const bool own = code.kind == WebCodeKind::own;
    CHECK(own == (is_own(code.host) && is_name(code.host)), "own is what is below a domain");
    CHECK(code.path.empty() || (own && code.path == address.path), "a path only then");
    CHECK(code.path.size() <= attribution_value_max, "and no long one");
    const bool contact = code.kind == WebCodeKind::contact;
    CHECK(contact || code.state.empty(), "a state only of a contact");
    CHECK(!contact || code.attribution.empty(), "and nothing else of one");
    CHECK(code.state.size() <= attribution_value_max && is_clean(code.state), "a short one");
    look_at(code.attribution, address.query);
}

void read(std::string_view text) {
    const auto address = parse_web_address(text);
    if (!address) return;
    look_at(text, *address);
    disguise(text, *address);
    take_apart(address->query);
    read_link(*address);
    read_web(*address);
}

// ---- Links made as they have to be ----

class Recipe {
public:
    explicit Recipe(std::string_view bytes) : rest_(bytes) {}
    std::uint8_t byte() {
        if (rest_.empty()) return 0;
        const auto first = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        return first;
    }

private:
    std::string_view rest_;
};

std::string make_value(Recipe& recipe) {
    constexpr std::string_view set =
        "0123456789!\"%&'()*+,-./:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
    std::string value;
    for (auto left = 1 + recipe.byte() % 20; left > 0; --left) {
        value += set[recipe.byte() % set.size()];
    }
    return value;
}

// Escaped where it has to be, or everywhere.
void append_escaped(std::string& link, std::string_view value, bool everywhere) {
    constexpr std::string_view digits = "0123456789abcdef";
    if (!everywhere) return append_percent_encoded(link, value);
    for (const char c : value) {
        link += {'%', digits[static_cast<unsigned char>(c) / 16],
                 digits[static_cast<unsigned char>(c) % 16]};
    }
}

struct Gtin {
    std::string_view written;
    std::string_view meant;
};
constexpr std::array gtins{
    Gtin{"09520123456788", "09520123456788"}, Gtin{"9501101530003", "09501101530003"},
    Gtin{"416000336108", "00416000336108"}, Gtin{"02345673", "00000002345673"}};

void follow(std::string_view bytes) {
    struct Attribute {
        std::string_view number;
        std::string_view value;
    };
    constexpr std::array attributes{Attribute{"17", "271231"}, Attribute{"3103", "000189"},
                                    Attribute{"3922", "199"}};
    Recipe recipe(bytes);
    const auto shape = recipe.byte();
    const auto& [written, meant] = gtins[recipe.byte() % gtins.size()];
    const auto escaped = recipe.byte();
    std::vector<std::pair<std::string, std::string>> made{{"01", std::string(meant)}};
    std::string link = "https://example.org/some/01/stem/01/" + std::string(written);
    unsigned bit = 1;
    for (const auto* number : {"22", "10", "21"}) {
        bit *= 2;
        if ((shape & bit) == 0) continue;
        const auto& value = made.emplace_back(number, make_value(recipe)).second;
        link.append("/").append(number).append("/");
        append_escaped(link, value, (escaped & bit) != 0);
    }
    link += "?utm_source=x";
    for (const auto& [number, value] : attributes) {
        bit *= 2;
        if ((shape & bit) == 0) continue;
        made.emplace_back(number, value);
        link.append("&").append(number).append("=");
        append_escaped(link, value, (escaped & bit) != 0);
    }
    const auto address = parse_web_address(link);
    CHECK(address.has_value(), "a link is an address");
    DigitalLink read;
    const auto outcome = parse_digital_link(*address, read);
    const bool price_alone = (shape & 0x40) != 0 && (shape & 0x20) == 0;
    CHECK(outcome.has_value() != price_alone, "what is as it has to be is read");
    CHECK(told(read.elements) == made, "and nothing is changed");
}

void run(std::string_view text) {
    constexpr std::size_t text_most = 400;  // what follows would only take time
    text = text.substr(0, text_most);
    if (text.starts_with('%')) return decode(text);
    if (text.starts_with('r')) return follow(text.substr(1));
    read(text);
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    aisle::run(text);
    return 0;
}
