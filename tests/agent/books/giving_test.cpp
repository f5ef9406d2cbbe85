// SPDX-License-Identifier: Apache-2.0
#include "agent/books/giving.hpp"

#include "tests/agent/books/coupon_counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(GivingTest, GoesOnFromTheTimeThatItsFileReached) {
    CouponCounter counter;
    counter.campaign(90417);
    counter.pin({90417, 1});
    counter.truth = *parse_rfc3339("2026-07-20T00:00:00Z");
    counter.present("90417-1", "sale-1");
    counter.truth.reset();
    Giving again({*counter.bench.write,
                  *counter.bench.read,
                  counter.campaigns,
                  counter.coupons,
                  counter.recorder,
                  counter.codes,
                  {},
                  {}});
    EXPECT_EQ(again.time.now(), *parse_rfc3339("2026-07-20T00:00:00Z"));
}

TEST(GivingTest, ForgetsWhatIsOverForGoodAndNothingElse) {
    CouponCounter counter;
    counter.campaign(90417);
    counter.pin({90417, 1});
    counter.pin({90417, 2});
    const auto used = counter.id_of(counter.present("90417-1", "sale-1"));
    counter.redeem(used);
    const auto held = counter.id_of(counter.present("90417-2", "sale-2"));
    const auto forget = [&](const char* when) {
        EXPECT_TRUE(counter.commit(
            [&](Txn& txn) { return counter.giving.forget(txn, *parse_rfc3339(when), 100); }));
    };
    const auto knows = [&](const std::string& id) {
        return counter.giving.redemptions.find(*parse_event_id(id))->has_value();
    };
    forget("2027-06-01T00:00:00Z");
    EXPECT_TRUE(knows(used)) << "its campaign is still there";
    ASSERT_TRUE(
        counter.commit([&](Txn& txn) { return counter.campaigns.remove(txn, "fleet", "90417"); }));
    forget("2026-08-01T00:00:00Z");
    EXPECT_TRUE(knows(used)) << "not yet";
    forget("2027-06-01T00:00:00Z");
    EXPECT_FALSE(knows(used));
    EXPECT_TRUE(knows(held)) << "what is open is kept";
    EXPECT_TRUE(*counter.giving.rights_held.find({90417, 2}));
}

}  // namespace
}  // namespace aisle
