// SPDX-License-Identifier: Apache-2.0
#include "agent/books/recorder.hpp"
#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr auto boot = EventKinds::device_boot;
constexpr auto seen = EventKinds::scan_captured;

class RecorderTest : public testing::Test {
protected:
    Counter counter;
    Recorder& recorder = counter.recorder;
};

TEST_F(RecorderTest, WritesWhatATurnDecidesInTheSameTransaction) {
    auto turn = recorder.prepare({make_draft(boot, "{}")});
    ASSERT_TRUE(turn);
    turn->moves = [](Pen& pen) -> Result<void> {
        TRY(pen.write(make_draft(boot, R"({"second":true})")));
        return {};
    };
    recorder.commit(std::move(turn), counter.accept());
    ASSERT_TRUE(counter.last());
    EXPECT_EQ(counter.last()->events, 2U);
    EXPECT_EQ(counter.last()->receipt.seq, Seq(1));
    EXPECT_EQ(counter.rows(Lane::ledger).size(), 2U);
}

TEST_F(RecorderTest, SavesNothingOfATurnWhoseMoveFails) {
    auto turn = recorder.prepare({make_draft(boot, "{}")});
    ASSERT_TRUE(turn);
    turn->moves = [](Pen&) -> Result<void> {
        return Error(Errc::conflict, "it is taken").coded("taken");
    };
    recorder.commit(std::move(turn), counter.accept());
    ASSERT_FALSE(counter.last());
    EXPECT_EQ(counter.last().error().code(), "taken");
    EXPECT_TRUE(counter.rows(Lane::ledger).empty());
    EXPECT_TRUE(counter.saved.empty());
}

TEST_F(RecorderTest, RunsNoMoveOfARepeat) {
    int moved = 0;
    for (int i = 0; i < 2; ++i) {
        auto turn = recorder.prepare({make_draft(boot, "{}")}, "test", "one", "body");
        ASSERT_TRUE(turn);
        turn->moves = [&](Pen&) -> Result<void> {
            ++moved;
            return {};
        };
        recorder.commit(std::move(turn), counter.accept());
    }
    EXPECT_TRUE(counter.last()->repeated);
    EXPECT_EQ(moved, 1);
    EXPECT_EQ(counter.rows(Lane::ledger).size(), 1U);
}

TEST_F(RecorderTest, TellsTheLastOfEachLane) {
    auto turn = recorder.prepare({make_draft(seen, "{}"), make_draft(boot, "{}")});
    ASSERT_TRUE(turn);
    turn->moves = [](Pen& pen) -> Result<void> {
        TRY(pen.write(make_draft(boot, "{}")));
        return {};
    };
    recorder.commit(std::move(turn), counter.accept());
    ASSERT_EQ(counter.saved.size(), 2U);
    EXPECT_EQ(counter.saved[0].lane, Lane::ledger);
    EXPECT_EQ(counter.saved[0].seq, Seq(2));
    EXPECT_EQ(counter.saved[1].lane, Lane::touch);
    EXPECT_EQ(counter.saved[1].seq, Seq(1));
}

TEST_F(RecorderTest, RefusesAloudWhatTheDiskHasNoRoomFor) {
    counter.room = false;
    auto turn = recorder.prepare({});
    ASSERT_TRUE(turn);
    turn->moves = [](Pen& pen) -> Result<void> {
        TRY(pen.write(make_draft(boot, "{}")));
        return {};
    };
    recorder.commit(std::move(turn), counter.accept());
    ASSERT_FALSE(counter.last());
    EXPECT_EQ(counter.last().error().kind(), Errc::full);
}

TEST_F(RecorderTest, ATurnWithoutEventsIsATurn) {
    bool moved = false;
    auto turn = recorder.prepare({});
    ASSERT_TRUE(turn);
    turn->moves = [&](Pen&) -> Result<void> {
        moved = true;
        return {};
    };
    recorder.commit(std::move(turn), counter.accept());
    ASSERT_TRUE(counter.last());
    EXPECT_TRUE(moved);
    EXPECT_EQ(counter.last()->events, 0U);
    EXPECT_TRUE(counter.saved.empty());
}

}  // namespace
}  // namespace aisle
