// SPDX-License-Identifier: Apache-2.0
#include "agent/api/staff_routes.hpp"

#include "tests/agent/api/served_shop.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::string sign_in = "/v1/operators/sign-in";
const std::string sign_out = "/v1/operators/sign-out";
const std::string current = "/v1/operators/current";
const std::string right = R"({"operator":"op7","pin":"1234"})";
const std::string wrong = R"({"operator":"op7","pin":"1235"})";
const std::string nobody = R"({"signed_in":false})";

struct StaffRoutesTest : testing::Test {
    StaffRoutesTest() { shop.put_operator("op7", "1234"); }
    ServedShop shop;
};

TEST_F(StaffRoutesTest, AnOperatorComesAndGoes) {
    EXPECT_EQ(shop.get(current).body, nobody);
    const auto in = shop.post(sign_in, right);
    EXPECT_EQ(in.status, 200) << in.body;
    EXPECT_NE(in.body.find(R"("operator":"op7","roles":["clerk"])"), std::string::npos);
    EXPECT_EQ(shop.get(current).body, in.body);
    const auto out = shop.post(sign_out, "");
    EXPECT_EQ(out.status, 200);
    EXPECT_EQ(out.body, nobody);
    EXPECT_EQ(shop.get(current).body, nobody);
}

TEST_F(StaffRoutesTest, RefusalsHaveTheirCodes) {
    const auto none = shop.post(sign_in, "{}");
    EXPECT_EQ(none.status, 400);
    EXPECT_EQ(code_of(none), "missing");
    for (int i = 0; i < 4; ++i) {
        const auto refused = shop.post(sign_in, wrong);
        EXPECT_EQ(refused.status, 403);
        EXPECT_EQ(code_of(refused), "sign_in_refused");
    }
    const auto locked = shop.post(sign_in, right);
    EXPECT_EQ(locked.status, 423);
    EXPECT_EQ(code_of(locked), "pin_locked");
    EXPECT_NE(locked.body.find("wait 5 s"), std::string::npos) << locked.body;
    EXPECT_EQ(shop.get(current).body, nobody);
}

TEST_F(StaffRoutesTest, NobodyAndAWrongPinAreAnsweredByTheSameBytes) {
    EXPECT_EQ(shop.post(sign_in, wrong).body,
              shop.post(sign_in, R"({"operator":"op9","pin":"1234"})").body);
}

TEST_F(StaffRoutesTest, WhoIsSignedInStandsOnEveryEvent) {
    ASSERT_EQ(shop.post("/v1/scans", R"({"data":"1"})").status, 201);
    ASSERT_EQ(shop.post(sign_in, right).status, 200);
    ASSERT_EQ(shop.post("/v1/scans", R"({"data":"2"})").status, 201);
    ASSERT_EQ(shop.post(sign_out, "").status, 200);
    ASSERT_EQ(shop.post("/v1/scans", R"({"data":"3"})").status, 201);
    const auto journal = shop.get("/v1/journal?lane=touch").body;
    const auto first = journal.find(R"("operatorid":"op7")");
    ASSERT_NE(first, std::string::npos) << journal;
    EXPECT_EQ(journal.find(R"("operatorid")", first + 1), std::string::npos) << journal;
}

}  // namespace
}  // namespace aisle
