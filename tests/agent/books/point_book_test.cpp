// SPDX-License-Identifier: Apache-2.0
#include "agent/books/point_book.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct PointBookTest : testing::Test {
    // A receipt of its own, unless one is named.
    void note(std::string_view member, std::int64_t points, int hour, std::string receipt = "") {
        if (receipt.empty()) receipt = "s1/pos1/" + std::to_string(++receipts);
        ASSERT_TRUE(counter.commit([&](Txn& txn) {
            return book.note(txn, {member, receipt, points},
                             ManualClock::morning + std::chrono::hours{hour});
        }));
    }
    std::int64_t pending(std::vector<std::string> ids, std::optional<int> snapshot_hour = {}) {
        std::optional<WallTime> snapshot;
        if (snapshot_hour) snapshot = ManualClock::morning + std::chrono::hours{*snapshot_hour};
        const auto points = book.pending(ids, snapshot);
        EXPECT_TRUE(points);
        return points ? *points : -1;
    }
    int receipts = 0;
    Counter counter;
    PointBook book{*counter.bench.write};
};

TEST_F(PointBookTest, AddsUpWhatCameAfterTheSnapshot) {
    note("m-1", 10, 1);
    note("m-1", 7, 3);
    note("m-2", 100, 3);
    EXPECT_EQ(pending({"m-1"}), 17);
    EXPECT_EQ(pending({"m-1"}, 1), 7);
    EXPECT_EQ(pending({"m-1"}, 3), 0);
    EXPECT_EQ(pending({"m-9"}), 0);
}

TEST_F(PointBookTest, CountsAllTheIdsThatAMemberGoesBy) {
    note("p-1", 10, 1);
    note("m-1", 5, 2);
    EXPECT_EQ(pending({"m-1", "p-1"}), 15);
}

TEST_F(PointBookTest, TakesBackWhatWasBroughtBack) {
    note("m-1", 10, 1);
    note("m-1", -10, 2);
    EXPECT_EQ(pending({"m-1"}), 0);
}

TEST_F(PointBookTest, AReceiptCountsOnceAndWhatWasSaidFirstStands) {
    note("m-1", 10, 1, "s1/pos1/2026-07-01/7/completed");
    note("m-1", 10, 2, "s1/pos1/2026-07-01/7/completed");
    note("m-1", 99, 2, "s1/pos1/2026-07-01/7/completed");
    note("m-2", 10, 2, "s1/pos1/2026-07-01/7/completed");
    EXPECT_EQ(pending({"m-1"}), 10);
    EXPECT_EQ(pending({"m-2"}), 0);
    note("m-1", -10, 3, "s1/pos1/2026-07-01/7/returned");
    EXPECT_EQ(pending({"m-1"}), 0) << "a return is a receipt of its own";
}

TEST_F(PointBookTest, ForgetsAMember) {
    note("m-1", 10, 1);
    note("m-1", 10, 2);
    note("m-2", 3, 2);
    std::size_t gone = 0;
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(gone, book.forget(txn, "m-1"));
        return {};
    }));
    EXPECT_EQ(gone, 2U);
    EXPECT_EQ(pending({"m-1"}), 0);
    EXPECT_EQ(pending({"m-2"}), 3);
}

TEST_F(PointBookTest, ForgetsWhatIsPastItsTime) {
    note("m-1", 10, 0);
    note("m-1", 5, 48);
    ASSERT_TRUE(counter.commit([&](Txn& txn) {
        return book.forget(
            txn, ManualClock::morning + point_estimate_memory + std::chrono::hours{24}, 100);
    }));
    EXPECT_EQ(pending({"m-1"}), 5);
}

}  // namespace
}  // namespace aisle
