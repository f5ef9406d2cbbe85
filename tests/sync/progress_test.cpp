// SPDX-License-Identifier: Apache-2.0
#include "sync/progress.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

Progress::Lanes lanes(std::uint64_t next, std::uint64_t acked) {
    Progress::Lanes states;
    for (const Lane which : both_lanes) {
        auto& state = states[index_of(which)];
        state.lane = which;
        state.next = Seq(next);
        state.acked = Seq(acked);
    }
    return states;
}

SentBatch batch(std::uint64_t first, std::uint64_t last, std::uint64_t token) {
    return {Lane::ledger, Seq(first), Seq(last), {}, token, {}};
}

class ProgressTest : public testing::Test {
protected:
    void SetUp() override { progress.open(lanes(21, 4)); }
    Progress progress;
};

TEST_F(ProgressTest, ABatchIsUnderWayUntilItsLastNumberIsCommitted) {
    progress.sent(batch(5, 9, 1));
    progress.sent(batch(10, 20, 2));
    EXPECT_FALSE(progress.has_more(Lane::ledger));
    progress.committed(Lane::ledger, Seq(8), {});
    EXPECT_EQ(progress.under_way().size(), 2U);
    progress.committed(Lane::touch, Seq(20), {});
    EXPECT_EQ(progress.under_way().size(), 2U) << "of the other lane";
    progress.committed(Lane::ledger, Seq(9), {});
    EXPECT_EQ(progress.under_way().size(), 1U);
    EXPECT_EQ(progress.find(1), nullptr);
    EXPECT_EQ(progress.find(2)->first, Seq(10));
}

TEST_F(ProgressTest, GoesBackToTheLastAck) {
    progress.sent(batch(5, 20, 1));
    progress.committed(Lane::ledger, Seq(10), {});
    progress.go_back();
    EXPECT_TRUE(progress.under_way().empty());
    EXPECT_EQ(progress.lane(Lane::ledger).sent, Seq(10));
    EXPECT_TRUE(progress.has_more(Lane::ledger));
}

TEST_F(ProgressTest, AWelcomeMayTakeAcksBackButNotWhatWasWrittenMeanwhile) {
    progress.wrote(Lane::ledger, Seq(30));
    progress.reconciled(lanes(21, 2));
    EXPECT_EQ(progress.lane(Lane::ledger).next, Seq(31));
    EXPECT_EQ(progress.lane(Lane::ledger).acked, Seq(2));
    EXPECT_EQ(progress.lane(Lane::ledger).sent, Seq(2));
    EXPECT_FALSE(progress.acks_unsaved());
}

TEST_F(ProgressTest, AnAckIsToldToTheJournalOnceAndAgainIfItCouldNotTakeIt) {
    progress.committed(Lane::touch, Seq(7), {});
    EXPECT_TRUE(progress.acks_unsaved());
    EXPECT_EQ(progress.take_unsaved_acks().at(0).through, Seq(7));
    EXPECT_TRUE(progress.take_unsaved_acks().empty());
    progress.ack_not_saved(Lane::touch);
    EXPECT_EQ(progress.take_unsaved_acks().at(0).lane, Lane::touch);
}

TEST_F(ProgressTest, TheOldestThatTheBrokerHasNotAcceptedIsTheSuspect) {
    EXPECT_EQ(progress.oldest_unaccepted(), nullptr);
    progress.sent(batch(5, 9, 1));
    progress.sent(batch(10, 20, 2));
    progress.find(1)->accepted = true;
    EXPECT_EQ(progress.oldest_unaccepted()->token, 2U);
}

TEST_F(ProgressTest, ThePaceOfWhatWasSentAddsUp) {
    const MonoTime now{Seconds{100}};
    progress.pace(Lane::touch, now, Seconds{2});
    progress.pace(Lane::touch, now, Seconds{3});
    EXPECT_EQ(progress.lane(Lane::touch).paced_until, now + Seconds{5});
    EXPECT_EQ(progress.lane(Lane::ledger).paced_until, MonoTime{});
}

}  // namespace
}  // namespace aisle
