// SPDX-License-Identifier: Apache-2.0
#include "agent/embed/answer.hpp"

#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(Answer, KeepsTheBodyOfASuccess) {
    const auto answer = answer_of(Reply{201, R"({"seq":1})"});
    EXPECT_EQ(answer.status, 201);
    EXPECT_EQ(answer.json, R"({"seq":1})");
    EXPECT_TRUE(answer.code.empty());
}

TEST(Answer, TakesAProblemApart) {
    const auto answer = answer_of(Reply{
        400, R"({"status":400,"detail":"say \"when\"","code":"missing","pointer":"/lines/0"})"});
    EXPECT_EQ(answer.code, "missing");
    EXPECT_EQ(answer.text, "say \"when\"");
    EXPECT_EQ(answer.pointer, "/lines/0");
}

TEST(Answer, SurvivesAProblemThatIsNone) {
    EXPECT_TRUE(answer_of(Reply{500, "oops"}).code.empty());
}

TEST(Answer, SpeaksOfItsOwnRefusalsInTheSameShape) {
    const auto answer = answer_of(Refusal{403, "forked", "in \"another\" process"});
    const auto again = answer_of(Reply{403, answer.json});
    EXPECT_EQ(again.code, "forked");
    EXPECT_EQ(again.text, "in \"another\" process");
}

TEST(Answer, GivesEveryKindOfErrorANumber) {
    EXPECT_EQ(answer_of(Error(Errc::invalid, "x")).status, 400);
    EXPECT_EQ(answer_of(Error(Errc::denied, "x")).status, 403);
    EXPECT_EQ(answer_of(Error(Errc::conflict, "x").coded("folder_in_use")).code, "folder_in_use");
    EXPECT_EQ(answer_of(Error(Errc::full, "x")).status, 507);
    EXPECT_EQ(answer_of(Error(Errc::io, "x")).status, 500);
    EXPECT_EQ(answer_of(Error(Errc::dead, "x")).status, 503);
}

}  // namespace
}  // namespace aisle
