// SPDX-License-Identifier: Apache-2.0
// Codes as scanners hand them over that were set up by nobody: with something around them, or
// without a word of what they are.
#include "agent/domain/scan/code.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace aisle {
namespace {

using namespace std::string_literals;
using enum CodeClass;

// A scanner may put around a code what nobody told us of.
TEST(CodeSurroundings, WhatPaysIsSuppressedWhateverTheScannerPutsAroundIt) {
    for (const auto& bytes :
         {"]Q1134567890123456789"s, "]C04111111111111111"s, "]Q111010519491231002X"s,
          "\x02"
          "134567890123456789\x03"s,
          "D137298150616225199"s, "j4111111111111111"s, " 134567890123456789"s,
          "\x02]Q14111 1111 1111 1111\r"s}) {
        // As it is where the configuration leaves identifiers on.
        const Scan scan{.bytes = bytes, .aim = {}, .source = "lane1", .at = {}};
        EXPECT_EQ(CodeReader({}).read(scan).kind, suppressed) << bytes;
    }
    for (const auto& bytes : {"]C100123456789012345675"s, "D13456789"s, "DD134567890123456789"s}) {
        const Scan scan{.bytes = bytes, .aim = {}, .source = "lane1", .at = {}};
        EXPECT_NE(CodeReader({}).read(scan).kind, suppressed) << bytes;
    }
}

TEST(CodeSurroundings, AShortUpcIsReadThoughTheScannerDoesNotSayWhatItIs) {
    const auto code = CodeReader({}).read(make_scan("04252614", "lane1", MonoTime{}));
    EXPECT_EQ(code.kind, product);
    EXPECT_EQ(code.gtin, "00042100005264");
    CodeRules rules;
    auto pattern = Pattern::compile("0\\d{7}");
    ASSERT_TRUE(pattern);
    rules.patterns.push_back({"card", member_card, std::move(*pattern), CheckDigit::none});
    EXPECT_EQ(CodeReader(std::move(rules)).read(make_scan("04252614", "", MonoTime{})).kind,
              member_card)
        << "what the tenant says of it counts";
    EXPECT_EQ(CodeReader({}).read(make_scan("04252615", "", MonoTime{})).kind, unknown);
}

}  // namespace
}  // namespace aisle
