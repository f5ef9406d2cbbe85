// SPDX-License-Identifier: Apache-2.0
#include "agent/app/housekeeping.hpp"

#include "tests/agent/app/house.hpp"
#include "tests/sync/runner_bench.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(Housekeeping, ChecksTheWholeJournalBehindAStart) {
    House house;
    house.start();
    EXPECT_TRUE(house.until([&house] { return house.lines.count("journal.checked") == 1; }));
    EXPECT_TRUE(house.fatal.empty());
}

TEST(Housekeeping, EndsTheProgramOnADamagedJournalAndTheNextStartSetsItAside) {
    House house;
    house.start();
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(house.scan("40063813339" + std::to_string(100 + i)));
    house.stop();
    {
        // Far enough back that the quick check at the start does not see it.
        auto db = Database::open({.path = house.folder.file("journal-1.db")});
        ASSERT_TRUE(db);
        ASSERT_TRUE(db->run("DELETE FROM entry WHERE place = 1152921504606846976 + 5"));
    }
    house.start();
    EXPECT_TRUE(house.until([&house] { return !house.fatal.empty(); }));
    EXPECT_EQ(house.lines.count("journal.damaged"), 1U);
    house.stop();
    house.start();
    EXPECT_EQ(house.lines.count("state.damaged"), 1U);
    EXPECT_EQ(read_whole(house.folder.file("current")), "journal-2.db");
    const auto status = house.status();
    ASSERT_TRUE(status);
    // 99 scans could be read; they go on under new numbers.
    EXPECT_EQ(status->lanes[index_of(Lane::touch)].saved, Seq(99));
}

struct HousekeepingTest : testing::Test {
    // One slice; after how long the next should follow.
    Micros work() {
        std::optional<Micros> wait;
        house.work([&wait](Micros after) { wait = after; });
        rig.settle();
        EXPECT_TRUE(wait);
        return wait.value_or(Micros{0});
    }
    void remember(std::string_view name, std::optional<WallTime> at) {
        EXPECT_TRUE(rig.bench.commit([&](Txn& txn) {
            return requests.remember(txn, name, sha256({"body"}), Accepted{}, at);
        }));
    }
    std::size_t remembered() {
        auto count = rig.bench.write->prepare("SELECT count(*) FROM request");
        auto row = count.bind();
        EXPECT_TRUE(row.one());
        return static_cast<std::size_t>(row.integer(0));
    }
    // A slice cannot begin while somebody else's transaction is open on its connection.
    void hold_up() { ASSERT_TRUE(rig.bench.read->run("BEGIN")); }
    void let_go() { ASSERT_TRUE(rig.bench.read->run("COMMIT")); }

    RunnerBench rig;
    Retention retention{*rig.bench.journal,
                        {.budget_bytes = 64 * MiB, .retain_acknowledged = Seconds{60}},
                        rig.bench.lines.log(),
                        rig.bench.metrics};
    RequestBook requests{*rig.bench.write};
    JournalWalk journal_walk{*rig.bench.read};
    std::vector<std::string> damage;
    Housekeeping house{{rig.store, retention, requests, journal_walk, rig.runner, rig.bench.clock,
                        rig.time, rig.bench.lines.log()},
                       [this](std::string why) { damage.push_back(std::move(why)); }};
};

TEST_F(HousekeepingTest, ReadsAgainLaterWhatCouldNotBeReadOnce) {
    rig.append(Lane::ledger, 3);
    hold_up();
    for (int i = 1; i <= walk_retries_max; ++i) {
        EXPECT_GE(work(), Micros{Seconds{1}});
        EXPECT_EQ(rig.bench.lines.count("journal.check_retried"), static_cast<std::size_t>(i));
    }
    let_go();
    while (rig.bench.lines.count("journal.checked") == 0 && damage.empty()) work();
    EXPECT_TRUE(damage.empty());
}

TEST_F(HousekeepingTest, BlamesTheFileWhenItCannotBeReadAgainAndAgain) {
    hold_up();
    for (int i = 0; i < walk_retries_max; ++i) work();
    EXPECT_TRUE(damage.empty());
    work();
    EXPECT_EQ(damage.size(), 1U);
    EXPECT_EQ(rig.bench.lines.count("journal.damaged"), 1U);
    let_go();
}

TEST_F(HousekeepingTest, ForgetsRequestsOnlyByTheTrueTime) {
    const auto morning = rig.bench.clock.wall();
    remember("old", morning - Micros{request_memory} - Seconds{1});
    remember("undated", std::nullopt);
    while (rig.bench.lines.count("journal.checked") == 0) work();
    work();
    EXPECT_EQ(remembered(), 2U);
    // Central says what time it is; the wall clock need not be set for it.
    rig.bench.clock.set_wall(WallTime{});
    rig.time.told(morning);
    work();
    EXPECT_EQ(remembered(), 1U);
}

}  // namespace
}  // namespace aisle
