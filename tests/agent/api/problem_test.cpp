// SPDX-License-Identifier: Apache-2.0
#include "agent/api/problem.hpp"

#include "agent/base/json.hpp"

#include <gtest/gtest.h>

#include <set>

namespace aisle {
namespace {

std::string member(const Response& response, std::string_view key) {
    const auto json = Json::parse(response.body);
    const Json* value = json ? json->find(key) : nullptr;
    return std::string(value ? value->string().value_or("?") : "");
}

TEST(Problem, IsProblemJsonWithAStableCode) {
    const auto response = respond_with(Problem{"wrong_host", "use another \"name\""});
    EXPECT_EQ(response.status, 421);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(response.body, R"({"type":"urn:aisle:problem:wrong_host",)"
                             R"("title":"This server does not answer for that host","status":421,)"
                             R"("detail":"use another \"name\"","code":"wrong_host"})");
}

TEST(Problem, PointsIntoTheBody) {
    const auto response = respond_with(
        Error(Errc::invalid, "\"lines\" is missing").coded("missing").placed("/lines"));
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(member(response, "code"), "missing");
    EXPECT_EQ(member(response, "pointer"), "/lines");
}

TEST(Problem, KeepsAPlaceThatIsNoPointerInTheSentence) {
    const auto response = respond_with(Json::parse("{").error());
    EXPECT_EQ(member(response, "code"), "bad_json");
    EXPECT_EQ(member(response, "pointer"), "");
    EXPECT_NE(member(response, "detail").find("byte 1"), std::string::npos);
}

TEST(Problem, TellsWhatToDoWhenNothingCouldBeSaved) {
    const auto full = respond_with(Error(Errc::full, "no room"));
    EXPECT_EQ(full.status, 507);
    EXPECT_EQ(member(full, "code"), "disk_full");
    EXPECT_NE(member(full, "detail").find("make room"), std::string::npos);
    const auto dead = respond_with(Error(Errc::dead, "fsync failed"));
    EXPECT_EQ(dead.status, 503);
    EXPECT_EQ(member(dead, "code"), "store_dead");
    const auto busy = respond_with(Error(Errc::unavailable, "too many jobs wait"));
    EXPECT_EQ(busy.status, 503);
    EXPECT_EQ(member(busy, "code"), "busy");
}

TEST(Problem, HasAStatusForEveryKindOfError) {
    const std::vector<std::pair<Errc, int>> expected{
        {Errc::invalid, 400},     {Errc::not_found, 404}, {Errc::conflict, 409},
        {Errc::denied, 403},      {Errc::too_large, 413}, {Errc::full, 507},
        {Errc::unavailable, 503}, {Errc::timeout, 503},   {Errc::io, 500},
        {Errc::corrupt, 500},     {Errc::newer, 500},     {Errc::dead, 503}};
    for (const auto& [kind, status] : expected) {
        EXPECT_EQ(respond_with(Error(kind, "why")).status, status) << to_string(kind);
    }
}

TEST(Problem, HasEachCodeOnce) {
    std::set<std::string_view> codes;
    for (const auto& kind : problem_kinds())
        EXPECT_TRUE(codes.insert(kind.code).second) << kind.code;
}

}  // namespace
}  // namespace aisle
