// SPDX-License-Identifier: Apache-2.0
#include "agent/books/template_book.hpp"

#include "tests/sync/journal_bench.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

std::string body(const std::string& name) {
    return R"({"name":")" + name + R"(","rules":[]})";
}

struct TemplateBookTest : testing::Test {
    void put(const std::string& scope, const std::string& key, const std::string& text) {
        const PageEntry entry{Cursor(1), true, key, text};
        EXPECT_TRUE(book.check(entry));
        EXPECT_TRUE(bench.commit([&](Txn& txn) { return book.put(txn, scope, entry); }));
    }

    JournalBench bench;
    TemplateBook book{*bench.write};
    TemplateList list{*bench.read};
};

TEST_F(TemplateBookTest, TheMostSpecificScopeWins) {
    put("fleet", "eu", body("everybody's"));
    put("store-s1", "eu", body("the store's"));
    put("group-g", "eu", body("the group's"));
    put("fleet", "us", body("us"));
    const auto texts = list.all();
    ASSERT_TRUE(texts);
    EXPECT_EQ(*texts, (TemplateTexts{{"eu", body("the store's")}, {"us", body("us")}}));
    EXPECT_TRUE(bench.commit([&](Txn& txn) { return book.remove(txn, "store-s1", "eu"); }));
    EXPECT_EQ(list.all()->at("eu"), body("the group's"));
    EXPECT_TRUE(bench.commit([&](Txn& txn) { return book.clear(txn, "fleet"); }));
    EXPECT_FALSE(list.all()->contains("us"));
}

TEST_F(TemplateBookTest, RefusesWhatIsNoTemplate) {
    for (const std::string& text : {std::string("{}"), std::string("[]"), std::string("x"),
                                    std::string(R"({"name":"x","rules":[{"line":"nothing"}]})")}) {
        EXPECT_FALSE(book.check({Cursor(1), true, "eu", text})) << text;
    }
    EXPECT_EQ(book.feed(), "receipt_templates");
}

}  // namespace
}  // namespace aisle
