// SPDX-License-Identifier: Apache-2.0
#include "agent/app/outlook.hpp"

#include "tests/agent/app/house.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct OutlookTest : testing::Test {
    void SetUp() override { house.start(); }
    House house;
};

TEST_F(OutlookTest, SaysThatNoBrokerIsConfigured) {
    const auto status = house.status();
    ASSERT_TRUE(status);
    ASSERT_FALSE(status->problems.empty());
    EXPECT_NE(status->problems.front().find("no broker is configured"), std::string::npos);
    EXPECT_EQ(status->device, "s0042-pos1");
    EXPECT_EQ(status->disk.state, "ok");
}

TEST_F(OutlookTest, ShowsAProblemUntilItIsCleared) {
    house.agent->outlook().problem("printer", "the printer has no paper");
    const auto with = house.status();
    ASSERT_TRUE(with);
    EXPECT_EQ(std::count(with->problems.begin(), with->problems.end(), "the printer has no paper"),
              1);
    house.agent->outlook().problem("printer", "");
    const auto without = house.status();
    ASSERT_TRUE(without);
    EXPECT_EQ(without->problems.size(), with->problems.size() - 1);
}

TEST_F(OutlookTest, ReadsTheJournalBackAsItWasStored) {
    const auto saved = house.scan("4006381333931");
    ASSERT_TRUE(saved);
    std::optional<Result<JournalPage>> page;
    auto outlook = house.agent->outlook().outlook();
    outlook.journal({Lane::touch, std::nullopt, Seq{}, 10},
                    [&page](Result<JournalPage> told) { page = std::move(told); });
    ASSERT_TRUE(house.until([&page] { return page.has_value(); }));
    ASSERT_TRUE(*page);
    ASSERT_EQ((*page)->entries.size(), 1U);
    EXPECT_EQ((*page)->entries[0].id, saved->receipt.id);
    EXPECT_NE((*page)->entries[0].event.find("4006381333931"), std::string::npos);
}

TEST_F(OutlookTest, KnowsOnlyTheEpochItIsIn) {
    std::optional<Result<JournalPage>> page;
    auto outlook = house.agent->outlook().outlook();
    outlook.journal({Lane::touch, Epoch{{9}}, Seq{}, 10},
                    [&page](Result<JournalPage> told) { page = std::move(told); });
    ASSERT_TRUE(house.until([&page] { return page.has_value(); }));
    ASSERT_FALSE(*page);
    EXPECT_EQ(page->error().code(), "unknown_epoch");
}

TEST_F(OutlookTest, WritesMetricsThatAddUp) {
    ASSERT_TRUE(house.scan("4006381333931"));
    std::optional<Result<std::string>> text;
    auto outlook = house.agent->outlook().outlook();
    outlook.metrics([&text](Result<std::string> told) { text = std::move(told); });
    ASSERT_TRUE(house.until([&text] { return text.has_value(); }));
    ASSERT_TRUE(*text);
    EXPECT_NE((*text)->find("aisle_captured_touch_total 1\n"), std::string::npos);
    EXPECT_NE((*text)->find("aisle_journal_waiting_events{lane=\"touch\"} 1\n"), std::string::npos);
}

TEST_F(OutlookTest, IsReadyWhileACommitCanBeMade) {
    std::optional<Result<void>> ready;
    auto outlook = house.agent->outlook().outlook();
    outlook.ready([&ready](Result<void> told) { ready = std::move(told); });
    ASSERT_TRUE(house.until([&ready] { return ready.has_value(); }));
    EXPECT_TRUE(*ready);
}

}  // namespace
}  // namespace aisle
