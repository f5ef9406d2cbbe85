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
                  counter.coupons,
                  counter.recorder,
                  counter.codes,
                  {},
                  {}});
    EXPECT_EQ(again.time.now(), *parse_rfc3339("2026-07-20T00:00:00Z"));
}

}  // namespace
}  // namespace aisle
