// SPDX-License-Identifier: Apache-2.0
// How somebody can be reached, on its way to central: sealed to central's public key (HPKE, base
// mode), so that this device cannot read it back, and beside it a mask for the screen. An envelope
// opens only as what it was made for: the kind of the event and whom that is about are sealed with
// it. It is filled up, so that its length tells nothing of a name. Pure: the key and the chance are
// arguments; any thread.
//
//   {"key":"{16 hex digits}","enc":"{base64}","box":"{base64}"}
#pragma once

#include "agent/base/crypto/seal_key.hpp"
#include "agent/base/json.hpp"
#include "agent/base/json_writer.hpp"

#include <string>
#include <string_view>

namespace aisle {

// In the clear. Its bytes are wiped when it goes.
struct Contact {
    std::string phone{};  // E.164
    std::string email{};
    std::string name{};

    ~Contact();
    bool empty() const { return phone.empty() && email.empty() && name.empty(); }
    bool operator==(const Contact&) const = default;
};

// What an envelope belongs to: the name of an EventKind, and whom or what the event is about.
struct ContactPlace {
    std::string_view kind;
    std::string_view subject;
};

// One JSON object. Errors: invalid (a public key that keeps no secret).
Result<std::string> seal_contact(const Contact& contact, const ContactPlace& place,
                                 const SealPublicKey& to, Entropy& entropy);
// For central, which has the private key. Errors: invalid (no envelope), denied (to another key),
// corrupt (changed, or of another place).
Result<Contact> open_sealed_contact(const Json& sealed, const ContactPlace& place,
                                    const SealPrivateKey& key);

// "138****8000", "+49********678".
std::string mask_phone(std::string_view e164);
// "l***@example.com".
std::string mask_email(std::string_view address);
// Its first sign, and two stars however long it is.
std::string mask_name(std::string_view name);
// {"phone":…,"email":…,"name":…}, of what there is.
void write_masks(JsonWriter& json, const Contact& contact);

}  // namespace aisle
