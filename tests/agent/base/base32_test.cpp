// SPDX-License-Identifier: Apache-2.0
#include "agent/base/base32.hpp"

#include "agent/base/entropy.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <utility>

namespace aisle {
namespace {

using namespace std::string_literals;

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::uint64_t seed = 20260701;

std::string some_bytes(Entropy& entropy, std::size_t size) {
    std::string bytes(size, '\0');
    entropy.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
    return bytes;
}

// RFC 4648, section 10, without its padding.
TEST(Base32Test, EncodesAndDecodesTheStandardsVectors) {
    const std::array<std::pair<std::string_view, std::string_view>, 7> vectors{
        {{"", ""},
         {"f", "MY"},
         {"fo", "MZXQ"},
         {"foo", "MZXW6"},
         {"foob", "MZXW6YQ"},
         {"fooba", "MZXW6YTB"},
         {"foobar", "MZXW6YTBOI"}}};
    for (const auto& [bytes, text] : vectors) {
        EXPECT_EQ(to_base32(bytes), text);
        EXPECT_EQ(parse_base32(text), bytes) << text;
    }
}

TEST(Base32Test, EveryValueHasItsLetter) {
    for (std::size_t value = 0; value < alphabet.size(); ++value) {
        const std::string byte(1, static_cast<char>(value << 3U));
        EXPECT_EQ(to_base32(byte).front(), alphabet[value]);
    }
}

TEST(Base32Test, ReturnsAnyBytesUnchangedAtEveryLength) {
    SeededEntropy entropy{seed};
    for (std::size_t size = 0; size <= 200; ++size) {
        const auto bytes = some_bytes(entropy, size);
        const auto text = to_base32(bytes);
        EXPECT_EQ(text.size(), (size * 8 + 4) / 5) << "seed " << seed << ", size " << size;
        EXPECT_EQ(text.find_first_not_of(alphabet), std::string::npos) << text;
        EXPECT_EQ(parse_base32(text), bytes) << "seed " << seed << ", size " << size;
    }
}

TEST(Base32Test, ZerosAndOnesReachEveryBit) {
    for (std::size_t size = 0; size <= 20; ++size) {
        for (const char fill : {'\0', '\xff', '\x01', '\x80'}) {
            const std::string bytes(size, fill);
            EXPECT_EQ(parse_base32(to_base32(bytes)), bytes) << size;
        }
    }
}

TEST(Base32Test, OfAllTextsOnlyTheOneThatIsWrittenIsRead) {
    SeededEntropy entropy{seed};
    int read = 0;
    for (int i = 0; i < 5000; ++i) {
        std::string text;
        const auto size = entropy.below(24);
        while (text.size() < size) text += alphabet[entropy.below(alphabet.size())];
        const auto bytes = parse_base32(text);
        if (!bytes) continue;
        ++read;
        EXPECT_EQ(to_base32(*bytes), text) << "seed " << seed;
    }
    EXPECT_GT(read, 500) << "seed " << seed;
}

// What 8 does not divide ends in bits that stand for nothing, and have to be zero.
TEST(Base32Test, TheLastLetterHasNoStrayBits) {
    const std::array<std::size_t, 5> free_bits{0, 2, 4, 1, 3};
    SeededEntropy entropy{seed};
    for (std::size_t size = 1; size <= 20; ++size) {
        auto text = to_base32(some_bytes(entropy, size));
        std::size_t accepted = 0;
        for (const char last : alphabet) {
            text.back() = last;
            if (parse_base32(text)) ++accepted;
        }
        EXPECT_EQ(accepted, 32U >> free_bits[size % 5]) << "seed " << seed << ", size " << size;
    }
}

TEST(Base32Test, ALengthThatNoBytesHaveIsRefused) {
    for (std::size_t size = 0; size <= 40; ++size) {
        const auto over = size % 8;
        const bool possible = over != 1 && over != 3 && over != 6;
        EXPECT_EQ(parse_base32(std::string(size, 'A')).has_value(), possible) << size;
    }
}

TEST(Base32Test, NoOtherByteIsRead) {
    for (int value = 0; value < 256; ++value) {
        const char byte = static_cast<char>(value);
        const bool known = alphabet.find(byte) != std::string_view::npos;
        for (std::size_t at = 0; at < 8; ++at) {
            std::string text = "MZXW6YTB";
            text[at] = byte;
            EXPECT_EQ(parse_base32(text).has_value(), known) << value << " at " << at;
        }
    }
}

TEST(Base32Test, NothingIsRepaired) {
    for (const auto& text :
         {"MY======"s, "mzxw6ytb"s, "MZXW6YTB\n"s, " MZXW6YTB"s, "MZXW 6YTB"s, "MZXW-6YTB"s,
          "MZXW6YT8"s, "MZXW6YT0"s, "MZXW6YT1"s, "MZXW6YTB\0"s, "MZ\0W6YTB"s, "\xef\xbb\xbfMY"s}) {
        EXPECT_FALSE(parse_base32(text)) << text;
    }
}

}  // namespace
}  // namespace aisle
