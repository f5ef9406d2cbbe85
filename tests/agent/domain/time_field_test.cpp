// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/time_field.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aisle {
namespace {

TEST(TimeField, IsReadWhereItStandsAndRefusedWithItsPlace) {
    const std::string text = R"({"at":"2026-07-01T08:00:00Z","bad":"soon"})";
    const auto json = Json::parse(text);
    ASSERT_TRUE(json);
    Fields fine(*json);
    EXPECT_EQ(read_time(fine, "at"), *parse_rfc3339("2026-07-01T08:00:00Z"));
    EXPECT_EQ(read_time_if(fine, "at"), *parse_rfc3339("2026-07-01T08:00:00Z"));
    EXPECT_FALSE(read_time_if(fine, "none"));
    EXPECT_TRUE(fine.done());
    for (const bool needed : {true, false}) {
        Fields wrong(*json, "/body");
        if (needed) {
            read_time(wrong, "bad");
        } else {
            read_time_if(wrong, "bad");
        }
        ASSERT_FALSE(wrong.done());
        EXPECT_EQ(wrong.done().error().code(), "bad_time");
        EXPECT_EQ(wrong.done().error().place(), "/body/bad");
    }
    Fields missing(*json);
    read_time(missing, "none");
    EXPECT_EQ(missing.done().error().code(), "missing");
}

}  // namespace
}  // namespace aisle
