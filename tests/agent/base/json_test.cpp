// SPDX-License-Identifier: Apache-2.0
#include "agent/base/json.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace aisle {
namespace {

std::string repeat(std::string_view part, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += part;
    return text;
}

std::string nested(std::size_t depth) {
    return repeat("[", depth) + repeat("]", depth);
}

void expect_refused(std::string_view text, std::string_view place) {
    const auto json = Json::parse(text);
    ASSERT_FALSE(json) << text;
    EXPECT_EQ(json.error().kind(), Errc::invalid) << text;
    EXPECT_EQ(json.error().code(), "bad_json") << text;
    EXPECT_EQ(json.error().place(), place) << text << ": " << json.error().what();
}

std::string parsed_string(std::string_view text) {
    const auto json = Json::parse(text);
    EXPECT_TRUE(json) << text << ": " << json.error().what();
    return json ? std::string(json->string().value_or("not a string")) : "refused";
}

bool parses(const std::string& text, JsonBounds bounds = {}) {
    return Json::parse(text, bounds).has_value();
}

TEST(Json, ReadsEveryKindOfValue) {
    const auto json =
        Json::parse(R"( {"n":null,"t":true,"f":false,"i":-7,"d":2.5,"s":"x","a":[1]} )");
    ASSERT_TRUE(json);
    ASSERT_TRUE(json->is_object());
    EXPECT_EQ(json->members().size(), 7U);
    EXPECT_TRUE(json->find("n")->is_null());
    EXPECT_EQ(json->find("t")->boolean(), true);
    EXPECT_EQ(json->find("f")->boolean(), false);
    EXPECT_EQ(json->find("i")->integer(), -7);
    EXPECT_EQ(json->find("d")->number(), 2.5);
    EXPECT_EQ(json->find("s")->string(), "x");
    EXPECT_TRUE(json->find("a")->is_array());
    EXPECT_EQ(json->find("a")->items().size(), 1U);
    EXPECT_EQ(json->find("absent"), nullptr);
}

TEST(Json, GivesNothingWhenAskedForAnotherKind) {
    const auto json = *Json::parse("\"x\"");
    EXPECT_FALSE(json.integer() || json.number() || json.boolean());
    EXPECT_TRUE(json.items().empty() && json.members().empty());
    EXPECT_EQ(json.find("x"), nullptr);
}

TEST(Json, KeepsMembersInTheirOrder) {
    const auto json = *Json::parse(R"({"z":1,"a":2,"m":3})");
    EXPECT_EQ(json.members()[0].key(), "z");
    EXPECT_EQ(json.members()[1].key(), "a");
    EXPECT_EQ(json.members()[2].key(), "m");
}

TEST(Json, ReadsWholeNumbersExactlyToTheirLimits) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    EXPECT_EQ(Json::parse("9223372036854775807")->integer(), most);
    EXPECT_EQ(Json::parse("-9223372036854775808")->integer(), least);
    EXPECT_EQ(Json::parse("9007199254740993")->integer(), 9007199254740993);
    EXPECT_EQ(Json::parse("-0")->integer(), 0);
}

TEST(Json, GivesNoIntegerForWhatIsNotWrittenAsOne) {
    for (const auto* text : {"9223372036854775808", "-9223372036854775809", "1.0", "1e2", "0.0"}) {
        const auto json = Json::parse(text);
        ASSERT_TRUE(json) << text;
        EXPECT_FALSE(json->integer()) << text;
        EXPECT_TRUE(json->number()) << text;
    }
    EXPECT_EQ(Json::parse("9223372036854775808")->number(), 9223372036854775808.0);
    EXPECT_EQ(Json::parse("19.99")->number(), 19.99);
    EXPECT_EQ(Json::parse("-1.5E+3")->number(), -1500.0);
}

TEST(Json, RefusesNumbersThatNoDoubleHolds) {
    expect_refused("1e400", "byte 5");
    expect_refused("-1e400", "byte 6");
    expect_refused("1e-400", "byte 6");
    expect_refused("[1" + repeat("0", 400) + "]", "byte 402");
    EXPECT_EQ(Json::parse("0e400")->number(), 0.0);
}

TEST(Json, RefusesNumbersThatAreNotJson) {
    expect_refused("01", "byte 1");
    expect_refused("-", "byte 1");
    expect_refused("+1", "byte 0");
    expect_refused(".5", "byte 0");
    expect_refused("1.", "byte 2");
    expect_refused("1e", "byte 2");
    expect_refused("1e+", "byte 3");
    expect_refused("0x10", "byte 1");
    expect_refused("-01", "byte 2");
    expect_refused("NaN", "byte 0");
    expect_refused("-Infinity", "byte 1");
}

TEST(Json, RefusesWhatIsNotWhole) {
    expect_refused("", "byte 0");
    expect_refused(" ", "byte 1");
    expect_refused("{", "byte 1");
    expect_refused("[1", "byte 2");
    expect_refused("[1,]", "byte 3");
    expect_refused("[,1]", "byte 1");
    expect_refused("{\"a\":1,}", "byte 7");
    expect_refused("{\"a\" 1}", "byte 5");
    expect_refused("{a:1}", "byte 1");
    expect_refused("{'a':1}", "byte 1");
    expect_refused("[1 2]", "byte 3");
    expect_refused("\"abc", "byte 4");
    expect_refused("tru", "byte 0");
    expect_refused("True", "byte 0");
    expect_refused("/* */ 1", "byte 0");
}

TEST(Json, RefusesWhatFollowsTheValue) {
    expect_refused("1 2", "byte 2");
    expect_refused("{}{}", "byte 2");
    expect_refused(std::string_view("1\0", 2), "byte 1");
    expect_refused("\xef\xbb\xbf{}", "byte 0");  // a byte order mark is not JSON
}

TEST(Json, RefusesAMemberNameThatStandsTwice) {
    expect_refused(R"({"a":1,"a":2})", "byte 13");
    expect_refused(R"({"a":1,"\u0061":2})", "byte 18");
    expect_refused(R"([{"":1,"":2}])", "byte 12");
}

TEST(Json, RefusesARepeatedNameAmongManyMembers) {
    std::string text = "{";
    for (int i = 0; i < 1000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
    EXPECT_TRUE(parses(text + "\"last\":0}"));
    EXPECT_FALSE(parses(text + "\"k500\":0}"));
}

TEST(Json, LetsTheSameNameStandInDifferentObjects) {
    EXPECT_TRUE(Json::parse(R"({"a":{"a":1},"b":{"a":2}})"));
}

TEST(Json, ReadsEscapes) {
    EXPECT_EQ(parsed_string(R"("\"\\\/\b\f\n\r\t")"), "\"\\/\b\f\n\r\t");
    EXPECT_EQ(parsed_string(R"("\u626b\u00e9\u0041")"), "扫éA");
    EXPECT_EQ(parsed_string(R"("\ud83d\uDE00")"), "😀");
    EXPECT_EQ(parsed_string(R"("a\u0000b")"), std::string("a\0b", 3));
    EXPECT_EQ(parsed_string("\"\x7f\""), "\x7f");
}

TEST(Json, RefusesEscapesThatAreNone) {
    expect_refused(R"("\x")", "byte 3");
    expect_refused(R"("\u12")", "byte 3");
    expect_refused(R"("\u12g4")", "byte 3");
    expect_refused(R"("\u-123")", "byte 3");
    expect_refused("\"\\", "byte 2");
    expect_refused("\"\\u00", "byte 3");
    expect_refused("\"\n\"", "byte 1");
    expect_refused(std::string_view("\"\0\"", 3), "byte 1");
}

TEST(Json, RefusesLoneSurrogates) {
    expect_refused(R"("\ud800")", "byte 7");
    expect_refused(R"("\udc00")", "byte 7");
    expect_refused(R"("\ud800\n")", "byte 7");
    expect_refused(R"("\ud800\ud800")", "byte 13");
    expect_refused(R"("\ud800\u0041")", "byte 13");
    expect_refused(R"("\ud800\u)", "byte 9");
}

TEST(Json, RefusesStringsThatAreNotUtf8) {
    for (const auto* text : {"\"\x80\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xe6\x89\"",
                             "\"\xf4\x90\x80\x80\"", "\"\xff\"", "{\"\xc1\xbf\":1}"}) {
        EXPECT_FALSE(Json::parse(text)) << text;
    }
    EXPECT_EQ(parsed_string("\"扫码\""), "扫码");
}

TEST(Json, RefusesNestingOverTheBound) {
    EXPECT_TRUE(parses(nested(32)));
    EXPECT_FALSE(parses(nested(33)));
    EXPECT_TRUE(parses(nested(3), {.depth_max = 3}));
    EXPECT_TRUE(Json::parse("[[[0]]]", {.depth_max = 3}));
    EXPECT_FALSE(Json::parse("[[[{}]]]", {.depth_max = 3}));
}

TEST(Json, RefusesMillionsOfBracketsWithoutUsingUpTheStack) {
    EXPECT_FALSE(parses(repeat("[", 2'000'000)));
    EXPECT_FALSE(parses(repeat("{\"a\":", 500'000)));
}

TEST(Json, SlicesEveryValueByteForByte) {
    const std::string text =
        "  { \"event\" : { \"b\":1.50 ,\"a\":\"\\u626b\" } , \"l\":[ 1 ,\t\"x\" ]}\n";
    const auto json = *Json::parse(text);
    EXPECT_EQ(json.slice(text), text.substr(2, text.size() - 3));
    EXPECT_EQ(json.find("event")->slice(text), "{ \"b\":1.50 ,\"a\":\"\\u626b\" }");
    EXPECT_EQ(json.find("event")->find("b")->slice(text), "1.50");
    EXPECT_EQ(json.find("event")->find("a")->slice(text), "\"\\u626b\"");
    EXPECT_EQ(json.find("l")->items()[0].slice(text), "1");
    EXPECT_EQ(json.find("l")->items()[1].slice(text), "\"x\"");
}

TEST(Json, ChecksAndSlicesWhatItDoesNotKeep) {
    const std::string text = R"({"e":[{"a":{"b":[1,2]}},[3]],"x":1})";
    const auto json = *Json::parse(text, {.depth_max = 32, .keep_depth = 2});
    const auto& entries = json.find("e")->items();
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_TRUE(entries[0].is_object());
    EXPECT_TRUE(entries[0].members().empty());
    EXPECT_EQ(entries[0].members().capacity(), 0U);
    EXPECT_EQ(entries[0].slice(text), R"({"a":{"b":[1,2]}})");
    EXPECT_TRUE(entries[1].is_array());
    EXPECT_EQ(entries[1].items().capacity(), 0U);
    EXPECT_EQ(entries[1].slice(text), "[3]");
    EXPECT_FALSE(Json::parse(R"({"e":[{"a":1,"a":2}]})", {.depth_max = 32, .keep_depth = 2}));
    EXPECT_FALSE(Json::parse(R"({"e":[{"\u0061":1,"a":2}]})", {.depth_max = 32, .keep_depth = 2}));
    EXPECT_FALSE(Json::parse(R"({"e":[["\ud800"]]})", {.depth_max = 32, .keep_depth = 2}));
}

TEST(Json, KeepsItsTextsWhenItMoves) {
    const std::string text = R"({"plain":"p","esc\u0061ped":"\u00e9\n"})";
    auto json = *Json::parse(text);
    const Json moved = std::move(json);
    EXPECT_EQ(moved.find("plain")->string(), "p");
    ASSERT_TRUE(moved.find("escaped"));
    EXPECT_EQ(moved.find("escaped")->string(), "é\n");
}

}  // namespace
}  // namespace aisle
