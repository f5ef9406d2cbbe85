// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/receipt/receipt_template.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

Error refusal(const std::string& text) {
    const auto json = Json::parse(text);
    EXPECT_TRUE(json) << text;
    const auto made = parse_receipt_template(*json);
    EXPECT_FALSE(made) << text;
    return made ? Error() : made.error();
}

std::string with_rule(const std::string& rule) {
    return R"x({"name":"x","rules":[)x" + rule + "]}";
}

TEST(ReceiptTemplate, HasWhatItSaysAndDefaultsForTheRest) {
    const auto json =
        Json::parse(R"x({"name":"x","charset":"CP437","decimal_mark":",","group_mark":" ",)x"
                    R"x("recognize":"SHOP.*",)x"
                    R"x("rules":[{"line":"tender","in":"foot","tender":"cash",)x"
                    R"x("pattern":"CASH (?P<amount>.*)"}]})x");
    const auto made = parse_receipt_template(*json);
    ASSERT_TRUE(made) << made.error().what();
    EXPECT_EQ(made->charset, "CP437");
    EXPECT_FALSE(made->two_byte);
    EXPECT_TRUE(made->tax_included);
    ASSERT_EQ(made->rules.size(), 1u);
    EXPECT_EQ(made->rules[0].line, ReceiptLine::tender);
    EXPECT_EQ(made->rules[0].tender, TenderType::cash);
    EXPECT_TRUE(made->recognize->fits("SHOP 1"));
}

TEST(ReceiptTemplate, SaysWhereItIsWrong) {
    EXPECT_EQ(refusal("[]").kind(), Errc::invalid);
    EXPECT_EQ(refusal(R"x({"rules":[]})x").place(), "/name");
    EXPECT_EQ(refusal(R"x({"name":"x","rules":[],"color":1})x").place(), "/color");
    EXPECT_EQ(refusal(with_rule(R"x({"line":"itme","pattern":"x"})x")).place(), "/rules/0/line");
    EXPECT_EQ(refusal(with_rule(R"x({"line":"total","pattern":"("})x")).place(),
              "/rules/0/pattern");
    EXPECT_EQ(refusal(with_rule(R"x({"line":"total","pattern":"TOTAL"})x")).code(), "bad_groups");
    EXPECT_EQ(refusal(with_rule(R"x({"line":"ignore","pattern":"(x)"})x")).code(), "bad_groups");
    EXPECT_EQ(
        refusal(with_rule(R"x({"line":"total","pattern":"(?P<amount>.)(?P<name>.)"})x")).code(),
        "bad_groups");
    EXPECT_EQ(refusal(with_rule(R"x({"line":"tender","pattern":"(?P<amount>.)"})x")).place(),
              "/rules/0/tender");
    EXPECT_EQ(refusal(R"x({"name":"x","decimal_mark":",","rules":[]})x").place(), "/group_mark");
    std::string rules;
    for (std::size_t i = 0; i <= receipt_rules_max; ++i) {
        rules += std::string(i > 0 ? "," : "") + R"x({"line":"ignore","pattern":"x"})x";
    }
    EXPECT_EQ(refusal(with_rule(rules)).place(), "/rules");
}

TEST(ReceiptTemplate, MayHaveARuleForQrCodes) {
    const auto with_qr = [](const std::string& expression) {
        return R"x({"name":"x","rules":[],"qr":)x" + expression + "}";
    };
    const auto text =
        with_qr(R"x("https://x/(?P<number>.*)/(?P<total>.*)/(?P<store>.*)/(?P<till>.*)/)x"
                R"x((?P<clerk>.*)/(?P<member>.*)/(?P<year>.*)-(?P<month>.*)-(?P<day>.*)")x");
    const auto made = parse_receipt_template(*Json::parse(text));
    ASSERT_TRUE(made) << made.error().what() << made.error().place();
    EXPECT_EQ(refusal(with_qr("7")).place(), "/qr");
    EXPECT_EQ(refusal(with_qr(R"x("(")x")).code(), "bad_pattern");
    for (const auto& wrong :
         {R"x("https://x/.*")x", R"x("(x)(?P<number>.)")x", R"x("(?P<number>.)(?P<name>.)")x",
          R"x("(?P<hour>.)")x", R"x("(?P<year>.)(?P<month>.)")x"}) {
        EXPECT_EQ(refusal(with_qr(wrong)).code(), "bad_groups") << wrong;
        EXPECT_EQ(refusal(with_qr(wrong)).place(), "/qr") << wrong;
    }
}

TEST(ReceiptTemplate, NamesEveryKindOfLine) {
    EXPECT_EQ(to_string(ReceiptLine::items_begin), "items_begin");
    EXPECT_EQ(to_string(ReceiptLine::ignore), "ignore");
}

}  // namespace
}  // namespace aisle
