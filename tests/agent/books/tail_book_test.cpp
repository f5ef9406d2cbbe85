// SPDX-License-Identifier: Apache-2.0
#include "agent/books/tail_book.hpp"

#include "agent/base/limits.hpp"
#include "tests/sync/journal_bench.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct TailBookTest : testing::Test {
    void move(const TailMark& before, const TailMark& after, std::int64_t at = 1) {
        EXPECT_TRUE(bench.commit([&](Txn& txn) {
            return book.move(txn, "till", before, after, WallTime(Seconds{at}));
        }));
    }
    std::vector<TailMark> marks() {
        std::vector<TailMark> marks;
        const auto all = list.all();
        for (const auto& kept : all->at("till")) marks.push_back(kept.mark);
        return marks;
    }

    JournalBench bench;
    TailBook book{*bench.write};
    TailList list{*bench.read};
};

TEST_F(TailBookTest, AMarkMovesWithItsFile) {
    EXPECT_TRUE(list.all()->empty());
    move({}, {"5:a", 5});
    move({"5:a", 5}, {"9:b", 9});
    move({"9:b", 9}, {"9:b", 20});
    move({"9:b", 9}, {"9:b", 20});
    EXPECT_EQ(marks(), (std::vector<TailMark>{{"9:b", 20}}));
    move({}, {"7:c", 7}, 2);
    EXPECT_EQ(marks(), (std::vector<TailMark>{{"9:b", 20}, {"7:c", 7}}));
    EXPECT_EQ(list.all()->at("till").back().at, WallTime(Seconds{2}));
}

TEST_F(TailBookTest, AMarkNeverMovesBack) {
    move({}, {"9:b", 20});
    move({}, {"9:b", 10});
    EXPECT_EQ(marks(), (std::vector<TailMark>{{"9:b", 20}}));
}

TEST_F(TailBookTest, AMarkGoesBackOnlyFromWhereItIs) {
    move({}, {"9:b", 20, "9:x"});
    move({"9:b", 20, "9:x"}, {"9:b", 10, "9:y"});
    move({"9:b", 20, "9:x"}, {"9:b", 10, "9:y"});
    EXPECT_EQ(marks(), (std::vector<TailMark>{{"9:b", 10, "9:y"}}));
    move({}, {"9:b", 30, "9:z"}, 2);
    // Of a copy that is read from where the mark was before.
    move({"9:b", 20, "9:x"}, {"9:b", 15, "9:w"}, 3);
    EXPECT_EQ(marks(), (std::vector<TailMark>{{"9:b", 30, "9:z"}}));
    EXPECT_EQ(list.all()->at("till").back().at, WallTime(Seconds{3}));
}

TEST_F(TailBookTest, AMarkKeepsWhatStandsBeforeIt) {
    move({}, {"9:b", 9, "9:x"});
    move({"9:b", 9, "9:x"}, {"9:b", 20, "20:y"});
    EXPECT_EQ(marks(), (std::vector<TailMark>{{"9:b", 20, "20:y"}}));
    move({"9:b", 20, "20:y"}, {"12:c", 30, "30:z"});
    EXPECT_EQ(marks(), (std::vector<TailMark>{{"12:c", 30, "30:z"}}));
}

TEST_F(TailBookTest, AMarkOfAnEarlierVersionIsReadAndMoves) {
    ASSERT_TRUE(
        bench.write->run("INSERT INTO tail(source, file, position, at)"
                         " VALUES('till', '9:b', 20, 1), ('till', '9:bc', 5, 2)"));
    EXPECT_EQ(marks(), (std::vector<TailMark>{{"9:b", 20}, {"9:bc", 5}}));
    move({"9:b", 20}, {"9:b", 30, "30:y"}, 3);
    EXPECT_EQ(marks(), (std::vector<TailMark>{{"9:bc", 5}, {"9:b", 30, "30:y"}}));
}

TEST_F(TailBookTest, ForgetsTheOldestOfTooMany) {
    const auto most = static_cast<int>(tail_rows_max);
    EXPECT_TRUE(bench.commit([&](Txn& txn) -> Result<void> {
        for (int i = 0; i < most + 3; ++i) {
            TRY(book.move(txn, "till", {}, {"5:" + std::to_string(i), 5}, WallTime(Seconds{i})));
        }
        return book.move(txn, "other", {}, {"5:x", 5}, WallTime(Seconds{0}));
    }));
    ASSERT_EQ(marks().size(), tail_rows_max);
    EXPECT_EQ(marks().front().file, "5:3");
    EXPECT_EQ(list.all()->at("other").size(), 1u);
}

}  // namespace
}  // namespace aisle
