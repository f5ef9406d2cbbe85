// SPDX-License-Identifier: Apache-2.0
#include "sync/journal_walk.hpp"

#include "tests/sync/inner_page.hpp"
#include "tests/sync/journal_bench.hpp"

namespace aisle {
namespace {

class JournalWalkTest : public testing::Test {
protected:
    JournalWalkTest() {
        bench.append(Lane::ledger, 50);
        bench.append(Lane::touch, 50);
    }
    WalkReport walk(std::size_t rows_max = 7) {
        JournalWalk walk(*bench.read);
        while (true) {
            const auto more = walk.step(rows_max);
            EXPECT_TRUE(more);
            if (!more || !*more) return walk.report();
        }
    }
    Result<void> quick() { return JournalWalk(*bench.read).quick(); }
    template <std::size_t n>
    void damage(const char (&sql)[n]) {
        ASSERT_TRUE(bench.write->run(sql));
    }
    // The first complaint.
    std::string problem() {
        const auto report = walk();
        return report.whole() ? "" : report.problems.front();
    }
    JournalBench bench;
};

TEST_F(JournalWalkTest, FindsNothingWrongWithAJournalThatHasSeenALot) {
    bench.evict(10);
    ASSERT_TRUE(bench.quarantine(Lane::ledger, 20));
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 10));
    bench.trim(Lane::ledger, 10);
    ASSERT_TRUE(bench.rewind(Lane::ledger, 5));
    bench.fork();
    bench.append(Lane::ledger, 5);
    const auto report = walk();
    EXPECT_TRUE(report.whole()) << report.problems.front();
    EXPECT_EQ(report.rows, 44U + 40U);
    EXPECT_GE(report.gaps, 3U);
    EXPECT_TRUE(quick());
}

TEST_F(JournalWalkTest, EverySizeOfSliceSeesTheSame) {
    bench.evict(10);
    ASSERT_TRUE(bench.quarantine(Lane::touch, 30));
    for (const std::size_t rows_max : {1U, 2U, 10U, 40U, 1000U}) {
        const auto report = walk(rows_max);
        EXPECT_TRUE(report.whole()) << rows_max << ": " << report.problems.front();
        EXPECT_EQ(report.rows, 89U) << rows_max;
    }
}

TEST_F(JournalWalkTest, FindsARowThatIsGone) {
    bench.lose_row(Lane::touch, 7);
    EXPECT_EQ(problem(), "touch 7 to 7 are neither rows nor a gap");
}

TEST_F(JournalWalkTest, FindsRowsThatAreGoneAtTheEnd) {
    bench.lose_row(Lane::ledger, 49);
    bench.lose_row(Lane::ledger, 50);
    EXPECT_EQ(problem(), "ledger 49 to 50 are neither rows nor a gap");
    EXPECT_FALSE(quick());
}

TEST_F(JournalWalkTest, FindsAnEventThatWasChanged) {
    damage(
        "UPDATE entry SET event = CAST(replace(CAST(event AS TEXT), '\"n\":9}', '\"n\":8}')"
        " AS BLOB) WHERE place = 9");
    EXPECT_NE(problem().find("ledger 9 breaks the chain"), std::string::npos);
}

TEST_F(JournalWalkTest, FindsAnEventThatIsNone) {
    damage("UPDATE entry SET event = x'7b' WHERE place = 1152921504606846976 + 5");
    EXPECT_NE(problem().find("touch 5 is no event"), std::string::npos);
}

TEST_F(JournalWalkTest, FindsAnEventUnderAnotherId) {
    damage(
        "UPDATE entry SET id = x'01010101010101010101010101010101'"
        " WHERE place = 1152921504606846976 + 5");
    EXPECT_NE(problem().find("touch 5 holds another event"), std::string::npos);
}

TEST_F(JournalWalkTest, FindsACounterThatWouldGiveNumbersAgain) {
    damage("UPDATE lane SET next = 40 WHERE lane = 0");
    EXPECT_NE(problem().find("ledger 40 is a row that was never numbered"), std::string::npos);
    EXPECT_FALSE(quick());
}

TEST_F(JournalWalkTest, FindsCountersThatDoNotEndWhereTheRowsEnd) {
    damage("UPDATE lane SET chain = x'00' WHERE lane = 0");
    EXPECT_NE(problem().find("ledger 50 does not end in the chain's head"), std::string::npos);
    EXPECT_FALSE(quick());
    damage("UPDATE lane SET last_id = x'01010101010101010101010101010101' WHERE lane = 1");
    EXPECT_EQ(walk().problems.size(), 2U);
}

TEST_F(JournalWalkTest, QuickLooksOnlyAtTheEndAndAtTheCounters) {
    bench.lose_row(Lane::ledger, 3);
    EXPECT_TRUE(quick());
    bench.lose_row(Lane::ledger, 48);
    EXPECT_EQ(quick().error().kind(), Errc::corrupt);
    damage("DELETE FROM lane WHERE lane = 1");
    EXPECT_EQ(quick().error().kind(), Errc::not_found);
}

TEST_F(JournalWalkTest, ATrimBetweenTwoSlicesIsNoDamage) {
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 40));
    JournalWalk walk(*bench.read);
    ASSERT_TRUE(walk.step(10));
    bench.trim(Lane::ledger, 30);
    bench.append(Lane::ledger, 10);
    auto more = walk.step(10);
    while (more && *more) more = walk.step(10);
    EXPECT_TRUE(walk.report().whole()) << walk.report().problems.front();
}

TEST_F(JournalWalkTest, SaysTheFirstFewOfManyProblems) {
    for (std::uint64_t seq = 1; seq <= 50; seq += 2) bench.lose_row(Lane::touch, seq);
    EXPECT_EQ(walk().problems.size(), 20U);
}

TEST_F(JournalWalkTest, AKeyOfAnInnerPageThatLeadsBackIsDamageAndNoEndlessWalk) {
    bench.append(Lane::ledger, 300);
    ASSERT_TRUE(bench.write->checkpoint(true));
    auto bytes = read_whole(bench.path);
    bytes[keys_of_inner_page(bytes, root_of_entries(*bench.write)).back()] = '\xff';
    auto spoilt =
        Database::open({.path = bench.folder.write("spoilt.db", bytes), .read_only = true});
    ASSERT_TRUE(spoilt);
    JournalWalk walk(*spoilt);
    bool more = true;
    for (int slices = 0; more && slices < 1000; ++slices) {
        const auto slice = walk.step(7);
        ASSERT_TRUE(slice) << slice.error().what();
        more = *slice;
    }
    EXPECT_FALSE(more);
    EXPECT_FALSE(walk.report().whole());
}

}  // namespace
}  // namespace aisle
