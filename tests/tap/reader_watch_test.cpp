// SPDX-License-Identifier: Apache-2.0
#include "tools/tap/reader_watch.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace aisle {
namespace {

struct ReaderWatchTest : testing::Test {
    std::string look(int failed) { return watch.look(failed, now); }

    ReaderWatch watch{"/run/aisle/till-1.sock"};
    MonoTime now{Seconds(100)};
};

TEST_F(ReaderWatchTest, SaysOnceThatNobodyReadsAndOnceThatSomebodyDoesAgain) {
    const auto said = look(ENOENT);
    for (const auto* words : {"/run/aisle/till-1.sock", "No such file", "start aisled", "--copy"}) {
        EXPECT_NE(said.find(words), std::string::npos) << said;
    }
    for (int year = 0; year < 10; ++year, now += Seconds(365 * 86'400)) {
        EXPECT_EQ(look(ENOENT), "");
    }
    EXPECT_NE(look(0), "");
    EXPECT_EQ(look(0), "");
}

TEST_F(ReaderWatchTest, SaysNothingOfADaemonThatIsStartedAgain) {
    EXPECT_EQ(look(0), "") << "it is there from the beginning";
    EXPECT_EQ(look(ECONNREFUSED), "");
    now += reader_away - Micros(1);
    EXPECT_EQ(look(ENOENT), "");
    EXPECT_EQ(look(0), "");
    EXPECT_EQ(look(ENOENT), "");
    now += reader_away;
    EXPECT_NE(look(ENOENT), "");
}

TEST_F(ReaderWatchTest, SaysAnotherReason) {
    EXPECT_NE(look(ENOENT), "");
    EXPECT_NE(look(EACCES).find("Permission denied"), std::string::npos);
}

TEST_F(ReaderWatchTest, FillsNoJournalHoweverOftenItChanges) {
    int lines = 0;
    for (int second = 0; second < 3600; ++second, now += Seconds(1)) {
        const int failed = second % 60 == 0 ? 0 : second % 2 == 0 ? ENOENT : ECONNREFUSED;
        lines += !look(failed).empty();
    }
    EXPECT_LE(lines, 2 * complaints_an_hour);
    now += Seconds(3600);
    EXPECT_NE(look(EACCES), "") << "what lasts is said in the next hour";
}

TEST_F(ReaderWatchTest, SaysNothingWhereNobodyIsToRead) {
    watch = ReaderWatch("");
    EXPECT_EQ(look(ENOENT), "");
}

}  // namespace
}  // namespace aisle
