// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/sign_in.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/wipe.hpp"
#include "agent/domain/choice.hpp"
#include "agent/domain/free_text.hpp"

#include <algorithm>

namespace aisle {
namespace {

// A token has 174 characters.
constexpr std::size_t badge_bytes_max = 256;

constexpr std::array methods{
    Choice<SignInMethod>{"pin", SignInMethod::pin},
    Choice<SignInMethod>{"badge", SignInMethod::badge},
};

constexpr std::array decisions{
    Choice<SignInDecision>{"ok", SignInDecision::ok},
    Choice<SignInDecision>{"unknown", SignInDecision::unknown},
    Choice<SignInDecision>{"no_pin", SignInDecision::no_pin},
    Choice<SignInDecision>{"wrong_pin", SignInDecision::wrong_pin},
    Choice<SignInDecision>{"bad_badge", SignInDecision::bad_badge},
    Choice<SignInDecision>{"not_yet", SignInDecision::not_yet},
    Choice<SignInDecision>{"expired", SignInDecision::expired},
    Choice<SignInDecision>{"locked", SignInDecision::locked},
};

constexpr std::array ends{
    Choice<SignOutWhy>{"asked", SignOutWhy::asked},
    Choice<SignOutWhy>{"expired", SignOutWhy::expired},
    Choice<SignOutWhy>{"replaced", SignOutWhy::replaced},
    Choice<SignOutWhy>{"removed", SignOutWhy::removed},
};

void read_pin(Fields& fields, SignInWish& wish) {
    wish.operator_id = plain_text(fields, "operator", feed_key_bytes_max);
    // Never within the string itself, where a move would leave it behind.
    wish.pin.reserve(room_outside);
    wish.pin = fields.text("pin", room_outside);
    const bool digits = std::ranges::all_of(wish.pin, is_digit);
    if (!digits || wish.pin.size() < pin_digits_min || wish.pin.size() > pin_digits_max) {
        fields.fail("pin", "bad_pin",
                    "a PIN has from " + std::to_string(pin_digits_min) + " to " +
                        std::to_string(pin_digits_max) + " digits");
    }
}

}  // namespace

SignInWish::~SignInWish() {
    wipe(pin);
}

Result<SignInWish> parse_sign_in(const Json& body) {
    Fields fields(body);
    fields.only({"operator", "pin", "badge"});
    SignInWish wish;
    if (const auto badge = fields.text_if("badge", badge_bytes_max)) {
        wish.method = SignInMethod::badge;
        wish.badge = *badge;
        if (badge->empty()) fields.fail("badge", "empty", "\"badge\" is empty");
        if (fields.text_if("pin", room_outside) || fields.text_if("operator", feed_key_bytes_max)) {
            fields.fail("badge", "bad_sign_in", "a badge, or an operator and a PIN, not both");
        }
    } else {
        read_pin(fields, wish);
    }
    TRY(fields.done());
    return wish;
}

std::string_view to_string(SignInDecision decision) {
    return word_of(decisions, decision);
}

Micros pin_wait(std::int64_t failures) {
    if (failures <= pin_tries_free) return Micros{0};
    Micros wait = pin_wait_first;
    for (auto paid = failures - pin_tries_free; paid > 1 && wait < pin_wait_max; --paid) wait *= 2;
    return std::min<Micros>(wait, pin_wait_max);
}

PinTrial failed_again(const PinTrial& before, const BootMoment& now) {
    // What costs the most already costs no more, however often it is said.
    constexpr std::int64_t failures_max = 1000;
    PinTrial trial;
    trial.failures = std::min(before.failures + 1, failures_max);
    trial.wait = pin_wait(trial.failures);
    trial.boot = now.boot;
    trial.since = now.mono;
    return trial;
}

Micros wait_left(const PinTrial& trial, const BootMoment& now) {
    const bool same_boot = trial.boot == now.boot && trial.since <= now.mono;
    const Micros waited = same_boot ? now.mono - trial.since : now.mono.time_since_epoch();
    return std::max(trial.wait - waited, Micros{0});
}

SignInDecision decide_validity(const StaffEntry& entry, WallTime now) {
    if (now >= entry.valid_until) return SignInDecision::expired;
    if (entry.valid_from && now < *entry.valid_from) return SignInDecision::not_yet;
    return SignInDecision::ok;
}

OperatorSession begin_session(std::string operator_id, const StaffEntry& entry,
                              const BootMoment& now) {
    OperatorSession session{std::move(operator_id), entry.roles, now.wall,
                            std::min(now.wall + sign_in_max, entry.valid_until)};
    session.boot = now.boot;
    session.ends = now.mono + (session.until - now.wall);
    return session;
}

bool is_over(const OperatorSession& session, MonoTime now) {
    return now >= session.ends;
}

std::optional<OperatorSession> continue_session(const OperatorSession& session,
                                                const StaffEntry& entry, const BootMoment& now) {
    if (decide_validity(entry, now.wall) != SignInDecision::ok) return std::nullopt;
    auto left = session;
    left.roles = entry.roles;
    // Where boots have no names, the clock tells that it began anew.
    if (session.boot != now.boot || session.ends - now.mono > sign_in_max) {
        if (now.wall < session.since || now.wall >= session.until) return std::nullopt;
        left.boot = now.boot;
        left.ends = now.mono + (session.until - now.wall);
    }
    if (entry.valid_until < session.until) {
        left.until = entry.valid_until;
        left.ends = std::min(left.ends, now.mono + (entry.valid_until - now.wall));
    }
    if (is_over(left, now.mono)) return std::nullopt;
    return left;
}

EventDraft operator_signed_in(const OperatorSession& session, SignInMethod method) {
    std::string data;
    JsonWriter json(data);
    json.begin_object()
        .member("operator", session.operator_id)
        .member("method", word_of(methods, method))
        .key("roles");
    write_roles(json, session.roles);
    json.member("until", to_rfc3339(session.until)).end_object();
    return make_draft(EventKinds::operator_signed_in, std::move(data));
}

EventDraft operator_signed_out(std::string_view operator_id, SignOutWhy why) {
    std::string data;
    JsonWriter(data)
        .begin_object()
        .member("operator", operator_id)
        .member("why", word_of(ends, why))
        .end_object();
    return make_draft(EventKinds::operator_signed_out, std::move(data));
}

EventDraft operator_refused(SignInDecision why, SignInMethod method, std::string_view operator_id,
                            std::uint64_t repeated) {
    std::string data;
    JsonWriter json(data);
    json.begin_object()
        .member("why", to_string(why))
        .member("method", word_of(methods, method))
        .member_if("operator", operator_id);
    if (repeated > 0) json.member("repeated", repeated);
    json.end_object();
    return make_draft(EventKinds::operator_refused, std::move(data));
}

Error sign_in_refusal(SignInDecision why, Micros left) {
    const auto denied = [](std::string_view code, std::string text) {
        return Error(Errc::denied, std::move(text)).coded(code);
    };
    switch (why) {
        case SignInDecision::not_yet:
            return denied("operator_not_yet", "this operator may not sign in yet");
        case SignInDecision::expired:
            return denied("operator_expired",
                          "this operator may no longer sign in as far as is known here: have it "
                          "prolonged at central, and the line up once");
        case SignInDecision::locked: {
            const auto seconds = std::chrono::ceil<Seconds>(left).count();
            return denied("pin_locked", "too many wrong PINs: wait " + std::to_string(seconds) +
                                            " s, or use a badge");
        }
        case SignInDecision::bad_badge:
            return denied("sign_in_refused",
                          "this badge opens nothing here: use a newer one, or a PIN");
        case SignInDecision::ok:
        case SignInDecision::unknown:
        case SignInDecision::no_pin:
        case SignInDecision::wrong_pin:
            break;
    }
    return denied("sign_in_refused", "the operator or the PIN is wrong");
}

std::string session_json(const std::optional<OperatorSession>& session) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("signed_in", session.has_value());
    if (session) {
        json.member("operator", session->operator_id).key("roles");
        write_roles(json, session->roles);
        json.member("since", to_rfc3339(session->since))
            .member("until", to_rfc3339(session->until));
    }
    json.end_object();
    return text;
}

}  // namespace aisle
