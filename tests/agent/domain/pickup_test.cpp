// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/pickup.hpp"

#include "agent/base/ids.hpp"
#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

const std::string waiting =
    R"({"code_sha256":")" + to_hex(sha256({"AB12"}).view()) +
    R"(","token":"42","holder":"s0042-pos1","items":[{"sku":"A-1","quantity":"2","text":"Tea"}],)"
    R"("valid_until":"2026-07-08T20:00:00Z","member":"m-77","erase_seq":7,"newer":true})";

Result<Pickup> parse(const std::string& text) {
    return parse_pickup(json_of(text), "W-1");
}
Result<Pickup> with(std::string_view from, std::string_view to) {
    return parse(changed(waiting, from, to));
}
Pickup pickup() {
    auto read = parse(waiting);
    EXPECT_TRUE(read);
    return read ? *read : Pickup{};
}
PickupMoment here(std::string_view at = "2026-07-01T08:00:00Z") {
    return {*parse_rfc3339(at), "s0042-pos1"};
}

TEST(Pickup, IsReadAsCentralWroteIt) {
    const auto read = parse(waiting);
    ASSERT_TRUE(read) << read.error().what();
    EXPECT_EQ(read->code, sha256({"AB12"}));
    EXPECT_EQ(read->token, 42U);
    EXPECT_EQ(read->holder, "s0042-pos1");
    EXPECT_EQ(read->items.size(), 1U);
    EXPECT_EQ(read->member, "m-77");
    EXPECT_TRUE(with("\"token\":\"42\",", ""));
    EXPECT_TRUE(with("{\"code", "{\"order\":\"W-1\",\"code"));
}

TEST(Pickup, ThatIsNoneIsNamedByItsPlace) {
    EXPECT_TRUE(
        refused(with("code_sha256\":\"", "code_sha256\":\"x"), "bad_sha256", "/code_sha256"));
    EXPECT_TRUE(refused(with("\"42\"", "\"-1\""), "bad_serial", "/token"));
    EXPECT_TRUE(refused(with("\"42\"", "\"9223372036854775808\""), "bad_serial", "/token"));
    EXPECT_TRUE(refused(with("\"42\"", "42"), "wrong_type", "/token"));
    EXPECT_TRUE(refused(with("\"holder\":\"s0042-pos1\",", ""), "missing", "/holder"));
    EXPECT_TRUE(refused(with("2026-07-08T20:00:00Z", "soon"), "bad_time", "/valid_until"));
    EXPECT_TRUE(refused(with("\"quantity\":\"2\"", "\"quantity\":\"0\""), "bad_quantity",
                        "/items/0/quantity"));
    EXPECT_TRUE(refused(with("{\"code", "{\"order\":\"W-2\",\"code"), "order_differs", "/order"));
    EXPECT_TRUE(refused(parse(R"({"holder":"a","items":[{"sku":"a","quantity":"1"}],)"
                              R"("valid_until":"2026-07-08T20:00:00Z"})"),
                        "missing", "/code_sha256"));
    EXPECT_TRUE(refused(parse("[]"), "wrong_type", ""));
}

TEST(PickupCode, IsTheSameHoweverItIsTyped) {
    for (const auto* typed : {"AB12", "ab12", "AB 12", "ab-12 "}) {
        EXPECT_EQ(pickup_code_digest(typed), sha256({"AB12"})) << typed;
    }
    EXPECT_NE(pickup_code_digest("AB13"), sha256({"AB12"}));
}

TEST(PickupDecision, IsReadyOnlyHereOnlyOnceAndOnlyInTime) {
    EXPECT_EQ(judge_pickup(pickup(), here()), PickupDecision::ready);
    EXPECT_EQ(judge_pickup(pickup(), here("2026-07-08T20:00:00Z")), PickupDecision::expired);
    auto at = here();
    at.device = "s0042-pos2";
    EXPECT_EQ(judge_pickup(pickup(), at), PickupDecision::elsewhere);
    at = here();
    at.frozen = true;
    EXPECT_EQ(judge_pickup(pickup(), at), PickupDecision::frozen);
    at = here("2026-07-09T20:00:00Z");
    at.handed_over = ManualClock::morning;
    EXPECT_EQ(judge_pickup(pickup(), at), PickupDecision::already_picked_up);
}

TEST(PickupDecision, BelievesCentralThatItWasHandedOver) {
    auto known = pickup();
    known.picked_up_at = ManualClock::morning;
    auto at = here();
    at.device = "s0042-pos2";
    EXPECT_EQ(judge_pickup(known, at), PickupDecision::already_picked_up);
    EXPECT_EQ(picked_up_at(known, at), ManualClock::morning);
    // What this device did it knows better.
    at.handed_over = ManualClock::morning + Seconds{5};
    EXPECT_EQ(picked_up_at(known, at), at.handed_over);
}

TEST(PickupRefusal, SaysWhereItWaitsAndWhenItWent) {
    EXPECT_EQ(rejected_json(PickupRefusal{PickupDecision::elsewhere, "W-1", "s0042-pos2"}),
              R"({"decision":"rejected","reason":"pickup_elsewhere","en":"The order is handed )"
              R"(over by the device s0042-pos2: go there.","zh":"此订单由设备 s0042-pos2 )"
              R"(交货，请到该处提货。","order":"W-1","device":"s0042-pos2"})");
    const PickupRefusal gone{PickupDecision::already_picked_up, "W-1", "", ManualClock::morning};
    EXPECT_EQ(rejected_json(gone),
              R"({"decision":"rejected","reason":"already_picked_up","en":"The order was handed )"
              R"(over before, at 2026-07-01T08:00:00.000Z.","zh":"此订单已于 )"
              R"(2026-07-01T08:00:00.000Z 被取走。","order":"W-1",)"
              R"("at":"2026-07-01T08:00:00.000Z"})");
    EXPECT_EQ(pickup_refused(gone).kind(), Errc::conflict);
    EXPECT_EQ(pickup_refused(gone).code(), "already_picked_up");
    for (const auto decision :
         {PickupDecision::unknown_code, PickupDecision::unknown_key, PickupDecision::forged,
          PickupDecision::ambiguous_code, PickupDecision::expired, PickupDecision::frozen}) {
        EXPECT_FALSE(words_of({decision}).en.empty());
        EXPECT_TRUE(words_of({decision}).zh.ends_with("。"));
        EXPECT_FALSE(to_string(decision).empty());
    }
}

TEST(PickupAnswer, SaysWhatIsToBeHandedOver) {
    EXPECT_EQ(ready_json("W-1", pickup()),
              R"({"decision":"ready","order":"W-1","items":[{"sku":"A-1","quantity":"2",)"
              R"("text":"Tea"}],"valid_until":"2026-07-08T20:00:00.000Z"})");
}

TEST(PickupBody, IsACodeOrAnIdAndNothingElse) {
    EXPECT_EQ(*parse_pickup_presentation(json_of(R"({"code":"AB12"})")), "AB12");
    EXPECT_TRUE(refused(parse_pickup_presentation(json_of("{}")), "missing", "/code"));
    EXPECT_TRUE(
        refused(parse_pickup_presentation(json_of(R"({"code":"\n"})")), "bad_text", "/code"));
    EXPECT_EQ(*parse_pickup_completion(json_of(R"({"id":"a"})")), "a");
    EXPECT_EQ(*parse_pickup_completion(json_of("{}")), "");
    EXPECT_TRUE(
        refused(parse_pickup_completion(json_of(R"({"code":"AB12"})")), "unknown_member", "/code"));
}

TEST(PickupEvent, NamesTheOrderAndTheMemberApart) {
    const auto draft = pickup_completed("W-1", pickup());
    EXPECT_EQ(draft.type, "pickup.completed");
    EXPECT_EQ(draft.lane, Lane::ledger);
    EXPECT_EQ(draft.data, R"({"order":"W-1"})");
    EXPECT_EQ(draft.person, R"({"member_id":"m-77"})");
    auto nobodys = pickup();
    nobodys.member.clear();
    EXPECT_TRUE(pickup_completed("W-1", nobodys).person.empty());
}

}  // namespace
}  // namespace aisle
