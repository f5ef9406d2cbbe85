// SPDX-License-Identifier: Apache-2.0
#include "agent/base/json_fields.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

class JsonFields : public testing::Test {
protected:
    Fields fields(std::string_view text) {
        json_ = *Json::parse(text);
        return Fields(json_);
    }

    static void expect_error(const Fields& fields, std::string_view code, std::string_view place) {
        const auto done = fields.done();
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().kind(), Errc::invalid);
        EXPECT_EQ(done.error().code(), code);
        EXPECT_EQ(done.error().place(), place);
        EXPECT_FALSE(fields.fine());
    }

    Json json_;
};

TEST_F(JsonFields, ReadsWhatIsThere) {
    auto f = fields(R"({"s":"x","i":7,"b":true,"o":{"k":1},"a":[1,2]})");
    EXPECT_EQ(f.text("s", 1), "x");
    EXPECT_EQ(f.integer("i"), 7);
    EXPECT_TRUE(f.flag_or("b", false));
    EXPECT_TRUE(f.object("o").find("k"));
    EXPECT_EQ(f.array("a", 2).size(), 2U);
    f.only({"s", "i", "b", "o", "a"});
    EXPECT_TRUE(f.done());
}

TEST_F(JsonFields, TakesANullMemberForAnAbsentOne) {
    auto f = fields(R"({"s":null,"i":null,"b":null,"o":null,"a":null})");
    EXPECT_FALSE(f.text_if("s", 9));
    EXPECT_FALSE(f.integer_if("i"));
    EXPECT_TRUE(f.flag_or("b", true));
    EXPECT_EQ(f.object_if("o"), nullptr);
    EXPECT_TRUE(f.array_if("a", 9).empty());
    EXPECT_TRUE(f.done());
    EXPECT_EQ(f.text("s", 9), "");
    expect_error(f, "missing", "/s");
}

TEST_F(JsonFields, NamesWhatIsMissing) {
    auto a = fields("{}");
    EXPECT_EQ(a.text("k", 9), "");
    expect_error(a, "missing", "/k");
    auto b = fields("{}");
    EXPECT_EQ(b.integer("k"), 0);
    expect_error(b, "missing", "/k");
    auto c = fields("{}");
    EXPECT_TRUE(c.object("k").members().empty());
    expect_error(c, "missing", "/k");
    auto d = fields("{}");
    EXPECT_TRUE(d.array("k", 9).empty());
    expect_error(d, "missing", "/k");
}

TEST_F(JsonFields, NamesWhatIsOfAnotherKind) {
    const std::string text = R"({"k":1.5})";
    auto a = fields(text);
    EXPECT_FALSE(a.text_if("k", 9));
    expect_error(a, "wrong_type", "/k");
    auto b = fields(text);
    EXPECT_FALSE(b.integer_if("k"));
    expect_error(b, "wrong_type", "/k");
    auto c = fields(text);
    EXPECT_TRUE(c.flag_or("k", true));
    expect_error(c, "wrong_type", "/k");
    auto d = fields(text);
    EXPECT_EQ(d.object_if("k"), nullptr);
    expect_error(d, "wrong_type", "/k");
    auto e = fields(text);
    EXPECT_TRUE(e.array_if("k", 9).empty());
    expect_error(e, "wrong_type", "/k");
}

TEST_F(JsonFields, HoldsTextsListsAndNumbersToTheirBounds) {
    auto a = fields(R"({"k":"扫码"})");
    EXPECT_EQ(a.text("k", 6), "扫码");
    EXPECT_EQ(a.text("k", 5), "");
    expect_error(a, "too_long", "/k");
    auto b = fields(R"({"k":[1,2,3]})");
    EXPECT_EQ(b.array("k", 3).size(), 3U);
    EXPECT_TRUE(b.array("k", 2).empty());
    expect_error(b, "too_many", "/k");
    auto c = fields(R"({"k":10})");
    EXPECT_EQ(c.integer("k", {.min = 10, .max = 10}), 10);
    EXPECT_EQ(c.integer("k", {.min = 11, .max = 20}), 0);
    expect_error(c, "out_of_range", "/k");
    auto d = fields(R"({"k":-1})");
    EXPECT_FALSE(d.integer_if("k"));
    expect_error(d, "out_of_range", "/k");
}

TEST_F(JsonFields, RefusesAnEmptyTextOnlyWhereOneIsRequired) {
    auto f = fields(R"({"k":""})");
    EXPECT_EQ(f.text_if("k", 9), "");
    EXPECT_TRUE(f.fine());
    EXPECT_EQ(f.text("k", 9), "");
    expect_error(f, "empty", "/k");
}

TEST_F(JsonFields, RefusesAMemberThatIsNotKnown) {
    auto f = fields(R"({"totl":1})");
    f.only({"total"});
    expect_error(f, "unknown_member", "/totl");
    EXPECT_EQ(f.done().error().what(), "\"totl\" is not known here");
}

TEST_F(JsonFields, SaysNoMoreOfAHugeUnknownNameThanItNeeds) {
    auto f = fields("{\"" + std::string(100'000, 'x') + "\":1}");
    f.only({"total"});
    ASSERT_FALSE(f.done());
    EXPECT_LT(f.done().error().what().size(), 200U);
    EXPECT_LT(f.done().error().place().size(), 200U);
}

TEST_F(JsonFields, RemembersTheFirstThingWrong) {
    auto f = fields(R"({"a":1,"b":2})");
    f.text("a", 9);
    f.text("b", 9);
    f.fail("", "own", "of the caller");
    expect_error(f, "wrong_type", "/a");
}

TEST_F(JsonFields, WritesPointersAsRfc6901Asks) {
    const auto f = Fields(*Json::parse("{}"), "/lines/3");
    EXPECT_EQ(f.pointer_to(""), "/lines/3");
    EXPECT_EQ(f.pointer_to("a/b~c"), "/lines/3/a~1b~0c");
}

TEST_F(JsonFields, TakesOverTheErrorOfAPart) {
    auto f = fields("{}");
    f.adopt({});
    EXPECT_TRUE(f.fine());
    f.adopt(Error(Errc::invalid, "x").coded("inner").placed("/lines/0"));
    expect_error(f, "inner", "/lines/0");
}

TEST_F(JsonFields, RefusesWhatIsNoObject) {
    expect_error(fields("[1]"), "wrong_type", "");
}

}  // namespace
}  // namespace aisle
