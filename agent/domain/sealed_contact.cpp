// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/sealed_contact.hpp"

#include "agent/base/base64.hpp"
#include "agent/base/crypto/hpke.hpp"
#include "agent/base/json_fields.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"
#include "agent/base/wipe.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::string_view info = "aisle-contact-v1";
// What is sealed is filled up with spaces to a multiple of this.
constexpr std::size_t step_bytes = 256;
constexpr std::size_t box_text_bytes_max = person_bytes_max;

// A name holds no line break, so the two parts cannot be mistaken for others.
std::string beside(const ContactPlace& place) {
    return std::string(place.kind) + "\n" + std::string(place.subject);
}

std::string written(const Contact& contact) {
    std::string plain;
    plain.reserve(4 * step_bytes);
    JsonWriter(plain)
        .begin_object()
        .member_if("phone", contact.phone)
        .member_if("email", contact.email)
        .member_if("name", contact.name)
        .end_object();
    plain.resize((plain.size() + step_bytes - 1) / step_bytes * step_bytes, ' ');
    return plain;
}

Result<Contact> read_plain(std::string_view plain) {
    TRY(const auto json, Json::parse(plain));
    Fields fields(json);
    Contact contact;
    contact.phone = fields.text_if("phone", name_bytes_max).value_or("");
    contact.email = fields.text_if("email", 2 * name_bytes_max).value_or("");
    contact.name = fields.text_if("name", name_bytes_max).value_or("");
    TRY(fields.done());
    return contact;
}

}  // namespace

Contact::~Contact() {
    wipe(phone);
    wipe(email);
    wipe(name);
}

Result<std::string> seal_contact(const Contact& contact, const ContactPlace& place,
                                 const SealPublicKey& to, Entropy& entropy) {
    TRY(auto sealing, hpke_seal_to(to, info, entropy));
    auto plain = written(contact);
    const auto box = sealing.context.seal(beside(place), plain);
    wipe(plain);
    std::string text;
    JsonWriter(text)
        .begin_object()
        .member("key", key_id(to))
        .member("enc", to_base64(sealing.enc.view()))
        .member("box", to_base64(box))
        .end_object();
    return text;
}

Result<Contact> open_sealed_contact(const Json& sealed, const ContactPlace& place,
                                    const SealPrivateKey& key) {
    Fields fields(sealed);
    const auto id = fields.text("key", name_bytes_max);
    const auto enc = parse_base64(fields.text("enc", name_bytes_max));
    const auto box = parse_base64(fields.text("box", box_text_bytes_max));
    SealPublicKey half;
    if (!enc || enc->size() != half.bytes.size()) fields.fail("enc", "bad_base64", "no public key");
    if (!box) fields.fail("box", "bad_base64", "no base64");
    TRY(fields.done());
    if (id != key_id(public_of(key))) {
        return Error(Errc::denied, "it is sealed to another key").coded("foreign_key");
    }
    std::copy(enc->begin(), enc->end(), half.bytes.begin());
    TRY(auto context, hpke_open_with(key, half, info));
    TRY(auto plain, context.open(beside(place), *box));
    auto contact = read_plain(plain);
    wipe(plain);
    return contact;
}

std::string mask_phone(std::string_view e164) {
    constexpr std::string_view home = "+86";
    constexpr std::size_t home_digits = 11;
    if (e164.starts_with(home) && e164.size() == home.size() + home_digits) {
        e164.remove_prefix(home.size());
        return std::string(e164.substr(0, 3)) + "****" + std::string(e164.substr(7));
    }
    constexpr std::size_t front = 3;
    const std::size_t shown = std::min<std::size_t>(3, e164.size() / 4);
    if (e164.size() <= front + shown) return std::string(e164.size(), '*');
    return std::string(e164.substr(0, front)) + std::string(e164.size() - front - shown, '*') +
           std::string(e164.substr(e164.size() - shown));
}

std::string mask_email(std::string_view address) {
    const auto at = address.rfind('@');
    if (at == std::string_view::npos) return "***";
    const auto local = address.substr(0, at);
    const auto first = local.empty() ? local : first_sign(local);
    // One sign alone would be all of it.
    const bool shown = first.size() < local.size();
    return std::string(shown ? first : std::string_view{}) + "***" +
           std::string(address.substr(at));
}

std::string mask_name(std::string_view name) {
    if (name.empty()) return {};
    // One sign alone is the whole name.
    const auto first = first_sign(name);
    return (first.size() == name.size() ? std::string() : std::string(first)) + "**";
}

void write_masks(JsonWriter& json, const Contact& contact) {
    json.begin_object();
    if (!contact.phone.empty()) json.member("phone", mask_phone(contact.phone));
    if (!contact.email.empty()) json.member("email", mask_email(contact.email));
    if (!contact.name.empty()) json.member("name", mask_name(contact.name));
    json.end_object();
}

}  // namespace aisle
