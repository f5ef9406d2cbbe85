// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/caller_id.hpp"

#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

Result<std::string> read(const std::string& id) {
    Fields fields(json_of(R"({"id":)" + id + "}"));
    auto read = caller_id_if(fields, "id");
    TRY(fields.done());
    return read;
}

std::string times(std::size_t count, std::string_view character) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += character;
    return text;
}

TEST(CallerId, IsAnyTextOfUpToSixtyFourCharacters) {
    for (const std::string_view character : {"x", "é", "号", "😀"}) {
        const auto longest = times(caller_id_characters_max, character);
        const auto taken = read("\"" + longest + "\"");
        ASSERT_TRUE(taken) << character;
        EXPECT_EQ(*taken, longest);
        EXPECT_TRUE(
            refused(read("\"" + longest + std::string(character) + "\""), "too_long", "/id"));
    }
    EXPECT_EQ(*read(R"("pos1 2026/07/01 #7")"), "pos1 2026/07/01 #7");
}

TEST(CallerId, MayBeLeftOutButNotEmpty) {
    EXPECT_EQ(*read("null"), "");
    EXPECT_TRUE(refused(read(R"("")"), "empty", "/id"));
}

TEST(CallerId, HasNoControlCharactersAndIsNoNumber) {
    EXPECT_TRUE(refused(read(R"("a\nb")"), "bad_text", "/id"));
    EXPECT_TRUE(refused(read(R"("\u0000")"), "bad_text", "/id"));
    EXPECT_TRUE(refused(read("7"), "wrong_type", "/id"));
}

}  // namespace
}  // namespace aisle
