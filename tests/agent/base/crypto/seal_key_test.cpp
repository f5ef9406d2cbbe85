// SPDX-License-Identifier: Apache-2.0
#include "agent/base/crypto/seal_key.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(SealKey, GoesThereAndBackAsPem) {
    SeededEntropy dice(1);
    const auto key = make_seal_key(dice);
    const auto secret = to_pem(key);
    EXPECT_EQ(secret.find("-----BEGIN PRIVATE KEY-----\n"), 0U);
    EXPECT_EQ(parse_seal_private_key(secret)->bytes(), key.bytes());
    const auto shown = to_pem(public_of(key));
    EXPECT_EQ(shown.find("-----BEGIN PUBLIC KEY-----\n"), 0U);
    EXPECT_EQ(*parse_seal_public_key(shown), public_of(key));
    EXPECT_EQ(key_id(public_of(key)).size(), 16U);
}

TEST(SealKey, OneKindIsNotTakenForTheOther) {
    SeededEntropy dice(2);
    const auto key = make_seal_key(dice);
    EXPECT_FALSE(parse_seal_public_key(to_pem(key)));
    EXPECT_FALSE(parse_seal_private_key(to_pem(public_of(key))));
    EXPECT_FALSE(parse_seal_public_key(""));
    EXPECT_FALSE(parse_seal_private_key("-----BEGIN PRIVATE KEY-----\nAAAA\n"));
}

// A P-256 key, as somebody might name by mistake.
TEST(SealKey, AKeyOfAnotherCurveIsRefused) {
    const auto parsed = parse_seal_public_key(
        "-----BEGIN PUBLIC KEY-----\n"
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEPF9u66OYi4FdU/qhgCKlQFWhr/Vw\n"
        "Aw90ZH37Q/i+xY5SZt2bzlCjhChWoLn2QOf+34K8tGHP9553rL7QnSv/tw==\n"
        "-----END PUBLIC KEY-----\n");
    ASSERT_FALSE(parsed);
    EXPECT_NE(parsed.error().what().find("X25519"), std::string::npos);
}

TEST(SealKey, BothOwnersArriveAtTheSame) {
    SeededEntropy dice(3);
    const auto one = make_seal_key(dice);
    const auto two = make_seal_key(dice);
    const auto shared = agree(one, public_of(two));
    ASSERT_TRUE(shared);
    EXPECT_EQ(*shared, *agree(two, public_of(one)));
    EXPECT_NE(*shared, *agree(one, public_of(one)));
}

TEST(SealKey, APublicKeyThatKeepsNoSecretIsRefused) {
    SeededEntropy dice(4);
    EXPECT_FALSE(agree(make_seal_key(dice), SealPublicKey{}));
}

}  // namespace
}  // namespace aisle
