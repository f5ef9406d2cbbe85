// SPDX-License-Identifier: Apache-2.0
#include "agent/api/member_routes.hpp"

#include "tests/agent/api/served_shop.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::string consents = "/v1/members/m-1/consents";
const std::string withdrawal =
    R"({"id":"w-1","consents":[{"purpose":"marketing","channel":"sms","decision":"withdrawn"}]})";

TEST(MemberRoutes, TakeAWithdrawalOfWhomNobodyKnowsHere) {
    ServedShop shop;
    const auto first = shop.post(consents, withdrawal);
    EXPECT_EQ(first.status, 201) << first.body;
    const auto again = shop.post(consents, withdrawal);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(shop.post(consents, withdrawal + " ").status, 409);
}

TEST(MemberRoutes, CloseAFormWhoseNoticeIsNotHere) {
    ServedShop shop;
    const auto given = shop.post(
        consents, R"({"consents":[{"purpose":"survey","channel":"any","decision":"given","notice":)"
                  R"({"id":"n","version":"1","language":"en","sha256":")" +
                      std::string(64, 'a') + R"("}}]})");
    EXPECT_EQ(given.status, 403);
    EXPECT_EQ(code_of(given), "notice_missing");
    EXPECT_NE(given.body.find(R"("pointer":"/consents/0/notice")"), std::string::npos);
    EXPECT_EQ(shop.post(consents, "{}").status, 400);
}

TEST(MemberRoutes, AnswerWhoStandsThere) {
    ServedShop shop;
    const auto unknown = shop.post("/v1/members/identify", R"({"member_id":"m-1"})");
    EXPECT_EQ(unknown.status, 200);
    EXPECT_EQ(unknown.body, R"({"known":false,"limited":true})");
    EXPECT_EQ(code_of(shop.post("/v1/members/identify", "{}")), "no_identifier");
}

TEST(MemberRoutes, ListWhatAFormMayShow) {
    ServedShop shop;
    const auto notices = shop.get("/v1/notices");
    EXPECT_EQ(notices.status, 200);
    EXPECT_NE(notices.body.find(R"({"notices":[)"), std::string::npos);
}

}  // namespace
}  // namespace aisle
