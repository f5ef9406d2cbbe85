// SPDX-License-Identifier: Apache-2.0
#include "agent/base/crypto/scrypt.hpp"

#include "agent/base/ids.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

std::string hex(std::string_view secret, std::string_view salt, ScryptCost cost) {
    const auto digest = scrypt(secret, salt, cost, 64);
    return digest ? to_hex(*digest) : digest.error().what();
}

// RFC 7914, section 12.
TEST(Scrypt, MakesWhatTheStandardSays) {
    EXPECT_EQ(hex("", "", {16, 1, 1}),
              "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
              "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
    EXPECT_EQ(hex("password", "NaCl", {1024, 8, 16}),
              "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
              "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
    EXPECT_EQ(hex("pleaseletmein", "SodiumChloride", {16'384, 8, 1}),
              "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
              "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887");
}

TEST(Scrypt, TakesAsManyBytesAsAreWanted) {
    const auto digest = scrypt("1234", "salt", {16, 1, 1}, 20);
    ASSERT_TRUE(digest);
    EXPECT_EQ(digest->size(), 20U);
    EXPECT_FALSE(scrypt("1234", "salt", {16, 1, 1}, 0));
    EXPECT_FALSE(scrypt("1234", "salt", {16, 1, 1}, 1 << 20));
}

TEST(Scrypt, PaysNoCostThatATillCannotBear) {
    EXPECT_TRUE(is_bearable(scrypt_cost_usual));
    EXPECT_TRUE(is_bearable({1024, 8, 16}));
    // The RFC's last vector takes a gigabyte.
    EXPECT_FALSE(is_bearable({1'048'576, 8, 1}));
    EXPECT_FALSE(is_bearable({32'768, 8, 1}));  // a few blocks over 32 MiB
    EXPECT_FALSE(is_bearable({16'384, 8, 5}));
    EXPECT_FALSE(is_bearable({0, 8, 1}));
    EXPECT_FALSE(is_bearable({1, 8, 1}));
    EXPECT_FALSE(is_bearable({1000, 8, 1}));
    EXPECT_FALSE(is_bearable({-1024, 8, 1}));
    EXPECT_FALSE(is_bearable({1024, 0, 1}));
    EXPECT_FALSE(is_bearable({1024, 8, 0}));
    constexpr std::int64_t huge = std::int64_t{1} << 62;
    EXPECT_FALSE(is_bearable({huge, huge, huge}));
    EXPECT_EQ(scrypt("x", "y", {1'048'576, 8, 1}, 64).error().kind(), Errc::invalid);
}

TEST(Scrypt, ComparesSecretsWhole) {
    EXPECT_TRUE(same_secret("abc", "abc"));
    EXPECT_TRUE(same_secret("", ""));
    EXPECT_FALSE(same_secret("abc", "abd"));
    EXPECT_FALSE(same_secret("abc", "ab"));
    EXPECT_FALSE(same_secret("", "a"));
}

}  // namespace
}  // namespace aisle
