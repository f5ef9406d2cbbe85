// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/identifier.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/crypto/hmac.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/wipe.hpp"
#include "agent/domain/choice.hpp"

#include <array>

namespace aisle {
namespace {

constexpr std::array kinds{
    Choice<IdentifierKind>{"phone", IdentifierKind::phone},
    Choice<IdentifierKind>{"email", IdentifierKind::email},
    Choice<IdentifierKind>{"member_card", IdentifierKind::member_card},
    Choice<IdentifierKind>{"unionid", IdentifierKind::unionid},
    Choice<IdentifierKind>{"openid", IdentifierKind::openid},
    Choice<IdentifierKind>{"external_userid", IdentifierKind::external_userid},
    Choice<IdentifierKind>{"session", IdentifierKind::session},
    Choice<IdentifierKind>{"receipt", IdentifierKind::receipt},
};

constexpr std::size_t digest_bytes = 32;
constexpr std::size_t hex_digits = 2 * digest_bytes;

int value_of(char c) {
    if (is_digit(c)) return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// 32 bytes of 64 small hex digits; empty when they are none.
std::string bytes_of_hex(std::string_view text) {
    std::string bytes;
    if (text.size() != hex_digits) return bytes;
    bytes.reserve(room_outside);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = value_of(text[i]);
        const int low = value_of(text[i + 1]);
        if (high < 0 || low < 0) return {};
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

std::string_view without_space(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const auto first = text.find_first_not_of(space);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

}  // namespace

std::string_view to_string(IdentifierKind kind) {
    return word_of(kinds, kind);
}

IdentifierKey::~IdentifierKey() {
    wipe(bytes_);
}

Identifier IdentifierKey::of(IdentifierKind kind, std::string_view normal) const {
    std::string text;
    text.reserve(room_outside + normal.size());
    text.append(to_string(kind)).append("\n");
    text.append(kind == IdentifierKind::email ? lower(normal) : std::string(normal));
    const Identifier identifier{kind, hmac_sha256(bytes_, text)};
    wipe(text);
    return identifier;
}

Result<IdentifierKey> parse_identifier_key(std::string_view text) {
    auto small = lower(without_space(text));
    auto bytes = bytes_of_hex(small);
    wipe(small);
    if (bytes.empty()) {
        return Error(Errc::invalid, "a key of identifiers is 64 hex digits").coded("bad_key");
    }
    return IdentifierKey(std::move(bytes));
}

void write_identifier(JsonWriter& json, const Identifier& identifier) {
    json.begin_object()
        .member("kind", to_string(identifier.kind))
        .member("hmac", to_hex(identifier.digest.view()))
        .end_object();
}

std::optional<Digest> parse_hmac(std::string_view text) {
    const auto bytes = bytes_of_hex(text);
    return bytes.empty() ? std::nullopt : std::optional(digest_from_bytes(bytes));
}

Digest read_hmac(Fields& fields, std::string_view key) {
    const auto digest = parse_hmac(fields.text(key, name_bytes_max));
    if (!digest) fields.fail(key, "bad_hmac", "64 small hex digits are needed here");
    return digest.value_or(Digest{});
}

std::vector<Identifier> read_identifiers(Fields& fields, std::string_view key) {
    const auto& items = fields.array_if(key, member_identifiers_max);
    std::vector<Identifier> identifiers;
    for (std::size_t i = 0; i < items.size(); ++i) {
        Fields parts(items[i], fields.pointer_to(key) + "/" + std::to_string(i));
        Identifier identifier;
        identifier.kind = read_choice(parts, "kind", kinds);
        identifier.digest = read_hmac(parts, "hmac");
        fields.adopt(parts.done());
        identifiers.push_back(identifier);
    }
    return identifiers;
}

EventDraft link_observed(std::string_view member_id, const Identifier& identifier,
                         const LinkSource& source) {
    std::string data;
    JsonWriter json(data);
    json.begin_object().key("kinds").begin_array();
    json.value("member_id").value(to_string(identifier.kind)).end_array();
    json.member("source", source.source)
        .member("strength", source.strength)
        .member_if("consent_id", source.consent_id)
        .end_object();
    std::string person;
    JsonWriter apart(person);
    apart.begin_object().member("member_id", member_id).key("identifiers").begin_array();
    write_identifier(apart, identifier);
    apart.end_array().end_object();
    return make_draft(EventKinds::identity_link_observed, std::move(data), std::move(person));
}

}  // namespace aisle
