// SPDX-License-Identifier: Apache-2.0
#include "agent/app/outlook.hpp"

#include "tests/agent/app/house.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct OutlookTest : testing::Test {
    void SetUp() override { house.start(); }
    Result<void> ready() {
        std::optional<Result<void>> ready;
        auto outlook = house.agent->outlook().outlook();
        outlook.ready([&ready](Result<void> told) { ready = std::move(told); });
        EXPECT_TRUE(house.until([&ready] { return ready.has_value(); }));
        return ready ? *ready : Result<void>(Error(Errc::timeout, "no answer"));
    }
    bool has_problem(std::string_view text) {
        const auto status = house.status();
        EXPECT_TRUE(status);
        return status && std::any_of(status->problems.begin(), status->problems.end(),
                                     [&](const std::string& problem) {
                                         return problem.find(text) != std::string::npos;
                                     });
    }
    // Starts again with a budget of so many hundredths of what the file takes after a start.
    void restart_with_budget(std::uint64_t hundredths) {
        restart();
        house.config.disk.budget = house.status()->disk.used_bytes * hundredths / 100;
        restart();
    }
    // What a start writes is in the file when this returns: a probe waits behind it.
    void restart() {
        house.stop();
        house.start();
        [[maybe_unused]] const auto probed = ready();
    }
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

TEST_F(OutlookTest, SaysThatATapCannotCall) {
    house.stop();
    TapConfig tap;
    tap.name = "till-1";
    tap.listen = house.folder.file("no-such-folder/tap");
    house.config.taps = {tap};
    house.start();
    ASSERT_TRUE(house.until([this] { return house.lines.count("tap.closed") > 0; }));
    EXPECT_TRUE(has_problem("till-1: ")) << "and where, and why";
    EXPECT_TRUE(has_problem("no-such-folder/tap"));
    const auto status = house.status();
    ASSERT_TRUE(status);
    ASSERT_EQ(status->taps.size(), 1U);
    EXPECT_EQ(status->taps[0].state, "lost");
    EXPECT_NE(status->taps[0].trouble.find("correct listen of [[tap]]"), std::string::npos);
}

TEST_F(OutlookTest, ShowsATapThatNobodyHasCalledYetAsThat) {
    house.stop();
    TapConfig tap;
    tap.name = "till-1";
    tap.listen = house.folder.file("tap");
    tap.receipts = "till";
    house.config.taps = {tap};
    house.start();
    const auto status = house.status();
    ASSERT_TRUE(status);
    EXPECT_EQ(status->taps, (std::vector<PeripheralStatus>{{"till-1", "waiting", ""}}));
    EXPECT_EQ(house.lines.count("tap.open"), 0U);
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

TEST_F(OutlookTest, IsReadyWhileTheNextCaptureCanBeSaved) {
    EXPECT_TRUE(ready());
}

TEST_F(OutlookTest, IsNotReadyWhenTheRoomIsUsedUp) {
    restart_with_budget(80);
    const auto outcome = ready();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code(), "disk_full");
}

TEST_F(OutlookTest, IsNotReadyAfterACommitThatFailedUntilOneSucceeds) {
    auto& outlook = house.agent->outlook();
    outlook.committed(Lane::touch, Error(Errc::full, "no room").coded("disk_full"));
    outlook.committed(Lane::ledger, Error(Errc::conflict, "used before").coded("id_conflict"));
    EXPECT_TRUE(ready());
    outlook.committed(Lane::ledger, Error(Errc::full, "no room").coded("disk_full"));
    const auto outcome = ready();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind(), Errc::full);
    outlook.committed(Lane::ledger, {});
    EXPECT_TRUE(ready());
}

TEST_F(OutlookTest, NamesADiskThatIsFull) {
    restart_with_budget(80);
    EXPECT_TRUE(has_problem("the room on the disk is used up"));
}

TEST_F(OutlookTest, NamesADiskThatIsLowBeforeItIsFull) {
    restart_with_budget(118);
    EXPECT_EQ(house.status()->disk.state, "low");
    EXPECT_TRUE(has_problem("the room on the disk is low"));
    EXPECT_TRUE(has_problem("507"));
}

TEST_F(OutlookTest, NamesWhatWasSetAsideAndFeedsThatHaveStopped) {
    EXPECT_FALSE(has_problem("set aside"));
    EXPECT_FALSE(has_problem("has stopped"));
    house.stop();
    {
        auto db = Database::open({.path = house.folder.file("journal-1.db")});
        ASSERT_TRUE(db);
        ASSERT_TRUE(db->run_script(
            "INSERT INTO quarantine(lane, seq, id, event, reason, at)"
            " VALUES(1, 1, x'00', x'00', 'too large', 0);"
            "INSERT INTO feed(name, scope, problem)"
            " VALUES('tasks', 'store-s0042', '\"t-1\": title is missing');"
            "INSERT INTO setting(name, value) VALUES('feeds_program', CAST('" AISLE_VERSION
            "' AS BLOB)) ON CONFLICT(name) DO NOTHING"));
    }
    house.start();
    EXPECT_TRUE(has_problem("1 events could not be delivered and were set aside"));
    EXPECT_TRUE(
        has_problem("the feed tasks of store-s0042 has stopped: \"t-1\": title is missing"));
}

}  // namespace
}  // namespace aisle
