// SPDX-License-Identifier: Apache-2.0
#include "agent/api/service_routes.hpp"

#include "tests/agent/api/served_shop.hpp"
#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::string complaint = R"({"case_id":"k-1","kind":"complaint","text":"It leaks."})";

class ServiceInterface : public testing::Test {
protected:
    static std::string_view said(const Response& response, std::string_view member) {
        const auto* found = json_of(response.body).find(member);
        return found ? found->string().value_or("?") : "";
    }
    ServedShop shop;
};

TEST_F(ServiceInterface, ACaseIsAnsweredWithItsIdHoweverOftenItIsSaid) {
    const auto opened = shop.post("/v1/cases", complaint);
    EXPECT_EQ(opened.status, 201) << opened.body;
    EXPECT_EQ(said(opened, "case_id"), "k-1");
    const auto again = shop.post("/v1/cases", complaint);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.body, opened.body);
    const auto other = shop.post("/v1/cases", R"({"case_id":"k-1","kind":"other","text":"x"})");
    EXPECT_EQ(other.status, 409);
    EXPECT_EQ(said(other, "pointer"), "/case_id");
    EXPECT_EQ(shop.saved.size(), 1U);
}

TEST_F(ServiceInterface, AWishPointsAtTheItemThatIsNone) {
    EXPECT_EQ(shop.post("/v1/order-intents", R"({"items":[{"sku":"a","quantity":"2"}]})").status,
              201);
    const auto refused = shop.post("/v1/order-intents", R"({"items":[{"quantity":"2"}]})");
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(said(refused, "pointer"), "/items/0/sku");
}

TEST_F(ServiceInterface, AnOrderIsShownAndHandedOverOnce) {
    shop.put_pickup("W/1", "AB12");
    const auto shown = shop.post("/v1/pickups/present", R"({"code":"ab-12"})");
    EXPECT_EQ(shown.status, 200);
    EXPECT_EQ(said(shown, "decision"), "ready");
    EXPECT_EQ(said(shown, "order"), "W/1");
    EXPECT_EQ(shop.post("/v1/pickups/W%2F1/complete", "{}").status, 201);
    const auto second = shop.post("/v1/pickups/W%2F1/complete", "{}");
    EXPECT_EQ(second.status, 409);
    EXPECT_EQ(code_of(second), "already_picked_up");
    EXPECT_NE(said(second, "detail").find("2026-07-01T08:00:00"), std::string_view::npos);
    EXPECT_EQ(said(shop.post("/v1/pickups/present", R"({"code":"AB12"})"), "reason"),
              "already_picked_up");
}

TEST_F(ServiceInterface, AnOrderOfAnotherDeviceIsRefusedWithItsName) {
    shop.put_pickup("W-1", "AB12", "s1-pos2");
    const auto shown = shop.post("/v1/pickups/present", R"({"code":"AB12"})");
    EXPECT_EQ(shown.status, 200);
    EXPECT_EQ(said(shown, "reason"), "pickup_elsewhere");
    EXPECT_EQ(said(shown, "device"), "s1-pos2");
    const auto refused = shop.post("/v1/pickups/W-1/complete", "{}");
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(code_of(refused), "pickup_elsewhere");
    EXPECT_NE(said(refused, "detail").find("s1-pos2"), std::string_view::npos);
    EXPECT_TRUE(shop.saved.empty());
}

TEST_F(ServiceInterface, ALandingPagesCodeThatNobodySignedIsAnsweredWithTheReason) {
    const auto shown = shop.post("/v1/handoffs", R"({"code":"https://shop.example/?s=1"})");
    EXPECT_EQ(shown.status, 200) << shown.body;
    EXPECT_EQ(said(shown, "decision"), "rejected");
    EXPECT_EQ(said(shown, "reason"), "unknown_code");
    const auto refused = shop.post("/v1/handoffs", R"({"id":"h-1"})");
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(said(refused, "pointer"), "/code");
}

}  // namespace
}  // namespace aisle
