// SPDX-License-Identifier: Apache-2.0
#include "sync/retention.hpp"

#include "agent/base/limits.hpp"
#include "tests/sync/journal_bench.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct RetentionTest : testing::Test {
    Retention make(std::uint64_t budget) {
        return Retention(*bench.journal, {budget, std::chrono::hours{24}}, bench.lines.log(),
                         bench.metrics);
    }
    Result<void> admit(Retention& retention, Lane lane) {
        return bench.commit([&](Txn& txn) { return retention.admit(txn, lane, 600); });
    }
    bool tidy(Retention& retention, WallTime now, bool may_trim = true) {
        bool more = false;
        EXPECT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
            TRY(more, retention.tidy(txn, now, may_trim));
            return {};
        }));
        return more;
    }
    // The room that is taken now, and a little.
    std::uint64_t taken(std::uint64_t more) {
        const auto use = bench.write->disk_use();
        EXPECT_TRUE(use);
        return use->live_bytes() + more;
    }
    JournalBench bench;
};

TEST_F(RetentionTest, AdmitsWhileThereIsRoom) {
    auto retention = make(64 * MiB);
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(admit(retention, Lane::touch));
    EXPECT_EQ(bench.metrics.get(Count::journal_evicted), 0U);
}

TEST_F(RetentionTest, TakesAcknowledgedRowsFirst) {
    bench.append(Lane::touch, 600);
    ASSERT_TRUE(bench.acknowledge(Lane::touch, 300));
    auto retention = make(taken(0));
    tidy(retention, bench.clock.wall());
    EXPECT_EQ(bench.lane(Lane::touch).first, Seq(301));
    EXPECT_EQ(bench.metrics.get(Count::journal_trimmed), 300U);
    EXPECT_EQ(bench.metrics.get(Count::journal_evicted), 0U);
}

TEST_F(RetentionTest, EvictsTheOldestUndeliveredTouchAsACountedGap) {
    bench.append(Lane::touch, 800);
    auto retention = make(taken(0));
    while (tidy(retention, bench.clock.wall())) {
    }
    const auto batch = bench.next_batch(Lane::touch, 0);
    ASSERT_TRUE(batch.batch);
    ASSERT_FALSE(batch.batch->gaps.empty());
    EXPECT_EQ(batch.batch->gaps[0].reason, "evicted");
    EXPECT_EQ(batch.batch->gaps[0].first, Seq(1));
    EXPECT_GT(bench.metrics.get(Count::journal_evicted), 0U);
    EXPECT_GT(bench.lines.count("journal.evicted"), 0U);
}

TEST_F(RetentionTest, NeverEvictsTheLedgerAndRefusesOutLoud) {
    bench.append(Lane::ledger, 400);
    auto retention = make(taken(0) / 2);
    const auto refused = admit(retention, Lane::ledger);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), Errc::full);
    EXPECT_EQ(refused.error().code(), "disk_full");
    EXPECT_EQ(bench.lane(Lane::ledger).first, Seq(1));
    EXPECT_EQ(bench.metrics.get(Count::journal_evicted), 0U);
}

TEST_F(RetentionTest, KeepsAReserveForTheLedger) {
    bench.append(Lane::ledger, 400);
    // More than is taken, but by less than a quarter of the whole.
    auto retention = make(taken(300 * KiB));
    EXPECT_FALSE(admit(retention, Lane::touch));
    EXPECT_TRUE(admit(retention, Lane::ledger));
}

TEST_F(RetentionTest, DeletesWhatWasDeliveredLongEnoughAgoAndNotBefore) {
    bench.append(Lane::ledger, 10);
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 10));
    auto retention = make(64 * MiB);
    tidy(retention, bench.clock.wall() + std::chrono::hours{23});
    EXPECT_EQ(bench.lane(Lane::ledger).first, Seq(1));
    tidy(retention, bench.clock.wall() + std::chrono::hours{25}, false);
    EXPECT_EQ(bench.lane(Lane::ledger).first, Seq(1)) << "central has not been heard for too long";
    tidy(retention, bench.clock.wall() + std::chrono::hours{25});
    EXPECT_EQ(bench.lane(Lane::ledger).first, Seq(11));
}

TEST_F(RetentionTest, GivesFreePagesBack) {
    bench.append(Lane::touch, 12'000);
    ASSERT_TRUE(bench.acknowledge(Lane::touch, 12'000));
    auto retention = make(64 * MiB);
    const auto before = bench.write->disk_use();
    ASSERT_TRUE(before);
    while (tidy(retention, bench.clock.wall() + std::chrono::hours{25})) {
    }
    const auto after = bench.write->disk_use();
    ASSERT_TRUE(after);
    EXPECT_LE(after->pages + 256, before->pages);
}

}  // namespace
}  // namespace aisle
