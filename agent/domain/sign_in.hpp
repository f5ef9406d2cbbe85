// SPDX-License-Identifier: Apache-2.0
// Signing in at a counter: what is asked, what is decided, what a wrong PIN costs and how long a
// sign-in lasts.
//
// A wait is counted by the clock that only grows, in the boot in which it began; in a later boot
// all of it is counted from that boot's beginning, for it began before. So neither setting the wall
// clock nor a restart makes it shorter, and none ever lasts longer than once more. A sign-in is
// measured the same way within a boot; what is left of it in the next one, the wall clock has to
// say, and if that stands before the sign-in it says nothing: then it has ended.
// Pure; any thread.
#pragma once

#include "agent/base/json.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/event.hpp"
#include "agent/domain/staff.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

enum class SignInMethod { pin, badge };

// Either an operator and a PIN, or a badge. The PIN is wiped when it goes.
struct SignInWish {
    SignInWish() = default;
    ~SignInWish();
    SignInWish(SignInWish&&) noexcept = default;
    SignInWish& operator=(SignInWish&&) = delete;

    SignInMethod method = SignInMethod::pin;
    std::string operator_id;
    std::string pin;
    std::string badge;  // the text of a token
};
// Errors: invalid, coded and placed by JSON pointer.
Result<SignInWish> parse_sign_in(const Json& body);

enum class SignInDecision {
    ok,
    unknown,  // no such operator
    no_pin,   // knows no PIN to compare
    wrong_pin,
    bad_badge,  // no badge of ours, ended, or nobody's
    not_yet,
    expired,
    locked,  // too many wrong PINs: wait
};
std::string_view to_string(SignInDecision decision);

// Where on the device's own clock it is.
struct BootMoment {
    std::string boot;  // of the machine
    MonoTime mono;
    WallTime wall;  // the best known
};

// Wrong PINs of one operator since the last right one, and the wait that the last one cost.
struct PinTrial {
    std::int64_t failures = 0;
    Micros wait{0};
    std::string boot{};
    MonoTime since{};
};
// What so many wrong ones in a row cost.
Micros pin_wait(std::int64_t failures);
PinTrial failed_again(const PinTrial& before, const BootMoment& now);
// Nothing when it may be tried.
Micros wait_left(const PinTrial& trial, const BootMoment& now);

// Of somebody who has shown who it is.
SignInDecision decide_validity(const StaffEntry& entry, WallTime now);

// Who is signed in.
struct OperatorSession {
    std::string operator_id;
    StaffRoles roles{};
    WallTime since;
    WallTime until;
    std::string boot{};
    MonoTime ends{};  // in that boot
    bool operator==(const OperatorSession&) const = default;
};
OperatorSession begin_session(std::string operator_id, const StaffEntry& entry,
                              const BootMoment& now);
// In the boot that it is of.
bool is_over(const OperatorSession& session, MonoTime now);
// What is left of it now, by what is known of the operator now; nothing if it has ended.
std::optional<OperatorSession> continue_session(const OperatorSession& session,
                                                const StaffEntry& entry, const BootMoment& now);

enum class SignOutWhy { asked, expired, replaced, removed };

EventDraft operator_signed_in(const OperatorSession& session, SignInMethod method);
EventDraft operator_signed_out(std::string_view operator_id, SignOutWhy why);
// `operator_id` only if it is one's: what else was typed there may be anything.
EventDraft operator_refused(SignInDecision why, SignInMethod method, std::string_view operator_id,
                            std::uint64_t repeated);

// What the caller is told. One answer for whatever would tell who works here; the waiting time is
// in `left`. Errors: denied ("sign_in_refused", "operator_not_yet", "operator_expired",
// "pin_locked").
Error sign_in_refusal(SignInDecision why, Micros left);

// {"signed_in":true,"operator":…,"roles":[…],"since":…,"until":…} or {"signed_in":false}
std::string session_json(const std::optional<OperatorSession>& session);

}  // namespace aisle
