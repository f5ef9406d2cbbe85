// SPDX-License-Identifier: Apache-2.0
#include "sync/poison_watch.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using Verdict = PoisonWatch::Verdict;

// Each break, and then the line holds without it.
Verdict strike(PoisonWatch& watch, Lane lane, Seq first, Seq last) {
    Verdict verdict = Verdict::none;
    for (int i = 0; i < poison_strikes_max; ++i) {
        EXPECT_EQ(verdict, Verdict::none);
        verdict = watch.broke(lane, first, last);
        EXPECT_EQ(watch.wants_proof(), first == last);
        if (watch.wants_proof()) verdict = watch.held_without();
    }
    return verdict;
}

TEST(PoisonWatch, ThreeBreaksAtOneBatchSendItsRecordsOneByOne) {
    PoisonWatch watch;
    EXPECT_EQ(strike(watch, Lane::ledger, Seq(5), Seq(9)), Verdict::send_one_by_one);
}

TEST(PoisonWatch, ThreeBreaksAtOneRecordSetItAside) {
    PoisonWatch watch;
    EXPECT_EQ(strike(watch, Lane::touch, Seq(5), Seq(5)), Verdict::set_aside);
    EXPECT_EQ(watch.suspect().first, Seq(5));
    EXPECT_EQ(watch.broke(Lane::touch, Seq(5), Seq(5)), Verdict::none) << "and counts anew";
    EXPECT_EQ(watch.held_without(), Verdict::none);
}

TEST(PoisonWatch, ALineThatBreaksWithoutARecordAcquitsIt) {
    PoisonWatch watch;
    for (int i = 0; i < 20; ++i) {
        watch.broke(Lane::touch, Seq(5), Seq(5));
        EXPECT_EQ(watch.held_without(), Verdict::none);
        watch.broke(Lane::touch, Seq(5), Seq(5));
        watch.broke_without();
        EXPECT_FALSE(watch.wants_proof());
    }
}

TEST(PoisonWatch, WantsNoProofAgainstWhatCentralHasCommitted) {
    PoisonWatch watch;
    watch.broke(Lane::touch, Seq(5), Seq(5));
    watch.committed(Lane::touch, Seq(5));
    EXPECT_FALSE(watch.wants_proof());
    EXPECT_EQ(watch.held_without(), Verdict::none);
}

TEST(PoisonWatch, BreaksAtDifferentRecordsConvictNobody) {
    PoisonWatch watch;
    for (std::uint64_t i = 1; i < 50; ++i) {
        EXPECT_EQ(watch.broke(Lane::ledger, Seq(i), Seq(i)), Verdict::none);
        EXPECT_EQ(watch.broke(Lane::touch, Seq(i), Seq(i)), Verdict::none);
    }
}

TEST(PoisonWatch, WhatCentralHasCommittedIsNoSuspect) {
    PoisonWatch watch;
    watch.broke(Lane::ledger, Seq(5), Seq(9));
    watch.broke(Lane::ledger, Seq(5), Seq(9));
    watch.committed(Lane::ledger, Seq(5));
    EXPECT_EQ(watch.broke(Lane::ledger, Seq(5), Seq(9)), Verdict::none);
    watch.broke(Lane::ledger, Seq(5), Seq(9));
    watch.committed(Lane::touch, Seq(100));
    EXPECT_EQ(watch.broke(Lane::ledger, Seq(5), Seq(9)), Verdict::send_one_by_one);
}

TEST(PoisonWatch, IsolatesEachLaneUntilItsLastSuspectIsCommitted) {
    PoisonWatch watch;
    EXPECT_FALSE(watch.isolating());
    watch.isolate(Lane::ledger, Seq(9));
    watch.isolate(Lane::ledger, Seq(7));
    watch.isolate(Lane::touch, Seq(3));
    watch.committed(Lane::touch, Seq(3));
    EXPECT_TRUE(watch.isolating());
    watch.committed(Lane::ledger, Seq(8));
    EXPECT_TRUE(watch.isolating());
    watch.committed(Lane::ledger, Seq(9));
    EXPECT_FALSE(watch.isolating());
}

TEST(PoisonWatch, ConvictsNoSecondOneBeforeCentralHasCommittedSomething) {
    PoisonWatch watch;
    watch.stands(Lane::ledger, Seq(4));
    EXPECT_EQ(strike(watch, Lane::ledger, Seq(5), Seq(5)), Verdict::set_aside);
    EXPECT_TRUE(watch.trouble().empty());
    watch.stands(Lane::ledger, Seq(4));
    EXPECT_EQ(strike(watch, Lane::ledger, Seq(6), Seq(6)), Verdict::topic_refused);
    EXPECT_NE(watch.trouble().find("check its ACL"), std::string_view::npos);
    EXPECT_EQ(strike(watch, Lane::touch, Seq(1), Seq(1)), Verdict::topic_refused);
    watch.committed(Lane::ledger, Seq(6));
    EXPECT_TRUE(watch.trouble().empty());
    EXPECT_EQ(strike(watch, Lane::ledger, Seq(7), Seq(7)), Verdict::set_aside);
}

TEST(PoisonWatch, AWelcomeEndsAnIsolationAsAnAckDoes) {
    PoisonWatch watch;
    watch.isolate(Lane::ledger, Seq(9));
    watch.stands(Lane::ledger, Seq(9));
    EXPECT_FALSE(watch.isolating());
}

TEST(PoisonWatch, WhatIsSentAgainAfterARewindIsNotIsolatedAgain) {
    PoisonWatch watch;
    watch.isolate(Lane::ledger, Seq(9));
    watch.committed(Lane::ledger, Seq(9));
    watch.stands(Lane::ledger, Seq(2));
    EXPECT_FALSE(watch.isolating());
}

}  // namespace
}  // namespace aisle
