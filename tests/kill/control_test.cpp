// SPDX-License-Identifier: Apache-2.0
// Faults planted on purpose. The checker has to see each, and to see nothing where the same is done
// without the fault; a checker that never complains would let everything pass.
#include "agent/store/sqlite.hpp"
#include "tests/kill/day.hpp"

namespace aisle {
namespace {

// Central has a lane sent again that it already holds.
Verdict after_a_rewind(const std::string& fault) {
    Day day({.hub_fault = fault});
    day.open();
    day.capture(60);
    day.deliver();
    const auto before = day.shop.verdict();
    EXPECT_TRUE(before.clean()) << before;
    EXPECT_FALSE(day.shop.ask_hub({"rewind", "s0042-pos1", "ledger", "0"}).empty());
    const auto again = [&] { return day.shop.daemon_log().find("rewound") != std::string::npos; };
    EXPECT_TRUE(soon(again, patient)) << "central did not ask again";
    day.capture(3);
    day.deliver();
    return day.shop.verdict();
}

TEST(Control, DedupOffAtTheHubIsCaught) {
    const auto verdict = after_a_rewind("dedup-off");
    EXPECT_GT(verdict.duplicated, 0u) << verdict;
    EXPECT_FALSE(verdict.clean());
}
TEST(Control, ARewindWithDedupIsNot) {
    const auto verdict = after_a_rewind("");
    EXPECT_TRUE(verdict.clean()) << verdict;
}

// Central dies at the moment at which the device knows everything to be committed, some times, for
// the fault shows only until central has something else to do.
Verdict after_the_last_ack(const std::string& fault) {
    Day day({.hub_fault = fault});
    day.open();
    Verdict verdict;
    for (int times = 0; times < 8 && verdict.lost == 0; ++times) {
        day.capture(6);
        day.deliver();
        day.shop.kill_hub();
        verdict = day.shop.verdict();
        day.shop.start_hub();
    }
    return verdict;
}

TEST(Control, AckBeforeTheHubsCommitIsCaught) {
    const auto verdict = after_the_last_ack("ack-before-commit");
    EXPECT_GT(verdict.lost, 0u) << verdict;
    EXPECT_FALSE(verdict.clean());
}
TEST(Control, AckAfterTheHubsCommitIsNot) {
    const auto verdict = after_the_last_ack("");
    EXPECT_TRUE(verdict.clean()) << verdict;
}

// What a start would find if numbers came from MAX(seq) and the journal was trimmed bare: the
// counters say that nothing was ever numbered.
void number_by_max(const Shop& shop) {
    auto db = Database::open({.path = shop.journal_file()});
    ASSERT_TRUE(db) << db.error().what();
    ASSERT_TRUE(
        db->run("BEGIN; DELETE FROM entry; DELETE FROM gap; DELETE FROM ack_mark;"
                " UPDATE lane SET first = 1, next = 1, acked = 0,"
                " acked_id = zeroblob(16), anchor_id = zeroblob(16),"
                " last_id = zeroblob(16), anchor_chain = zeroblob(32),"
                " chain = zeroblob(32); COMMIT"));
}

TEST(Control, NumberingByMaxIsCaught) {
    Day day;
    day.open();
    day.capture(60);
    day.deliver();
    day.shop.stop_daemon();
    number_by_max(day.shop);
    // Central, if it were heard first, would say that this journal was forked.
    day.shop.broker.stop();
    day.shop.open_daemon();
    day.capture(60);
    day.shop.broker.start();
    const auto verdict = day.shop.verdict_when_drained();
    EXPECT_GT(verdict.numbered_twice, 0u) << verdict;
    EXPECT_FALSE(verdict.clean());
    EXPECT_EQ(verdict.lost, 0u) << "ids save what the numbers spoil: " << verdict;
}
TEST(Control, NumberingByTheCounterIsNot) {
    Day day;
    day.open();
    day.capture(60);
    day.deliver();
    day.shop.stop_daemon();
    day.shop.open_daemon();
    day.capture(60);
    day.expect_whole();
}

}  // namespace
}  // namespace aisle
