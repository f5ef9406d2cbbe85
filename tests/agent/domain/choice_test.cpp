// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/choice.hpp"

#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

enum class Tea { green, black };
constexpr std::array teas{Choice<Tea>{"green", Tea::green}, Choice<Tea>{"black", Tea::black}};

TEST(Choice, IsReadAndWrittenFromOneTable) {
    const Json& json = json_of(R"({"tea":"black"})");
    Fields fields(json);
    EXPECT_EQ(read_choice(fields, "tea", teas), Tea::black);
    EXPECT_TRUE(fields.fine());
    EXPECT_EQ(word_of(teas, Tea::green), "green");
}

TEST(Choice, TellsTheWordsThereAreWhenAnotherIsGiven) {
    const Json& json = json_of(R"({"tea":"Black"})");
    Fields fields(json);
    read_choice(fields, "tea", teas);
    const auto refusal = fields.done();
    EXPECT_TRUE(refused(refusal, "unknown_word", "/tea"));
    EXPECT_EQ(refusal.error().what(), "must be one of green, black");
}

TEST(Choice, MustBeMade) {
    const Json& json = json_of(R"({"tea":7})");
    Fields missing(json);
    read_choice(missing, "coffee", teas);
    EXPECT_TRUE(refused(missing.done(), "missing", "/coffee"));
    Fields number(json);
    read_choice(number, "tea", teas);
    EXPECT_TRUE(refused(number.done(), "wrong_type", "/tea"));
}

}  // namespace
}  // namespace aisle
