// SPDX-License-Identifier: Apache-2.0
#include "agent/api/scan_body.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

Result<ScanBody> parse(const std::string& text) {
    const auto json = Json::parse(text);
    EXPECT_TRUE(json) << text;
    return parse_scan_body(*json, MonoTime{Micros{7}});
}

TEST(ScanBody, IsTextWithTheIdentifierInFrontOrApart) {
    const auto in_front = parse(R"({"data":"]E04006381333931","source":"lane 1","id":"a"})");
    ASSERT_TRUE(in_front);
    EXPECT_EQ(in_front->scan.aim, "]E0");
    EXPECT_EQ(in_front->scan.bytes, "4006381333931");
    EXPECT_EQ(in_front->scan.source, "lane 1");
    EXPECT_EQ(in_front->scan.at, MonoTime{Micros{7}});
    EXPECT_EQ(in_front->caller_id, "a");
    const auto apart = parse(R"({"data":"]E04006381333931","aim":"]Q1"})");
    ASSERT_TRUE(apart);
    EXPECT_EQ(apart->scan.aim, "]Q1");
    EXPECT_EQ(apart->scan.bytes, "]E04006381333931");
    EXPECT_EQ(apart->scan.source, "api");
    EXPECT_EQ(apart->caller_id, "");
}

TEST(ScanBody, CarriesAnyBytesAsBase64) {
    const auto body = parse(R"({"data_base64":"AP8d"})");
    ASSERT_TRUE(body);
    EXPECT_EQ(body->scan.bytes, std::string("\0\xff\x1d", 3));
}

TEST(ScanBody, SaysWhatIsWrongAndWhere) {
    struct Wrong {
        std::string text;
        std::string_view code;
        std::string place;
    };
    for (const auto& [text, code, place] : std::vector<Wrong>{
             {"{}", "missing", "/data"},
             {"[]", "wrong_type", ""},
             {R"({"data":1})", "wrong_type", "/data"},
             {R"({"data":"1","data_base64":"MQ=="})", "one_of", "/data_base64"},
             {R"({"data_base64":"MQ="})", "bad_base64", "/data_base64"},
             {R"({"data_base64":"M!=="})", "bad_base64", "/data_base64"},
             {R"({"data":"1","aim":"Q3"})", "bad_aim", "/aim"},
             {R"({"data":"1","aim":""})", "bad_aim", "/aim"},
             {R"({"data":"1","aim":"]Q33"})", "too_long", "/aim"},
             {R"({"data":"1","source":""})", "bad_text", "/source"},
             {R"({"data":"1","source":"a\nb"})", "bad_text", "/source"},
             {R"({"data":"1","sorce":"a"})", "unknown_member", "/sorce"},
             {R"({"data":"1","id":")" + std::string(65, 'x') + "\"}", "too_long", "/id"},
             {R"({"data":"1","id":""})", "empty", "/id"},
             {R"({"data":")" + std::string(scan_bytes_max + 1, 'x') + "\"}", "too_long",
              "/data"}}) {
        const auto body = parse(text);
        ASSERT_FALSE(body) << text;
        EXPECT_EQ(body.error().code(), code) << text;
        EXPECT_EQ(body.error().place(), place) << text;
    }
}

TEST(ScanBody, MayBeAsLargeAsTheLargestCode) {
    EXPECT_TRUE(parse(R"({"data":")" + std::string(scan_bytes_max, 'x') + "\"}"));
}

}  // namespace
}  // namespace aisle
