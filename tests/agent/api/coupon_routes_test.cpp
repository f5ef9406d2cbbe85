// SPDX-License-Identifier: Apache-2.0
#include "agent/api/coupon_routes.hpp"

#include "tests/agent/api/served_shop.hpp"
#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

class CouponRoutesTest : public testing::Test {
protected:
    CouponRoutesTest() {
        shop.put_coupon("90417-1");
        shop.pin_coupon("90417-1");
    }
    Response present(const std::string& code) {
        return shop.post("/v1/coupons/present",
                         R"({"code":")" + code + R"(","pos_ref":"s-1","basket":{"total":2900}})");
    }

    ServedShop shop;
};

TEST_F(CouponRoutesTest, FromTheCouponToTheSalesEnd) {
    const auto granted = present("90417-1");
    ASSERT_EQ(granted.status, 200) << granted.body;
    const std::string id(*json_of(granted.body).find("redemption_id")->string());
    EXPECT_NE(shop.get("/v1/redemptions").body.find(id), std::string::npos);
    const auto closed = shop.post("/v1/redemptions/" + id + "/close",
                                  R"({"outcome":"redeemed","amount":500,"purchase_id":"p-1"})");
    EXPECT_EQ(closed.status, 200) << closed.body;
    EXPECT_EQ(json_of(closed.body).find("state")->string(), "redeemed");
    EXPECT_EQ(shop.get("/v1/redemptions").body, R"({"holds":[]})");
    const auto reversed = shop.post("/v1/redemptions/" + id + "/reverse", "{}");
    EXPECT_EQ(json_of(reversed.body).find("reversed")->boolean(), true);
}

TEST_F(CouponRoutesTest, ARefusalOfACouponIsAnAnswer) {
    const auto refused = present("90417-2");
    EXPECT_EQ(refused.status, 200) << refused.body;
    EXPECT_EQ(json_of(refused.body).find("reason")->string(), "offline_not_allowed");
}

TEST_F(CouponRoutesTest, WhatIsWrongHasItsCode) {
    EXPECT_EQ(shop.post("/v1/coupons/present", "{}").status, 400);
    const auto unknown = shop.post("/v1/redemptions/x/close", R"({"outcome":"released"})");
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(code_of(unknown), "unknown_redemption");
    const std::string id(*json_of(present("90417-1").body).find("redemption_id")->string());
    EXPECT_EQ(shop.post("/v1/redemptions/" + id + "/reverse", "{}").status, 409);
    EXPECT_EQ(code_of(shop.post("/v1/redemptions/" + id + "/reverse", "{}")), "not_redeemed");
    const auto more =
        shop.post("/v1/redemptions/" + id + "/close", R"({"outcome":"redeemed","amount":501})");
    EXPECT_EQ(code_of(more), "amount_over_held");
}

}  // namespace
}  // namespace aisle
