// SPDX-License-Identifier: Apache-2.0
#include "agent/base/text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace aisle {
namespace {

TEST(Duration, ReadsANumberAndAUnit) {
    EXPECT_EQ(*parse_duration("500ms"), Millis{500});
    EXPECT_EQ(*parse_duration("30s"), Millis{30'000});
    EXPECT_EQ(*parse_duration("10m"), Millis{600'000});
    EXPECT_EQ(*parse_duration("2h"), Millis{7'200'000});
    EXPECT_EQ(*parse_duration("7d"), Millis{604'800'000});
    EXPECT_EQ(*parse_duration("0s"), Millis{0});
}

TEST(Duration, RefusesEverythingElse) {
    for (const auto* text :
         {"", "30", "s", "30 s", " 30s", "30S", "1.5s", "-1s", "+1s", "1h30m", "30sec",
          "18446744073709551616s", "9223372036854775807s", "106751991168d"}) {
        EXPECT_EQ(parse_duration(text).error().kind(), Errc::invalid) << text;
    }
    EXPECT_EQ(*parse_duration("9223372036854775807ms"),
              Millis{std::numeric_limits<std::int64_t>::max()});
}

TEST(Duration, IsWrittenInTheLargestUnitThatFits) {
    EXPECT_EQ(format_duration(Millis{0}), "0ms");
    EXPECT_EQ(format_duration(Millis{1500}), "1500ms");
    EXPECT_EQ(format_duration(Millis{90'000}), "90s");
    EXPECT_EQ(format_duration(Millis{60'000}), "1m");
    EXPECT_EQ(format_duration(Millis{604'800'000}), "7d");
    EXPECT_EQ(format_duration(Millis{-1}), "0ms");
}

TEST(Size, ReadsANumberAndAUnit) {
    EXPECT_EQ(*parse_size("0B"), 0U);
    EXPECT_EQ(*parse_size("64KiB"), 65'536U);
    EXPECT_EQ(*parse_size("512MiB"), 536'870'912U);
    EXPECT_EQ(*parse_size("2GiB"), 2'147'483'648U);
    for (const auto* text : {"", "64", "64KB", "64k", "KiB", "1.5MiB", "-1B", "8589934592GiB"}) {
        EXPECT_EQ(parse_size(text).error().kind(), Errc::invalid) << text;
    }
}

TEST(Size, ReadsBackWhatItWrote) {
    EXPECT_EQ(format_size(65'536), "64KiB");
    EXPECT_EQ(format_size(0), "0B");
    for (const std::uint64_t bytes : {1U, 1023U, 1024U, 1536U, 1'048'576U, 1'073'741'824U}) {
        EXPECT_EQ(*parse_size(format_size(bytes)), bytes);
    }
}

TEST(NearestName, FindsTheOneThatWasMeant) {
    constexpr std::array<std::string_view, 4> known{"broker", "device", "keep_alive", "port"};
    EXPECT_EQ(nearest_name("brokr", known), "broker");
    EXPECT_EQ(nearest_name("keepalive", known), "keep_alive");
    EXPECT_EQ(nearest_name("devcie", known), "device");
    EXPECT_EQ(nearest_name("port", known), "port");
}

TEST(NearestName, IsSilentWhenNothingIsNear) {
    constexpr std::array<std::string_view, 3> known{"broker", "device", "port"};
    EXPECT_EQ(nearest_name("screen", known), "");
    EXPECT_EQ(nearest_name("po", known), "");  // half of the letters are not fewer than half
    EXPECT_EQ(nearest_name("", known), "");
    EXPECT_EQ(nearest_name("broker", {}), "");
}

}  // namespace
}  // namespace aisle
