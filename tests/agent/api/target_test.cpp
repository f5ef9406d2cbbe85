// SPDX-License-Identifier: Apache-2.0
#include "agent/api/target.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

std::string refused(std::string_view target) {
    Request request;
    auto outcome = read_target(target, request);
    return outcome ? "" : outcome.error().what();
}

TEST(Target, IsSplitIntoDecodedSegmentsAndQuery) {
    Request request;
    ASSERT_TRUE(read_target("/v1/tasks/a%2Fb%20c/complete?after=7&name=a+b%21&flag", request));
    EXPECT_EQ(request.path, (std::vector<std::string>{"v1", "tasks", "a/b c", "complete"}));
    EXPECT_EQ(request.asked("after"), "7");
    EXPECT_EQ(request.asked("name"), "a b!");
    EXPECT_EQ(request.asked("flag"), "");
    EXPECT_EQ(request.asked("other"), std::nullopt);
    EXPECT_EQ(request.authority, "");
}

TEST(Target, LeavesNothingOfTheOneBefore) {
    Request request;
    ASSERT_TRUE(read_target("http://shop:80/a/b/c?x=1", request));
    ASSERT_TRUE(read_target("/d", request));
    EXPECT_EQ(request.path, std::vector<std::string>{"d"});
    EXPECT_EQ(request.authority, "");
    EXPECT_EQ(request.asked("x"), std::nullopt);
}

TEST(Target, MayBeAbsolute) {
    Request request;
    ASSERT_TRUE(read_target("http://localhost:8480/livez", request));
    EXPECT_EQ(request.authority, "localhost:8480");
    EXPECT_EQ(request.path, std::vector<std::string>{"livez"});
    ASSERT_TRUE(read_target("http://localhost:8480", request));
    EXPECT_EQ(request.path, std::vector<std::string>{""});
}

TEST(Target, IsRefusedWhereTwoReadersCouldDisagree) {
    for (const auto target : {"",
                              "*",
                              "v1/status",
                              "/a/../b",
                              "/a/./b",
                              "/a/%2e%2E/b",
                              "/..",
                              "/a%",
                              "/a%2",
                              "/a%zz",
                              "/a%00b",
                              "/a%0ab",
                              "/a%ff",
                              "/a%c0%af",
                              "/a b",
                              "/a\\b",
                              "/a#b",
                              "/a<b>",
                              "/\xc3\xa9",
                              "/a?b=\"",
                              "/a?b=1&b=2",
                              "/a?%zz=1",
                              "http://",
                              "http:///a",
                              "https://localhost/a",
                              "ftp://x/",
                              "localhost:8480"}) {
        EXPECT_NE(refused(target), "") << target;
    }
}

TEST(Target, IsBounded) {
    EXPECT_EQ(refused("/1/2/3/4/5/6/7/8"), "");
    EXPECT_EQ(refused("/1/2/3/4/5/6/7/8/9"), "the path has too many segments");
    std::string query = "/a?";
    for (int i = 0; i < 17; ++i) query += "k" + std::to_string(i) + "=&";
    EXPECT_EQ(refused(query), "the query has too many items");
}

}  // namespace
}  // namespace aisle
