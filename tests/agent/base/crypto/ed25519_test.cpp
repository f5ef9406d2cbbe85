// SPDX-License-Identifier: Apache-2.0
#include "agent/base/crypto/ed25519.hpp"

#include "agent/base/entropy.hpp"
#include "agent/base/ids.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <utility>

namespace aisle {
namespace {

constexpr std::uint64_t chance_seed = 20260701;

unsigned value_of(char c) {
    return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
}

std::string bytes_of(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes += static_cast<char>(value_of(hex[i]) << 4U | value_of(hex[i + 1]));
    }
    return bytes;
}

std::string some_bytes(Entropy& entropy, std::size_t size) {
    std::string bytes(size, '\0');
    entropy.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
    return bytes;
}

Ed25519Key key_of(std::string_view bytes) {
    auto key = Ed25519Key::from_bytes(bytes);
    EXPECT_TRUE(key) << to_hex(bytes);
    return std::move(*key);
}

struct Vector {
    std::string_view name;
    std::string_view seed;
    std::string_view key;
    std::string_view message;
    std::string_view signature;
};

// RFC 8032, section 7.1.
constexpr Vector vectors[] = {
    {"TEST 1", "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
     "b46bd25bf5f0595bbe24655141438e7a100b"},
    {"TEST 2", "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
     "1d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"TEST 3", "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984d"
     "c6594a7c15e9716ed28dc027beceea1ec40a"},
    {"TEST SHA(abc)", "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
     "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3fe"
     "ebbd454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431"
     "e0303dca179c138ac17ad9bef1177331a704"},
};

class Ed25519Test : public ::testing::Test {
protected:
    const std::string seed = bytes_of(vectors[2].seed);
    const std::string key = bytes_of(vectors[2].key);
    const std::string message = bytes_of(vectors[2].message);
    const std::string signature = bytes_of(vectors[2].signature);
};

TEST_F(Ed25519Test, GivesWhatTheStandardsVectorsSay) {
    for (const auto& vector : vectors) {
        const auto one_seed = bytes_of(vector.seed);
        const auto public_key = ed25519_public_key(one_seed);
        ASSERT_TRUE(public_key);
        EXPECT_EQ(to_hex(*public_key), vector.key) << vector.name;
        const auto made = ed25519_sign(one_seed, bytes_of(vector.message));
        ASSERT_TRUE(made);
        EXPECT_EQ(to_hex(*made), vector.signature) << vector.name;
        const auto one_key = key_of(bytes_of(vector.key));
        EXPECT_TRUE(one_key.verifies(bytes_of(vector.message), bytes_of(vector.signature)))
            << vector.name;
    }
}

TEST_F(Ed25519Test, NoBitOfTheMessageMayBeAnother) {
    const auto good = key_of(key);
    for (std::size_t bit = 0; bit < message.size() * 8; ++bit) {
        auto other = message;
        other[bit / 8] = static_cast<char>(other[bit / 8] ^ 1 << bit % 8);
        EXPECT_FALSE(good.verifies(other, signature)) << bit;
    }
    EXPECT_FALSE(good.verifies("", signature));
    EXPECT_FALSE(good.verifies(message + std::string(1, '\0'), signature));
    EXPECT_FALSE(good.verifies(message.substr(1), signature));
}

TEST_F(Ed25519Test, NoBitOfTheSignatureMayBeAnother) {
    const auto good = key_of(key);
    for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
        auto other = signature;
        other[bit / 8] = static_cast<char>(other[bit / 8] ^ 1 << bit % 8);
        EXPECT_FALSE(good.verifies(message, other)) << bit;
    }
}

TEST_F(Ed25519Test, NoBitOfTheKeyMayBeAnother) {
    for (std::size_t bit = 0; bit < key.size() * 8; ++bit) {
        auto other = key;
        other[bit / 8] = static_cast<char>(other[bit / 8] ^ 1 << bit % 8);
        const auto read = Ed25519Key::from_bytes(other);
        EXPECT_FALSE(read && read->verifies(message, signature)) << bit;
    }
}

TEST_F(Ed25519Test, AnotherKeysSignatureIsNone) {
    for (const auto& vector : vectors) {
        if (bytes_of(vector.key) == key) continue;
        EXPECT_FALSE(key_of(bytes_of(vector.key)).verifies(message, signature)) << vector.name;
    }
}

TEST_F(Ed25519Test, ASignatureOfAnotherSizeIsNone) {
    const auto good = key_of(key);
    for (std::size_t size = 0; size < 2 * ed25519_signature_bytes; ++size) {
        auto other = signature;
        other.resize(size);
        EXPECT_EQ(good.verifies(message, other), size == ed25519_signature_bytes) << size;
    }
    EXPECT_FALSE(good.verifies(message, std::string_view()));
    EXPECT_FALSE(good.verifies(message, signature + signature));
}

// The same point in other clothes: the group's order added to the second half. Who takes it gives
// one token two signatures.
TEST_F(Ed25519Test, ASecondSignatureIsNotMadeFromTheFirst) {
    constexpr std::size_t half = 32;
    const auto order = bytes_of("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    auto other = signature;
    unsigned carry = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const unsigned sum = static_cast<unsigned char>(other[half + i]) +
                             static_cast<unsigned char>(order[i]) + carry;
        other[half + i] = static_cast<char>(sum & 0xffU);
        carry = sum >> 8U;
    }
    ASSERT_EQ(carry, 0U);
    EXPECT_FALSE(key_of(key).verifies(message, other));
}

TEST_F(Ed25519Test, NothingButThirtyTwoBytesIsAKey) {
    for (const std::size_t size : {0U, 1U, 31U, 33U, 44U, 64U}) {
        const std::string bytes(size, 'k');
        for (const auto& error :
             {Ed25519Key::from_bytes(bytes).error(), ed25519_public_key(bytes).error(),
              ed25519_sign(bytes, message).error()}) {
            EXPECT_EQ(error.kind(), Errc::invalid) << size;
            EXPECT_NE(error.what().find("32"), std::string::npos) << error.what();
        }
    }
    EXPECT_FALSE(Ed25519Key::from_bytes(std::string_view()));
    EXPECT_FALSE(Ed25519Key::from_bytes(vectors[0].key)) << "64 letters are no key of 32 bytes";
}

TEST_F(Ed25519Test, AFailureLeavesTheKeyAsItWas) {
    const auto good = key_of(key);
    EXPECT_FALSE(good.verifies(message, "short"));
    EXPECT_FALSE(good.verifies("other", signature));
    EXPECT_TRUE(good.verifies(message, signature));
    EXPECT_TRUE(good.verifies(message, signature));
}

TEST_F(Ed25519Test, WhateverIsSignedIsVerifiedAndNothingElse) {
    SeededEntropy entropy{chance_seed};
    for (std::size_t size = 0; size < 40; ++size) {
        const auto one_seed = some_bytes(entropy, ed25519_key_bytes);
        const auto text = some_bytes(entropy, size * size);
        const auto one_key = key_of(*ed25519_public_key(one_seed));
        const auto made = *ed25519_sign(one_seed, text);
        EXPECT_EQ(made.size(), ed25519_signature_bytes);
        EXPECT_EQ(made, *ed25519_sign(one_seed, text)) << "there is no chance in it";
        EXPECT_TRUE(one_key.verifies(text, made)) << "seed " << chance_seed << ", " << text.size();
        EXPECT_FALSE(one_key.verifies(text + "x", made)) << "seed " << chance_seed;
        EXPECT_FALSE(one_key.verifies(message, made)) << "seed " << chance_seed;
    }
}

TEST_F(Ed25519Test, MayBeMoved) {
    auto first = key_of(key);
    auto second = std::move(first);
    EXPECT_TRUE(second.verifies(message, signature));
    auto third = key_of(bytes_of(vectors[0].key));
    third = std::move(second);
    EXPECT_TRUE(third.verifies(message, signature));
}

}  // namespace
}  // namespace aisle
