// SPDX-License-Identifier: Apache-2.0
#include "sync/parcel_head.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

ParcelHead head() {
    ParcelHead head;
    head.device = "s0042-pos1";
    head.epoch = Epoch{{1, 2, 3}};
    head.made = *parse_rfc3339("2026-07-01T08:00:00Z");
    head.agent = "aisle/0.1.0";
    head.lanes[0] = ParcelSpan{Seq(5), Seq(9)};
    return head;
}

TEST(ParcelHead, SaysItAllInOneLineOfJson) {
    EXPECT_EQ(encode(head()),
              R"({"v":1,"device":"s0042-pos1","epoch":"01020300000000000000000000000000",)"
              R"("made":"2026-07-01T08:00:00.000Z","agent":"aisle/0.1.0",)"
              R"("ledger":{"first":5,"last":9}})");
}

TEST(ParcelHead, GoesThereAndBack) {
    auto sealed = head();
    sealed.lanes[1] = ParcelSpan{Seq(1), Seq(1)};
    sealed.key = "0123456789abcdef";
    sealed.enc = SealPublicKey{{7}};
    const auto back = decode_parcel_head(encode(sealed));
    ASSERT_TRUE(back);
    EXPECT_EQ(encode(*back), encode(sealed));
    EXPECT_EQ(back->lanes, sealed.lanes);
    EXPECT_TRUE(back->sealed());
    EXPECT_FALSE(decode_parcel_head(encode(head()))->sealed());
}

TEST(ParcelHead, NothingInItIsBelieved) {
    const auto good = encode(head());
    const auto with = [&](std::string_view what, std::string_view instead) {
        auto text = good;
        text.replace(text.find(what), what.size(), instead);
        return decode_parcel_head(text);
    };
    EXPECT_TRUE(with("}}", "}}"));
    EXPECT_EQ(with("\"v\":1", "\"v\":2").error().kind(), Errc::newer);
    EXPECT_FALSE(with("s0042-pos1", "S0042/pos1"));
    EXPECT_FALSE(with("s0042-pos1", ""));
    EXPECT_FALSE(with("010203", "xy0203"));
    EXPECT_FALSE(with("2026-07", "2026-77"));
    EXPECT_FALSE(with("\"last\":9", "\"last\":4"));
    EXPECT_FALSE(with("\"first\":5", "\"first\":0"));
    EXPECT_FALSE(with("}}", R"(},"sealed":{"key":"k","enc":"AAAA"}})"));
    EXPECT_FALSE(with("{\"v\"", "[\"v\""));
}

}  // namespace
}  // namespace aisle
