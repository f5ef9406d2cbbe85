// SPDX-License-Identifier: Apache-2.0
// Aisle's own signed codes: "AIS1" and 106 bytes in base32. 42 of them say what it is (big-endian,
// offsets below), 64 are central's Ed25519 signature over "aisle-token-v1", a zero byte and those
// 42. Nothing a token says is worth anything before its signature was checked.
//
//   0 version (1)   1 type   2 kid (2)   4 campaign (4)   8 serial (8)   16 issued (4)
//   20 expires (4)  24 audience (4)  28 member (8)  36 value (4)  40 flags (2)
//
// Pure; any thread.
#pragma once

#include "agent/base/crypto/ed25519.hpp"
#include "agent/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

enum class TokenType : std::uint8_t {
    coupon = 1,
    reservation = 2,  // for one device
    member = 3,       // a member's code, of minutes
    campaign = 4,     // the same for all
    pick_up = 5,
    badge = 6,
    hand_off = 7,
};
std::string_view to_string(TokenType type);

struct Token {
    TokenType type = TokenType::coupon;
    std::uint16_t kid = 0;
    std::uint32_t campaign = 0;
    std::uint64_t serial = 0;
    std::uint32_t issued = 0;  // seconds since 1970
    std::uint32_t expires = 0;
    std::uint32_t audience = 0;  // holder; 0: any
    std::uint64_t member = 0;    // 0: whoever has it
    std::uint32_t value = 0;     // minor units at most; 0: see the campaign
    std::uint16_t flags = 0;
    bool operator==(const Token&) const = default;
};

// Bits of `flags`.
inline constexpr std::uint16_t token_single_use = 1;
inline constexpr std::uint16_t token_risk_allowed = 2;
inline constexpr std::uint16_t token_member_identified = 4;
inline constexpr std::uint16_t token_issued_online = 8;
inline constexpr std::uint16_t token_percent = 16;

struct SignedToken {
    Token token;
    std::string payload;
    std::string signature;

    bool signed_by(const Ed25519Key& key) const;
};

bool looks_like_token(std::string_view text);
// Errors: invalid, "bad_token".
Result<SignedToken> parse_token(std::string_view text);

std::string token_payload(const Token& token);
// What a signature is made over.
std::string token_message(std::string_view payload);
std::string token_text(std::string_view payload, std::string_view signature);

}  // namespace aisle
