// SPDX-License-Identifier: Apache-2.0
#include "sync/feeds.hpp"

#include "tests/sync/journal_bench.hpp"
#include "tests/sync/memory_book.hpp"

namespace aisle {
namespace {

class FeedsTest : public testing::Test {
protected:
    static PageEntry put(std::uint64_t cursor, std::string key, std::string body = "{}") {
        return {Cursor(cursor), true, std::move(key), std::move(body)};
    }
    static PageEntry remove(std::uint64_t cursor, std::string key) {
        return {Cursor(cursor), false, std::move(key), ""};
    }
    static Page page(std::uint64_t generation, std::uint64_t after, std::uint64_t head,
                     std::vector<PageEntry> entries, bool last = false) {
        return {"tasks",      "fleet", Generation(generation), Cursor(after),
                Cursor(head), last,    std::move(entries)};
    }
    std::vector<FeedPosition> follow(std::uint64_t generation, std::uint64_t head) {
        return follow({{"tasks", "fleet", Generation(generation), Cursor(head)}});
    }
    std::vector<FeedPosition> follow(const std::vector<FeedHead>& heads) {
        std::vector<FeedPosition> wants;
        EXPECT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
            TRY(wants, feeds.follow(txn, heads));
            return {};
        }));
        return wants;
    }
    FeedOutcome apply(const Page& page) {
        FeedOutcome outcome;
        EXPECT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
            TRY(outcome, feeds.apply(txn, page));
            return {};
        }));
        return outcome;
    }
    void load(std::string_view program) {
        EXPECT_TRUE(bench.commit([&](Txn& txn) { return feeds.load(txn, program); }));
    }
    // The first generation, whole, through this cursor.
    void begin(std::uint64_t through) {
        follow(1, through);
        ASSERT_EQ(apply(page(1, 0, through, {put(through, "first")}, true)).applied, 1U);
    }
    Cursor cursor() { return feeds.rows()->at(0).position.cursor; }
    std::map<std::string, std::string>& held() { return book.held["fleet"]; }

    JournalBench bench;
    MemoryBook book{"tasks"};
    MemoryBook other{"coupons"};
    Feeds feeds{*bench.write, {&book, &other}};
};

TEST_F(FeedsTest, AsksForAFeedItDoesNotHaveFromTheBeginning) {
    const auto wants = follow(3, 20);
    ASSERT_EQ(wants.size(), 1U);
    EXPECT_EQ(wants[0], (FeedPosition{"tasks", "fleet", Generation(3), Cursor(0)}));
}

TEST_F(FeedsTest, IgnoresAFeedForANewerProgram) {
    EXPECT_TRUE(follow({{"holograms", "fleet", Generation(1), Cursor(5)}}).empty());
    EXPECT_TRUE(feeds.rows()->empty());
}

TEST_F(FeedsTest, AppliesPagesInOrderAndEachOnce) {
    begin(1);
    auto outcome = apply(page(1, 1, 3, {put(2, "a", "{\"n\":1}"), put(3, "b")}));
    EXPECT_EQ(outcome.applied, 2U);
    EXPECT_FALSE(outcome.want);
    EXPECT_EQ(cursor(), Cursor(3));
    outcome = apply(page(1, 1, 3, {put(2, "a", "{\"n\":2}"), put(3, "b")}));
    EXPECT_EQ(outcome.applied, 0U);
    EXPECT_EQ(held().at("a"), "{\"n\":1}");
    apply(page(1, 3, 4, {remove(4, "a")}));
    EXPECT_FALSE(held().contains("a"));
}

TEST_F(FeedsTest, AsksForWhatIsMissingBeforeAPage) {
    begin(1);
    const auto outcome = apply(page(1, 5, 8, {put(8, "late")}));
    EXPECT_EQ(outcome.applied, 0U);
    ASSERT_TRUE(outcome.want);
    EXPECT_EQ(outcome.want->cursor, Cursor(1));
    EXPECT_FALSE(held().contains("late"));
}

TEST_F(FeedsTest, AsksForTheRestWhenAPageIsNotTheLast) {
    begin(1);
    const auto outcome = apply(page(1, 1, 9, {put(2, "a")}));
    ASSERT_TRUE(outcome.want);
    EXPECT_EQ(outcome.want->cursor, Cursor(2));
    EXPECT_FALSE(apply(page(1, 2, 9, {})).want) << "nothing is left there; no circle";
}

TEST_F(FeedsTest, ANewGenerationServesOnlyWhenAllOfItIsIn) {
    begin(1);
    EXPECT_EQ(follow(2, 30).at(0), (FeedPosition{"tasks", "fleet", Generation(2), Cursor(0)}));
    auto outcome = apply(page(2, 0, 30, {put(10, "new-1"), put(11, "new-2")}));
    EXPECT_EQ(outcome.applied, 0U);
    EXPECT_EQ(outcome.want->cursor, Cursor(11));
    EXPECT_TRUE(held().contains("first")) << "the old one serves meanwhile";
    outcome = apply(page(2, 11, 30, {put(30, "new-3")}, true));
    EXPECT_EQ(outcome.applied, 3U);
    EXPECT_FALSE(held().contains("first"));
    EXPECT_EQ(held().size(), 3U);
    EXPECT_EQ(feeds.rows()->at(0).position.generation, Generation(2));
    EXPECT_EQ(cursor(), Cursor(30));
    EXPECT_EQ(apply(page(2, 30, 31, {put(31, "live")})).applied, 1U);
}

TEST_F(FeedsTest, TheVeryFirstGenerationServesPageByPage) {
    follow(1, 30);
    auto outcome = apply(page(1, 0, 30, {put(10, "a"), put(11, "b")}));
    EXPECT_EQ(outcome.applied, 2U);
    ASSERT_TRUE(outcome.want);
    EXPECT_EQ(outcome.want->cursor, Cursor(11));
    EXPECT_EQ(held().size(), 2U);
    EXPECT_EQ(follow(1, 30).at(0).cursor, Cursor(11)) << "after a restart it goes on there";
    apply(page(1, 11, 30, {put(30, "c")}, true));
    EXPECT_EQ(held().size(), 3U);
    EXPECT_TRUE(follow(1, 30).empty());
}

TEST_F(FeedsTest, AnotherGenerationTakesTheWholePlaceOfAHalfFirstOne) {
    follow(1, 30);
    apply(page(1, 0, 30, {put(10, "of-1")}));
    follow(2, 9);
    apply(page(2, 0, 9, {put(8, "of-2")}));
    EXPECT_TRUE(held().contains("of-1"));
    EXPECT_FALSE(held().contains("of-2"));
    EXPECT_EQ(apply(page(2, 8, 9, {put(9, "too")}, true)).applied, 2U);
    EXPECT_FALSE(held().contains("of-1"));
    EXPECT_EQ(held().size(), 2U);
}

TEST_F(FeedsTest, AGenerationThatIsNoneBeginsNothingTwice) {
    follow(1, 9);
    const auto odd = page(0, 0, 1, {put(1, "a")});
    apply(odd);
    EXPECT_EQ(apply(odd).applied, 0U) << "a page is applied once";
}

TEST_F(FeedsTest, AVeryFirstPageThatFailsItsSchemaBringsNothing) {
    follow(1, 9);
    const auto broken = page(1, 0, 9, {put(8, "good"), put(9, "broken", R"({"bad":true})")}, true);
    EXPECT_TRUE(apply(broken).refused);
    EXPECT_TRUE(held().empty());
    EXPECT_TRUE(follow(1, 9).empty()) << "not asked for in a circle";
    EXPECT_FALSE(apply(broken).refused) << "said once";
    EXPECT_EQ(follow(2, 9).size(), 1U);
}

TEST_F(FeedsTest, ALivePageThatIsNewerThanASnapshotIsAskedForAgain) {
    follow(1, 5);
    apply(page(1, 0, 7, {put(5, "a")}, true));
    EXPECT_EQ(cursor(), Cursor(5));
    const auto outcome = apply(page(1, 6, 8, {put(8, "c")}));
    EXPECT_EQ(outcome.want->cursor, Cursor(5));
}

TEST_F(FeedsTest, GoesOnWithAHalfStagedGenerationAfterARestart) {
    begin(1);
    follow(2, 30);
    apply(page(2, 0, 30, {put(10, "new-1")}));
    Feeds again(*bench.write, {&book, &other});
    std::vector<FeedPosition> wants;
    ASSERT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
        TRY(wants, again.follow(txn, {{"tasks", "fleet", Generation(2), Cursor(30)}}));
        return {};
    }));
    EXPECT_EQ(wants.at(0).cursor, Cursor(10));
}

TEST_F(FeedsTest, AStagedPageInTheMiddleIsAskedForFromWhereWeAre) {
    begin(1);
    follow(2, 30);
    EXPECT_EQ(apply(page(2, 10, 30, {put(11, "x")})).want->cursor, Cursor(0));
    apply(page(2, 0, 30, {put(10, "new-1")}));
    EXPECT_EQ(apply(page(2, 20, 30, {put(21, "x")})).want->cursor, Cursor(10));
    EXPECT_FALSE(apply(page(2, 0, 30, {put(10, "new-1")})).want) << "staged already";
}

TEST_F(FeedsTest, WhatIsRemovedWhileASnapshotIsOnItsWayIsNoPartOfIt) {
    begin(1);
    follow(2, 30);
    apply(page(2, 0, 30, {put(10, "gone"), put(11, "kept")}));
    apply(page(2, 11, 30, {remove(30, "gone")}, true));
    EXPECT_EQ(held().size(), 1U);
    EXPECT_TRUE(held().contains("kept"));
}

TEST_F(FeedsTest, AnotherGenerationBeginsTheStageAnew) {
    begin(1);
    follow(2, 30);
    apply(page(2, 0, 30, {put(10, "of-2")}));
    apply(page(3, 0, 40, {put(12, "of-3")}, true));
    EXPECT_FALSE(held().contains("of-2"));
    EXPECT_TRUE(held().contains("of-3"));
}

TEST_F(FeedsTest, RemovesAFeedThatLeftTheSetWithAllItBrought) {
    begin(1);
    follow({{"coupons", "fleet", Generation(1), Cursor(0)}});
    EXPECT_TRUE(held().empty());
    ASSERT_EQ(feeds.rows()->size(), 1U);
    EXPECT_EQ(feeds.rows()->at(0).position.feed, "coupons");
    EXPECT_EQ(apply(page(1, 1, 2, {put(2, "a")})).applied, 0U) << "not followed";
}

TEST_F(FeedsTest, KeepsTheScopesOfAFeedApart) {
    follow({{"tasks", "fleet", Generation(1), Cursor(1)},
            {"tasks", "store-0042", Generation(1), Cursor(1)}});
    apply(page(1, 0, 1, {put(1, "a", "{\"n\":1}")}, true));
    auto local = page(1, 0, 1, {put(1, "a", "{\"n\":2}")}, true);
    local.scope = "store-0042";
    apply(local);
    EXPECT_EQ(book.held["fleet"]["a"], "{\"n\":1}");
    EXPECT_EQ(book.held["store-0042"]["a"], "{\"n\":2}");
}

TEST_F(FeedsTest, APageThatFailsItsSchemaStopsThatFeedOnlyAndIsKept) {
    begin(1);
    const auto outcome =
        apply(page(1, 1, 3, {put(2, "good"), put(3, "broken", R"({"bad":true})")}));
    ASSERT_TRUE(outcome.refused);
    EXPECT_NE(outcome.refused->find("broken"), std::string::npos);
    EXPECT_EQ(outcome.applied, 0U);
    EXPECT_FALSE(held().contains("good")) << "whole or not at all";
    EXPECT_EQ(cursor(), Cursor(1));
    EXPECT_NE(feeds.rows()->at(0).problem.find("bad"), std::string::npos);
    EXPECT_EQ(apply(page(1, 1, 2, {put(2, "good")})).applied, 0U) << "it stands still";
    EXPECT_TRUE(follow(1, 9).empty());
}

TEST_F(FeedsTest, AStoppedFeedIsTriedAgainByAnotherProgram) {
    load("0.1.0");
    begin(1);
    apply(page(1, 1, 2, {put(2, "broken", R"({"bad":true})")}));
    load("0.1.0");
    EXPECT_TRUE(follow(1, 9).empty());
    load("0.2.0");
    EXPECT_EQ(feeds.rows()->at(0).problem, "");
    EXPECT_EQ(follow(1, 9).at(0).cursor, Cursor(1));
}

TEST_F(FeedsTest, AStoppedFeedGoesOnWithANewGeneration) {
    begin(1);
    apply(page(1, 1, 2, {put(2, "broken", R"({"bad":true})")}));
    EXPECT_EQ(follow(2, 9).size(), 1U);
    apply(page(2, 0, 9, {put(8, "good")}));
    EXPECT_EQ(apply(page(2, 8, 9, {put(9, "better")}, true)).applied, 2U);
    EXPECT_EQ(feeds.rows()->at(0).problem, "");
    EXPECT_EQ(apply(page(2, 9, 10, {put(10, "more")})).applied, 1U);
}

TEST_F(FeedsTest, ABrokenSnapshotIsNotAskedForInACircle) {
    begin(1);
    follow(2, 9);
    const auto broken = page(2, 0, 9, {put(9, "broken", R"({"bad":true})")}, true);
    EXPECT_TRUE(apply(broken).refused);
    EXPECT_TRUE(held().contains("first")) << "the old one serves on";
    EXPECT_TRUE(follow(2, 9).empty());
    EXPECT_FALSE(apply(broken).refused) << "said once";
    EXPECT_EQ(apply(page(1, 1, 2, {put(2, "late")})).applied, 0U);
    load("0.2.0");
    EXPECT_EQ(follow(2, 9).size(), 1U);
}

TEST_F(FeedsTest, TheCursorMovesOnlyWithWhatThePageBrought) {
    begin(1);
    EXPECT_FALSE(bench.commit([&](Txn& txn) -> Result<void> {
        TRY(feeds.apply(txn, page(1, 1, 2, {put(2, "a")})));
        return Error(Errc::full, "no room");
    }));
    EXPECT_EQ(cursor(), Cursor(1));
}

TEST_F(FeedsTest, AKeyTwiceInASnapshotKeepsTheLater) {
    follow(1, 9);
    const auto outcome =
        apply(page(1, 0, 9, {put(5, "a", "{\"n\":1}"), put(9, "a", "{\"n\":2}")}, true));
    EXPECT_EQ(outcome.applied, 2U);
    EXPECT_EQ(held().at("a"), "{\"n\":2}");
}

}  // namespace
}  // namespace aisle
