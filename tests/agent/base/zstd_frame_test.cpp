// SPDX-License-Identifier: Apache-2.0
#include "agent/base/zstd_frame.hpp"

#include "agent/base/entropy.hpp"
#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr std::size_t bound = 64 * KiB;

// As the format document writes it: magic, header, one raw block of `text`. Without the size field
// when `claimed` is 0.
std::string raw_frame(std::string_view text, std::uint32_t claimed) {
    std::string frame = "\x28\xb5\x2f\xfd";
    if (claimed == 0) {
        frame += std::string("\x00\x58", 2);  // a window, no size
    } else {
        frame += '\xa0';  // single segment, four bytes of size
        for (int shift = 0; shift < 32; shift += 8) frame += static_cast<char>(claimed >> shift);
    }
    const auto header = static_cast<std::uint32_t>(text.size()) << 3 | 1U;  // the last block
    for (int shift = 0; shift < 24; shift += 8) frame += static_cast<char>(header >> shift);
    return frame += text;
}

TEST(ZstdFrame, UnpacksWhatItPacked) {
    SeededEntropy entropy{1};
    for (const std::size_t size : {0U, 1U, 500U, 60'000U}) {
        std::string bytes(size, '\0');
        for (auto& byte : bytes) byte = static_cast<char>(entropy.below(4));
        const auto frame = zstd_compress(bytes);
        EXPECT_TRUE(is_zstd_frame(frame));
        const auto unpacked = zstd_decompress(frame, bound);
        ASSERT_TRUE(unpacked) << unpacked.error().what();
        EXPECT_EQ(*unpacked, bytes);
    }
}

TEST(ZstdFrame, ShrinksWhatRepeatsItself) {
    EXPECT_LT(zstd_compress(std::string(60'000, 'x')).size(), 100U);
}

TEST(ZstdFrame, ReadsAFrameWrittenByHand) {
    EXPECT_EQ(*zstd_decompress(raw_frame("scan", 4), bound), "scan");
}

TEST(ZstdFrame, RefusesABombByWhatItClaims) {
    const auto bomb = zstd_compress(std::string(100 * MiB, '\0'));
    ASSERT_LT(bomb.size(), 16 * KiB);
    EXPECT_EQ(zstd_decompress(bomb, bound).error().kind(), Errc::too_large);
    EXPECT_EQ(zstd_decompress(raw_frame("scan", 0xffffffff), bound).error().kind(),
              Errc::too_large);
}

TEST(ZstdFrame, TakesTheBoundItselfAndNotAByteMore) {
    EXPECT_TRUE(zstd_decompress(zstd_compress(std::string(bound, 'x')), bound));
    EXPECT_EQ(zstd_decompress(zstd_compress(std::string(bound + 1, 'x')), bound).error().kind(),
              Errc::too_large);
}

TEST(ZstdFrame, RefusesAFrameThatClaimsTooLittleOrTooMuch) {
    EXPECT_EQ(zstd_decompress(raw_frame("scan", 3), bound).error().kind(), Errc::corrupt);
    EXPECT_EQ(zstd_decompress(raw_frame("scan", 5), bound).error().kind(), Errc::corrupt);
}

TEST(ZstdFrame, RefusesAFrameThatDoesNotSayItsSize) {
    EXPECT_EQ(zstd_decompress(raw_frame("scan", 0), bound).error().kind(), Errc::corrupt);
}

TEST(ZstdFrame, RefusesASecondFrameBehindTheFirst) {
    const auto frame = zstd_compress("scan");
    EXPECT_EQ(zstd_decompress(frame + frame, bound).error().kind(), Errc::corrupt);
    EXPECT_EQ(zstd_decompress(frame + "x", bound).error().kind(), Errc::corrupt);
}

TEST(ZstdFrame, RefusesWhatIsNoFrame) {
    for (const std::string_view bytes : {"", "\x28", "\x28\xb5\x2f\xfd", "{\"epoch\":1}"}) {
        EXPECT_EQ(zstd_decompress(bytes, bound).error().kind(), Errc::corrupt);
    }
    EXPECT_FALSE(is_zstd_frame("{}"));
    EXPECT_FALSE(is_zstd_frame("\x28\xb5\x2f"));
}

TEST(ZstdFrame, RefusesASkippableFrameForItIsEmpty) {
    const std::string skippable("\x50\x2a\x4d\x18\x04\x00\x00\x00scan", 12);
    EXPECT_FALSE(is_zstd_frame(skippable));
    EXPECT_EQ(zstd_decompress(skippable, bound).error().kind(), Errc::corrupt);
}

TEST(ZstdFrame, SurvivesEveryCutAndSeededDamage) {
    std::string text;
    for (int i = 0; i < 200; ++i) text += "{\"id\":" + std::to_string(i * 7919) + "}";
    const auto frame = zstd_compress(text);
    for (std::size_t size = 0; size < frame.size(); ++size) {
        EXPECT_FALSE(zstd_decompress(frame.substr(0, size), bound)) << size;
    }
    SeededEntropy entropy{2};
    for (int i = 0; i < 5000; ++i) {
        auto damaged = frame;
        const auto place = static_cast<std::size_t>(entropy.below(frame.size()));
        damaged[place] = static_cast<char>(entropy.below(256));
        const auto unpacked = zstd_decompress(damaged, bound);
        EXPECT_TRUE(!unpacked || unpacked->size() <= bound);
    }
}

// ---- With a dictionary ----

// As the format document writes one: magic, number, and content; enough to be told apart. Real ones
// are tested where they are kept (sync).
TEST(ZstdFrame, AFrameSaysNoDictionaryWhenItHasNone) {
    EXPECT_EQ(zstd_dictionary_of(zstd_compress("abc")), 0U);
    EXPECT_EQ(zstd_dictionary_of("no frame"), 0U);
    EXPECT_EQ(zstd_dictionary_of(""), 0U);
}

TEST(ZstdFrame, OneMadeWithAnUnknownDictionaryIsRefusedByItsNumber) {
    // Single segment, one byte of dictionary number, one byte of size; an empty last raw block.
    const std::string frame("\x28\xb5\x2f\xfd\x21\x07\x00\x01\x00\x00", 10);
    EXPECT_EQ(zstd_dictionary_of(frame), 7U);
    const auto outcome = zstd_decompress(frame, bound);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind(), Errc::corrupt);
    EXPECT_NE(outcome.error().what().find("dictionary 7"), std::string::npos);
}

}  // namespace
}  // namespace aisle
