// SPDX-License-Identifier: Apache-2.0
#include "agent/api/role_gate.hpp"

#include "tests/agent/api/served_shop.hpp"

#include <gtest/gtest.h>

#include <set>

namespace aisle {
namespace {

const std::string journal = "/v1/journal?lane=ledger";

class RoleGateTest : public testing::Test {
protected:
    void employ() {
        shop.put_operator("op7", "1234");
        shop.put_operator("op8", "1234", R"("manager")");
        shop.put_operator("op9", "1234", R"("it")");
        shop.look_at_staff();
    }
    void sign_in(const std::string& key) {
        ASSERT_EQ(
            shop.post("/v1/operators/sign-in", R"({"operator":")" + key + R"(","pin":"1234"})")
                .status,
            200);
    }
    // How often this stands in the ledger, as who comes by the socket sees it.
    std::size_t kept(const std::string& what) {
        shop.door = Door::local_socket;
        const auto text = shop.get(journal).body;
        shop.door = Door::network;
        std::size_t count = 0;
        for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
            ++count;
        }
        return count;
    }
    ServedShop shop;
};

TEST_F(RoleGateTest, AStoreWithoutStaffGoesOnAsBefore) {
    shop.look_at_staff();
    EXPECT_EQ(shop.get(journal).status, 200);
    EXPECT_EQ(shop.get("/v1/status").status, 200);
    EXPECT_EQ(shop.get("/v1/day").status, 200);
}

TEST_F(RoleGateTest, AClerkCannotOpenWhatIsIts) {
    employ();
    sign_in("op7");
    const auto refused = shop.get(journal);
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.content_type, "application/problem+json");
    EXPECT_EQ(code_of(refused), "role_needed");
    EXPECT_NE(refused.body.find("somebody of IT has to sign in"), std::string::npos);
    EXPECT_EQ(shop.ask("HEAD", journal).status, 403);
    EXPECT_EQ(shop.get("/v1/tasks").status, 200);
    EXPECT_EQ(kept(R"("asked":"GET /v1/journal","needs":["it"],"operator":"op7")"), 1U);
}

TEST_F(RoleGateTest, ItSeesHealthAndAManagerTheStore) {
    employ();
    sign_in("op9");
    for (const auto* path : {"/v1/journal", "/v1/status", "/v1/feeds", "/v1/scanner-setup"}) {
        EXPECT_EQ(shop.get(path).status, 200) << path;
    }
    EXPECT_EQ(shop.get("/v1/day").status, 403);
    sign_in("op8");
    for (const auto* path : {"/v1/status", "/v1/day", "/v1/redemptions", "/v1/tasks"}) {
        EXPECT_EQ(shop.get(path).status, 200) << path;
    }
    EXPECT_EQ(shop.get("/v1/journal").status, 403);
}

TEST_F(RoleGateTest, NobodyIsKeptFromSellingJoiningAndSigningIn) {
    employ();
    EXPECT_EQ(code_of(shop.get("/v1/tasks")), "sign_in_needed");
    EXPECT_EQ(shop.post("/v1/scans", R"({"data":"1"})").status, 201);
    for (const auto* path : {"/v1/purchases", "/v1/members", "/v1/members/m-1/consents",
                             "/v1/coupons/present", "/v1/members/identify"}) {
        EXPECT_EQ(shop.post(path, "{}").status, 400) << path << ": it was read";
    }
    for (const auto* path : {"/livez", "/readyz", "/metrics", "/v1/operators/current"}) {
        EXPECT_EQ(shop.get(path).status, 200) << path;
    }
}

// What was refused was not looked at: its body is not even read.
TEST_F(RoleGateTest, WhatIsRefusedIsNotDone) {
    employ();
    sign_in("op7");
    EXPECT_EQ(shop.post("/v1/day/close", R"({"id":"z"})").status, 403);
    EXPECT_EQ(shop.post("/v1/day/close", "{").status, 403);
    EXPECT_EQ(kept("business_day.closed"), 0U);
    EXPECT_EQ(kept(R"("asked":"POST /v1/day/close")"), 1U);
    sign_in("op8");
    EXPECT_EQ(shop.post("/v1/day/close", R"({"id":"z"})").status, 201);
}

TEST_F(RoleGateTest, WhoComesByTheSocketOrAsTheHostIsLetInByThat) {
    employ();
    for (const auto door : {Door::local_socket, Door::library}) {
        shop.door = door;
        EXPECT_EQ(shop.get(journal).status, 200);
        EXPECT_EQ(shop.get("/v1/tasks").status, 200);
    }
    EXPECT_EQ(kept("operator.refused"), 0U);
}

TEST_F(RoleGateTest, APathThatIsNotThereIsToldApartFromOneThatIsClosed) {
    employ();
    EXPECT_EQ(shop.get("/v1/nothing").status, 404);
    EXPECT_EQ(shop.ask("PUT", "/v1/journal").status, 405);
}

TEST_F(RoleGateTest, APathStandsOnceInTheTableAndOneThatDoesNotIsIts) {
    std::set<std::string> names;
    for (const auto& one : path_roles()) {
        EXPECT_TRUE(names.insert(std::string(one.method) + " " + std::string(one.path)).second)
            << one.path;
    }
    EXPECT_EQ(need_of("GET", "/v1/nothing"), RoleNeed::it);
}

}  // namespace
}  // namespace aisle
