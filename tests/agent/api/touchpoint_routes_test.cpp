// SPDX-License-Identifier: Apache-2.0
#include "agent/api/touchpoint_routes.hpp"

#include "tests/agent/api/served_shop.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(TouchpointInterface, ListsTheCodesAndTakesThatOneWasShown) {
    ServedShop shop;
    shop.put_touchpoint_code(
        "c/1", R"({"kind":"community","url":"https://a.example/?state={store}.{touchpoint}"})");
    const auto list = shop.get("/v1/touchpoint-codes");
    EXPECT_EQ(list.status, 200);
    EXPECT_NE(list.body.find("https://a.example/?state=s1.s1-pos1"), std::string::npos)
        << list.body;
    const std::string body = R"({"id":"1","how":"screen"})";
    const auto shown = shop.post("/v1/touchpoint-codes/c%2F1/exposed", body);
    EXPECT_EQ(shown.status, 201) << shown.body;
    const auto again = shop.post("/v1/touchpoint-codes/c%2F1/exposed", body);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.body, shown.body);
}

TEST(TouchpointInterface, SaysWhatIsWrong) {
    ServedShop shop;
    EXPECT_EQ(code_of(shop.get("/v1/touchpoint-codes?clark=op7")), "bad_query");
    EXPECT_EQ(code_of(shop.get("/v1/touchpoint-codes?clerk=a%0Ab")), "bad_target");
    const auto unknown = shop.post("/v1/touchpoint-codes/c-1/exposed", R"({"how":"screen"})");
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(code_of(unknown), "unknown_touchpoint_code");
}

}  // namespace
}  // namespace aisle
