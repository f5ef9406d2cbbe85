// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/coupon.hpp"
#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aisle {
namespace {

WallTime at(const char* text) {
    return *parse_rfc3339(text);
}

Campaign summer() {
    Campaign campaign;
    campaign.title = "Summer";
    campaign.currency = *Currency::parse("CNY");
    campaign.worth = {std::int64_t{500}, 500, Rounding::down};
    campaign.valid_from = at("2026-07-01T00:00:00Z");
    campaign.valid_until = at("2026-08-01T00:00:00Z");
    return campaign;
}

Result<Coupon> parse(const std::string& text) {
    TRY(const auto json, Json::parse(text));
    return parse_coupon(json);
}

TEST(CouponTest, MayDifferFromItsCampaignOnlyByLess) {
    const auto coupon =
        parse(R"({"member_id":"m-1","most":300,"valid_from":"2026-06-01T00:00:00Z",)"
              R"("valid_until":"2026-07-10T00:00:00Z","more":true})");
    ASSERT_TRUE(coupon);
    const auto window = coupon_window(summer(), *coupon);
    EXPECT_EQ(window.from, summer().valid_from);
    EXPECT_EQ(window.until, at("2026-07-10T00:00:00Z"));
}

TEST(CouponTest, IsOverFromTheInstantOfItsEnd) {
    const CouponWindow window{at("2026-07-01T00:00:00Z"), at("2026-08-01T00:00:00Z")};
    EXPECT_EQ(coupon_state(window, window.from - Micros{1}), CouponState::early);
    EXPECT_EQ(coupon_state(window, window.from), CouponState::valid);
    EXPECT_EQ(coupon_state(window, window.until - Micros{1}), CouponState::valid);
    EXPECT_EQ(coupon_state(window, window.until), CouponState::expired);
}

TEST(CouponTest, RefusesAWindowThatEndsBeforeItBegins) {
    EXPECT_FALSE(
        parse(R"({"valid_from":"2026-07-02T00:00:00Z","valid_until":"2026-07-01T00:00:00Z"})"));
    EXPECT_FALSE(parse(R"({"most":0})"));
}

TEST(CouponTest, IsShownWithWhatItTakesOffAndItsShortCode) {
    std::string text;
    JsonWriter json(text);
    Coupon coupon;
    coupon.most = 300;
    write_coupon(json, {90417, 17}, summer(), coupon, {"valid", true});
    const auto& shown = json_of(text);
    EXPECT_EQ(shown.find("key")->string(), "90417-17");
    EXPECT_EQ(shown.find("value")->find("amount")->integer(), 300);
    EXPECT_EQ(shown.find("state")->string(), "valid");
    EXPECT_EQ(shown.find("offline")->boolean(), true);
    EXPECT_EQ(shown.find("code")->string(), short_code({90417, 17}));
}

}  // namespace
}  // namespace aisle
