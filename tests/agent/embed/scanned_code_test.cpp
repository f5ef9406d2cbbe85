// SPDX-License-Identifier: Apache-2.0
#include "agent/embed/scanned_code.hpp"

#include <gtest/gtest.h>

#include <cstddef>

namespace aisle {
namespace {

TEST(ScannedCode, BecomesTheBodyOfAScan) {
    aisle_code code = AISLE_CODE_INIT;
    code.bytes = "a\x1d\0b";
    code.size = 4;
    code.aim = "]Q3";
    code.source = "lane1";
    code.id = "c-1";
    const auto question = question_of(code);
    EXPECT_EQ(question.method, "POST");
    EXPECT_EQ(question.target, "/v1/scans");
    EXPECT_EQ(question.body,
              R"({"data_base64":"YR0AYg==","aim":"]Q3","source":"lane1","id":"c-1"})");
}

TEST(ScannedCode, LeavesOutWhatIsNotGiven) {
    aisle_code code = AISLE_CODE_INIT;
    code.bytes = "a";
    code.size = 1;
    EXPECT_EQ(question_of(code).body, R"({"data_base64":"YQ=="})");
}

TEST(ScannedCode, DoesNotReadBeyondTheStructOfAnOlderProgram) {
    aisle_code code = AISLE_CODE_INIT;
    code.bytes = "a";
    code.size = 1;
    code.aim = "]E0";
    code.source = "lane1";
    code.struct_size = offsetof(aisle_code, source);
    EXPECT_EQ(question_of(code).body, R"({"data_base64":"YQ==","aim":"]E0"})");
}

}  // namespace
}  // namespace aisle
