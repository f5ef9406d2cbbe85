// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/free_text.hpp"

#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

const Json& body = json_of(
    R"({"name":"李雷","note":"one\n\ttwo","bell":"ding\u0007","empty":"","bad_note":"a\u001bb"})");

TEST(FreeText, OfANameStandsOnOneLine) {
    Fields fields(body);
    EXPECT_EQ(plain_text(fields, "name", 10), "李雷");
    EXPECT_TRUE(fields.fine());
    EXPECT_EQ(plain_text_if(fields, "nickname", 10), "");
    EXPECT_TRUE(fields.fine());
    plain_text_if(fields, "note", 10);
    EXPECT_TRUE(refused(fields.done(), "bad_text", "/note"));
}

TEST(FreeText, OfANoteMayHaveLines) {
    Fields fields(body);
    EXPECT_EQ(note_if(fields, "note", 10), "one\n\ttwo");
    EXPECT_EQ(note_if(fields, "nothing", 10), "");
    EXPECT_TRUE(fields.fine());
    note_if(fields, "bad_note", 10);
    EXPECT_TRUE(refused(fields.done(), "bad_text", "/bad_note"));
}

TEST(FreeText, RefusesControlCharactersLengthAndAbsence) {
    Fields bell(body);
    plain_text(bell, "bell", 10);
    EXPECT_TRUE(refused(bell.done(), "bad_text", "/bell"));
    Fields longer(body);
    plain_text(longer, "name", 5);
    EXPECT_TRUE(refused(longer.done(), "too_long", "/name"));
    Fields missing(body);
    plain_text(missing, "nickname", 5);
    EXPECT_TRUE(refused(missing.done(), "missing", "/nickname"));
    Fields empty(body);
    plain_text(empty, "empty", 5);
    EXPECT_TRUE(refused(empty.done(), "empty", "/empty"));
}

}  // namespace
}  // namespace aisle
