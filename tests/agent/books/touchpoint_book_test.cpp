// SPDX-License-Identifier: Apache-2.0
#include "agent/books/touchpoint_book.hpp"

#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct TouchpointBookTest : testing::Test {
    static std::string body(const std::string& host) {
        return R"({"kind":"community","url":"https://)" + host +
               R"(.example/?state={store}.{touchpoint}","rotate":["https://)" + host +
               R"(.example/2"]})";
    }
    std::string list() {
        const auto text = codes.json({"s0042", "pos1", ""}, ManualClock::morning);
        EXPECT_TRUE(text);
        return text ? *text : "";
    }
    void shown(std::string_view key) {
        EXPECT_TRUE(counter.commit([&](Txn& txn) { return book.count(txn, key); }));
    }
    std::uint64_t displays(std::string_view key) {
        const auto known = book.look_up(key);
        EXPECT_TRUE(known);
        return known ? known->displays : 0;
    }

    Counter counter;
    TouchpointBook book{*counter.bench.write};
    TouchpointList codes{*counter.bench.read};
};

TEST_F(TouchpointBookTest, ListsWhatIsToBeShownWithItsLink) {
    EXPECT_EQ(list(), R"({"codes":[]})");
    counter.put(book, "fleet", "c-1", body("a"));
    EXPECT_EQ(list(), R"({"codes":[{"code":"c-1","kind":"community",)"
                      R"("link":"https://a.example/?state=s0042.pos1","turn":0}]})");
}

TEST_F(TouchpointBookTest, LetsTheMostSpecificScopeWin) {
    counter.put(book, "store-s0042", "c-1", body("b"));
    counter.put(book, "fleet", "c-1", body("a"));
    EXPECT_NE(list().find("https://b.example"), std::string::npos) << list();
    EXPECT_EQ(list().find("https://a.example"), std::string::npos) << list();
    ASSERT_TRUE(book.look_up("c-1"));
    EXPECT_TRUE(book.look_up("c-1")->code.urls.front().starts_with("https://b.example"));
}

TEST_F(TouchpointBookTest, ShowsTheNextLinkAfterEachDisplay) {
    counter.put(book, "fleet", "c-1", body("a"));
    shown("c-1");
    EXPECT_EQ(displays("c-1"), 1U);
    EXPECT_NE(list().find("https://a.example/2"), std::string::npos) << list();
    shown("c-1");
    EXPECT_NE(list().find(R"("turn":2)"), std::string::npos) << list();
    EXPECT_EQ(list().find("https://a.example/2"), std::string::npos) << list();
}

TEST_F(TouchpointBookTest, CountsOnOverANewGenerationAndFromNoughtAfterCentralTookTheCodeAway) {
    counter.put(book, "fleet", "c-1", body("a"));
    counter.put(book, "fleet", "c-2", body("a"));
    shown("c-1");
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(book.clear(txn, "fleet"));
        for (const auto* key : {"c-1", "c-2"}) {
            TRY(book.put(txn, "fleet", {Cursor(2), true, key, body("a")}));
        }
        return {};
    }));
    EXPECT_EQ(displays("c-1"), 1U);
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.remove(txn, "fleet", "c-1"); }));
    EXPECT_EQ(book.look_up("c-1").error().code(), "unknown_touchpoint_code");
    shown("c-2");
    counter.put(book, "fleet", "c-1", body("a"));
    EXPECT_EQ(displays("c-1"), 0U);
}

TEST_F(TouchpointBookTest, TakesNoBodyThatIsNone) {
    EXPECT_FALSE(book.check({Cursor(1), true, "c-1", R"({"kind":"community"})"}));
    EXPECT_FALSE(
        book.check({Cursor(1), true, "c-1", R"({"kind":"community","url":"http://a.example"})"}));
}

}  // namespace
}  // namespace aisle
