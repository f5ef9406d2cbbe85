// SPDX-License-Identifier: Apache-2.0
#include "agent/base/crypto/hpke.hpp"

#include "agent/base/check.hpp"
#include "agent/base/crypto/openssl_ptr.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/hmac.h>

#include <utility>

namespace aisle {
namespace {

constexpr std::size_t hash_bytes = 32;
constexpr std::size_t nonce_bytes = 12;
constexpr std::uint16_t kem_id = 0x0020;
constexpr std::uint16_t kdf_id = 0x0001;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string two_bytes(std::size_t number) {
    return {static_cast<char>(number >> 8), static_cast<char>(number & 0xff)};
}

std::string hmac(std::string_view key, std::string_view text) {
    std::string out(hash_bytes, '\0');
    const auto* made = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(text),
                            text.size(), reinterpret_cast<unsigned char*>(out.data()), nullptr);
    CHECK(made != nullptr, "HMAC is always there");
    return out;
}

// HKDF with the RFC's labels (section 4), for one suite.
class LabeledHkdf {
public:
    explicit LabeledHkdf(std::string suite) : suite_("HPKE-v1" + std::move(suite)) {}

    std::string extract(std::string_view salt, std::string_view label, std::string_view ikm) const {
        return hmac(salt, suite_text(label, ikm));
    }
    // Nothing here asks for more than one block of the hash.
    std::string expand(std::string_view prk, std::string_view label, std::string_view info,
                       std::size_t size) const {
        CHECK(size <= hash_bytes, "one block of HKDF");
        auto block = hmac(prk, two_bytes(size) + suite_text(label, info) + '\x01');
        block.resize(size);
        return block;
    }

private:
    std::string suite_text(std::string_view label, std::string_view rest) const {
        return suite_ + std::string(label) + std::string(rest);
    }

    std::string suite_;
};

std::size_t key_bytes(HpkeAead aead) {
    return aead == HpkeAead::aes_128_gcm ? 16 : 32;
}

const EVP_CIPHER* cipher_of(HpkeAead aead) {
    return aead == HpkeAead::aes_128_gcm ? EVP_aes_128_gcm() : EVP_aes_256_gcm();
}

std::string shared_secret(std::string_view dh, const SealPublicKey& enc, const SealPublicKey& to) {
    const LabeledHkdf kem("KEM" + two_bytes(kem_id));
    const auto prk = kem.extract("", "eae_prk", dh);
    return kem.expand(prk, "shared_secret", std::string(enc.view()) + std::string(to.view()),
                      hash_bytes);
}

// The key schedule (section 5.1) of base mode: no key known beforehand.
HpkeContext scheduled(std::string_view secret_shared, std::string_view info, HpkeAead aead) {
    const auto aead_id = static_cast<std::uint16_t>(aead);
    const LabeledHkdf hkdf("HPKE" + two_bytes(kem_id) + two_bytes(kdf_id) + two_bytes(aead_id));
    const auto context = std::string(1, '\0') + hkdf.extract("", "psk_id_hash", "") +
                         hkdf.extract("", "info_hash", info);
    const auto secret = hkdf.extract(secret_shared, "secret", "");
    HpkeContext::Secrets secrets;
    secrets.aead = aead;
    secrets.key = hkdf.expand(secret, "key", context, key_bytes(aead));
    const auto nonce = hkdf.expand(secret, "base_nonce", context, nonce_bytes);
    std::copy(nonce.begin(), nonce.end(), secrets.base_nonce.begin());
    return HpkeContext(std::move(secrets));
}

// Ready for one piece, with what stands beside it taken in already.
CipherContextPtr begun(const HpkeContext::Secrets& secrets,
                       const std::array<std::uint8_t, 12>& nonce, std::string_view beside,
                       bool sealing) {
    CipherContextPtr cipher(EVP_CIPHER_CTX_new());
    int ignored = 0;
    const bool fine =
        EVP_CipherInit_ex2(cipher.get(), cipher_of(secrets.aead), bytes_of(secrets.key),
                           nonce.data(), sealing ? 1 : 0, nullptr) == 1 &&
        EVP_CipherUpdate(cipher.get(), nullptr, &ignored, bytes_of(beside),
                         static_cast<int>(beside.size())) == 1;
    CHECK(fine, "AES-GCM is always there");
    return cipher;
}

}  // namespace

HpkeContext::~HpkeContext() {
    OPENSSL_cleanse(secrets_.key.data(), secrets_.key.size());
}

// The place of the piece, laid over the nonce from its end.
std::array<std::uint8_t, 12> HpkeContext::nonce() const {
    auto nonce = secrets_.base_nonce;
    for (std::size_t i = 0; i < sizeof sequence_; ++i) {
        const auto byte = static_cast<std::uint8_t>(sequence_ >> (8 * i));
        auto& under = nonce[nonce.size() - 1 - i];
        under = static_cast<std::uint8_t>(under ^ byte);
    }
    return nonce;
}

std::string HpkeContext::seal(std::string_view beside, std::string_view plain) {
    const auto cipher = begun(secrets_, nonce(), beside, true);
    std::string out(plain.size() + hpke_tag_bytes, '\0');
    auto* into = reinterpret_cast<unsigned char*>(out.data());
    int written = 0;
    int rest = 0;
    const bool fine =
        EVP_CipherUpdate(cipher.get(), into, &written, bytes_of(plain),
                         static_cast<int>(plain.size())) == 1 &&
        EVP_CipherFinal_ex(cipher.get(), into + written, &rest) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, static_cast<int>(hpke_tag_bytes),
                            into + plain.size()) == 1;
    CHECK(fine, "AES-GCM seals what fits in memory");
    ++sequence_;
    return out;
}

Result<std::string> HpkeContext::open(std::string_view beside, std::string_view sealed) {
    const Error refused(Errc::corrupt, "it does not open: changed, out of its place, or not ours");
    if (sealed.size() < hpke_tag_bytes) return refused;
    const auto body = sealed.substr(0, sealed.size() - hpke_tag_bytes);
    std::string tag(sealed.substr(body.size()));
    const auto cipher = begun(secrets_, nonce(), beside, false);
    std::string out(body.size(), '\0');
    auto* into = reinterpret_cast<unsigned char*>(out.data());
    int written = 0;
    int rest = 0;
    const bool fine = EVP_CipherUpdate(cipher.get(), into, &written, bytes_of(body),
                                       static_cast<int>(body.size())) == 1 &&
                      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG,
                                          static_cast<int>(tag.size()), tag.data()) == 1 &&
                      EVP_CipherFinal_ex(cipher.get(), into + written, &rest) == 1;
    if (!fine) {
        ERR_clear_error();
        return refused;
    }
    ++sequence_;
    return out;
}

Result<HpkeContext> hpke_seal_as(const SealPrivateKey& ephemeral, const SealPublicKey& to,
                                 std::string_view info, HpkeAead aead) {
    TRY(const auto dh, agree(ephemeral, to));
    return scheduled(shared_secret(dh, public_of(ephemeral), to), info, aead);
}

Result<HpkeSealing> hpke_seal_to(const SealPublicKey& to, std::string_view info, Entropy& entropy,
                                 HpkeAead aead) {
    const auto ephemeral = make_seal_key(entropy);
    TRY(auto context, hpke_seal_as(ephemeral, to, info, aead));
    return HpkeSealing{public_of(ephemeral), std::move(context)};
}

Result<HpkeContext> hpke_open_with(const SealPrivateKey& key, const SealPublicKey& enc,
                                   std::string_view info, HpkeAead aead) {
    TRY(const auto dh, agree(key, enc));
    return scheduled(shared_secret(dh, enc, public_of(key)), info, aead);
}

}  // namespace aisle
