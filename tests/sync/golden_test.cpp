// SPDX-License-Identifier: Apache-2.0
// A database of every released schema must open, whole and with all it holds, in every later
// program. How one is made stands in tests/golden/README.md.
#include "agent/store/schema.hpp"
#include "sync/feeds.hpp"
#include "sync/journal_walk.hpp"
#include "sync/state_folder.hpp"
#include "tests/sync/journal_bench.hpp"
#include "tests/sync/memory_book.hpp"

#include <cstdlib>
#include <filesystem>

namespace aisle {
namespace {

const std::string folder = AISLE_SOURCE_DIR "/tests/golden/";

std::string golden(std::int64_t schema) {
    return folder + "schema-" + std::to_string(schema) + ".db";
}

// Something in every table, as a till of some months would have it.
void live_a_little(JournalBench& bench) {
    bench.append(Lane::ledger, 6);
    bench.append(Lane::ledger, true);
    bench.append(Lane::touch, 8);
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 3));
    bench.trim(Lane::ledger, 1);
    EXPECT_EQ(bench.evict(2), 2U);
    ASSERT_TRUE(bench.quarantine(Lane::ledger, 5));
    bench.fork();
    bench.append(Lane::ledger, 1);
    ASSERT_TRUE(bench.write->run(
        "INSERT INTO request(name, body, place, events, id, epoch, at)"
        " VALUES('purchase:r1', zeroblob(32), 1, 1, zeroblob(16), zeroblob(16), 5);"
        "INSERT INTO task(key, scope, body) VALUES('t1', 'fleet', x'7b7d');"
        "INSERT INTO task_outcome(key, completed_at, event_id, seq) VALUES('t1', 5, zeroblob(16), "
        "2);"
        "INSERT INTO coupon(campaign, serial, scope, member, body)"
        " VALUES(90417, 1, 'store-s0042', 'm-1', x'7b7d');"
        "INSERT INTO campaign(number, scope, body) VALUES(90417, 'fleet', x'7b7d');"
        "INSERT INTO lease(id, campaign, class, unit, term, granted, spent, held, not_after, state)"
        " VALUES('l-1', 90417, 'quota', 'count', 1, 10, 4, 1, 5, 'open');"
        "INSERT INTO coupon_right(campaign, serial, term, expires_at, state)"
        " VALUES(90417, 1, 1, 5, 'here');"
        "INSERT INTO redemption(id, pos_ref, campaign, serial, attempt, mode, lease, currency,"
        " held, state, held_at, answer)"
        " VALUES(zeroblob(16), 's', 90417, 0, 1, 'L', 'l-1', 'CNY', 500, 'held', 5, x'7b7d');"
        "INSERT INTO seen_token(campaign, serial, expires) VALUES(90417, 9, 5);"
        "INSERT INTO place(one, store, holder, heard) VALUES(1, 's0042', 7, 5);"
        "INSERT INTO task_mark(key, declined, at, operator, reason_code)"
        " VALUES('t2', 1, 5, 'op7', 'no_time');"
        "INSERT INTO task_credit(member, task, until) VALUES('m-1', 't1', 5);"
        "INSERT INTO staff(key, scope, pin, body) VALUES('op7', 'store-s0042', 1, x'7b7d');"
        "INSERT INTO staff_badge(serial, key, scope) VALUES(42, 'op7', 'store-s0042');"
        "INSERT INTO pin_trial(id, who, known, failures, wait, boot, since)"
        " VALUES(1, zeroblob(32), 1, 4, 5, 'boot', 5);"
        "INSERT INTO operator_session(one, operator, roles, since, valid_until, boot, ends)"
        " VALUES(1, 'op7', 1, 5, 6, 'boot', 7);"
        "INSERT INTO pickup(order_number, scope, code, member, body)"
        " VALUES('W-1', 'store-s0042', zeroblob(32), 'm-1', x'7b7d');"
        "INSERT INTO pickup_done(order_number, at, dated) VALUES('W-1', 5, 6);"
        "INSERT INTO feed(name, scope, generation, cursor, head) VALUES('tasks', 'fleet', 2, 14, "
        "15);"
        "INSERT INTO feed_stage(name, scope, cursor, key, body)"
        " VALUES('coupons', 'fleet', 1, 'c2', x'7b7d');"
        "INSERT INTO receipt_template(key, scope, body) VALUES('eu', 'fleet', x'7b7d');"
        "INSERT INTO tail(source, file, position, at) VALUES('old-till', 'f1', 4711, 5);"
        "INSERT INTO print_job(number, id, printer, request, at)"
        " VALUES(7, 'slip-7', 'coupons', x'7b7d', 5)"));
}

// What later schemas added.
void expect_rows_of(std::int64_t schema, Database& db) {
    if (schema >= 2) {
        auto find = db.prepare(
            "SELECT 1 FROM receipt_template, tail, print_job WHERE scope = 'fleet'"
            " AND position = 4711 AND number = 7");
        EXPECT_TRUE(find.bind().one());
    }
    if (schema >= 3) {
        auto find = db.prepare(
            "SELECT 1 FROM campaign, coupon, lease, coupon_right, redemption, seen_token, "
            "place,"
            " task_mark, task_credit, staff, staff_badge, pin_trial, operator_session, pickup,"
            " pickup_done WHERE "
            "coupon.serial = 1 AND lease.spent = 4");
        EXPECT_TRUE(find.bind().one());
    }
}

TEST(Golden, ADatabaseOfEveryReleasedSchemaOpensWholeWithAllItHolds) {
    for (std::int64_t schema = 1; schema <= schema_version; ++schema) {
        SCOPED_TRACE("schema " + std::to_string(schema));
        ASSERT_TRUE(std::filesystem::exists(golden(schema))) << "every released schema keeps one";
        ScratchFolder scratch;
        std::filesystem::copy_file(golden(schema), scratch.file("journal-1.db"));
        SystemFiles files;
        SeededEntropy dice(1);
        RecordingLog lines;
        Metrics metrics;
        auto opened = open_state_folder(
            {scratch.path().string(), files, dice, lines.log(), metrics, nullptr, false});
        ASSERT_TRUE(opened);
        EXPECT_EQ(opened->file, "journal-1.db") << "not set aside";
        EXPECT_TRUE(opened->notes.empty());
        EXPECT_EQ(*opened->write->user_version(), schema_version);

        JournalWalk walk(*opened->read);
        auto more = walk.step(1000);
        while (more && *more) more = walk.step(1000);
        EXPECT_TRUE(walk.report().whole()) << walk.report().problems.front();
        EXPECT_EQ(walk.report().rows, 12U);

        const auto& ledger = opened->journal->lane(Lane::ledger);
        EXPECT_EQ(ledger.next, Seq(9));
        EXPECT_EQ(ledger.acked, Seq(0));
        JournalReader reader(*opened->read);
        const auto batch = reader.next_batch(Lane::ledger, Seq(0), {128, 60'000});
        ASSERT_TRUE(batch && batch->batch);
        ASSERT_EQ(batch->batch->gaps.size(), 2U);
        EXPECT_EQ(batch->batch->gaps[0].reason, "trimmed");
        EXPECT_TRUE(batch->batch->gaps[1].origin_epoch);
        EXPECT_FALSE(batch->batch->entries[4].person.empty());
        EXPECT_EQ(*reader.gap_count(), 3U);
        EXPECT_EQ(*reader.quarantined(), 1U);

        MemoryBook book{"tasks"};
        Feeds feeds(*opened->read, {&book});
        ASSERT_EQ(feeds.rows()->size(), 1U);
        EXPECT_EQ(feeds.rows()->at(0).position.cursor, Cursor(14));
        expect_rows_of(schema, *opened->read);
        for (const auto* key : {"purchase:r1", "t1"}) {
            auto find = opened->read->prepare(
                "SELECT 1 FROM request WHERE name = ?1 UNION SELECT 1 FROM task_outcome"
                " WHERE key = ?1");
            EXPECT_TRUE(find.bind(key).one()) << key;
        }
    }
}

TEST(Golden, IsWrittenWhenAskedTo) {
    if (!std::getenv("AISLE_WRITE_GOLDEN")) GTEST_SKIP() << "AISLE_WRITE_GOLDEN=1 writes one";
    JournalBench bench(2026);
    live_a_little(bench);
    ASSERT_TRUE(bench.write->checkpoint(true));
    ASSERT_FALSE(std::filesystem::exists(golden(schema_version))) << "a released one never changes";
    std::filesystem::copy_file(bench.path, golden(schema_version));
}

}  // namespace
}  // namespace aisle
