// SPDX-License-Identifier: Apache-2.0
// What somebody is known again by: a phone number, an address, a card, a WeChat id. On this device
// and on the way to central it is only its keyed digest: HMAC-SHA-256 under the store's own key,
// which central has, too, so that what is stolen from one till finds nobody elsewhere. The same
// identifier has the same digest in all of a store; central says which of them are one person, the
// device never does. Pure; any thread.
//
//   digest = HMAC-SHA-256(key, "{kind}\n{normal form}")
//
// Normal forms: phone E.164; email in small letters (ASCII's); card numbers and the ids of others
// as they are.
#pragma once

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/json_fields.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/domain/event.hpp"
#include "agent/domain/sealed_contact.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

enum class IdentifierKind {
    phone,
    email,
    member_card,
    unionid,
    openid,
    external_userid,
    session,
    receipt,
};
std::string_view to_string(IdentifierKind kind);

struct Identifier {
    IdentifierKind kind = IdentifierKind::phone;
    Digest digest;
    bool operator==(const Identifier&) const = default;
};

// The store's key; its bytes are wiped when it goes.
class IdentifierKey {
public:
    explicit IdentifierKey(std::string bytes) : bytes_(std::move(bytes)) {}
    ~IdentifierKey();
    IdentifierKey(const IdentifierKey&) = default;
    IdentifierKey& operator=(const IdentifierKey&) = default;

    // `normal` in its normal form (but for the letters of an address).
    Identifier of(IdentifierKind kind, std::string_view normal) const;

private:
    std::string bytes_;
};

// 64 hex digits, as they stand in a file; white space round them is let pass. Errors: invalid.
Result<IdentifierKey> parse_identifier_key(std::string_view text);

// What keeps a person apart from her data. Either may be missing: without the first no contact data
// is taken, without the second nobody is known again by a phone number.
struct MemberKeys {
    std::optional<SealPublicKey> seal_to;
    std::optional<IdentifierKey> identifiers;
};

// {"kind":"phone","hmac":"{64 hex digits}"}
void write_identifier(JsonWriter& json, const Identifier& identifier);
// A list of such. Errors of the fields: "unknown_word", "bad_hmac".
std::vector<Identifier> read_identifiers(Fields& fields, std::string_view key);
// 64 small hex digits. Errors of the fields: "bad_hmac".
Digest read_hmac(Fields& fields, std::string_view key);
// The same of a text that stands alone; nothing when it is none.
std::optional<Digest> parse_hmac(std::string_view text);

// Where two identifiers were seen together, and what that is worth.
struct LinkSource {
    std::string_view source;    // sign_up, identify, purchase
    std::string_view strength;  // stated: said by the person; shown: a card or code was there
    std::string_view consent_id{};
};

// identity.link.observed: a member's id and an identifier. Whose they are stands in the person
// part.
EventDraft link_observed(std::string_view member_id, const Identifier& identifier,
                         const LinkSource& source);

}  // namespace aisle
