// SPDX-License-Identifier: Apache-2.0
// The pair of X25519 keys that something is sealed to: central keeps the private one, every device
// has the public one. As files they are PEM (SubjectPublicKeyInfo, PKCS #8), as `openssl genpkey
// -algorithm X25519` writes them too. Pure; any thread.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/result.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

struct SealPublicKey {
    std::array<std::uint8_t, 32> bytes{};

    std::string_view view() const {
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
    bool operator==(const SealPublicKey&) const = default;
};

// Its bytes are wiped when it goes.
class SealPrivateKey {
public:
    explicit SealPrivateKey(const std::array<std::uint8_t, 32>& bytes) : bytes_(bytes) {}
    ~SealPrivateKey();
    SealPrivateKey(const SealPrivateKey&) = default;
    SealPrivateKey& operator=(const SealPrivateKey&) = default;

    const std::array<std::uint8_t, 32>& bytes() const { return bytes_; }

private:
    std::array<std::uint8_t, 32> bytes_;
};

SealPrivateKey make_seal_key(Entropy& entropy);
SealPublicKey public_of(const SealPrivateKey& key);
// 16 hex digits by which people and files tell keys apart.
std::string key_id(const SealPublicKey& key);

// Errors: invalid (no PEM, or no X25519 key of that kind).
Result<SealPublicKey> parse_seal_public_key(std::string_view pem);
Result<SealPrivateKey> parse_seal_private_key(std::string_view pem);
std::string to_pem(const SealPublicKey& key);
std::string to_pem(const SealPrivateKey& key);

// What the owner of one key and the owner of the other both arrive at (RFC 7748). Errors: invalid
// (a public key with which everybody would arrive at zero).
Result<std::string> agree(const SealPrivateKey& ours, const SealPublicKey& theirs);

}  // namespace aisle
