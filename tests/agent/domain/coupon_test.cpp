// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/body.hpp"
#include "tests/support/manual_clock.hpp"

namespace aisle {
namespace {

const std::string five_off = R"({"title":"5 off","campaign":"summer","value":{"amount":500},)"
                             R"("currency":"CNY","valid_from":"2026-07-01T08:00:00Z",)"
                             R"("valid_until":"2026-08-01T00:00:00+08:00",)"
                             R"("conditions":"Not with\nother offers.","code":"SUMMER5"})";

Result<Coupon> with(std::string_view from, std::string_view to) {
    return parse_coupon(json_of(changed(five_off, from, to)));
}
std::string written(const Coupon& coupon, WallTime now) {
    std::string text;
    JsonWriter json(text);
    write_coupon(json, "c-1", coupon, now);
    return text;
}

TEST(Coupon, IsShownAsCentralSaidIt) {
    const auto coupon = parse_coupon(json_of(five_off));
    ASSERT_TRUE(coupon) << coupon.error().what();
    EXPECT_EQ(written(*coupon, ManualClock::morning),
              R"({"key":"c-1","title":"5 off","campaign":"summer","value":{"amount":500},)"
              R"("currency":"CNY","valid_from":"2026-07-01T08:00:00.000Z",)"
              R"("valid_until":"2026-07-31T16:00:00.000Z",)"
              R"("conditions":"Not with\nother offers.","code":"SUMMER5","state":"valid"})");
}

TEST(Coupon, MayBeWorthAShare) {
    const auto coupon = with(R"({"amount":500},"currency":"CNY")", R"({"percent_bp":1500})");
    ASSERT_TRUE(coupon) << coupon.error().what();
    EXPECT_EQ(std::get<BasisPoints>(coupon->worth), BasisPoints{1500});
    const auto text = written(*coupon, ManualClock::morning);
    EXPECT_NE(text.find(R"("value":{"percent_bp":1500},"valid_from")"), std::string::npos) << text;
}

TEST(Coupon, IsValidFromItsFirstInstantUntilBeforeItsLast) {
    const auto coupon = parse_coupon(json_of(five_off));
    ASSERT_TRUE(coupon);
    EXPECT_EQ(coupon_state(*coupon, coupon->valid_from - Micros{1}), CouponState::early);
    EXPECT_EQ(coupon_state(*coupon, coupon->valid_from), CouponState::valid);
    EXPECT_EQ(coupon_state(*coupon, coupon->valid_until - Micros{1}), CouponState::valid);
    EXPECT_EQ(coupon_state(*coupon, coupon->valid_until), CouponState::expired);
    EXPECT_NE(written(*coupon, coupon->valid_until).find(R"("state":"expired")"),
              std::string::npos);
}

TEST(Coupon, LetsPassWhatANewerCentralSays) {
    EXPECT_TRUE(with("{", R"({"stack_group":"a",)"));
    EXPECT_TRUE(with(R"({"amount":500})", R"({"amount":500,"cap":900})"));
    EXPECT_TRUE(with(R"(,"code":"SUMMER5")", ""));
}

TEST(Coupon, NamesWhatIsWrongInIt) {
    EXPECT_TRUE(refused(with("title", "name"), "missing", "/title"));
    EXPECT_TRUE(refused(with("campaign", "x"), "missing", "/campaign"));
    EXPECT_TRUE(refused(with("{\"amount\":500}", "{}"), "bad_value", "/value"));
    EXPECT_TRUE(
        refused(with("{\"amount\":500}", R"({"amount":5,"percent_bp":5})"), "bad_value", "/value"));
    EXPECT_TRUE(refused(with("500", "0"), "out_of_range", "/value/amount"));
    EXPECT_TRUE(refused(with("500", "-1"), "out_of_range", "/value/amount"));
    EXPECT_TRUE(refused(with("500", "5.00"), "wrong_type", "/value/amount"));
    EXPECT_TRUE(refused(with("\"amount\":500", "\"percent_bp\":10001"), "out_of_range",
                        "/value/percent_bp"));
    EXPECT_TRUE(refused(with("CNY", "cny"), "bad_currency", "/currency"));
    EXPECT_TRUE(refused(with("\"currency\":\"CNY\",", ""), "missing", "/currency"));
    EXPECT_TRUE(refused(with("2026-07-01T08:00:00Z", "soon"), "bad_time", "/valid_from"));
    EXPECT_TRUE(refused(with("2026-08-01T00:00:00+08:00", "2026-07-01T08:00:00Z"), "bad_window",
                        "/valid_until"));
    EXPECT_TRUE(refused(with("SUMMER5", "A\\tB"), "bad_text", "/code"));
    EXPECT_TRUE(
        refused(with("Not with", std::string(note_bytes_max, 'x')), "too_long", "/conditions"));
    EXPECT_TRUE(refused(parse_coupon(json_of("[]")), "wrong_type", ""));
}

}  // namespace
}  // namespace aisle
