// SPDX-License-Identifier: Apache-2.0
#include "agent/store/store.hpp"

#include "agent/base/limits.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/test_loop.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

namespace aisle {
namespace {

// Before a committer looks into it.
Database made(const std::string& path) {
    auto db = *Database::open({.path = path, .sync_every_commit = false});
    EXPECT_TRUE(
        db.run("CREATE TABLE thing(number INTEGER PRIMARY KEY) STRICT;"
               "CREATE TABLE setting(name TEXT PRIMARY KEY, value BLOB NOT NULL)"
               " STRICT, WITHOUT ROWID"));
    return db;
}

class StoreTest : public testing::Test {
protected:
    Store& open(bool threads = true) {
        store = std::make_unique<Store>(StoreParts{db, committer, loop.post(), threads});
        return *store;
    }
    Job add(int number) {
        return [this, number](Txn&) { return insert.bind(number).run(); };
    }
    // Keeps the writer in a job until it is let go.
    Job wait_for(std::shared_future<void> go) {
        return [go](Txn&) -> Result<void> {
            go.wait();
            return {};
        };
    }
    // What another thread is about to do.
    template <class Condition>
    static bool eventually(Condition so) {
        for (int i = 0; i < 1'000'000 && !so(); ++i) std::this_thread::yield();
        return so();
    }
    std::int64_t count() {
        auto reader = Database::open({.path = db.path(), .read_only = true});
        auto statement = reader->prepare("SELECT count(*) FROM thing");
        auto row = statement.bind();
        EXPECT_TRUE(row.one());
        return row.integer(0);
    }
    ScratchFolder folder;
    RecordingLog lines;
    Metrics metrics;
    Database db = made(folder.file("test.db"));
    Committer committer{db, lines.log(), metrics};
    Statement insert = db.prepare("INSERT INTO thing(number) VALUES(?1)");
    TestLoop loop;
    std::unique_ptr<Store> store;
};

TEST_F(StoreTest, AnswersAfterTheCommitOnTheOwnersThread) {
    auto& opened = open();
    bool answered = false;
    std::int64_t seen = 0;
    const auto owner = std::this_thread::get_id();
    opened.write(add(1), [&](Result<void> done) {
        EXPECT_TRUE(done);
        EXPECT_EQ(std::this_thread::get_id(), owner);
        seen = count();
        answered = true;
    });
    EXPECT_FALSE(answered) << "never from within the call";
    ASSERT_TRUE(loop.run_until([&] { return answered; }));
    EXPECT_EQ(seen, 1);
}

TEST_F(StoreTest, AnswersInOrderAndEachCallerItsOwn) {
    auto& opened = open();
    std::vector<int> order;
    for (int i = 0; i < 1000; ++i) {
        const bool twice = i % 10 == 9;
        opened.write(add(twice ? i - 1 : i), [&order, i, twice](Result<void> done) {
            EXPECT_EQ(done.has_value(), !twice);
            order.push_back(i);
        });
    }
    ASSERT_TRUE(loop.run_until([&] { return order.size() == 1000; }));
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
    EXPECT_EQ(count(), 900);
}

TEST_F(StoreTest, WhatWaitsGoesDownWithOneCommit) {
    auto& opened = open();
    std::promise<void> go;
    std::size_t answered = 0;
    const auto answer = [&](const Result<void>&) { ++answered; };
    opened.write(wait_for(go.get_future().share()), answer);
    for (int i = 0; i < 200; ++i) opened.write(add(i), answer);
    go.set_value();
    ASSERT_TRUE(loop.run_until([&] { return answered == 201; }));
    EXPECT_LE(metrics.get(Count::commits), 3U);
    EXPECT_EQ(metrics.get(Count::commit_jobs), 201U);
}

TEST_F(StoreTest, SaysBusyOverItsBoundInsteadOfGrowing) {
    auto& opened = open();
    std::promise<void> go;
    std::promise<void> begun;
    std::size_t saved = 0;
    std::size_t busy = 0;
    opened.write(
        [&begun, released = go.get_future().share()](Txn&) -> Result<void> {
            begun.set_value();
            released.wait();
            return {};
        },
        {});
    begun.get_future().wait();
    const int more = 10;
    for (int i = 0; i < static_cast<int>(store_jobs_max) + more; ++i) {
        opened.write(add(i), [&](const Result<void>& done) {
            if (done) {
                ++saved;
            } else if (done.error().code() == "busy") {
                ++busy;
            }
        });
    }
    loop.run_ready();
    EXPECT_EQ(busy, static_cast<std::size_t>(more)) << "told at once, not after the others";
    go.set_value();
    ASSERT_TRUE(loop.run_until([&] { return saved + busy == store_jobs_max + more; }));
    EXPECT_EQ(saved, store_jobs_max);
}

TEST_F(StoreTest, StopFinishesWhatIsQueuedAndAnswersIt) {
    auto& opened = open();
    std::size_t answered = 0;
    std::size_t read = 0;
    for (int i = 0; i < 500; ++i) {
        opened.write(add(i), [&](const Result<void>& done) { answered += done ? 1 : 0; });
    }
    opened.read([]() -> Result<void> { return {}; },
                [&](const Result<void>& done) { read += done ? 1 : 0; });
    opened.stop();
    opened.stop();
    EXPECT_EQ(count(), 500);
    loop.run_ready();
    EXPECT_EQ(answered, 500U);
    EXPECT_EQ(read, 1U);
    Errc kind{};
    opened.write(add(1000), [&](const Result<void>& done) { kind = done.error().kind(); });
    loop.run_ready();
    EXPECT_EQ(kind, Errc::unavailable);
}

TEST_F(StoreTest, ReadsDoNotWaitForWrites) {
    auto& opened = open();
    std::promise<void> go;
    opened.write(wait_for(go.get_future().share()), {});
    bool read = false;
    opened.read([]() -> Result<void> { return {}; }, [&](const Result<void>&) { read = true; });
    EXPECT_TRUE(loop.run_until([&] { return read; }));
    go.set_value();
}

TEST_F(StoreTest, TellsOnceThatItDied) {
    auto& opened = open();
    int told = 0;
    std::vector<Errc> answers;
    opened.on_death([&] { ++told; });
    committer.before_commit([]() -> Result<void> { return Error(Errc::io, "fsync failed"); });
    for (int i = 0; i < 3; ++i) {
        opened.write(add(i), [&](const Result<void>& done) {
            EXPECT_TRUE(opened.dead());
            answers.push_back(done.error().kind());
        });
    }
    ASSERT_TRUE(loop.run_until([&] { return told == 1 && answers.size() == 3; }));
    opened.write(add(9), [&](const Result<void>& done) { answers.push_back(done.error().kind()); });
    ASSERT_TRUE(loop.run_until([&] { return answers.size() == 4; }));
    for (const auto kind : answers) EXPECT_EQ(kind, Errc::dead);
    EXPECT_EQ(told, 1);
}

TEST_F(StoreTest, ShowsByItsPulsesWhetherItsThreadsWork) {
    auto& opened = open();
    ASSERT_TRUE(eventually([&] { return opened.writer_pulse().idle; }));
    std::promise<void> go;
    const std::shared_future<void> gone = go.get_future().share();
    bool answered = false;
    opened.write(wait_for(gone), {});
    ASSERT_TRUE(eventually([&] { return opened.writer_pulse().beats == 1; }));
    const auto stuck = opened.writer_pulse();
    opened.write(add(1), [&](const Result<void>&) { answered = true; });
    EXPECT_FALSE(stuck.idle);
    EXPECT_EQ(opened.writer_pulse().beats, stuck.beats);
    EXPECT_TRUE(eventually([&] { return opened.reader_pulse().idle; }));
    go.set_value();
    ASSERT_TRUE(loop.run_until([&] { return answered; }));
    EXPECT_EQ(opened.writer_pulse().beats, 2U);
    EXPECT_TRUE(eventually([&] { return opened.writer_pulse().idle; }));
}

TEST_F(StoreTest, TellsOnceThatTheFileIsDamagedWhoeverFindsIt) {
    for (const bool reading : {true, false}) {
        auto& opened = open();
        std::vector<std::string> told;
        std::size_t answers = 0;
        opened.on_damage([&](std::string why) { told.push_back(std::move(why)); });
        const auto count_it = [&](const Result<void>& done) {
            const auto kind = done.error().kind();
            EXPECT_TRUE(kind == Errc::corrupt || (!reading && kind == Errc::dead));
            ++answers;
        };
        for (int i = 0; i < 3; ++i) {
            if (reading) {
                opened.read([]() -> Result<void> { return Error(Errc::corrupt, "a page"); },
                            count_it);
            } else {
                opened.write([](Txn&) -> Result<void> { return Error(Errc::corrupt, "a page"); },
                             count_it);
            }
        }
        ASSERT_TRUE(loop.run_until([&] { return answers == 3; }));
        EXPECT_EQ(told, std::vector<std::string>{"a page"});
        EXPECT_EQ(opened.dead(), !reading) << "nothing is written any more";
        opened.stop();
    }
}

TEST_F(StoreTest, InlineItDoesEverythingAtOnceOnTheCallersThread) {
    auto& opened = open(false);
    bool ran = false;
    opened.write(
        [&](Txn&) -> Result<void> {
            ran = true;
            return insert.bind(1).run();
        },
        {});
    EXPECT_TRUE(ran);
    EXPECT_EQ(count(), 1);
    bool answered = false;
    opened.read([]() -> Result<void> { return Error(Errc::not_found, "nothing"); },
                [&](const Result<void>& done) {
                    EXPECT_EQ(done.error().kind(), Errc::not_found);
                    answered = true;
                });
    EXPECT_FALSE(answered) << "the answer is posted, so that no call is entered twice";
    loop.run_ready();
    EXPECT_TRUE(answered);
}

}  // namespace
}  // namespace aisle
