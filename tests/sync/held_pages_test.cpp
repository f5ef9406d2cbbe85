// SPDX-License-Identifier: Apache-2.0
#include "sync/held_pages.hpp"

#include "sync/feeds.hpp"
#include "tests/sync/journal_bench.hpp"
#include "tests/sync/memory_book.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct HeldPagesTest : testing::Test {
    HeldPagesTest() {
        // The first generation serves page by page; of the second, pages are held.
        follow(Generation(1));
        EXPECT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
            TRY(feeds.apply(txn, {"members", "fleet", Generation(1), {}, Cursor(1), true, {}}));
            return {};
        }));
        follow(Generation(2));
    }
    void follow(Generation generation) {
        EXPECT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
            TRY(feeds.follow(txn, {{"members", "fleet", generation, Cursor(9)}}));
            return {};
        }));
    }
    // Of a generation of nine, two at a time.
    FeedOutcome apply(std::uint64_t after, std::string key, std::string body) {
        FeedOutcome outcome;
        const Page page{"members",
                        "fleet",
                        Generation(2),
                        Cursor(after),
                        Cursor(9),
                        false,
                        {{Cursor(after + 2), true, std::move(key), std::move(body)}}};
        EXPECT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
            TRY(outcome, feeds.apply(txn, page));
            return {};
        }));
        return outcome;
    }
    void forget(const PersonNames& names) {
        ASSERT_TRUE(bench.commit([&](Txn& txn) { return pages.forget(txn, names); }));
    }
    std::int64_t count(Statement statement) {
        auto row = statement.bind();
        EXPECT_TRUE(row.one());
        return row.integer(0);
    }
    std::int64_t staged() { return count(bench.write->prepare("SELECT count(*) FROM feed_stage")); }
    JournalBench bench;
    MemoryBook book{"members"};
    Feeds feeds{*bench.write, {&book}};
    HeldPages pages{*bench.write};
};

TEST_F(HeldPagesTest, DropsAGenerationThatHasHerCardAndAsksForItAgain) {
    apply(0, "m-1", "{}");
    apply(2, "m-2", "{}");
    EXPECT_EQ(staged(), 2);
    forget({"m-1"});
    EXPECT_EQ(staged(), 0);
    const auto outcome = apply(4, "m-3", "{}");
    ASSERT_TRUE(outcome.want);
    EXPECT_EQ(outcome.want->generation, Generation(2));
    EXPECT_EQ(outcome.want->cursor, Cursor(0));
    EXPECT_EQ(staged(), 0);
}

TEST_F(HeldPagesTest, FindsHerInWhatTheBodySays) {
    apply(0, "90417-1", R"({"note":"say \"m-1\"","member_id":"m-1"})");
    forget({"m-1"});
    EXPECT_EQ(staged(), 0);
}

TEST_F(HeldPagesTest, LeavesWhatIsOfOthers) {
    apply(0, "m-12", R"({"note":"say \"m-1\"","merged_from":["m-11"]})");
    forget({"m-1"});
    EXPECT_EQ(staged(), 1);
    const auto outcome = apply(2, "m-2", "{}");
    ASSERT_TRUE(outcome.want);
    EXPECT_EQ(outcome.want->cursor, Cursor(4));
}

TEST_F(HeldPagesTest, KeepsThatAFeedStoppedAndNotWhatItStoppedAt) {
    ASSERT_TRUE(apply(0, "m-1", R"({"bad":true})").refused);
    forget({"m-2"});
    EXPECT_EQ(count(bench.write->prepare("SELECT count(*) FROM feed WHERE problem_page NOTNULL")),
              0);
    EXPECT_NE(feeds.rows()->at(0).problem.find("it is bad"), std::string::npos);
    forget({"m-1"});
    EXPECT_EQ(feeds.rows()->at(0).problem.find("m-1"), std::string::npos);
    EXPECT_FALSE(feeds.rows()->at(0).problem.empty());
}

TEST_F(HeldPagesTest, ForgettingNobodyChangesNothing) {
    ASSERT_TRUE(apply(0, "m-1", R"({"bad":true})").refused);
    forget({});
    EXPECT_EQ(count(bench.write->prepare("SELECT count(*) FROM feed WHERE problem_page NOTNULL")),
              1);
}

}  // namespace
}  // namespace aisle
