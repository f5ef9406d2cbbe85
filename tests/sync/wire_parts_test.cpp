// SPDX-License-Identifier: Apache-2.0
#include "sync/wire_parts.hpp"

#include "agent/base/limits.hpp"
#include "agent/base/zstd_frame.hpp"

#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(WireParts, EveryMessageSaysItsVersion) {
    std::string text;
    JsonWriter json(text);
    begin_message(json).end_object();
    EXPECT_EQ(text, R"({"v":1})");
    EXPECT_TRUE(parse_message(text));
    EXPECT_EQ(parse_message(R"({"v":2})").error().code(), "unknown_version");
    EXPECT_EQ(parse_message("{}").error().place(), "/v");
    EXPECT_FALSE(parse_message("[]"));
    EXPECT_FALSE(parse_message(""));
    EXPECT_FALSE(parse_message("{\"v\":1} x"));
}

TEST(WireParts, NamesArePlain) {
    const auto json = *Json::parse(R"({"a":"store-0042","b":"Store","c":"a b","d":"","e":"a/#"})");
    Fields fields(json);
    EXPECT_EQ(read_name(fields, "a"), "store-0042");
    EXPECT_TRUE(fields.fine());
    for (const auto* key : {"b", "c", "d", "e", "missing"}) {
        Fields bad(json);
        read_name(bad, key);
        EXPECT_FALSE(bad.fine()) << key;
    }
}

TEST(WireParts, KindsMayHaveDotsToo) {
    const auto json =
        *Json::parse(R"({"a":"lease.inventory.ack","b":"Lease.x","c":"a b","d":"","e":"a/#"})");
    Fields fields(json);
    EXPECT_EQ(read_kind(fields, "a"), "lease.inventory.ack");
    EXPECT_TRUE(fields.fine());
    for (const auto* key : {"b", "c", "d", "e", "missing"}) {
        Fields bad(json);
        read_kind(bad, key);
        EXPECT_FALSE(bad.fine()) << key;
    }
}

TEST(WireParts, AMessageIsNotKnownByZeros) {
    const auto json = *Json::parse(R"({"id":"00000000-0000-0000-0000-000000000000"})");
    Fields fields(json);
    read_message_id(fields);
    EXPECT_EQ(fields.done().error().place(), "/id");
}

TEST(WireParts, ABodyIsKeptByteForByte) {
    const std::string text = R"({"body":{ "n" : 1.50 }})";
    const auto json = *Json::parse(text);
    Fields fields(json);
    EXPECT_EQ(read_body(fields, text), R"({ "n" : 1.50 })");
}

TEST(WireParts, NumbersOfEntriesStayUnderTheirBound) {
    const auto json = *Json::parse(R"({"a":1152921504606846975,"b":1152921504606846976})");
    Fields fields(json);
    EXPECT_EQ(read_seq(fields, "a"), Seq(seq_max));
    EXPECT_TRUE(fields.fine());
    read_seq(fields, "b");
    EXPECT_FALSE(fields.fine());
}

TEST(WireParts, ADigestIsSixtyFourDigits) {
    const Json& json =
        json_of("{\"a\":\"" + std::string(64, '5') + "\",\"b\":\"" + std::string(63, '5') +
                "\",\"c\":\"" + std::string(63, '5') + "x\"}");
    Fields fields(json);
    EXPECT_EQ(to_hex(read_digest_if(fields, "a")->view()), std::string(64, '5'));
    EXPECT_FALSE(read_digest_if(fields, "none"));
    EXPECT_TRUE(fields.fine());
    for (const auto* key : {"b", "c"}) {
        Fields bad(json);
        EXPECT_FALSE(read_digest_if(bad, key));
        EXPECT_FALSE(bad.fine());
    }
}

TEST(WireParts, UnpacksAFrameAndLeavesTheRest) {
    EXPECT_EQ(*unpack("{}"), "{}");
    EXPECT_EQ(*unpack(zstd_compress("{\"v\":1}")), "{\"v\":1}");
}

TEST(WireParts, RefusesWhatIsTooLargePackedOrNot) {
    EXPECT_EQ(unpack(std::string(message_in_bytes_max + 1, ' ')).error().kind(), Errc::too_large);
    const auto bomb = zstd_compress(std::string(message_in_bytes_max + 1, ' '));
    EXPECT_LT(bomb.size(), 1000U);
    EXPECT_EQ(unpack(bomb).error().kind(), Errc::too_large);
    auto torn = zstd_compress(std::string(5000, 'x') + "{}");
    torn.resize(torn.size() / 2);
    EXPECT_EQ(unpack(torn).error().kind(), Errc::corrupt);
}

}  // namespace
}  // namespace aisle
