// SPDX-License-Identifier: Apache-2.0
#include "agent/base/crypto/hpke.hpp"

#include "agent/base/ids.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace aisle {
namespace {

std::string unhex(std::string_view hex) {
    std::string out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        out += static_cast<char>(std::stoul(std::string(hex.substr(i, 2)), nullptr, 16));
    }
    return out;
}

std::array<std::uint8_t, 32> unhex32(std::string_view hex) {
    const auto bytes = unhex(hex);
    std::array<std::uint8_t, 32> out{};
    std::copy_n(bytes.begin(), out.size(), out.begin());
    return out;
}

// Chance that comes out as the vectors say.
class GivenEntropy final : public Entropy {
public:
    explicit GivenEntropy(std::string_view hex) : bytes_(unhex(hex)) {}
    void fill(std::span<std::uint8_t> bytes) override {
        std::copy_n(bytes_.begin(), bytes.size(), bytes.begin());
    }

private:
    std::string bytes_;
};

struct Piece {
    std::uint64_t sequence;
    std::string_view sealed;
};

struct Vector {
    HpkeAead aead;
    std::string_view sender;     // skEm
    std::string_view enc;        // pkEm
    std::string_view recipient;  // skRm
    std::string_view shown;      // pkRm
    std::vector<Piece> pieces;
};

const std::string info = unhex("4f6465206f6e2061204772656369616e2055726e");
const std::string plain = unhex("4265617574792069732074727574682c20747275746820626561757479");

// RFC 9180, appendix A.1.1.
const Vector with_aes_128{
    HpkeAead::aes_128_gcm,
    "52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736",
    "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
    "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8",
    "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d",
    {{0,
      "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a"},
     {1,
      "af2d7e9ac9ae7e270f46ba1f975be53c09f8d875bdc8535458c2494e8a6eab251c03d0c22a56b8ca42c2063b84"},
     {255,
      "7175db9717964058640a3a11fb9007941a5d1757fda1a6935c805c21af32505bf106deefec4a49ac38d71c9e0a"},
     {256,
      "957f9800542b0b8891badb026d79cc54597cb2d225b54c00c5238c25d05c30e3fbeda97d2e0e1aba483a2df9f"
      "2"}}};

// The suite we use, from the vectors that the RFC names as its complete set.
const Vector with_aes_256{
    HpkeAead::aes_256_gcm,
    "179d4b53b6365c45b600c4163b61d95cbc2f4d9e36f1695558dce265ab8bab11",
    "6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256",
    "497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d",
    "430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c",
    {{0,
      "e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a"},
     {1,
      "2c43aff25343fdbff864506f0818b9d87df84ea01b1a2144d23b4d40c26bf655fdf197fe40297a8aebeed5cc2d"},
     {255,
      "f6ad1823eb0b932d04b6e23010eea64f1fe5edd0583dae5ba27ca6363f4ea104bd217331460ef4208040423641"},
     {256,
      "53624f4f9f173453b14e633b45390ff54cacaa4428d44baee1bff8133fab1ab3afe60f88e4634b525c54e92"
      "eda"}}};

class Hpke : public testing::TestWithParam<Vector> {};
INSTANTIATE_TEST_SUITE_P(Vectors, Hpke, testing::Values(with_aes_128, with_aes_256),
                         [](const auto& vector) {
                             return vector.param.aead == HpkeAead::aes_128_gcm ? "Aes128"
                                                                               : "Aes256";
                         });

TEST_P(Hpke, SealsAndOpensAsWasPublished) {
    const auto& vector = GetParam();
    const SealPrivateKey recipient(unhex32(vector.recipient));
    ASSERT_EQ(public_of(recipient).bytes, unhex32(vector.shown));
    GivenEntropy chance(vector.sender);
    auto sealing = hpke_seal_to(public_of(recipient), info, chance, vector.aead);
    ASSERT_TRUE(sealing);
    EXPECT_EQ(sealing->enc.bytes, unhex32(vector.enc));
    auto opening = hpke_open_with(recipient, sealing->enc, info, vector.aead);
    ASSERT_TRUE(opening);
    auto expected = vector.pieces.begin();
    for (std::uint64_t n = 0; n <= 256; ++n) {
        const auto beside = "Count-" + std::to_string(n);
        const auto sealed = sealing->context.seal(beside, plain);
        if (expected != vector.pieces.end() && expected->sequence == n) {
            EXPECT_EQ(to_hex(sealed), (expected++)->sealed) << n;
        }
        const auto opened = opening->open(beside, sealed);
        ASSERT_TRUE(opened) << n;
        EXPECT_EQ(*opened, plain);
    }
    EXPECT_EQ(expected, vector.pieces.end());
}

class HpkePieces : public testing::Test {
protected:
    SeededEntropy dice{1};
    SealPrivateKey key = make_seal_key(dice);
    HpkeSealing sealing = *hpke_seal_to(public_of(key), "info", dice);
    std::string first = sealing.context.seal("", "first");
    std::string second = sealing.context.seal("", "second");
};

TEST_F(HpkePieces, OpenOnlyInTheirPlace) {
    auto opening = *hpke_open_with(key, sealing.enc, "info");
    EXPECT_FALSE(opening.open("", second));
    EXPECT_EQ(*opening.open("", first), "first") << "a refusal uses no place up";
    EXPECT_FALSE(opening.open("", first));
    EXPECT_EQ(*opening.open("", second), "second");
}

TEST_F(HpkePieces, DoNotOpenChangedNorCut) {
    auto opening = *hpke_open_with(key, sealing.enc, "info");
    for (std::size_t at = 0; at < first.size(); ++at) {
        auto changed = first;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        EXPECT_FALSE(opening.open("", changed)) << at;
        EXPECT_FALSE(opening.open("", first.substr(0, at))) << at;
    }
    EXPECT_FALSE(opening.open("beside", first));
    EXPECT_TRUE(opening.open("", first));
}

TEST_F(HpkePieces, DoNotOpenUnderAnotherInfoOrKey) {
    auto elsewhere = *hpke_open_with(key, sealing.enc, "other");
    EXPECT_FALSE(elsewhere.open("", first));
    auto stranger = *hpke_open_with(make_seal_key(dice), sealing.enc, "info");
    EXPECT_FALSE(stranger.open("", first));
    EXPECT_FALSE(hpke_open_with(key, SealPublicKey{}, "info"));
}

TEST_F(HpkePieces, AnEmptyPieceIsAPiece) {
    auto sealed = sealing.context.seal("", "");
    EXPECT_EQ(sealed.size(), hpke_tag_bytes);
    auto opening = *hpke_open_with(key, sealing.enc, "info");
    ASSERT_TRUE(opening.open("", first));
    ASSERT_TRUE(opening.open("", second));
    EXPECT_EQ(*opening.open("", sealed), "");
}

}  // namespace
}  // namespace aisle
