// SPDX-License-Identifier: Apache-2.0
#include "sync/retention.hpp"

#include "agent/base/limits.hpp"
#include "tests/sync/journal_bench.hpp"

namespace aisle {
namespace {

constexpr std::uint64_t budget = MiB;

class RetentionTest : public testing::Test {
protected:
    RetentionTest() { allow(budget); }
    void allow(std::uint64_t bytes) {
        retention = std::make_unique<Retention>(*bench.journal,
                                                RetentionOptions{bytes, Seconds{7 * 24 * 3600}},
                                                bench.lines.log(), bench.metrics);
    }
    // As the desk does it: room first, then the event, in one job.
    Result<void> capture(Lane lane) {
        const auto event = bench.make(lane);
        return bench.commit([&](Txn& txn) -> Result<void> {
            TRY(retention->admit(txn, lane, event.bytes.size()));
            TRY(bench.journal->append(txn, event));
            return {};
        });
    }
    // Until it is refused; says how many were taken.
    std::uint64_t fill(Lane lane) {
        for (std::uint64_t taken = 0; taken < 20'000; ++taken) {
            const auto outcome = capture(lane);
            if (outcome) continue;
            EXPECT_EQ(outcome.error().kind(), Errc::full);
            EXPECT_EQ(outcome.error().code(), "disk_full");
            return taken;
        }
        ADD_FAILURE() << "never full";
        return 0;
    }
    void capture(Lane lane, int count) {
        for (int i = 0; i < count; ++i) ASSERT_TRUE(capture(lane)) << i;
    }
    bool tidy(bool may_trim = true) {
        bool more = false;
        EXPECT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
            TRY(more, retention->tidy(txn, bench.clock.wall(), may_trim));
            return {};
        }));
        return more;
    }
    std::uint64_t used() { return bench.write->disk_use()->live_bytes(); }
    std::uint64_t gaps() { return *bench.reader->gap_count(); }

    JournalBench bench;
    std::unique_ptr<Retention> retention;
};

TEST_F(RetentionTest, AdmitsWhileThereIsRoom) {
    capture(Lane::touch, 50);
    capture(Lane::ledger, 50);
    EXPECT_EQ(gaps(), 0U);
    EXPECT_EQ(bench.metrics.get(Count::journal_trimmed), 0U);
}

TEST_F(RetentionTest, AcknowledgedRowsGoBeforeAnyOther) {
    capture(Lane::touch, 900);
    ASSERT_TRUE(bench.acknowledge(Lane::touch, 900));
    capture(Lane::touch, 900);
    EXPECT_GT(bench.metrics.get(Count::journal_trimmed), 0U);
    EXPECT_EQ(bench.metrics.get(Count::journal_evicted), 0U);
    EXPECT_EQ(gaps(), 0U);
}

TEST_F(RetentionTest, ThenTheOldestTouchGoesAsACountedGapAndNoLedger) {
    capture(Lane::ledger, 300);
    capture(Lane::touch, 3000);
    EXPECT_GT(bench.metrics.get(Count::journal_evicted), 0U);
    EXPECT_EQ(gaps(), bench.metrics.get(Count::journal_evicted));
    EXPECT_EQ(bench.next_batch(Lane::touch, 0).batch->gaps.at(0).first, Seq(1));
    EXPECT_EQ(bench.reader->backlog(Lane::ledger, Seq(0))->waiting, 300U);
    EXPECT_GT(bench.lines.count("journal.evicted"), 0U);
    EXPECT_LE(used(), budget);
}

TEST_F(RetentionTest, TheReserveIsForTheLedger) {
    fill(Lane::ledger);
    EXPECT_FALSE(capture(Lane::touch));
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 300));
    while (tidy()) {
    }
    EXPECT_FALSE(capture(Lane::touch)) << "what was freed is below the reserve";
    EXPECT_TRUE(capture(Lane::ledger));
}

TEST_F(RetentionTest, ALedgerWithoutRoomIsRefusedOutLoudAndKeepsWhatItHas) {
    const auto taken = fill(Lane::ledger);
    EXPECT_GT(taken, 1000U);
    EXPECT_LE(used(), budget + 64 * KiB);
    EXPECT_EQ(bench.lane(Lane::ledger).head(), Seq(taken));
    EXPECT_EQ(bench.reader->backlog(Lane::ledger, Seq(0))->waiting, taken);
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, taken));
    EXPECT_TRUE(capture(Lane::ledger)) << "central has been reached";
}

TEST_F(RetentionTest, ALoweredBudgetIsReachedSliceBySlice) {
    capture(Lane::touch, 2000);
    const auto before = used();
    ASSERT_TRUE(bench.write->checkpoint(true));
    allow(MiB / 2);
    bool more = true;
    for (int slice = 0; more; ++slice) {
        ASSERT_LT(slice, 100);
        more = tidy(false);
    }
    ASSERT_TRUE(bench.write->checkpoint(true));
    EXPECT_LT(used(), before);
    EXPECT_LE(used(), MiB / 2);
    EXPECT_TRUE(capture(Lane::touch));
    EXPECT_TRUE(capture(Lane::ledger));
}

TEST_F(RetentionTest, TidyDeletesWhatWasAcknowledgedLongEnoughAgo) {
    capture(Lane::ledger, 20);
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 10));
    bench.clock.advance(Seconds{6 * 24 * 3600});
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 15));
    EXPECT_FALSE(tidy());
    EXPECT_EQ(bench.lane(Lane::ledger).first, Seq(1));
    bench.clock.advance(Seconds{2 * 24 * 3600});
    EXPECT_FALSE(tidy(false)) << "not without a young welcome";
    EXPECT_EQ(bench.lane(Lane::ledger).first, Seq(1));
    EXPECT_TRUE(tidy());
    EXPECT_EQ(bench.lane(Lane::ledger).first, Seq(11));
    EXPECT_FALSE(tidy());
    EXPECT_EQ(bench.metrics.get(Count::journal_trimmed), 10U);
}

TEST_F(RetentionTest, TidyGivesSpaceBackToTheVolume) {
    allow(64 * MiB);
    capture(Lane::touch, 30'000);
    ASSERT_TRUE(bench.acknowledge(Lane::touch, 30'000));
    bench.clock.advance(Seconds{8 * 24 * 3600});
    const auto before = bench.write->disk_use()->pages;
    for (int slice = 0; tidy(); ++slice) ASSERT_LT(slice, 200);
    ASSERT_TRUE(bench.write->checkpoint(true));
    const auto after = *bench.write->disk_use();
    EXPECT_LT(after.pages * 2, before);
    EXPECT_LE(after.free_pages, 1024U);
}

}  // namespace
}  // namespace aisle
