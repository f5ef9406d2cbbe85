// SPDX-License-Identifier: Apache-2.0
#include "sync/ack_marks.hpp"

#include "tests/sync/journal_bench.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using std::chrono::hours;

struct AckMarksTest : testing::Test {
    void note(std::uint64_t acked, std::optional<WallTime> truth) {
        ASSERT_TRUE(marks.note(Lane::ledger, Seq(acked), truth));
    }
    void date(WallTime truth) { ASSERT_TRUE(marks.date(Lane::ledger, truth)); }
    std::uint64_t acked_by(WallTime at) { return marks.acked_by(Lane::ledger, at)->value(); }
    std::int64_t rows() {
        auto statement = bench.write->prepare("SELECT count(*) FROM ack_mark");
        auto row = statement.bind();
        EXPECT_TRUE(row.one());
        return row.integer(0);
    }

    JournalBench bench;
    AckMarks marks{*bench.write};
    const WallTime morning = ManualClock::morning;
};

TEST_F(AckMarksTest, CountFromTheAckTenMinutesApart) {
    note(2, morning);
    note(5, morning + hours(1));
    EXPECT_EQ(acked_by(morning), 0U) << "never sooner than it was";
    EXPECT_EQ(acked_by(morning + Seconds{600}), 2U);
    EXPECT_EQ(acked_by(morning + hours(1) + Seconds{600}), 5U);
    for (std::uint64_t acked = 6; acked < 1000; ++acked) note(acked, morning + hours(1));
    EXPECT_EQ(rows(), 2);
    EXPECT_EQ(acked_by(morning + hours(1) + Seconds{600}), 999U);
}

TEST_F(AckMarksTest, NeverGoBack) {
    note(2, morning);
    note(5, morning - hours(24));
    EXPECT_EQ(acked_by(morning - hours(1)), 0U);
    EXPECT_EQ(acked_by(morning + Seconds{600}), 5U);
}

TEST_F(AckMarksTest, HaveNoDateUntilTheTrueTimeIsKnown) {
    note(2, std::nullopt);
    note(5, std::nullopt);
    EXPECT_EQ(acked_by(morning + hours(10'000)), 0U);
    date(morning);
    EXPECT_EQ(acked_by(morning), 0U);
    EXPECT_EQ(acked_by(morning + Seconds{600}), 5U);
    date(morning + hours(1));
    EXPECT_EQ(acked_by(morning + Seconds{600}), 5U) << "a date stays";
}

TEST_F(AckMarksTest, AnUndatedOneTakesNothingFromADatedOne) {
    note(7, morning);
    note(5, std::nullopt);
    date(morning);
    EXPECT_EQ(rows(), 1);
    EXPECT_EQ(acked_by(morning + Seconds{600}), 7U);
}

// A clock five years ahead would keep everything for five years more.
TEST_F(AckMarksTest, FromAClockThatWasAheadAreDatedNow) {
    note(5, morning + hours(5 * 365 * 24));
    note(6, morning);
    date(morning);
    EXPECT_EQ(rows(), 1);
    EXPECT_EQ(acked_by(morning + Seconds{600}), 6U);
}

TEST_F(AckMarksTest, AreOfOneLane) {
    note(5, std::nullopt);
    ASSERT_TRUE(marks.date(Lane::touch, morning));
    EXPECT_EQ(acked_by(morning + hours(1)), 0U);
    EXPECT_EQ(marks.acked_by(Lane::touch, morning + hours(1))->value(), 0U);
}

}  // namespace
}  // namespace aisle
