// SPDX-License-Identifier: Apache-2.0
#include "agent/api/day_routes.hpp"

#include "agent/api/problem.hpp"
#include "tests/agent/api/served_shop.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(DayRoutes, ADayIsClosedOnceForAnIdAndItsRepeatIsFine) {
    ServedShop shop;
    shop.put_task("t1");
    ASSERT_EQ(shop.post("/v1/tasks/t1/complete", "{}").status, 201);
    const auto closed = shop.post("/v1/day/close", R"({"id":"z-1"})");
    EXPECT_EQ(closed.status, 201) << closed.body;
    EXPECT_NE(closed.body.find(R"("kind":"task.completed","count":1)"), std::string::npos);
    EXPECT_NE(closed.body.find(R"("delivery":{"through":1,"waiting":1})"), std::string::npos);
    const auto again = shop.post("/v1/day/close", R"({"id":"z-1"})");
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.body, closed.body);
    EXPECT_EQ(shop.post("/v1/day/close", R"({"id":"z-1","business_day":"2026-07-01"})").status,
              409);
}

TEST(DayRoutes, RefusalsHaveTheirCodesAndPlaces) {
    ServedShop shop;
    const auto ahead = shop.post("/v1/day/close", R"({"business_day":"2026-07-09"})");
    EXPECT_EQ(ahead.status, 400);
    EXPECT_EQ(code_of(ahead), "day_ahead");
    EXPECT_NE(ahead.body.find(R"("pointer":"/business_day")"), std::string::npos);
    EXPECT_EQ(code_of(shop.post("/v1/day/close", R"({"business_day":"2020-01-01"})")),
              "day_forgotten");
    EXPECT_EQ(code_of(shop.post("/v1/day/close", R"({"day":"2020-01-01"})")), "unknown_member");
    EXPECT_EQ(code_of(shop.post("/v1/day/close", "")), "bad_json");
    EXPECT_EQ(code_of(shop.get("/v1/day?business_day=yesterday")), "bad_query");
    EXPECT_EQ(code_of(shop.get("/v1/day?day=2026-07-01")), "bad_query");
}

TEST(DayRoutes, ShowsADayAsItStands) {
    ServedShop shop;
    shop.put_task("t1");
    ASSERT_EQ(shop.post("/v1/tasks/t1/complete", "{}").status, 201);
    const auto today = shop.get("/v1/day");
    EXPECT_EQ(today.status, 200);
    EXPECT_NE(today.body.find(R"("business_day":"2026-07-01","count":1)"), std::string::npos);
    const auto before = shop.get("/v1/day?business_day=2026-06-30");
    EXPECT_NE(before.body.find(R"("business_day":"2026-06-30","count":0)"), std::string::npos);
}

TEST(DayRoutes, AFullDiskClosesNothingAndSaysSo) {
    ServedShop shop;
    shop.fill_the_disk();
    // A page has room for some.
    auto answer = shop.post("/v1/day/close", "{}");
    for (int i = 0; i < 50 && answer.status == 201; ++i) answer = shop.post("/v1/day/close", "{}");
    EXPECT_EQ(answer.status, 507) << answer.body;
    EXPECT_EQ(code_of(answer), "disk_full");
}

}  // namespace
}  // namespace aisle
