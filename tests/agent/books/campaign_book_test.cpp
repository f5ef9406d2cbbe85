// SPDX-License-Identifier: Apache-2.0
#include "agent/books/campaign_book.hpp"

#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

std::string body(const std::string& title) {
    return R"({"title":")" + title +
           R"(","value":{"amount":500},"currency":"CNY",)"
           R"("valid_from":"2026-01-01T00:00:00Z","valid_until":"2027-01-01T00:00:00Z"})";
}

struct CampaignBookTest : testing::Test {
    CampaignBookTest() : book(*counter.bench.write) {}
    std::string title(std::uint32_t number) {
        const auto found = book.find(number);
        EXPECT_TRUE(found);
        return found && *found ? (*found)->title : "";
    }
    Counter counter;
    CampaignBook book;
};

TEST_F(CampaignBookTest, RefusesAKeyThatIsNoNumberAndABodyThatIsNoCampaign) {
    EXPECT_FALSE(book.check({Cursor(1), true, "summer", body("x")}));
    EXPECT_FALSE(book.check({Cursor(1), true, "1", "{}"}));
    EXPECT_TRUE(book.check({Cursor(1), true, "1", body("x")}));
}

TEST_F(CampaignBookTest, TheMostSpecificScopeSpeaks) {
    counter.put(book, "fleet", "1", body("fleet's"));
    counter.put(book, "store-s0042", "1", body("store's"));
    counter.put(book, "group-cn", "1", body("group's"));
    EXPECT_EQ(title(1), "store's");
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.clear(txn, "store-s0042"); }));
    EXPECT_EQ(title(1), "group's");
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.remove(txn, "group-cn", "1"); }));
    EXPECT_EQ(title(1), "fleet's");
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.remove(txn, "fleet", "1"); }));
    EXPECT_EQ(title(1), "");
}

}  // namespace
}  // namespace aisle
