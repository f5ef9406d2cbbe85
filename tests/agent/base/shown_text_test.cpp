// SPDX-License-Identifier: Apache-2.0
#include "agent/base/shown_text.hpp"

#include "agent/base/json.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/utf8.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using namespace std::string_literals;

TEST(ShownText, LeavesWhatIsRead) {
    const auto text = "Grüße, 好邻居\t€ 5\nпривет 👍"s;
    EXPECT_EQ(shown_text(text), text);
    EXPECT_EQ(shown_text(""), "");
}

TEST(ShownText, WritesWhatATerminalObeysAsAnEscape) {
    EXPECT_EQ(shown_text("a\x1b[2Jb\rc\0d\x7f"s), "a\\u001b[2Jb\\u000dc\\u0000d\\u007f");
    EXPECT_EQ(shown_text("\u009b31m\u0085"), "\\u009b31m\\u0085");
}

TEST(ShownText, WritesWhatTurnsOrHidesTextAsAnEscape) {
    EXPECT_EQ(shown_text("\u202egnp.exe\u2066\u200b\ufeff\u00ad"),
              "\\u202egnp.exe\\u2066\\u200b\\ufeff\\u00ad");
    EXPECT_EQ(shown_text("\U000e0041"), "\\udb40\\udc41");
}

TEST(ShownText, WritesBytesThatAreNoTextApart) {
    EXPECT_EQ(shown_text("\x9b\xff"
                         "a\xe4\xb8"),
              "\\x9b\\xffa\\xe4\\xb8");
}

TEST(ShownText, MeansTheSameToWhoReadsItAsJson) {
    std::string all;
    for (std::uint32_t point = 1; point < 0x10ffff; point += point < 0x3000 ? 1 : 251) {
        if (point < 0xd800 || point > 0xdfff) append_utf8(all, point);
    }
    std::string line;
    JsonWriter(line).begin_object().member("text", all).end_object();
    const auto shown = shown_text(line);
    EXPECT_NE(shown, line);
    const auto json = Json::parse(shown);
    ASSERT_TRUE(json);
    EXPECT_EQ(json->find("text")->string(), all);
}

}  // namespace
}  // namespace aisle
