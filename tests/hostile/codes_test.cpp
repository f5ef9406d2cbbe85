// SPDX-License-Identifier: Apache-2.0
// The table itself, and the controls: what is planted is found.
#include "tests/ctl/recorded_console.hpp"
#include "tests/hostile/hostile_codes.hpp"
#include "tools/ctl/decode_command.hpp"

#include <gtest/gtest.h>

#include <set>

namespace aisle {
namespace {

TEST(HostileCodes, AreMoreThanTwoHundredAndAllDiffer) {
    const auto& codes = hostile_codes();
    EXPECT_GE(codes.size(), 350U);
    EXPECT_EQ(std::set(codes.begin(), codes.end()).size(), codes.size());
    for (const auto& code : codes) EXPECT_EQ(unescaped(written_code(code)), code);
}

TEST(HostileCodesControl, ARawEscapeIsCaught) {
    EXPECT_NE(terminal_complaint("{\"label\":\"\x1b[2J\"}\n"), "");
    EXPECT_NE(terminal_complaint("a\u009b2J"), "");
    EXPECT_NE(terminal_complaint("a\u202eb"), "");
    EXPECT_NE(terminal_complaint("a\x7f"), "");
    EXPECT_NE(terminal_complaint("a\x9b"), "");
    EXPECT_NE(text_complaint("a\x1b"), "");
    EXPECT_NE(text_complaint("a\xff"), "");
    EXPECT_EQ(terminal_complaint("{\"label\":\"\\u001b[2J 好 é\"}\n"), "");
}

// Without the console between: most of these codes would come through.
TEST(HostileCodesControl, WhatIsPrintedAsItIsIsCaught) {
    std::size_t caught = 0;
    for (const auto& code : hostile_codes()) caught += terminal_complaint(code).empty() ? 0 : 1;
    EXPECT_GE(caught, 150U);
}

TEST(HostileCodes, AreShownAndNotObeyedOnATerminal) {
    for (const bool coloured : {false, true}) {
        for (const auto& code : hostile_codes()) {
            RecordedConsole recorded;
            auto console = recorded.console();
            console.coloured = coloured;
            console.print(console.painted(code, Colour::none) + "\n");
            console.say(code);
            console.print(code + "\n");
            // Of a tab there is no harm.
            auto said = recorded.results() + recorded.messages();
            std::erase(said, '\t');
            const bool own_colour = coloured && code.find("\x1b[31mred\x1b[0m") != code.npos;
            if (own_colour) continue;
            EXPECT_EQ(terminal_complaint(said), "") << written_code(code);
        }
    }
}

}  // namespace
}  // namespace aisle
