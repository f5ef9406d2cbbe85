// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/campaign.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aisle {
namespace {

const std::string frame =
    R"("title":"5 off","currency":"CNY","value":{"amount":500},)"
    R"("valid_from":"2026-07-01T00:00:00+08:00","valid_until":"2026-08-01T00:00:00+08:00")";

Result<Campaign> parse(const std::string& members) {
    const std::string text = "{" + members + "}";
    TRY(const auto json, Json::parse(text));
    return parse_campaign(json);
}

TEST(CampaignTest, TheSmallestOneIsStrict) {
    const auto campaign = parse(frame);
    ASSERT_TRUE(campaign) << campaign.error().what();
    EXPECT_EQ(campaign->worth, (Worth{std::int64_t{500}, 500, Rounding::down}));
    EXPECT_EQ(campaign->use, CouponUse::single);
    EXPECT_FALSE(campaign->risk);
    EXPECT_FALSE(campaign->closed);
}

TEST(CampaignTest, ReadsEveryCondition) {
    const auto campaign = parse(
        frame + R"(,"use":"many","unit":"amount","spend_min":2000,"items":["4006381333931","A"],)"
                R"("items_excluded":["B"],"stores":["s1"],"tiers":["gold"],"member_needed":true,)"
                R"("per_member":2,"stack_group":"g","exclusive":true,)"
                R"("risk":{"floor":2000,"unheard_max_s":86400},"closed":true,"revoked":[9,3],)"
                R"("conditions":"Not with others.","instead":"A coffee.","later":{"x":1})");
    ASSERT_TRUE(campaign) << campaign.error().what();
    EXPECT_EQ(campaign->use, CouponUse::many);
    EXPECT_EQ(campaign->unit, LeaseUnit::amount);
    EXPECT_EQ(campaign->items.only.front(), "04006381333931");
    EXPECT_EQ(campaign->items.never.front(), "B");
    EXPECT_EQ(campaign->per_member, 2);
    EXPECT_EQ(campaign->risk, (RiskTerms{2000, Seconds{86400}}));
    EXPECT_TRUE(is_revoked(*campaign, 3));
    EXPECT_FALSE(is_revoked(*campaign, 4));
    EXPECT_EQ(campaign->instead, "A coffee.");
}

TEST(CampaignTest, APartNeedsItsCap) {
    std::string body = frame;
    body.replace(body.find(R"({"amount":500})"), 14, R"({"percent_bp":1500})");
    const auto bare = parse(body);
    ASSERT_FALSE(bare);
    EXPECT_EQ(bare.error().place(), "/value/most");
    body.replace(body.find(R"({"percent_bp":1500})"), 19,
                 R"({"percent_bp":1500,"most":3000,"rounding":"half_up"})");
    const auto campaign = parse(body);
    ASSERT_TRUE(campaign);
    EXPECT_EQ(campaign->worth, (Worth{BasisPoints{1500}, 3000, Rounding::half_up}));
}

TEST(CampaignTest, RefusesWhatItCannotKeep) {
    const auto place = [](const std::string& more) {
        const auto campaign = parse(frame + more);
        EXPECT_FALSE(campaign) << more;
        return campaign ? std::string() : campaign.error().place();
    };
    EXPECT_EQ(place(R"(,"use":"twice")"), "/use");
    EXPECT_EQ(place(R"(,"spend_min":-1)"), "/spend_min");
    EXPECT_EQ(place(R"(,"items":[1])"), "/items");
    EXPECT_EQ(place(R"(,"risk":{"floor":1})"), "/risk/unheard_max_s");
    EXPECT_EQ(place(R"(,"revoked":[0])"), "/revoked");
    EXPECT_FALSE(
        parse(R"("title":"x","currency":"CNY","value":{"amount":5,"percent_bp":5},)"
              R"("valid_from":"2026-07-01T00:00:00Z","valid_until":"2026-08-01T00:00:00Z")"));
    EXPECT_FALSE(
        parse(R"("title":"x","currency":"CNY","value":{"amount":5},)"
              R"("valid_from":"2026-08-01T00:00:00Z","valid_until":"2026-07-01T00:00:00Z")"));
}

}  // namespace
}  // namespace aisle
