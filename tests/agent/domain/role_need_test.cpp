// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/role_need.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace aisle {
namespace {

bool does(StaffRole role, RoleNeed need) {
    return std::ranges::count(roles_for(need), role) > 0;
}

TEST(RoleNeedTest, AManagerMayWhatAClerkMayAndNotWhatItMay) {
    EXPECT_TRUE(does(StaffRole::clerk, RoleNeed::clerk));
    EXPECT_TRUE(does(StaffRole::manager, RoleNeed::clerk));
    EXPECT_TRUE(does(StaffRole::manager, RoleNeed::manager));
    EXPECT_TRUE(does(StaffRole::manager, RoleNeed::manager_or_it));
    EXPECT_FALSE(does(StaffRole::manager, RoleNeed::it));
}

TEST(RoleNeedTest, AClerkMayNothingElse) {
    for (const auto need : {RoleNeed::manager, RoleNeed::manager_or_it, RoleNeed::it}) {
        EXPECT_FALSE(does(StaffRole::clerk, need)) << to_string(need);
    }
}

TEST(RoleNeedTest, ItSeesHealthAndNeitherSellsNorManages) {
    EXPECT_TRUE(does(StaffRole::it, RoleNeed::it));
    EXPECT_TRUE(does(StaffRole::it, RoleNeed::manager_or_it));
    EXPECT_FALSE(does(StaffRole::it, RoleNeed::clerk));
    EXPECT_FALSE(does(StaffRole::it, RoleNeed::manager));
}

TEST(RoleNeedTest, ARefusalIsKeptWithWhatWasAskedAndByWhom) {
    const auto refused = path_refused({"GET /v1/journal", RoleNeed::it, "op7", 0});
    EXPECT_EQ(refused.type, "operator.refused");
    EXPECT_EQ(refused.lane, Lane::ledger);
    EXPECT_EQ(refused.data,
              R"({"why":"role","asked":"GET /v1/journal","needs":["it"],"operator":"op7"})");
    EXPECT_TRUE(refused.person.empty());
    EXPECT_EQ(path_refused({"GET /v1/status", RoleNeed::manager_or_it, "", 3}).data,
              R"({"why":"nobody","asked":"GET /v1/status","needs":["manager","it"],)"
              R"("repeated":3})");
}

TEST(RoleNeedTest, WhoIsRefusedIsToldWhoMayAndWhereToSignIn) {
    const auto role = role_refusal(RoleNeed::manager, true);
    EXPECT_EQ(role.kind(), Errc::denied);
    EXPECT_EQ(role.code(), "role_needed");
    EXPECT_NE(role.what().find("a manager has to sign in"), std::string::npos) << role.what();
    const auto nobody = role_refusal(RoleNeed::clerk, false);
    EXPECT_EQ(nobody.code(), "sign_in_needed");
    EXPECT_NE(nobody.what().find("a clerk or a manager has to sign in"), std::string::npos);
}

}  // namespace
}  // namespace aisle
