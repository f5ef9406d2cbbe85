// SPDX-License-Identifier: Apache-2.0
#include "config/value.hpp"

#include "agent/base/utf8.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using namespace std::chrono_literals;

bool is_short(std::string_view text) {
    return text.size() <= 3;
}

constexpr Rule anything{};
constexpr Rule small{.min = 1, .max = 64};
constexpr Rule short_text{.form = "up to 3 letters", .fits = is_short};

std::string refusal(const Slot& slot, const Rule& rule, const Written& written) {
    const auto outcome = assign(slot, rule, written);
    return outcome ? "" : outcome.error().what();
}

TEST(Value, AValueOfTheRightKindIsTaken) {
    bool flag = false;
    EXPECT_TRUE(assign(&flag, anything, true));
    EXPECT_TRUE(flag);
    Millis duration{};
    const Rule minutes{.max = 600'000};
    EXPECT_TRUE(assign(&duration, minutes, std::string("10m")));
    EXPECT_EQ(duration, 10min);
    std::uint64_t size = 0;
    EXPECT_TRUE(assign(&size, anything, std::string("64KiB")));
    EXPECT_EQ(size, 64 * KiB);
    VersionChoice version{};
    EXPECT_TRUE(assign(&version, anything, std::string("3.1.1")));
    EXPECT_EQ(version, VersionChoice::v3_1_1);
    std::chrono::minutes offset{};
    const Rule day{.min = -840, .max = 840};
    EXPECT_TRUE(assign(&offset, day, std::string("-03:30")));
    EXPECT_EQ(offset, -210min);
}

TEST(Value, WhatIsRefusedLeavesThePlaceAsItWas) {
    std::int64_t number = 8;
    EXPECT_EQ(refusal(&number, small, std::int64_t{65}),
              "got 65, expected a whole number from 1 to 64");
    EXPECT_EQ(refusal(&number, small, std::string("9")),
              "got \"9\", expected a whole number from 1 to 64");
    EXPECT_EQ(number, 8);
    Texts list{"old"};
    const Rule two{.form = "up to 3 letters", .fits = is_short, .min = 1, .max = 2};
    EXPECT_EQ(refusal(&list, two, Texts{"a", "long"}),
              "got a list with \"long\", expected a list of 1 to 2 texts, each up to 3 letters");
    EXPECT_EQ(refusal(&list, two, Texts{"a", "b", "c"}),
              "got a list of 3, expected a list of 1 to 2 texts, each up to 3 letters");
    EXPECT_EQ(list, Texts{"old"});
}

TEST(Value, ExactlyTheBoundsAreWithinThem) {
    Millis duration{};
    const Rule seconds{.min = 5'000, .max = 60'000};
    EXPECT_TRUE(assign(&duration, seconds, std::string("5s")));
    EXPECT_TRUE(assign(&duration, seconds, std::string("1m")));
    EXPECT_FALSE(assign(&duration, seconds, std::string("4999ms")));
    EXPECT_FALSE(assign(&duration, seconds, std::string("60001ms")));
}

TEST(Value, AChoiceNamesAllThereIsToChoose) {
    FormatChoice format{};
    EXPECT_EQ(refusal(&format, anything, std::string("xml")),
              "got \"xml\", expected one of \"batch\", \"cloudevents\"");
}

TEST(Value, AnEmptyTextIsRefusedOnlyWhereOneIsRequired) {
    std::string text = "old";
    EXPECT_TRUE(assign(&text, short_text, std::string()));
    EXPECT_EQ(text, "");
    Rule required = short_text;
    required.required = true;
    EXPECT_FALSE(assign(&text, required, std::string()));
}

TEST(Value, WhatIsShownOfARefusedTextIsShortAndHoldsNoPassword) {
    std::string text;
    EXPECT_EQ(refusal(&text, short_text, std::string("mqtt://joe:secret@host:1")),
              "got \"mqtt://***@host:1\", expected text: up to 3 letters");
    const auto shown = refusal(&text, short_text, std::string(2000, 'x') + "\xC3\xA9");
    EXPECT_LT(shown.size(), 120U);
    std::string accents;
    for (int i = 0; i < 100; ++i) accents += "a\xC3\xA9";
    EXPECT_TRUE(is_utf8(refusal(&text, short_text, accents)));
    EXPECT_TRUE(is_plain_text(refusal(&text, short_text, std::string("a\nb\x1b[0m"))));
    EXPECT_TRUE(is_plain_text(refusal(&text, short_text,
                                      std::string("csi \xC2\x9B"
                                                  "0m"))));
}

TEST(Value, AnOverridesTextIsReadAsTheTypeOfItsSetting) {
    bool flag = false;
    std::int64_t number = 0;
    Texts list;
    std::string text;
    EXPECT_EQ(std::get<bool>(written_from_text(&flag, "true")), true);
    EXPECT_EQ(std::get<std::string>(written_from_text(&flag, "yes")), "yes");
    EXPECT_EQ(std::get<std::int64_t>(written_from_text(&number, "-12")), -12);
    EXPECT_EQ(std::get<std::string>(written_from_text(&number, "12x")), "12x");
    EXPECT_EQ(std::get<Texts>(written_from_text(&list, "a, b ,c")), (Texts{"a", "b", "c"}));
    EXPECT_EQ(std::get<Texts>(written_from_text(&list, "")), Texts{});
    EXPECT_EQ(std::get<std::string>(written_from_text(&text, "true")), "true");
    EXPECT_TRUE(std::holds_alternative<Unfit>(written_from_text(&text, "\xFF")));
}

TEST(Value, PrintingIsTomlAndEscapesWhatTomlWants) {
    std::string text = "\x02\"\\\r\x7f";
    EXPECT_EQ(print_value(&text), R"("\u0002\"\\\r\u007F")");
    Texts list{"a", "b\n"};
    EXPECT_EQ(print_value(&list), R"(["a", "b\n"])");
    bool flag = true;
    EXPECT_EQ(print_value(&flag), "true");
    LogLevel level = LogLevel::warn;
    EXPECT_EQ(print_value(&level), "\"warn\"");
    Millis duration = 90s;
    EXPECT_EQ(print_value(&duration), "\"90s\"");
}

TEST(Value, OffsetsFromUtcAreReadAndWrittenAlike) {
    for (const std::string text : {"+00:00", "+08:00", "-03:30", "+12:45", "-11:00"}) {
        const auto offset = parse_utc_offset(text);
        ASSERT_TRUE(offset) << text;
        EXPECT_EQ(format_utc_offset(*offset), text);
    }
    for (const std::string_view text :
         {"", "+8", "8:00", "+08:60", "+08-00", "+-8:00", "+08:-1", "+0800", "+08:00 ", "+ 8:00"}) {
        EXPECT_FALSE(parse_utc_offset(text)) << text;
    }
}

}  // namespace
}  // namespace aisle
