// SPDX-License-Identifier: Apache-2.0
#include "agent/books/notice_book.hpp"

#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct NoticeBookTest : testing::Test {
    std::vector<Consent> asked(std::string sha256, ConsentDecision decision) {
        Consent consent;
        consent.decision = decision;
        consent.notice = Notice{"n1", "3", "zh-CN", std::move(sha256)};
        return {consent};
    }
    Result<void> shown(const std::vector<Consent>& consents) {
        return counter.commit([&](Txn& txn) { return counter.notices.were_shown(txn, consents); });
    }
    std::string list() {
        const auto text = counter.notice_list.json();
        EXPECT_TRUE(text);
        return text ? *text : std::string();
    }
    Counter counter;
};

TEST_F(NoticeBookTest, KnowsWhatWasShownByTheHashOfItsText) {
    counter.put_notice();
    EXPECT_TRUE(shown(asked(Counter::notice_hash(), ConsentDecision::given)));
    EXPECT_FALSE(shown(asked(std::string(64, 'a'), ConsentDecision::given)));
    EXPECT_FALSE(shown(asked(std::string(64, 'a'), ConsentDecision::refused)));
    EXPECT_TRUE(shown(asked(std::string(64, 'a'), ConsentDecision::withdrawn)));
    auto other = asked(Counter::notice_hash(), ConsentDecision::given);
    other.front().notice->version = "4";
    EXPECT_FALSE(shown(other));
}

TEST_F(NoticeBookTest, ForgetsWhatCentralTakesAway) {
    counter.put_notice();
    ASSERT_TRUE(
        counter.commit([&](Txn& txn) { return counter.notices.remove(txn, "fleet", "n1"); }));
    EXPECT_FALSE(shown(asked(Counter::notice_hash(), ConsentDecision::given)));
    counter.put_notice();
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return counter.notices.clear(txn, "fleet"); }));
    EXPECT_EQ(list(), R"({"notices":[]})");
}

TEST_F(NoticeBookTest, ListsOneOfEach) {
    counter.put_notice();
    counter.put(counter.notices, "store-s0042", "n1",
                R"({"id":"n1","version":"3","language":"zh-CN","text":")" +
                    std::string(Counter::notice_text) + R"("})");
    const auto text = list();
    EXPECT_EQ(text.find(Counter::notice_hash()), text.rfind(Counter::notice_hash()));
}

TEST_F(NoticeBookTest, KeepsSoManyAndNoMore) {
    for (std::size_t i = 0; i <= member_notices_max; ++i) {
        const auto number = std::to_string(i);
        counter.put(counter.notices, "fleet", number,
                    R"({"id":"n","version":")" + number + R"(","language":"en","text":"t"})");
    }
    const auto text = list();
    const auto last = "\"version\":\"" + std::to_string(member_notices_max) + "\"";
    EXPECT_EQ(text.find(last), std::string::npos);
    EXPECT_NE(text.find(R"("version":"0")"), std::string::npos);
}

}  // namespace
}  // namespace aisle
