// SPDX-License-Identifier: Apache-2.0
// Held to published examples, and read back by a decoder that was written from the other side: it
// measures bars and looks them up.
#include "tools/ctl/bar_code.hpp"

#include "agent/domain/gtin.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace aisle {
namespace {

using Values = std::vector<unsigned>;

// "11010010000" for every value, learnt from codes of one character: set B, and C for 95 to 99.
std::string pattern_of(unsigned value) {
    const std::string pair{static_cast<char>('0' + value / 10),
                           static_cast<char>('0' + value % 10)};
    return code_128(pair + pair, false).substr(11, 11);
}

std::string read_code_128(const Modules& modules) {
    std::map<std::string, unsigned> values;
    for (unsigned value = 0; value < 100; ++value) values[pattern_of(value)] = value;
    values["10111101110"] = 100;  // Code B
    values["11110101110"] = 102;  // FNC1
    bool pairs = modules.substr(0, 11) == "11010011100";
    std::string text;
    for (std::size_t at = 11; at + 24 < modules.size(); at += 11) {
        const auto found = values.find(modules.substr(at, 11));
        if (found == values.end()) return "?";
        const auto value = found->second;
        if (value == 102) {
            text += '\x1d';
        } else if (pairs && value == 100) {
            pairs = false;
        } else if (!pairs && value == 99) {
            pairs = true;
        } else if (pairs) {
            text += static_cast<char>('0' + value / 10);
            text += static_cast<char>('0' + value % 10);
        } else {
            text += static_cast<char>(' ' + value);
        }
    }
    return text;
}

TEST(BarCode, HasTheCheckCharactersOfPublishedExamples) {
    // barcodeisland.com works "HI" and "345678" out from set A: 67. Set B's start is one more.
    EXPECT_EQ(code_128_values("HI345678", false), (Values{104, 40, 41, 99, 34, 56, 78, 68, 106}));
    // Two digits are not worth a change of sets.
    const auto values = code_128_values("X00Y", false);
    EXPECT_EQ(Values(values.begin(), values.begin() + 5), (Values{104, 56, 16, 16, 57}));
}

TEST(BarCode, DrawsStartAndStopAsTheyArePublished) {
    const auto modules = code_128("A", false);
    EXPECT_EQ(modules.substr(0, 11), "11010010000");
    EXPECT_EQ(modules.substr(11, 11), "10100011000");
    EXPECT_EQ(modules.substr(modules.size() - 13), "1100011101011");
    EXPECT_EQ(code_128("1234", false).substr(0, 11), "11010011100");
    EXPECT_EQ(code_128("1234", true).substr(11, 11), "11110101110");
}

TEST(BarCode, HasAPatternOfElevenModulesForEachValueAndNoTwoAlike) {
    std::map<std::string, unsigned> seen;
    for (unsigned value = 0; value < 100; ++value) {
        const auto pattern = pattern_of(value);
        EXPECT_EQ(pattern.size(), 11U);
        EXPECT_EQ(std::ranges::count(pattern, '1') % 2, 0) << value;
        EXPECT_TRUE(seen.emplace(pattern, value).second) << value;
    }
}

TEST(BarCode, ReadsBackWhateverIsPrinted) {
    std::mt19937 dice(11);
    for (int i = 0; i < 300; ++i) {
        std::string text;
        for (auto size = 1 + dice() % 30; size > 0; --size) {
            const auto kind = dice() % 8;
            text += kind < 5    ? static_cast<char>('0' + dice() % 10)
                    : kind == 5 ? '\x1d'
                                : static_cast<char>(' ' + dice() % 95);
        }
        const bool gs1 = i % 2 != 0;
        EXPECT_EQ(read_code_128(code_128(text, gs1)), (gs1 ? "\x1d" : "") + text);
    }
}

TEST(BarCode, DrawsAPublishedEan13) {
    // 4003994155486: left hand L G L L G G by the leading 4.
    EXPECT_EQ(ean_13("4003994155486"),
              "101"
              "0001101"
              "0100111"
              "0111101"
              "0001011"
              "0010111"
              "0011101"
              "01010"
              "1100110"
              "1001110"
              "1001110"
              "1011100"
              "1001000"
              "1010000"
              "101");
}

TEST(BarCode, DrawsTheWholeSheet) {
    for (const auto& code : scanner_sheet()) {
        const auto modules = modules_of(code);
        const bool ean = code.symbology == SheetSymbology::ean_13;
        EXPECT_EQ(modules.size() % 11, ean ? 95U % 11 : 2U) << code.name;
        if (ean) continue;
        const bool gs1 = code.symbology == SheetSymbology::gs1_128;
        EXPECT_EQ(read_code_128(modules), (gs1 ? "\x1d" : "") + std::string(code.contents));
    }
}

}  // namespace
}  // namespace aisle
