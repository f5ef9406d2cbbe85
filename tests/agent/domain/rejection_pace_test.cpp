// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/rejection_pace.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct RejectionPaceTest : testing::Test {
    std::optional<std::uint64_t> due(std::string_view what, std::string_view code,
                                     std::string field = "/id") {
        const auto error = Error(Errc::invalid, "x").coded(code).placed(std::move(field));
        return pace.due(what, error, now);
    }
    RejectionPace pace;
    MonoTime now{Seconds{5}};
};

TEST_F(RejectionPaceTest, NotesAKindOnceAMinuteAndSaysHowManyWereLeftOut) {
    EXPECT_EQ(due("scan", "bad_scan"), 0U);
    for (int i = 0; i < 1000; ++i) EXPECT_FALSE(due("scan", "bad_scan"));
    now += rejection_interval - Micros{1};
    EXPECT_FALSE(due("scan", "bad_scan"));
    now += Micros{1};
    EXPECT_EQ(due("scan", "bad_scan"), 1001U);
    EXPECT_FALSE(due("scan", "bad_scan"));
    now += rejection_interval;
    EXPECT_EQ(due("scan", "bad_scan"), 1U);
    now += rejection_interval;
    EXPECT_EQ(due("scan", "bad_scan"), 0U);
}

TEST_F(RejectionPaceTest, TakesANameAsItIs) {
    EXPECT_EQ(pace.due("GET /v1/day\nop7", now), 0U);
    EXPECT_EQ(pace.due("GET /v1/day\nop8", now), 0U) << "its digits tell it apart";
    EXPECT_FALSE(pace.due("GET /v1/day\nop7", now));
    now += rejection_interval;
    EXPECT_EQ(pace.due("GET /v1/day\nop7", now), 1U);
}

TEST_F(RejectionPaceTest, TellsWhatRuleAndFieldApart) {
    EXPECT_EQ(due("purchase", "missing"), 0U);
    EXPECT_EQ(due("sign_up", "missing"), 0U);
    EXPECT_EQ(due("purchase", "empty"), 0U);
    EXPECT_EQ(due("purchase", "missing", "/lines"), 0U);
    EXPECT_FALSE(due("purchase", "missing", "/lines"));
}

TEST_F(RejectionPaceTest, AStrangersNameMakesNoKind) {
    EXPECT_EQ(due("purchase", "unknown_member", "/13800138000"), 0U);
    EXPECT_FALSE(due("purchase", "unknown_member", "/13800138001"));
    EXPECT_EQ(due("purchase", "card_number", "/13800138000"), 0U);
    EXPECT_FALSE(due("purchase", "card_number", "/13800138001"));
}

TEST_F(RejectionPaceTest, AnotherLineOrByteIsNoOtherKind) {
    EXPECT_EQ(due("purchase", "bad_gtin", "/lines/1/gtin"), 0U);
    EXPECT_FALSE(due("purchase", "bad_gtin", "/lines/12/gtin"));
    EXPECT_EQ(due("purchase", "bad_json", "byte 7"), 0U);
    EXPECT_FALSE(due("purchase", "bad_json", "byte 4711"));
}

TEST_F(RejectionPaceTest, KindsOverTheBoundShareOnePaceAndLoseNoCount) {
    std::uint64_t noted = 0;
    std::uint64_t told = 0;
    const auto refuse = [&](std::size_t kind) {
        std::string field = "/";
        for (auto rest = kind; rest > 0; rest /= 26) {
            field += static_cast<char>('a' + static_cast<int>(rest % 26));
        }
        const auto repeated = due("purchase", "wrong_type", field);
        noted += repeated.has_value();
        told += repeated.value_or(0);
    };
    for (std::size_t round = 0; round < 2; ++round) {
        for (std::size_t kind = 0; kind < 1000; ++kind) refuse(kind);
    }
    EXPECT_EQ(noted, rejection_kinds_max + 1);
    // A minute later what is over makes room, and every one left out is told in the end.
    for (std::size_t minute = 0; minute < 3; ++minute) {
        now += rejection_interval;
        for (std::size_t kind = 2000; kind < 2000 + 2 * rejection_kinds_max; ++kind) refuse(kind);
    }
    EXPECT_LE(noted, 4 * (rejection_kinds_max + 1));
    now += rejection_interval;
    for (std::size_t kind = 2000; kind < 2000 + 2 * rejection_kinds_max; ++kind) refuse(kind);
    now += rejection_interval;
    for (std::size_t kind = 4000; kind < 4000 + 2 * rejection_kinds_max; ++kind) refuse(kind);
    EXPECT_GE(told + noted, 2000 + 3 * 2 * rejection_kinds_max);
}

}  // namespace
}  // namespace aisle
