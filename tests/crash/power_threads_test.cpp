// SPDX-License-Identifier: Apache-2.0
// The same question with the store's real threads between the caller and the disk: a group commit
// answers many at once, and each of them was promised.
#include "agent/store/schema.hpp"
#include "agent/store/store.hpp"
#include "sync/journal.hpp"
#include "tests/crash/power_checker.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/recording_log.hpp"

#include <gtest/gtest.h>

#include <latch>

namespace aisle {
namespace {

Event make_purchase(Entropy& entropy) {
    EventContext context;
    context.tenant = "t";
    context.device = "till-1";
    context.wall = ManualClock::morning;
    const auto draft = make_draft(EventKinds::purchase_completed, R"({"total":2900})");
    const auto event = encode_event(draft, context, entropy);
    EXPECT_TRUE(event);
    return *event;
}

// Captures through the store, all but the first as one group. Filled in on the store's thread and
// read when it has stopped.
Story capture_through_the_store(CrashDisk& disk, std::size_t captures) {
    Story story;
    const CrashVfs vfs(disk);
    auto db = Database::open({.path = "state/journal-1.db", .vfs = vfs.name().c_str()});
    EXPECT_TRUE(db && migrate(*db));
    RecordingLog log;
    Metrics metrics;
    Committer committer(*db, log.log(), metrics);
    Journal journal(*db);
    committer.before_commit([&] { return journal.flush(); });
    Store store({.write = *db,
                 .committer = committer,
                 .post = [](Function<void()> task) { task(); },
                 .threads = true});
    SeededEntropy entropy(1);
    std::latch begun(1);
    std::latch queued(1);
    std::vector<Story::Told> told(captures + 1);
    for (std::size_t i = 0; i <= captures; ++i) {
        store.write(
            [&, i](Txn& txn) -> Result<void> {
                if (i == 0) {
                    begun.count_down();
                    queued.wait();
                    return journal.load(txn, Epoch{{7}});
                }
                const Event event = make_purchase(entropy);
                TRY(told[i].receipt, journal.append(txn, event));
                told[i].bytes = event.bytes;
                return {};
            },
            [&, i](Result<void> outcome) {
                EXPECT_TRUE(outcome);
                disk.promise();
                if (i == 0) return;
                told[i].promise = i + 1;
                story.told.push_back(told[i]);
            });
        if (i == 0) begun.wait();
    }
    queued.count_down();
    store.stop();
    EXPECT_EQ(metrics.get(Count::commits), 2U);
    return story;
}

TEST(PowerThreads, EveryoneAnsweredByAGroupCommitWasPromised) {
    CrashDisk disk;
    const Story story = capture_through_the_store(disk, 40);
    EXPECT_EQ(story.told.size(), 40U);
    PowerChecker checker(story, false);
    explore(disk, {.states_wanted = 3000}, [&](CrashState& state) { checker.look(state); });
    EXPECT_GE(checker.verdict().states, 3000U);
    EXPECT_EQ(checker.verdict().wrong(), 0U) << checker.verdict().text();
}

}  // namespace
}  // namespace aisle
