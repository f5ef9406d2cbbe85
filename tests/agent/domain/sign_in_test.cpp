// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/sign_in.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/body.hpp"
#include "tests/agent/domain/staff_body.hpp"

namespace aisle {
namespace {

constexpr Micros never{0};

MonoTime at(Seconds since_boot) {
    return MonoTime{since_boot};
}

BootMoment moment(std::string boot, Seconds since_boot, WallTime wall = ManualClock::morning) {
    return {std::move(boot), at(since_boot), wall};
}

Result<SignInWish> wish(const std::string& text) {
    const auto json = Json::parse(text);
    EXPECT_TRUE(json);
    return parse_sign_in(*json);
}

StaffEntry entry_until(WallTime until) {
    StaffEntry entry;
    entry.roles.add(StaffRole::clerk);
    entry.valid_until = until;
    return entry;
}

const StaffEntry of_a_month = entry_until(ManualClock::morning + std::chrono::hours{720});

TEST(SignIn, TakesAPinOrABadge) {
    const auto by_pin = wish(R"({"operator":"op7","pin":"0412"})");
    ASSERT_TRUE(by_pin);
    EXPECT_EQ(by_pin->method, SignInMethod::pin);
    EXPECT_EQ(by_pin->operator_id, "op7");
    EXPECT_EQ(by_pin->pin, "0412");
    const auto by_badge = wish(R"({"badge":"AIS1XYZ"})");
    ASSERT_TRUE(by_badge);
    EXPECT_EQ(by_badge->method, SignInMethod::badge);
    EXPECT_EQ(by_badge->badge, "AIS1XYZ");
}

TEST(SignIn, RefusesAnythingElse) {
    EXPECT_TRUE(refused(wish("{}"), "missing", "/operator"));
    EXPECT_TRUE(refused(wish(R"({"operator":"op7"})"), "missing", "/pin"));
    EXPECT_TRUE(refused(wish(R"({"operator":"op7","pin":"123"})"), "bad_pin", "/pin"));
    EXPECT_TRUE(refused(wish(R"({"operator":"op7","pin":"12a4"})"), "bad_pin", "/pin"));
    EXPECT_TRUE(refused(wish(R"({"operator":"op7","pin":"1234567890123"})"), "bad_pin", "/pin"));
    EXPECT_TRUE(refused(wish(R"({"operator":"op7","pin":1234})"), "wrong_type", "/pin"));
    EXPECT_TRUE(refused(wish(R"({"operator":"","pin":"1234"})"), "empty", "/operator"));
    EXPECT_TRUE(refused(wish(R"({"badge":"A","pin":"1234"})"), "bad_sign_in", "/badge"));
    EXPECT_TRUE(refused(wish(R"({"badge":""})"), "empty", "/badge"));
    EXPECT_TRUE(refused(wish(R"({"badge":"A","who":"me"})"), "unknown_member", "/who"));
}

TEST(SignIn, ASlipOfTheFingerCostsNothing) {
    for (int failures = 0; failures <= pin_tries_free; ++failures) {
        EXPECT_EQ(pin_wait(failures), never);
    }
}

TEST(SignIn, EachWrongPinMoreCostsTwiceAsLongUpToABound) {
    EXPECT_EQ(pin_wait(pin_tries_free + 1), Micros{pin_wait_first});
    EXPECT_EQ(pin_wait(pin_tries_free + 2), Micros{2 * pin_wait_first});
    EXPECT_EQ(pin_wait(pin_tries_free + 5), Micros{16 * pin_wait_first});
    EXPECT_EQ(pin_wait(pin_tries_free + 40), Micros{pin_wait_max});
    EXPECT_EQ(pin_wait(1'000'000), Micros{pin_wait_max});
}

PinTrial locked_at(const BootMoment& now) {
    PinTrial trial;
    for (int i = 0; i <= pin_tries_free + 1; ++i) trial = failed_again(trial, now);
    return trial;  // for ten seconds
}

TEST(SignIn, ALockEndsWhenItsTimeIsOver) {
    const auto trial = locked_at(moment("a", Seconds{100}));
    EXPECT_EQ(wait_left(trial, moment("a", Seconds{100})), Micros{Seconds{10}});
    EXPECT_EQ(wait_left(trial, moment("a", Seconds{109})), Micros{Seconds{1}});
    EXPECT_EQ(wait_left(trial, moment("a", Seconds{110})), never);
    EXPECT_EQ(wait_left(trial, moment("a", Seconds{100'000})), never);
}

TEST(SignIn, TheWallClockMovesNoLock) {
    const auto trial = locked_at(moment("a", Seconds{100}));
    for (const auto years : {-20, 20}) {
        const auto wall = ManualClock::morning + std::chrono::hours{24 * 365 * years};
        EXPECT_EQ(wait_left(trial, moment("a", Seconds{105}, wall)), Micros{Seconds{5}});
    }
}

TEST(SignIn, ARestartFreesNoLockEarlyAndKeepsNoneForEver) {
    const auto trial = locked_at(moment("a", Seconds{100}));
    // All of it again, from the beginning of the new boot, whatever its clock shows.
    EXPECT_EQ(wait_left(trial, moment("b", Seconds{1})), Micros{Seconds{9}});
    EXPECT_EQ(wait_left(trial, moment("b", Seconds{9}, WallTime{})), Micros{Seconds{1}});
    EXPECT_EQ(wait_left(trial, moment("b", Seconds{10})), never);
    // Where boots cannot be told apart by name.
    EXPECT_EQ(wait_left(trial, moment("a", Seconds{1})), Micros{Seconds{9}});
    EXPECT_EQ(wait_left(trial, moment("a", Seconds{20})), never);
}

TEST(SignIn, IsForThoseWhomCentralTrustsNow) {
    auto entry = of_a_month;
    entry.valid_from = ManualClock::morning;
    EXPECT_EQ(decide_validity(entry, ManualClock::morning), SignInDecision::ok);
    EXPECT_EQ(decide_validity(entry, ManualClock::morning - Micros{1}), SignInDecision::not_yet);
    EXPECT_EQ(decide_validity(entry, entry.valid_until - Micros{1}), SignInDecision::ok);
    EXPECT_EQ(decide_validity(entry, entry.valid_until), SignInDecision::expired);
}

TEST(SignIn, LastsAShiftAndNoLongerThanTheOperator) {
    const auto now = moment("a", Seconds{100});
    const auto shift = begin_session("op7", of_a_month, now);
    EXPECT_EQ(shift.until, now.wall + sign_in_max);
    EXPECT_FALSE(is_over(shift, now.mono + sign_in_max - Micros{1}));
    EXPECT_TRUE(is_over(shift, now.mono + sign_in_max));
    const auto brief = begin_session("op7", entry_until(now.wall + Seconds{60}), now);
    EXPECT_EQ(brief.until, now.wall + Seconds{60});
    EXPECT_TRUE(is_over(brief, now.mono + Seconds{60}));
}

TEST(SignIn, GoesOnWhileNothingHasChanged) {
    const auto session = begin_session("op7", of_a_month, moment("a", Seconds{100}));
    const auto later = moment("a", Seconds{3600}, ManualClock::morning + Seconds{3500});
    EXPECT_EQ(continue_session(session, of_a_month, later), session);
    // The clock was set back, and that gives nobody a longer shift.
    const auto back = moment("a", Seconds{100} + sign_in_max, ManualClock::morning - Seconds{60});
    EXPECT_FALSE(continue_session(session, of_a_month, back));
}

TEST(SignIn, FollowsWhatCentralSaysOfTheOperator) {
    const auto now = moment("a", Seconds{100});
    const auto session = begin_session("op7", of_a_month, now);
    auto entry = entry_until(now.wall + Seconds{60});
    entry.roles = {};
    entry.roles.add(StaffRole::manager);
    const auto left = continue_session(session, entry, now);
    ASSERT_TRUE(left);
    EXPECT_EQ(left->roles, entry.roles);
    EXPECT_EQ(left->until, entry.valid_until);
    EXPECT_TRUE(is_over(*left, now.mono + Seconds{60}));
    EXPECT_FALSE(continue_session(session, entry_until(now.wall), now));
}

TEST(SignIn, OutlivesARestartByTheWallClockAndEndsIfThatCannotBe) {
    const auto session = begin_session("op7", of_a_month, moment("a", Seconds{100'000}));
    const auto next = moment("b", Seconds{60}, ManualClock::morning + Seconds{7200});
    const auto left = continue_session(session, of_a_month, next);
    ASSERT_TRUE(left);
    EXPECT_EQ(left->boot, "b");
    EXPECT_EQ(left->until, session.until);
    EXPECT_EQ(left->ends, next.mono + sign_in_max - Seconds{7200});
    const auto before = moment("b", Seconds{60}, ManualClock::morning - Seconds{1});
    EXPECT_FALSE(continue_session(session, of_a_month, before));
    const auto after = moment("b", Seconds{60}, session.until);
    EXPECT_FALSE(continue_session(session, of_a_month, after));
    // Boots without names: the clock that began anew tells.
    EXPECT_TRUE(continue_session(session, of_a_month, moment("a", Seconds{1}, next.wall)));
    EXPECT_FALSE(continue_session(session, of_a_month, moment("a", Seconds{1}, session.until)));
}

TEST(SignIn, IsToldWithTheOperatorsIdAlone) {
    auto session = begin_session("op7", of_a_month, moment("a", Seconds{100}));
    const auto in = operator_signed_in(session, SignInMethod::pin);
    EXPECT_EQ(in.type, "operator.signed.in");
    EXPECT_EQ(in.lane, Lane::ledger);
    EXPECT_EQ(in.data, R"({"operator":"op7","method":"pin","roles":["clerk"],)"
                       R"("until":"2026-07-01T20:00:00.000Z"})");
    EXPECT_EQ(operator_signed_out("op7", SignOutWhy::removed).data,
              R"({"operator":"op7","why":"removed"})");
    EXPECT_EQ(operator_refused(SignInDecision::unknown, SignInMethod::pin, "", 0).data,
              R"({"why":"unknown","method":"pin"})");
    EXPECT_EQ(operator_refused(SignInDecision::locked, SignInMethod::pin, "op7", 3).data,
              R"({"why":"locked","method":"pin","operator":"op7","repeated":3})");
    EXPECT_EQ(session_json(std::nullopt), R"({"signed_in":false})");
    EXPECT_EQ(session_json(session),
              R"({"signed_in":true,"operator":"op7","roles":["clerk"],)"
              R"("since":"2026-07-01T08:00:00.000Z","until":"2026-07-01T20:00:00.000Z"})");
}

TEST(SignIn, AnswersTheSameWhetherTheOperatorOrThePinIsWrong) {
    const auto wrong = sign_in_refusal(SignInDecision::wrong_pin, never);
    for (const auto why : {SignInDecision::unknown, SignInDecision::no_pin}) {
        const auto error = sign_in_refusal(why, never);
        EXPECT_EQ(error.code(), wrong.code());
        EXPECT_EQ(error.what(), wrong.what());
    }
    EXPECT_EQ(sign_in_refusal(SignInDecision::expired, never).code(), "operator_expired");
    EXPECT_EQ(sign_in_refusal(SignInDecision::not_yet, never).code(), "operator_not_yet");
    const auto locked = sign_in_refusal(SignInDecision::locked, Micros{4'000'001});
    EXPECT_EQ(locked.code(), "pin_locked");
    EXPECT_NE(locked.what().find("5 s"), std::string::npos);
}

}  // namespace
}  // namespace aisle
