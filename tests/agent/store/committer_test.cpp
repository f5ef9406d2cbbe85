// SPDX-License-Identifier: Apache-2.0
#include "agent/store/committer.hpp"

#include "agent/base/files.hpp"
#include "agent/base/limits.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

// Before a committer looks into it.
Database made(const std::string& path) {
    auto db = *Database::open({.path = path, .sync_every_commit = false});
    EXPECT_TRUE(
        db.run("CREATE TABLE thing(number INTEGER PRIMARY KEY, body BLOB) STRICT;"
               "CREATE TABLE setting(name TEXT PRIMARY KEY, value BLOB NOT NULL)"
               " STRICT, WITHOUT ROWID"));
    return db;
}

class CommitterTest : public testing::Test {
protected:
    Job add(int number, std::size_t bytes = 10) {
        return [this, number, bytes](Txn& txn) -> Result<void> {
            txn.on_undo([this, before = cached] { cached = before; });
            cached = number;
            const std::string body(bytes, 'x');
            return insert.bind(number, Blob{body}).run();
        };
    }
    static Job fail(Job before) {
        return [before = std::move(before)](Txn& txn) mutable -> Result<void> {
            TRY(before(txn));
            return Error(Errc::denied, "on second thoughts");
        };
    }
    template <class... Jobs>
    std::vector<Result<void>> commit(Jobs... jobs) {
        std::vector<Write> group;
        (group.push_back({std::move(jobs), {}}), ...);
        return committer.commit(group);
    }
    std::int64_t count() {
        auto reader = Database::open({.path = db.path(), .read_only = true});
        auto statement = reader->prepare("SELECT count(*) FROM thing");
        auto row = statement.bind();
        EXPECT_TRUE(row.one());
        return row.integer(0);
    }
    // What stands in the log of this kind of letter.
    bool in_log(std::size_t letters) {
        SystemFiles files;
        const auto bytes = files.read(db.path() + "-wal", 64 * MiB);
        return bytes && bytes->find(std::string(letters, 'x')) != std::string::npos;
    }
    std::int64_t settings() {
        auto statement = db.prepare("SELECT count(*) FROM setting");
        auto row = statement.bind();
        EXPECT_TRUE(row.one());
        return row.integer(0);
    }
    ScratchFolder folder;
    RecordingLog lines;
    Metrics metrics;
    Database db = made(folder.file("test.db"));
    Committer committer{db, lines.log(), metrics};
    Statement insert = db.prepare("INSERT INTO thing(number, body) VALUES(?1, ?2)");
    int cached = 0;  // what a job keeps in memory
};

TEST_F(CommitterTest, CommitsAGroupAtOnceAndAnswersEachJob) {
    const auto outcomes = commit(add(1), add(2), add(3));
    ASSERT_EQ(outcomes.size(), 3U);
    for (const auto& outcome : outcomes) EXPECT_TRUE(outcome);
    EXPECT_EQ(count(), 3);
    EXPECT_EQ(metrics.get(Count::commits), 1U);
    EXPECT_EQ(metrics.get(Count::commit_jobs), 3U);
}

TEST_F(CommitterTest, AJobThatFailsLeavesNoTraceAndTheOthersStand) {
    const auto outcomes = commit(add(1), fail(add(2)), add(3));
    EXPECT_TRUE(outcomes[0]);
    EXPECT_EQ(outcomes[1].error().kind(), Errc::denied);
    EXPECT_TRUE(outcomes[2]);
    EXPECT_EQ(count(), 2);
    EXPECT_EQ(cached, 3);
}

TEST_F(CommitterTest, WhatAFailedJobKeptInMemoryIsPutBack) {
    commit(add(1));
    commit(fail(add(2)));
    EXPECT_EQ(cached, 1);
}

TEST_F(CommitterTest, AGroupWhoseCommitFailsFailsWholeAndPutsEverythingBack) {
    commit(add(1));
    bool broken = true;
    committer.before_commit([&]() -> Result<void> {
        if (broken) return Error(Errc::full, "no room");
        return {};
    });
    const auto outcomes = commit(add(2), fail(add(3)), add(4));
    for (const auto& outcome : outcomes) EXPECT_EQ(outcome.error().kind(), Errc::full);
    EXPECT_EQ(count(), 1);
    EXPECT_EQ(cached, 1);
    EXPECT_FALSE(db.in_transaction());
    broken = false;
    EXPECT_TRUE(commit(add(2))[0]);
    EXPECT_EQ(count(), 2);
}

TEST_F(CommitterTest, FlushesOnceAGroup) {
    int flushes = 0;
    committer.before_commit([&]() -> Result<void> {
        ++flushes;
        return {};
    });
    commit(add(1), add(2), add(3));
    EXPECT_EQ(flushes, 1);
}

TEST_F(CommitterTest, AFullDiskPasses) {
    ASSERT_TRUE(db.bound_bytes(16 * 4096));
    EXPECT_EQ(commit(add(1, 100'000))[0].error().kind(), Errc::full);
    EXPECT_FALSE(committer.dead());
    EXPECT_EQ(cached, 0);
    EXPECT_TRUE(commit(add(2))[0]);
    ASSERT_TRUE(db.bound_bytes(1000 * 4096));
    EXPECT_TRUE(commit(add(3, 100'000))[0]);
    EXPECT_EQ(count(), 2);
}

TEST_F(CommitterTest, NothingSucceedsAfterTheDiskHasFailed) {
    committer.before_commit([]() -> Result<void> { return Error(Errc::io, "fsync failed"); });
    const auto first = commit(add(1));
    EXPECT_EQ(first[0].error().kind(), Errc::dead);
    EXPECT_EQ(first[0].error().code(), "store_dead");
    EXPECT_TRUE(committer.dead());
    EXPECT_EQ(lines.count("store.dead"), 1U);
    EXPECT_EQ(commit(add(2))[0].error().kind(), Errc::dead);
    EXPECT_EQ(lines.count("store.dead"), 1U) << "said once";
    EXPECT_EQ(count(), 0);
    EXPECT_EQ(committer.death()->kind(), Errc::io) << "the file is what it was";
}

TEST_F(CommitterTest, NothingSucceedsAfterAJobHasMetDamage) {
    const auto outcomes =
        commit(add(1), Job([](Txn&) -> Result<void> { return Error(Errc::corrupt, "malformed"); }));
    EXPECT_TRUE(outcomes[0]) << "the others stand";
    EXPECT_EQ(outcomes[1].error().kind(), Errc::corrupt);
    EXPECT_EQ(committer.death()->kind(), Errc::corrupt);
    EXPECT_EQ(commit(add(2))[0].error().kind(), Errc::dead);
    EXPECT_EQ(count(), 1);
}

TEST_F(CommitterTest, DamageIsToldAsDamageAndNothingSucceedsAfterIt) {
    committer.before_commit([]() -> Result<void> { return Error(Errc::corrupt, "a torn page"); });
    EXPECT_EQ(commit(add(1))[0].error().kind(), Errc::corrupt);
    EXPECT_TRUE(committer.dead());
    EXPECT_EQ(commit(add(2))[0].error().kind(), Errc::dead);
}

TEST_F(CommitterTest, AJobThatTearsTheTransactionDownFailsTheGroup) {
    const auto outcomes = commit(add(1), Job([this](Txn&) { return db.run("ROLLBACK"); }), add(2));
    ASSERT_EQ(outcomes.size(), 3U);
    for (const auto& outcome : outcomes) EXPECT_FALSE(outcome);
    EXPECT_EQ(count(), 0);
    EXPECT_EQ(cached, 0);
}

TEST_F(CommitterTest, ABusyFileFailsTheGroupAndPasses) {
    auto other = *Database::open({.path = db.path(), .sync_every_commit = false});
    ASSERT_TRUE(other.run("BEGIN IMMEDIATE"));
    EXPECT_EQ(commit(add(1))[0].error().kind(), Errc::unavailable);
    EXPECT_FALSE(committer.dead());
    ASSERT_TRUE(other.run("ROLLBACK"));
    EXPECT_TRUE(commit(add(1))[0]);
}

TEST_F(CommitterTest, CopiesTheLogBackBetweenGroupsOnceItIsLong) {
    db.bound_log(50);
    for (int i = 1; !db.log_is_full(); ++i) {
        ASSERT_TRUE(commit(add(i, 100'000))[0]);
        ASSERT_LT(i, 1000);
    }
    committer.tidy_up();
    EXPECT_FALSE(db.log_is_full());
}

TEST_F(CommitterTest, EmptiesTheLogOnceSomebodyWasErased) {
    ASSERT_TRUE(commit(add(1, 100))[0]);
    ASSERT_TRUE(commit(Job([this](Txn& txn) {
        txn.empty_log();
        return db.run("DELETE FROM thing");
    }))[0]);
    EXPECT_TRUE(in_log(100));
    EXPECT_EQ(settings(), 1);
    committer.tidy_up();
    EXPECT_FALSE(in_log(100));
    EXPECT_EQ(settings(), 0);
}

TEST_F(CommitterTest, EmptiesTheLogThatALifeBeforeDidNotComeTo) {
    ASSERT_TRUE(commit(add(1, 100))[0]);
    ASSERT_TRUE(commit(Job([this](Txn& txn) {
        txn.empty_log();
        return db.run("DELETE FROM thing");
    }))[0]);
    // Here the program is killed: its connection stays as it is, and nothing is tidied up.
    auto file = *Database::open({.path = db.path(), .sync_every_commit = false});
    Committer next{file, lines.log(), metrics};
    EXPECT_TRUE(in_log(100));
    next.tidy_up();
    EXPECT_FALSE(in_log(100));
    EXPECT_EQ(settings(), 0);
    EXPECT_FALSE(next.dead());
}

TEST_F(CommitterTest, AnErasureThatIsUndoneOwesNothing) {
    ASSERT_FALSE(commit(fail([](Txn& txn) -> Result<void> {
        txn.empty_log();
        return {};
    }))[0]);
    EXPECT_EQ(settings(), 0);
}

}  // namespace
}  // namespace aisle
