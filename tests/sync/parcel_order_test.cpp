// SPDX-License-Identifier: Apache-2.0
#include "sync/parcel_order.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

class ParcelOrderTest : public testing::Test {
protected:
    ParcelOrderTest() {
        head.epoch = Epoch{{1}};
        head.lanes = {ParcelSpan{Seq(5), Seq(8)}, ParcelSpan{Seq(1), Seq(2)}};
    }
    Batch batch(Lane lane, std::uint64_t first, std::uint64_t last) const {
        Batch batch;
        batch.epoch = head.epoch;
        batch.lane = lane;
        batch.first = Seq(first);
        batch.last = Seq(last);
        batch.entries.resize(last - first + 1);
        return batch;
    }
    std::string why(const Result<void>& refused) const {
        return refused ? "taken" : refused.error().what();
    }
    bool says(const Result<void>& refused, std::string_view words) const {
        return why(refused).find(words) != std::string::npos;
    }

    ParcelHead head;
};

TEST_F(ParcelOrderTest, EachLaneWithoutANumberLeftOutIsWhatIsWanted) {
    ParcelOrder order(head);
    EXPECT_EQ(why(order.batch(batch(Lane::ledger, 5, 6))), "taken");
    EXPECT_EQ(why(order.hole({Lane::ledger, {Seq(7), Seq(7)}})), "taken");
    EXPECT_EQ(why(order.batch(batch(Lane::ledger, 8, 9))), "taken") << "a little further is fine";
    auto with_gap = batch(Lane::touch, 1, 2);
    with_gap.entries.clear();
    with_gap.gaps.push_back({Seq(1), Seq(2), "evicted", {}, {}, std::nullopt, {}});
    EXPECT_EQ(why(order.batch(with_gap)), "taken");
    EXPECT_EQ(why(order.end({3, 4, 1})), "taken");
    EXPECT_EQ(order.gaps(), 1U);
    EXPECT_EQ(order.missing(), 1U);
    EXPECT_TRUE(says(order.end({3, 5, 1}), "as much as"));
}

TEST_F(ParcelOrderTest, WhatDoesNotFitTheHeadIsRefused) {
    ParcelOrder order(head);
    EXPECT_TRUE(says(order.batch(batch(Lane::ledger, 6, 6)), "goes on at 6 after 4"));
    ASSERT_TRUE(order.batch(batch(Lane::ledger, 5, 5)));
    EXPECT_TRUE(says(order.batch(batch(Lane::ledger, 5, 5)), "goes on at 5 after 5"));
    EXPECT_TRUE(says(order.end({1, 1, 0}), "ledger ends at 5, not at 8"));
    auto other = batch(Lane::ledger, 6, 6);
    other.epoch = Epoch{{2}};
    EXPECT_TRUE(says(order.batch(other), "another epoch"));
    ASSERT_TRUE(order.batch(batch(Lane::touch, 1, 1)));
    EXPECT_TRUE(says(order.batch(batch(Lane::ledger, 6, 6)), "comes after touch"));
    head.lanes[1].reset();
    ParcelOrder ledger_only(head);
    EXPECT_TRUE(says(ledger_only.batch(batch(Lane::touch, 1, 1)), "should not be in it"));
}

}  // namespace
}  // namespace aisle
