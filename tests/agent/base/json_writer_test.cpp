// SPDX-License-Identifier: Apache-2.0
#include "agent/base/json_writer.hpp"

#include "agent/base/json.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace aisle {
namespace {

TEST(JsonWriter, WritesMembersInTheOrderTheyAreGiven) {
    std::string out = "kept:";
    JsonWriter(out)
        .begin_object()
        .member("z", 1)
        .member("a", true)
        .member("s", "x")
        .key("n")
        .null()
        .raw_member("r", "[1.50]")
        .member_if("left_out", "")
        .member_if("put_in", "y")
        .end_object();
    EXPECT_EQ(out, R"(kept:{"z":1,"a":true,"s":"x","n":null,"r":[1.50],"put_in":"y"})");
}

TEST(JsonWriter, PutsCommasBetweenAndNowhereElse) {
    std::string out;
    JsonWriter json(out);
    json.begin_array();
    json.begin_object().end_object();
    json.begin_array().value(1).value(2).begin_object().key("a").begin_array().end_array();
    json.end_object().end_array().value("x");
    json.end_array();
    EXPECT_EQ(out, R"([{},[1,2,{"a":[]}],"x"])");
}

TEST(JsonWriter, WritesNumbersToTheirLimits) {
    std::string out;
    JsonWriter(out)
        .begin_array()
        .value(std::numeric_limits<std::int64_t>::min())
        .value(std::numeric_limits<std::uint64_t>::max())
        .end_array();
    EXPECT_EQ(out, "[-9223372036854775808,18446744073709551615]");
}

TEST(JsonWriter, EscapesWhatMustBeAndNothingElse) {
    std::string out;
    append_json_string(out, std::string_view("\"\\/\n\r\t\b\x1f\x7f\0扫", 13));
    EXPECT_EQ(out, "\"\\\"\\\\/\\n\\r\\t\\u0008\\u001f\x7f\\u0000扫\"");
}

TEST(JsonWriter, NeverBreaksALineOverBytesThatAreNotUtf8) {
    std::string out;
    append_json_string(out, "a\xff\xe6z\n");
    EXPECT_EQ(out, "\"a\xef\xbf\xbd\xef\xbf\xbdz\\n\"");
}

TEST(JsonWriter, WritesStringsThatReadBackTheSame) {
    std::string all;
    for (int c = 0; c < 128; ++c) all += static_cast<char>(c);
    all += "é扫😀";
    std::string out;
    append_json_string(out, all);
    const auto json = Json::parse(out);
    ASSERT_TRUE(json);
    EXPECT_EQ(json->string(), all);
}

}  // namespace
}  // namespace aisle
