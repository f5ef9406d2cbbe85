// SPDX-License-Identifier: Apache-2.0
#include "agent/base/ids.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const WallTime morning{Micros{1'782'892'800'123'999}};

TEST(EventId, CarriesItsMillisecondVersionAndVariant) {
    SeededEntropy entropy{1};
    const auto text = to_string(make_event_id(morning, entropy));
    // 1782892800123 ms is 0x019f1cb1287b.
    EXPECT_EQ(text.substr(0, 15), "019f1cb1-287b-7") << text;
    EXPECT_NE(std::string_view("89ab").find(text[19]), std::string_view::npos) << text;
}

TEST(EventId, MatchesTheExampleOfTheStandard) {
    // RFC 9562, A.6: a UUIDv7 of 2022-02-22T19:22:22Z.
    const auto id = parse_event_id("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    ASSERT_TRUE(id);
    SeededEntropy entropy{1};
    const auto ours = make_event_id(WallTime{Micros{1'645'557'742'000'000}}, entropy);
    EXPECT_EQ(ours.view().substr(0, 6), id->view().substr(0, 6));
}

TEST(EventId, SortsByTime) {
    SeededEntropy entropy{2};
    auto before = make_event_id(morning, entropy);
    for (int i = 1; i <= 1000; ++i) {
        const auto next = make_event_id(morning + Millis{i}, entropy);
        ASSERT_LT(before, next);
        ASSERT_LT(to_string(before), to_string(next));
        before = next;
    }
}

TEST(EventId, DiffersWithinOneMillisecond) {
    SeededEntropy entropy{3};
    EXPECT_NE(make_event_id(morning, entropy), make_event_id(morning, entropy));
}

TEST(EventId, ReadsBackWhatItWrote) {
    SeededEntropy entropy{4};
    const auto id = make_event_id(morning, entropy);
    EXPECT_EQ(*parse_event_id(to_string(id)), id);
    EXPECT_EQ(*parse_event_id("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"),
              *parse_event_id("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"));
}

TEST(EventId, RefusesWhatIsNotAUuid) {
    for (const auto* text :
         {"", "017f22e2", "017f22e279b07cc398c4dc0c0c07398f",
          "{17f22e2-79b0-7cc3-98c4-dc0c0c07398f}", "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
          "017f22e2-79b0-7cc3-98c4-dc0c0c07398ff", "017f22e2-79b0-7cc3-98c4+dc0c0c07398f",
          "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "017f22e27-9b0-7cc3-98c4-dc0c0c07398f",
          "017f22e2-79b0-7cc3-98c4-dc0c0c-7398f"}) {
        EXPECT_EQ(parse_event_id(text).error().kind(), Errc::invalid) << text;
    }
}

TEST(Id128, ReadsAndWritesHex) {
    const auto id = parse_id<Epoch>("00112233445566778899aAbBcCdDeEfF");
    ASSERT_TRUE(id);
    EXPECT_EQ(to_hex(*id), "00112233445566778899aabbccddeeff");
    EXPECT_FALSE(parse_id<Epoch>("00112233445566778899aabbccddeef"));
    EXPECT_FALSE(parse_id<Epoch>("00112233445566778899aabbccddeefg"));
    EXPECT_FALSE(parse_id<Epoch>("-0112233445566778899aabbccddeeff"));
    EXPECT_EQ(to_hex(std::string_view("\x00\xff\x7f", 3)), "00ff7f");
}

TEST(Id128, ReadsABlobOnlyWhenItHasTheSize) {
    const std::string bytes = "0123456789abcdef";
    EXPECT_EQ(id_from_bytes<Nonce>(bytes).view(), bytes);
    EXPECT_TRUE(id_from_bytes<Nonce>(bytes.substr(1)).none());
    EXPECT_TRUE(id_from_bytes<Nonce>(bytes + "0").none());
    EXPECT_TRUE(id_from_bytes<Nonce>("").none());
    EXPECT_FALSE(id_from_bytes<Nonce>(bytes).none());
}

}  // namespace
}  // namespace aisle
