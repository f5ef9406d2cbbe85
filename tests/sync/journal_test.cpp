// SPDX-License-Identifier: Apache-2.0
#include "sync/journal.hpp"

#include "agent/base/limits.hpp"
#include "tests/sync/journal_bench.hpp"

namespace aisle {
namespace {

class JournalTest : public testing::Test {
protected:
    JournalBench bench;
    Journal& journal() { return *bench.journal; }
};

TEST_F(JournalTest, GivesEachLaneItsOwnNumbersFromOne) {
    bench.append(Lane::ledger, 2);
    bench.append(Lane::touch, 3);
    EXPECT_EQ(bench.lane(Lane::ledger).next, Seq(3));
    EXPECT_EQ(bench.lane(Lane::touch).next, Seq(4));
}

TEST_F(JournalTest, NumbersAreNotReusedAfterEverythingIsTrimmedAndReloaded) {
    bench.append(Lane::ledger, 3);
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 3));
    EXPECT_EQ(bench.trim(Lane::ledger, 3), 3U);
    bench.reopen();
    bench.append(Lane::ledger, 1);
    EXPECT_EQ(bench.lane(Lane::ledger).head(), Seq(4));
    EXPECT_EQ(bench.lane(Lane::ledger).first, Seq(4));
}

TEST_F(JournalTest, AJobThatFailsGivesItsNumberBack) {
    bench.append(Lane::ledger, 1);
    const auto before = bench.lane(Lane::ledger);
    const auto event = bench.make(Lane::ledger);
    EXPECT_FALSE(bench.commit([&](Txn& txn) -> Result<void> {
        TRY(journal().append(txn, event));
        return Error(Errc::invalid, "on second thoughts");
    }));
    EXPECT_EQ(bench.lane(Lane::ledger).next, before.next);
    EXPECT_EQ(bench.lane(Lane::ledger).chain, before.chain);
    EXPECT_EQ(bench.lane(Lane::ledger).last_id, before.last_id);
    bench.append(Lane::ledger, 1);
    EXPECT_EQ(bench.next_batch(Lane::ledger, 0).batch->entries.size(), 2U);
}

TEST_F(JournalTest, ChainsTheLedgerAndNotTouch) {
    const Digest birth = bench.lane(Lane::ledger).chain;
    const auto event = bench.append(Lane::ledger, false);
    EXPECT_EQ(bench.lane(Lane::ledger).chain, sha256({birth.view(), event.bytes}));
    const Digest touch = bench.lane(Lane::touch).chain;
    bench.append(Lane::touch, 1);
    EXPECT_EQ(bench.lane(Lane::touch).chain, touch);
}

TEST_F(JournalTest, TwoJournalsShareNoLinkOfTheChain) {
    JournalBench other(2);
    EXPECT_NE(other.lane(Lane::ledger).chain, bench.lane(Lane::ledger).chain);
}

TEST_F(JournalTest, KeepsThePersonApartFromTheEvent) {
    const auto event = bench.append(Lane::ledger, true);
    const auto next = bench.next_batch(Lane::ledger, 0);
    EXPECT_EQ(next.batch->entries.at(0).event, event.bytes);
    EXPECT_EQ(next.batch->entries[0].person, event.person);
    EXPECT_EQ(next.batch->entries[0].salt, event.salt);
}

TEST_F(JournalTest, TakesCentralsWordOnlyForWhatItWroteItself) {
    bench.append(Lane::ledger, 5);
    EXPECT_EQ(bench.acknowledge(Lane::ledger, 6).error().kind(), Errc::invalid);
    const Committed foreign{Lane::ledger, Seq(3), bench.id_at(Lane::ledger, 2)};
    const auto misfit = bench.commit(
        [&](Txn& txn) { return journal().acknowledge(txn, foreign, bench.clock.wall()); });
    EXPECT_EQ(misfit.error().kind(), Errc::conflict);
    EXPECT_EQ(bench.lane(Lane::ledger).acked, Seq(0));
    EXPECT_TRUE(bench.acknowledge(Lane::ledger, 4));
    EXPECT_TRUE(bench.acknowledge(Lane::ledger, 2)) << "an old word is no news";
    EXPECT_EQ(bench.lane(Lane::ledger).acked, Seq(4));
}

TEST_F(JournalTest, KnowsTheIdAtTheAckAfterItsRowIsTrimmed) {
    bench.append(Lane::ledger, 5);
    const auto third = bench.id_at(Lane::ledger, 3);
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 3));
    bench.trim(Lane::ledger, 3);
    bench.reopen();
    EXPECT_EQ(bench.id_at(Lane::ledger, 3), third);
    const auto forgotten = journal().id_at(Lane::ledger, Seq(2));
    ASSERT_TRUE(forgotten);
    EXPECT_FALSE(*forgotten);
}

TEST_F(JournalTest, TrimsNothingThatCentralHasNotCommitted) {
    bench.append(Lane::ledger, 5);
    EXPECT_EQ(bench.trim(Lane::ledger, 5), 0U);
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 2));
    EXPECT_EQ(bench.trim(Lane::ledger, 5), 2U);
    EXPECT_EQ(bench.lane(Lane::ledger).first, Seq(3));
}

TEST_F(JournalTest, TrimsInSlices) {
    bench.append(Lane::touch, 10);
    ASSERT_TRUE(bench.acknowledge(Lane::touch, 10));
    EXPECT_EQ(bench.trim(Lane::touch, 10, 4), 4U);
    EXPECT_EQ(bench.trim(Lane::touch, 10, 4), 4U);
    EXPECT_EQ(bench.trim(Lane::touch, 10, 4), 2U);
    EXPECT_EQ(bench.trim(Lane::touch, 10, 4), 0U);
}

TEST_F(JournalTest, TrimsAGapAsAWholeHoweverLongItIs) {
    bench.append(Lane::touch, 20);
    EXPECT_EQ(bench.evict(15), 15U);
    ASSERT_TRUE(bench.acknowledge(Lane::touch, 15));
    EXPECT_EQ(bench.trim(Lane::touch, 20, 4), 15U);
    EXPECT_EQ(bench.lane(Lane::touch).first, Seq(16));
    ASSERT_TRUE(bench.acknowledge(Lane::touch, 18));
    EXPECT_EQ(bench.trim(Lane::touch, 20, 4), 3U);
}

TEST_F(JournalTest, KeepsAGapOfWhichCentralHasSettledOnlyTheFront) {
    bench.append(Lane::touch, 20);
    bench.evict(10);
    const Committed told{Lane::touch, Seq(5), {}};
    ASSERT_TRUE(bench.commit(
        [&](Txn& txn) { return journal().acknowledge(txn, told, bench.clock.wall()); }));
    EXPECT_EQ(bench.trim(Lane::touch, 20), 0U);
}

TEST_F(JournalTest, EvictsTheOldestUnacknowledgedTouchAsOneGrowingGap) {
    bench.append(Lane::touch, 10);
    ASSERT_TRUE(bench.acknowledge(Lane::touch, 2));
    const auto id = bench.id_at(Lane::touch, 6);
    EXPECT_EQ(bench.evict(2), 2U);
    EXPECT_EQ(bench.evict(2), 2U);
    const auto next = bench.next_batch(Lane::touch, 2);
    ASSERT_EQ(next.batch->gaps.size(), 1U);
    EXPECT_EQ(next.batch->gaps[0].first, Seq(3));
    EXPECT_EQ(next.batch->gaps[0].last, Seq(6));
    EXPECT_EQ(next.batch->gaps[0].reason, "evicted");
    EXPECT_EQ(next.batch->gaps[0].id, id);
    EXPECT_EQ(next.batch->entries.size(), 4U);
    EXPECT_EQ(bench.evict(100), 4U);
    EXPECT_EQ(bench.evict(100), 0U);
}

TEST_F(JournalTest, RewindsToWhatCentralStillHas) {
    bench.append(Lane::ledger, 10);
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 8));
    ASSERT_TRUE(bench.rewind(Lane::ledger, 3, bench.id_at(Lane::ledger, 3)));
    EXPECT_EQ(bench.lane(Lane::ledger).acked, Seq(3));
    EXPECT_EQ(bench.next_batch(Lane::ledger, 3).batch->entries.size(), 7U);
}

TEST_F(JournalTest, RewindsPastWhatIsKeptAndDeclaresTheRest) {
    bench.append(Lane::ledger, 10);
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 8));
    const auto sixth = bench.id_at(Lane::ledger, 6);
    bench.trim(Lane::ledger, 6);
    ASSERT_TRUE(bench.rewind(Lane::ledger, 2));
    bench.reopen();
    const auto next = bench.next_batch(Lane::ledger, 2);
    ASSERT_EQ(next.batch->gaps.size(), 1U);
    EXPECT_EQ(next.batch->gaps[0].first, Seq(3));
    EXPECT_EQ(next.batch->gaps[0].last, Seq(6));
    EXPECT_EQ(next.batch->gaps[0].reason, "trimmed");
    EXPECT_EQ(next.batch->gaps[0].id, sixth);
    EXPECT_NE(next.batch->gaps[0].chain, Digest{});
    EXPECT_EQ(next.batch->entries.size(), 4U);
}

TEST_F(JournalTest, AForkRenamesTheEpochAndSendsEverythingKeptAgain) {
    bench.append(Lane::ledger, 6);
    bench.append(Lane::touch, 4);
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 5));
    bench.trim(Lane::ledger, 2);
    const auto old = journal().epoch();
    const auto fresh = bench.fork();
    bench.reopen();
    EXPECT_EQ(journal().epoch(), fresh);
    EXPECT_EQ(bench.lane(Lane::ledger).acked, Seq(0));
    EXPECT_EQ(bench.lane(Lane::ledger).next, Seq(7));
    const auto ledger = bench.next_batch(Lane::ledger, 0);
    EXPECT_EQ(ledger.batch->epoch, fresh);
    ASSERT_EQ(ledger.batch->gaps.size(), 1U);
    EXPECT_EQ(ledger.batch->gaps[0].last, Seq(2));
    EXPECT_EQ(ledger.batch->gaps[0].origin_epoch, old);
    EXPECT_EQ(ledger.batch->gaps[0].origin_first, Seq(1));
    EXPECT_EQ(ledger.batch->entries.size(), 4U);
    EXPECT_EQ(bench.next_batch(Lane::touch, 0).batch->entries.size(), 4U);
}

TEST_F(JournalTest, AGapKeepsItsFirstEpochOverTwoForks) {
    bench.append(Lane::touch, 6);
    bench.evict(3);
    const auto first = journal().epoch();
    bench.fork();
    bench.fork();
    const auto next = bench.next_batch(Lane::touch, 0);
    ASSERT_EQ(next.batch->gaps.size(), 1U);
    EXPECT_EQ(next.batch->gaps[0].origin_epoch, first);
    EXPECT_EQ(next.batch->gaps[0].origin_first, Seq(1));
}

TEST_F(JournalTest, AForkThatIsRolledBackNeverHappened) {
    const auto old = journal().epoch();
    EXPECT_FALSE(bench.commit([&](Txn& txn) -> Result<void> {
        TRY(journal().fork(txn, random_id<Epoch>(bench.dice)));
        return Error(Errc::invalid, "on second thoughts");
    }));
    EXPECT_EQ(journal().epoch(), old);
    bench.reopen();
    EXPECT_EQ(journal().epoch(), old);
}

TEST_F(JournalTest, SetsARowAsideAndKeepsItsContent) {
    bench.append(Lane::ledger, 5);
    const auto third = bench.id_at(Lane::ledger, 3);
    ASSERT_TRUE(bench.quarantine(Lane::ledger, 3));
    const auto next = bench.next_batch(Lane::ledger, 0);
    ASSERT_EQ(next.batch->gaps.size(), 1U);
    EXPECT_EQ(next.batch->gaps[0].reason, "quarantined");
    EXPECT_EQ(next.batch->gaps[0].id, third);
    EXPECT_EQ(*bench.reader->quarantined(), 1U);
    EXPECT_EQ(bench.quarantine(Lane::ledger, 3).error().kind(), Errc::not_found);
}

TEST_F(JournalTest, OfTooManyThatWereSetAsideKeepsTheNewestTouchAndTheWholeLedger) {
    const int count = static_cast<int>(quarantine_rows_max) + 10;
    bench.append(Lane::ledger, 3);
    bench.append(Lane::touch, count);
    for (const std::uint64_t seq : {1U, 2U}) ASSERT_TRUE(bench.quarantine(Lane::ledger, seq));
    for (int i = 1; i <= count; ++i) {
        ASSERT_TRUE(bench.quarantine(Lane::touch, static_cast<std::uint64_t>(i)));
    }
    ASSERT_TRUE(bench.quarantine(Lane::ledger, 3));
    EXPECT_EQ(*bench.reader->quarantined(), quarantine_rows_max + 3);
}

TEST_F(JournalTest, DeclaresWhatDamageHasTaken) {
    bench.append(Lane::ledger, 5);
    bench.lose_row(Lane::ledger, 2);
    bench.lose_row(Lane::ledger, 3);
    const auto next = bench.next_batch(Lane::ledger, 1);
    ASSERT_TRUE(next.missing);
    EXPECT_EQ(next.missing->first, Seq(2));
    EXPECT_EQ(next.missing->last, Seq(3));
    ASSERT_TRUE(bench.commit(
        [&](Txn& txn) { return journal().declare_missing(txn, Lane::ledger, Seq(2), Seq(3)); }));
    const auto again = bench.next_batch(Lane::ledger, 1);
    ASSERT_TRUE(again.batch);
    EXPECT_EQ(again.batch->gaps.at(0).reason, "missing");
    EXPECT_EQ(again.batch->entries.size(), 2U);
}

TEST_F(JournalTest, TheTimeAfterAnAckBeginsAnewAfterARewind) {
    bench.append(Lane::ledger, 5);
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 5));
    const auto later = bench.clock.wall() + Seconds{600};
    EXPECT_EQ(*journal().marks().acked_by(Lane::ledger, later), Seq(5));
    ASSERT_TRUE(bench.rewind(Lane::ledger, 1, bench.id_at(Lane::ledger, 1)));
    EXPECT_EQ(*journal().marks().acked_by(Lane::ledger, later), Seq(0));
}

}  // namespace
}  // namespace aisle
