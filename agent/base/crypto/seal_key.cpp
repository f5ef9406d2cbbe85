// SPDX-License-Identifier: Apache-2.0
#include "agent/base/crypto/seal_key.hpp"

#include "agent/base/check.hpp"
#include "agent/base/crypto/pem.hpp"
#include "agent/base/crypto/sha256.hpp"
#include "agent/base/ids.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>

namespace aisle {
namespace {

constexpr std::size_t key_id_bytes = 8;

KeyPtr key_of(const SealPublicKey& key) {
    return KeyPtr(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, key.bytes.data(), key.bytes.size()));
}

KeyPtr key_of(const SealPrivateKey& key) {
    return KeyPtr(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, key.bytes().data(),
                                               key.bytes().size()));
}

Error no_key(std::string_view which) {
    ERR_clear_error();
    return Error(Errc::invalid,
                 "this is not the " + std::string(which) + " of an X25519 pair, in PEM");
}

std::string text_of(const BioPtr& bio) {
    std::string text(BIO_ctrl_pending(bio.get()), '\0');
    BIO_read(bio.get(), text.data(), static_cast<int>(text.size()));
    return text;
}

using RawOf = int (*)(const EVP_PKEY*, unsigned char*, std::size_t*);

// The 32 bytes of a key, when it is one of the right kind.
bool raw_bytes(const KeyPtr& key, RawOf raw_of, std::array<std::uint8_t, 32>& bytes) {
    std::size_t size = bytes.size();
    return key && EVP_PKEY_is_a(key.get(), "X25519") == 1 &&
           raw_of(key.get(), bytes.data(), &size) == 1 && size == bytes.size();
}

}  // namespace

SealPrivateKey::~SealPrivateKey() {
    OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

SealPrivateKey make_seal_key(Entropy& entropy) {
    std::array<std::uint8_t, 32> bytes{};
    entropy.fill(bytes);
    const SealPrivateKey key(bytes);
    OPENSSL_cleanse(bytes.data(), bytes.size());
    return key;
}

SealPublicKey public_of(const SealPrivateKey& key) {
    SealPublicKey out;
    CHECK(raw_bytes(key_of(key), EVP_PKEY_get_raw_public_key, out.bytes),
          "every 32 bytes are a private key");
    return out;
}

std::string key_id(const SealPublicKey& key) {
    return to_hex(sha256({key.view()}).view().substr(0, key_id_bytes));
}

Result<SealPublicKey> parse_seal_public_key(std::string_view pem) {
    const KeyPtr key(PEM_read_bio_PUBKEY(bio_of(pem).get(), nullptr, no_password, nullptr));
    SealPublicKey out;
    if (!raw_bytes(key, EVP_PKEY_get_raw_public_key, out.bytes)) return no_key("public key");
    return out;
}

Result<SealPrivateKey> parse_seal_private_key(std::string_view pem) {
    const KeyPtr key(PEM_read_bio_PrivateKey(bio_of(pem).get(), nullptr, no_password, nullptr));
    std::array<std::uint8_t, 32> bytes{};
    if (!raw_bytes(key, EVP_PKEY_get_raw_private_key, bytes)) return no_key("private key");
    const SealPrivateKey out(bytes);
    OPENSSL_cleanse(bytes.data(), bytes.size());
    return out;
}

std::string to_pem(const SealPublicKey& key) {
    const BioPtr bio(BIO_new(BIO_s_mem()));
    CHECK(PEM_write_bio_PUBKEY(bio.get(), key_of(key).get()) == 1, "a key can be written");
    return text_of(bio);
}

std::string to_pem(const SealPrivateKey& key) {
    const BioPtr bio(BIO_new(BIO_s_secmem()));
    CHECK(PEM_write_bio_PKCS8PrivateKey(bio.get(), key_of(key).get(), nullptr, nullptr, 0, nullptr,
                                        nullptr) == 1,
          "a key can be written");
    return text_of(bio);
}

Result<std::string> agree(const SealPrivateKey& ours, const SealPublicKey& theirs) {
    const auto own = key_of(ours);
    const auto other = key_of(theirs);
    const KeyContextPtr context(EVP_PKEY_CTX_new(own.get(), nullptr));
    CHECK(context && EVP_PKEY_derive_init(context.get()) == 1, "X25519 is always there");
    std::string shared(32, '\0');
    std::size_t size = shared.size();
    if (EVP_PKEY_derive_set_peer(context.get(), other.get()) != 1 ||
        EVP_PKEY_derive(context.get(), reinterpret_cast<unsigned char*>(shared.data()), &size) !=
            1) {
        ERR_clear_error();
        return Error(Errc::invalid, "this public key keeps no secret");
    }
    return shared;
}

}  // namespace aisle
