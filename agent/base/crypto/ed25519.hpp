// SPDX-License-Identifier: Apache-2.0
// Ed25519 signatures (RFC 8032, pure), from OpenSSL. A public key is made ready once and asked
// often. Signing is for tests and for central; a device holds no issuing key. Any thread.
#pragma once

#include "agent/base/result.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace aisle {

inline constexpr std::size_t ed25519_key_bytes = 32;
inline constexpr std::size_t ed25519_signature_bytes = 64;

class Ed25519Key {
public:
    // Errors: invalid, when these are not 32 bytes that make a key.
    static Result<Ed25519Key> from_bytes(std::string_view bytes);
    ~Ed25519Key();
    Ed25519Key(Ed25519Key&& other) noexcept;
    Ed25519Key& operator=(Ed25519Key&& other) noexcept;

    bool verifies(std::string_view message, std::string_view signature) const;

private:
    struct Parts;
    explicit Ed25519Key(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

// Both of a seed of 32 bytes. Errors: invalid.
Result<std::string> ed25519_public_key(std::string_view seed);
Result<std::string> ed25519_sign(std::string_view seed, std::string_view message);

}  // namespace aisle
