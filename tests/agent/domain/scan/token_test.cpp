// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/token.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

// A key for tests only: the bytes 0 to 31.
std::string seed() {
    std::string bytes;
    for (char c = 0; c < 32; ++c) bytes += c;
    return bytes;
}

const Token reservation{.type = TokenType::reservation,
                        .kid = 7,
                        .campaign = 20260042,
                        .serial = 900100200300400,
                        .issued = 1782864000,
                        .expires = 1782864600,
                        .audience = 10023,
                        .member = 0x1122334455667788,
                        .value = 5000,
                        .flags = token_single_use | token_issued_online};
constexpr std::string_view as_text =
    "AIS1AEBAABYBGUSMUAADGKRORM37OBVEIWEANJCFVWAAAATSOEJCGNCFKZTXRAAAAE4IAAET2GXZQHZGMYSA7PPB3NXP3D"
    "UJC6TOPKUYLNHLJ56FLF74XU3ZWNIYHG5GK6ESULSWRBPKI6SOMETVNN4ZMZ5EO7MRJM5O3ENY3BQQAY";

TEST(TokenTest, IsWrittenAndReadAsTheVectorSays) {
    const auto payload = token_payload(reservation);
    const auto signature = ed25519_sign(seed(), token_message(payload));
    EXPECT_EQ(token_text(payload, *signature), as_text);
    const auto read = parse_token(as_text);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->token, reservation);
}

TEST(TokenTest, IsGenuineOnlyWithItsOwnSignature) {
    const auto key = Ed25519Key::from_bytes(*ed25519_public_key(seed()));
    ASSERT_TRUE(key);
    auto read = *parse_token(as_text);
    EXPECT_TRUE(read.signed_by(*key));
    read.payload[39] ^= 1;
    EXPECT_FALSE(read.signed_by(*key));
    const auto other = Ed25519Key::from_bytes(*ed25519_public_key(std::string(32, 'x')));
    EXPECT_FALSE(parse_token(as_text)->signed_by(*other));
}

TEST(TokenTest, WhatIsNoneSaysWhatToDo) {
    const std::string text(as_text);
    EXPECT_FALSE(looks_like_token("AIS1"));
    for (const auto& wrong : {text + "A", text.substr(0, 100), "AIS1" + std::string(170, '1')}) {
        const auto read = parse_token(wrong);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code(), "bad_token");
        EXPECT_TRUE(read.error().what().ends_with("scan it again")) << read.error().what();
    }
    auto newer = token_payload(reservation);
    newer[0] = 2;
    EXPECT_TRUE(
        parse_token(token_text(newer, std::string(64, 'x'))).error().what().ends_with("update it"));
    newer = token_payload(reservation);
    newer[1] = 8;
    EXPECT_TRUE(
        parse_token(token_text(newer, std::string(64, 'x'))).error().what().ends_with("update it"));
}

}  // namespace
}  // namespace aisle
