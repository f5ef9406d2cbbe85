// SPDX-License-Identifier: Apache-2.0
#include "agent/base/crypto/ed25519.hpp"

#include "agent/base/check.hpp"
#include "agent/base/crypto/openssl_ptr.hpp"
#include "agent/base/ids.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <utility>

namespace aisle {
namespace {

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

Error no_key() {
    ERR_clear_error();
    return {Errc::invalid, "an Ed25519 key has " + std::to_string(ed25519_key_bytes) + " bytes"};
}

Result<KeyPtr> private_key(std::string_view seed) {
    if (seed.size() != ed25519_key_bytes) return no_key();
    KeyPtr key(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytes_of(seed), seed.size()));
    if (!key) return no_key();
    return key;
}

// Points of small order, and other ways to write them: such a key verifies what nobody signed.
constexpr std::array<std::string_view, 7> small_orders{
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"};

bool is_of_small_order(std::string_view bytes) {
    std::string point(bytes);
    point.back() = static_cast<char>(point.back() & 0x7f);  // without its sign
    return std::ranges::find(small_orders, to_hex(point)) != small_orders.end();
}

}  // namespace

struct Ed25519Key::Parts {
    KeyPtr key;
};

Ed25519Key::Ed25519Key(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Ed25519Key::~Ed25519Key() = default;
Ed25519Key::Ed25519Key(Ed25519Key&& other) noexcept = default;
Ed25519Key& Ed25519Key::operator=(Ed25519Key&& other) noexcept = default;

Result<Ed25519Key> Ed25519Key::from_bytes(std::string_view bytes) {
    if (bytes.size() != ed25519_key_bytes || is_of_small_order(bytes)) return no_key();
    KeyPtr key(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(bytes), bytes.size()));
    if (!key) return no_key();
    auto parts = std::make_unique<Parts>();
    parts->key = std::move(key);
    return Ed25519Key(std::move(parts));
}

bool Ed25519Key::verifies(std::string_view message, std::string_view signature) const {
    const DigestContextPtr context(EVP_MD_CTX_new());
    CHECK(context != nullptr, "out of memory");
    const bool good =
        EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, parts_->key.get()) == 1 &&
        EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message),
                         message.size()) == 1;
    if (!good) ERR_clear_error();
    return good;
}

Result<std::string> ed25519_public_key(std::string_view seed) {
    TRY(const auto key, private_key(seed));
    std::string bytes(ed25519_key_bytes, '\0');
    std::size_t size = bytes.size();
    const bool got = EVP_PKEY_get_raw_public_key(
                         key.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size) == 1;
    CHECK(got && size == bytes.size(), "a private key has its public one");
    return bytes;
}

Result<std::string> ed25519_sign(std::string_view seed, std::string_view message) {
    TRY(const auto key, private_key(seed));
    const DigestContextPtr context(EVP_MD_CTX_new());
    CHECK(context != nullptr, "out of memory");
    std::string signature(ed25519_signature_bytes, '\0');
    std::size_t size = signature.size();
    const bool made =
        EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       bytes_of(message), message.size()) == 1;
    CHECK(made && size == signature.size(), "Ed25519 signs everything");
    return signature;
}

}  // namespace aisle
