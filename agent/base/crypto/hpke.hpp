// SPDX-License-Identifier: Apache-2.0
// Sealing to a public key: HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and
// AES-GCM, on OpenSSL's primitives. Whoever has the public key can seal and only the private key
// opens; who sealed it, base mode does not say.
// Promise: the n-th piece opens only as the n-th, unchanged, under the same `info`. Held to the
// vectors that were published with the RFC. Pure but for the entropy; one context, one thread.
#pragma once

#include "agent/base/crypto/seal_key.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace aisle {

// What seals the pieces. We use AES-256-GCM; the RFC prints its examples with AES-128-GCM.
enum class HpkeAead : std::uint16_t { aes_128_gcm = 1, aes_256_gcm = 2 };

inline constexpr std::size_t hpke_tag_bytes = 16;

// One end of a conversation in one direction. Its key is wiped when it goes.
class HpkeContext {
public:
    struct Secrets {
        HpkeAead aead = HpkeAead::aes_256_gcm;
        std::string key;
        std::array<std::uint8_t, 12> base_nonce{};
    };
    explicit HpkeContext(Secrets secrets) : secrets_(std::move(secrets)) {}
    ~HpkeContext();
    HpkeContext(HpkeContext&&) noexcept = default;
    HpkeContext& operator=(HpkeContext&&) = delete;

    // The next piece; `beside` is not hidden, and has to be the same when it is opened.
    std::string seal(std::string_view beside, std::string_view plain);
    // Errors: corrupt (not what was sealed, or not in this place); the place is then not used up.
    Result<std::string> open(std::string_view beside, std::string_view sealed);

private:
    std::array<std::uint8_t, 12> nonce() const;

    Secrets secrets_;
    std::uint64_t sequence_ = 0;
};

struct HpkeSealing {
    SealPublicKey enc;  // goes to whoever opens
    HpkeContext context;
};

// Both ends must name the same `info`. Errors: invalid (a public key that keeps no secret).
Result<HpkeSealing> hpke_seal_to(const SealPublicKey& to, std::string_view info, Entropy& entropy,
                                 HpkeAead aead = HpkeAead::aes_256_gcm);
// With a key of our own that is used this once, for whoever must show `enc` before sealing.
Result<HpkeContext> hpke_seal_as(const SealPrivateKey& ephemeral, const SealPublicKey& to,
                                 std::string_view info, HpkeAead aead = HpkeAead::aes_256_gcm);
Result<HpkeContext> hpke_open_with(const SealPrivateKey& key, const SealPublicKey& enc,
                                   std::string_view info, HpkeAead aead = HpkeAead::aes_256_gcm);

}  // namespace aisle
