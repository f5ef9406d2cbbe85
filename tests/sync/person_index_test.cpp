// SPDX-License-Identifier: Apache-2.0
#include "sync/person_index.hpp"

#include "tests/sync/journal_bench.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct PersonIndexTest : testing::Test {
    Event append(const std::string& person, Lane lane = Lane::ledger) {
        auto event = bench.make(lane, true);
        event.person = person;
        EXPECT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
            TRY(bench.journal->append(txn, event));
            return {};
        }));
        return event;
    }
    std::size_t forget(std::string_view subject) {
        std::size_t parts = 0;
        EXPECT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
            TRY(parts, bench.journal->persons().forget(txn, subject));
            return {};
        }));
        return parts;
    }
    void sweep(std::size_t rows) {
        ASSERT_TRUE(
            bench.commit([&](Txn& txn) { return bench.journal->persons().sweep(txn, rows); }));
    }
    std::int64_t count(Statement statement) {
        auto row = statement.bind();
        EXPECT_TRUE(row.one());
        return row.integer(0);
    }
    std::int64_t parts() {
        return count(bench.write->prepare("SELECT count(*) FROM entry WHERE person IS NOT NULL"));
    }
    std::int64_t salts() {
        return count(bench.write->prepare("SELECT count(*) FROM entry WHERE salt IS NOT NULL"));
    }
    std::int64_t marks() {
        return count(bench.write->prepare("SELECT count(*) FROM entry_subject"));
    }
    JournalBench bench;
};

TEST_F(PersonIndexTest, TakesAPersonsPartAndSaltOutOfEveryEvent) {
    append(R"({"member_id":"m-1"})");
    append(R"({"member_id":"m-2"})");
    append(R"({"member_id":"m-1","note":"x"})", Lane::touch);
    EXPECT_EQ(forget("m-1"), 2U);
    EXPECT_EQ(parts(), 1);
    EXPECT_EQ(salts(), 1);
    EXPECT_EQ(forget("m-1"), 0U);
}

TEST_F(PersonIndexTest, KeepsTheFactsTheirNumbersAndTheChain) {
    const auto event = append(R"({"member_id":"m-1"})");
    const auto chain = bench.lane(Lane::ledger).chain;
    forget("m-1");
    EXPECT_EQ(bench.lane(Lane::ledger).chain, chain);
    const auto batch = bench.next_batch(Lane::ledger, 0);
    ASSERT_TRUE(batch.batch);
    ASSERT_EQ(batch.batch->entries.size(), 1U);
    EXPECT_EQ(batch.batch->entries[0].event, event.bytes);
    // What was not sent yet travels without it.
    EXPECT_TRUE(batch.batch->entries[0].person.empty());
    EXPECT_TRUE(batch.batch->entries[0].salt.empty());
}

TEST_F(PersonIndexTest, DoesNotTakeOneForAnother) {
    append(R"({"member_id":"m-12"})");
    append(R"({"operator_name":"m-1"})");
    EXPECT_EQ(forget("m-1"), 0U);
    EXPECT_EQ(parts(), 2);
}

TEST_F(PersonIndexTest, KnowsAPartByItsIdentifiers) {
    const std::string hmac(64, 'a');
    append(R"({"identifiers":[{"kind":"phone","hmac":")" + hmac + R"("}]})");
    EXPECT_EQ(forget(hmac), 1U);
}

TEST_F(PersonIndexTest, TakesItOutOfWhatWasSetAside) {
    append(R"({"member_id":"m-1"})");
    ASSERT_TRUE(bench.quarantine(Lane::ledger, 1));
    EXPECT_EQ(forget("m-1"), 1U);
    EXPECT_EQ(
        count(bench.write->prepare("SELECT count(*) FROM quarantine WHERE person IS NOT NULL")), 0);
}

TEST_F(PersonIndexTest, LooksThroughWhatAnOlderProgramWrote) {
    append(R"({"member_id":"m-1"})");
    append(R"({"member_id":"m-1"})", Lane::touch);
    append(R"({"member_id":"m-2"})", Lane::touch);
    ASSERT_TRUE(
        bench.write->run("DELETE FROM entry_subject;"
                         "INSERT INTO entry_unindexed(lane, last)"
                         " SELECT lane, (lane << 60) + next - 1 FROM lane"));
    append(R"({"member_id":"m-1"})");
    EXPECT_EQ(forget("m-1"), 3U);
    EXPECT_EQ(parts(), 1);
    // Once, however many are forgotten after her.
    EXPECT_EQ(count(bench.write->prepare("SELECT count(*) FROM entry_unindexed")), 0);
    EXPECT_EQ(forget("m-2"), 1U);
    EXPECT_EQ(parts(), 0);
}

TEST_F(PersonIndexTest, DropsTheMarksOfEventsThatAreGone) {
    for (int i = 0; i < 10; ++i) append(R"({"member_id":"m-)" + std::to_string(i) + R"("})");
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 10));
    EXPECT_EQ(bench.trim(Lane::ledger, 6), 6U);
    EXPECT_EQ(marks(), 10);
    for (int slice = 0; slice < 6; ++slice) sweep(2);
    EXPECT_EQ(marks(), 4);
    EXPECT_EQ(forget("m-9"), 1U);
}

}  // namespace
}  // namespace aisle
