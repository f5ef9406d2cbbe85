// SPDX-License-Identifier: Apache-2.0
#include "sync/reconcile.hpp"

#include "tests/sync/journal_bench.hpp"

namespace aisle {
namespace {

class ReconcileTest : public testing::Test {
protected:
    ReconcileTest() {
        bench.append(Lane::ledger, 10);
        bench.append(Lane::touch, 10);
    }
    LaneWelcome told(Lane lane, std::uint64_t through) {
        return {Seq(through), bench.id_at(lane, through), false};
    }
    EpochWelcome central(std::uint64_t ledger, std::uint64_t touch) {
        return {bench.journal->epoch(), told(Lane::ledger, ledger), told(Lane::touch, touch)};
    }
    Reconciled reconcile(const EpochWelcome& welcome) {
        Reconciled outcome;
        const auto fresh = random_id<Epoch>(bench.dice);
        EXPECT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
            TRY(outcome, aisle::reconcile(txn, *bench.journal, welcome, fresh, bench.clock.wall()));
            return {};
        }));
        return outcome;
    }
    JournalBench bench;
};

TEST_F(ReconcileTest, CentralWhereWeThoughtOrFurtherMovesTheAcks) {
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 4));
    const auto outcome = reconcile(central(7, 10));
    EXPECT_FALSE(outcome.forked);
    EXPECT_FALSE(outcome.rewound);
    EXPECT_EQ(outcome.epoch, bench.journal->epoch());
    EXPECT_EQ(outcome.lanes[0].acked, Seq(7));
    EXPECT_EQ(outcome.lanes[1].acked, Seq(10));
    EXPECT_EQ(bench.lane(Lane::ledger).acked, Seq(7));
}

TEST_F(ReconcileTest, CentralBehindRewindsThatLaneOnly) {
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 8));
    const auto outcome = reconcile(central(3, 5));
    EXPECT_TRUE(outcome.rewound);
    EXPECT_FALSE(outcome.forked);
    EXPECT_EQ(outcome.lanes[0].acked, Seq(3));
    EXPECT_EQ(outcome.lanes[1].acked, Seq(5));
}

TEST_F(ReconcileTest, ACentralThatKnowsNothingIsSentEverything) {
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 8));
    const auto outcome = reconcile({bench.journal->epoch(), {}, {}});
    EXPECT_TRUE(outcome.rewound);
    EXPECT_EQ(outcome.lanes[0].acked, Seq(0));
}

TEST_F(ReconcileTest, AnotherEventAtANumberForksBothLanes) {
    auto welcome = central(5, 5);
    welcome.touch.id = bench.id_at(Lane::touch, 6);
    const auto old = bench.journal->epoch();
    const auto outcome = reconcile(welcome);
    EXPECT_TRUE(outcome.forked);
    EXPECT_NE(outcome.why.find("touch 5"), std::string::npos);
    EXPECT_NE(outcome.epoch, old);
    EXPECT_EQ(outcome.lanes[0].acked, Seq(0));
    EXPECT_EQ(outcome.lanes[1].acked, Seq(0));
    EXPECT_EQ(outcome.lanes[0].next, Seq(11));
}

TEST_F(ReconcileTest, ACentralAheadOfUsMeansThatThisFileWasRolledBack) {
    auto welcome = central(5, 5);
    welcome.ledger.committed = Seq(11);
    const auto outcome = reconcile(welcome);
    EXPECT_TRUE(outcome.forked);
    EXPECT_NE(outcome.why.find("ledger 11"), std::string::npos);
}

TEST_F(ReconcileTest, CentralsOwnWordOfAForkCounts) {
    auto welcome = central(5, 5);
    welcome.ledger.forked = true;
    EXPECT_TRUE(reconcile(welcome).forked);
}

TEST_F(ReconcileTest, WhatNeitherSideKnowsAnyMoreIsNoFork) {
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 8));
    bench.trim(Lane::ledger, 6);
    auto welcome = central(8, 0);
    welcome.ledger = {Seq(3), bench.id_at(Lane::touch, 3), false};
    auto outcome = reconcile(welcome);
    EXPECT_FALSE(outcome.forked) << "the id at 3 is forgotten here";
    EXPECT_TRUE(outcome.rewound);
    bench.lose_row(Lane::touch, 4);
    ASSERT_TRUE(bench.commit([&](Txn& txn) {
        return bench.journal->declare_missing(txn, Lane::touch, Seq(4), Seq(4));
    }));
    outcome =
        reconcile({bench.journal->epoch(), {}, {Seq(4), random_id<EventId>(bench.dice), false}});
    EXPECT_FALSE(outcome.forked) << "damage took the id at 4";
    outcome = reconcile({bench.journal->epoch(), {}, {Seq(6), EventId{}, false}});
    EXPECT_FALSE(outcome.forked) << "central does not know its id";
    EXPECT_EQ(outcome.lanes[1].acked, Seq(6));
}

TEST_F(ReconcileTest, AFailedJobLeavesTheJournalAsItWas) {
    const auto welcome = central(5, 5);
    EXPECT_FALSE(bench.commit([&](Txn& txn) -> Result<void> {
        TRY(aisle::reconcile(txn, *bench.journal, welcome, random_id<Epoch>(bench.dice),
                             bench.clock.wall()));
        return Error(Errc::unavailable, "on second thoughts");
    }));
    EXPECT_EQ(bench.lane(Lane::ledger).acked, Seq(0));
    bench.reopen();
    EXPECT_EQ(bench.lane(Lane::ledger).acked, Seq(0));
}

}  // namespace
}  // namespace aisle
