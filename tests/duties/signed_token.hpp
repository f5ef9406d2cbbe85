// SPDX-License-Identifier: Apache-2.0
// What central signs online for somebody's phone, under the one key that a store of these tests
// knows.
#pragma once

#include "agent/base/ids.hpp"
#include "agent/domain/scan/token.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aisle {

inline const std::string token_seed(32, 'k');

// The line of the configuration.
inline std::string token_keys() {
    const auto key = ed25519_public_key(token_seed);
    EXPECT_TRUE(key);
    return "token_keys = [\"7:" + (key ? to_hex(*key) : "") + "\"]\n";
}

// Good once, and for years.
inline Token token_of(TokenType type) {
    Token token;
    token.type = type;
    token.kid = 7;
    token.issued = 1'735'689'600;
    token.expires = 4'000'000'000;
    token.flags = token_single_use | token_issued_online;
    return token;
}

inline std::string signed_text(const Token& token) {
    const auto payload = token_payload(token);
    const auto signature = ed25519_sign(token_seed, token_message(payload));
    EXPECT_TRUE(signature);
    return signature ? token_text(payload, *signature) : "";
}

}  // namespace aisle
