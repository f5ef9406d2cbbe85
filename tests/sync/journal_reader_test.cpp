// SPDX-License-Identifier: Apache-2.0
#include "sync/journal_reader.hpp"

#include "agent/base/limits.hpp"
#include "tests/sync/journal_bench.hpp"

namespace aisle {
namespace {

class JournalReaderTest : public testing::Test {
protected:
    JournalBench bench;
};

TEST_F(JournalReaderTest, SeesTheCountersAsTheyAreOnDisk) {
    bench.append(Lane::ledger, 3);
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 2));
    const auto state = bench.reader->state();
    ASSERT_TRUE(state);
    EXPECT_EQ(state->epoch, bench.journal->epoch());
    EXPECT_EQ(state->lane(Lane::ledger).next, Seq(4));
    EXPECT_EQ(state->lane(Lane::ledger).acked, Seq(2));
    EXPECT_EQ(state->lane(Lane::ledger).chain, bench.lane(Lane::ledger).chain);
    EXPECT_EQ(state->lane(Lane::touch).lane, Lane::touch);
}

TEST_F(JournalReaderTest, GivesNothingWhereNothingIsLeft) {
    EXPECT_FALSE(bench.next_batch(Lane::ledger, 0).batch);
    bench.append(Lane::ledger, 2);
    const auto next = bench.next_batch(Lane::ledger, 2);
    EXPECT_FALSE(next.batch);
    EXPECT_FALSE(next.missing);
}

TEST_F(JournalReaderTest, BoundsABatchByCountAndByBytes) {
    bench.append(Lane::ledger, 20);
    EXPECT_EQ(bench.next_batch(Lane::ledger, 0, {7, 60'000}).batch->last, Seq(7));
    const auto small = bench.next_batch(Lane::ledger, 0, {128, 2000});
    EXPECT_GT(small.batch->entries.size(), 1U);
    std::size_t bytes = 0;
    for (const auto& entry : small.batch->entries) bytes += entry.event.size();
    EXPECT_LE(bytes, 2000U);
    EXPECT_EQ(bench.next_batch(Lane::ledger, 0, {128, 1}).batch->entries.size(), 1U)
        << "one entry goes whatever its size";
}

TEST_F(JournalReaderTest, NamesWhatStoodBeforeTheBatch) {
    const auto birth = bench.lane(Lane::ledger).chain;
    bench.append(Lane::ledger, 5);
    const auto first = bench.next_batch(Lane::ledger, 0, {2, 60'000});
    EXPECT_EQ(first.batch->before_id, EventId{});
    EXPECT_EQ(first.batch->before_chain, birth);
    EXPECT_EQ(first.last_id, bench.id_at(Lane::ledger, 2));
    const auto second = bench.next_batch(Lane::ledger, 2, {2, 60'000});
    EXPECT_EQ(second.batch->before_id, bench.id_at(Lane::ledger, 2));
    const auto& entries = first.batch->entries;
    EXPECT_EQ(second.batch->before_chain,
              sha256({sha256({birth.view(), entries[0].event}).view(), entries[1].event}));
    EXPECT_FALSE(bench.next_batch(Lane::touch, 0).batch);
    bench.append(Lane::touch, 1);
    EXPECT_FALSE(bench.next_batch(Lane::touch, 0).batch->before_chain) << "touch has no chain";
}

TEST_F(JournalReaderTest, KnowsWhatStoodBeforeAlsoWhenItIsTrimmed) {
    bench.append(Lane::ledger, 5);
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 3));
    const auto third = bench.id_at(Lane::ledger, 3);
    const auto chain = bench.next_batch(Lane::ledger, 3).batch->before_chain;
    bench.trim(Lane::ledger, 3);
    const auto next = bench.next_batch(Lane::ledger, 0);
    EXPECT_EQ(next.batch->first, Seq(4)) << "what is trimmed is never read";
    EXPECT_EQ(next.batch->before_id, third);
    EXPECT_EQ(next.batch->before_chain, chain);
}

TEST_F(JournalReaderTest, PutsGapsInTheirPlace) {
    bench.append(Lane::ledger, 6);
    const auto chain = bench.next_batch(Lane::ledger, 2).batch->before_chain;
    ASSERT_TRUE(bench.quarantine(Lane::ledger, 2));
    ASSERT_TRUE(bench.quarantine(Lane::ledger, 5));
    const auto next = bench.next_batch(Lane::ledger, 0);
    EXPECT_EQ(next.batch->last, Seq(6));
    EXPECT_EQ(next.batch->entries.size(), 4U);
    ASSERT_EQ(next.batch->gaps.size(), 2U);
    EXPECT_EQ(next.batch->gaps[1].first, Seq(5));
    const auto after = bench.next_batch(Lane::ledger, 2);
    EXPECT_EQ(after.batch->before_chain, chain) << "the gap keeps the chain at its last number";
    EXPECT_EQ(after.batch->before_id, next.batch->gaps[0].id);
}

TEST_F(JournalReaderTest, BeginsInsideAGapOfWhichCentralHasTheFront) {
    bench.append(Lane::touch, 10);
    bench.evict(8);
    const auto first = bench.journal->epoch();
    auto next = bench.next_batch(Lane::touch, 3);
    EXPECT_EQ(next.batch->gaps.at(0).first, Seq(4));
    EXPECT_EQ(next.batch->gaps[0].last, Seq(8));
    EXPECT_FALSE(next.batch->before_id);
    bench.fork();
    next = bench.next_batch(Lane::touch, 3);
    EXPECT_EQ(next.batch->gaps.at(0).origin_epoch, first);
    EXPECT_EQ(next.batch->gaps[0].origin_first, Seq(4));
}

TEST_F(JournalReaderTest, OneByOneMeansAnEntryAlone) {
    bench.append(Lane::ledger, 4);
    ASSERT_TRUE(bench.quarantine(Lane::ledger, 2));
    const BatchBounds one{1, 60'000};
    auto next = bench.next_batch(Lane::ledger, 0, one);
    EXPECT_EQ(next.batch->last, Seq(1));
    next = bench.next_batch(Lane::ledger, 1, one);
    EXPECT_EQ(next.batch->last, Seq(2));
    EXPECT_TRUE(next.batch->entries.empty());
    next = bench.next_batch(Lane::ledger, 2, one);
    EXPECT_EQ(next.batch->first, Seq(3));
    EXPECT_EQ(next.batch->last, Seq(3));
}

TEST_F(JournalReaderTest, ManyGapsMakeRoomForALargeEvent) {
    bench.append(Lane::touch, 200);
    for (std::uint64_t seq = 1; seq < 200; seq += 2)
        ASSERT_TRUE(bench.quarantine(Lane::touch, seq));
    std::uint64_t at = 0;
    while (at < 200) {
        const auto next = bench.next_batch(Lane::touch, at, {128, 4000});
        ASSERT_TRUE(next.batch);
        EXPECT_LE(encode(*next.batch).size(), 4000U + batch_frame_bytes);
        EXPECT_LE(next.batch->gaps.size(), batch_gaps_max);
        at = next.batch->last.value();
    }
}

TEST_F(JournalReaderTest, SaysWhichNumbersDamageHasTaken) {
    bench.append(Lane::ledger, 6);
    ASSERT_TRUE(bench.quarantine(Lane::ledger, 4));
    bench.lose_row(Lane::ledger, 2);
    bench.lose_row(Lane::ledger, 3);
    bench.lose_row(Lane::ledger, 6);
    EXPECT_EQ(bench.next_batch(Lane::ledger, 0).batch->last, Seq(1));
    auto next = bench.next_batch(Lane::ledger, 1);
    ASSERT_TRUE(next.missing);
    EXPECT_EQ(next.missing->first, Seq(2));
    EXPECT_EQ(next.missing->last, Seq(3)) << "no further than the next gap";
    next = bench.next_batch(Lane::ledger, 5);
    ASSERT_TRUE(next.missing);
    EXPECT_EQ(next.missing->last, Seq(6));
}

TEST_F(JournalReaderTest, PagesForSupportAreInOrderAndBounded) {
    bench.append(Lane::ledger, 5);
    const auto person = bench.append(Lane::ledger, true);
    const auto page = bench.reader->page(Lane::ledger, Seq(2), 3);
    ASSERT_TRUE(page);
    ASSERT_EQ(page->size(), 3U);
    EXPECT_EQ(page->front().seq, Seq(3));
    EXPECT_FALSE(page->front().person);
    const auto last = bench.reader->page(Lane::ledger, Seq(5), 100'000);
    EXPECT_EQ(last->at(0).id, person.id);
    EXPECT_EQ(last->at(0).event, person.bytes);
    EXPECT_TRUE(last->at(0).person);
}

TEST_F(JournalReaderTest, CountsWhatWaitsAndSinceWhenWithoutTheGaps) {
    EXPECT_EQ(bench.reader->backlog(Lane::touch, Seq(0))->waiting, 0U);
    bench.append(Lane::touch, 10);
    const auto fifth = time_of(bench.id_at(Lane::touch, 5));
    bench.evict(4);
    auto backlog = bench.reader->backlog(Lane::touch, Seq(0));
    EXPECT_EQ(backlog->waiting, 6U);
    EXPECT_EQ(backlog->oldest, fifth);
    backlog = bench.reader->backlog(Lane::touch, Seq(2));
    EXPECT_EQ(backlog->waiting, 6U) << "the rest of a gap does not wait either";
    EXPECT_EQ(bench.reader->backlog(Lane::touch, Seq(10))->waiting, 0U);
    EXPECT_EQ(*bench.reader->gap_count(), 4U);
}

TEST_F(JournalReaderTest, WhatWaitsInOneLaneIsNoneOfTheOthers) {
    bench.append(Lane::touch, 5);
    bench.evict(3);
    bench.append(Lane::ledger, 2);
    EXPECT_EQ(bench.reader->backlog(Lane::ledger, Seq(0))->waiting, 2U);
}

TEST_F(JournalReaderTest, ReadsOneMomentWhileTheJournalGoesOn) {
    bench.append(Lane::ledger, 1);
    const auto batch = bench.next_batch(Lane::ledger, 0);
    bench.append(Lane::ledger, 1);
    EXPECT_EQ(batch.batch->last, Seq(1));
    EXPECT_EQ(bench.next_batch(Lane::ledger, 0).batch->last, Seq(2));
}

TEST(TimeOf, ReadsTheTimeInAnEventsId) {
    SeededEntropy dice(1);
    const auto id = make_event_id(ManualClock::morning, dice);
    EXPECT_EQ(time_of(id), ManualClock::morning);
}

}  // namespace
}  // namespace aisle
