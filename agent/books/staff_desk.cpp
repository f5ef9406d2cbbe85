// SPDX-License-Identifier: Apache-2.0
#include "agent/books/staff_desk.hpp"

#include "agent/base/wipe.hpp"
#include "agent/domain/scan/token.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

// What nobody's PIN is compared with.
PinDigest nobody(const ScryptCost& cost) {
    return {cost, "nobody's salt", std::string(32, '\0')};
}

// By whoever it is about, and not by who was signed in before.
Result<void> write_by(Pen& pen, std::string_view operator_id, const EventDraft& draft) {
    auto moment = pen.moment();
    moment.operator_id = operator_id;
    TRY(const auto event, encode_event(draft, moment, pen.entropy()));
    TRY(pen.write(event));
    return {};
}

Error busy(std::string why) {
    return Error(Errc::unavailable, std::move(why)).coded("sign_in_busy");
}

bool has_ended(const Token& token, WallTime now) {
    return now >= WallTime{Seconds{token.expires}};
}

}  // namespace

struct StaffDesk::Attempt {
    SignInWish wish;
    BootMoment now;
    Answer answer;
    // Found on the read thread.
    std::string operator_id{};
    std::optional<PinDigest> compared{};
    std::uint64_t serial = 0;  // of the badge
    bool right = false;        // the PIN, or the badge
};

BootMoment StaffDesk::moment() const {
    const auto wall = std::max(parts_.recorder.now(), parts_.time.now());
    return {parts_.boot_id, parts_.recorder.parts().clock.mono(), wall};
}

// ---- Signing in ----

void StaffDesk::sign_in(std::string_view body, Answer answer) {
    const auto json = Json::parse(body);
    auto wish = json ? parse_sign_in(*json) : Result<SignInWish>(json.error());
    if (!wish) {
        Accept refuse = [answer = std::move(answer)](const Result<Accepted>& outcome) mutable {
            answer(outcome.error());
        };
        return parts_.recorder.reject("sign_in", wish.error(), refuse);
    }
    if (trying_) return answer(busy("somebody is signing in: try again"));
    trying_ = true;
    auto attempt =
        std::make_shared<Attempt>(Attempt{std::move(*wish), moment(), std::move(answer)});
    parts_.recorder.parts().store.read(
        [this, attempt] {
            auto found = look_up(*attempt);
            wipe(attempt->wish.pin);
            return found;
        },
        [this, attempt](const Result<void>& done) {
            if (done) return settle(attempt);
            trying_ = false;
            attempt->answer(done.error());
        });
}

Result<void> StaffDesk::look_up(Attempt& attempt) {
    return attempt.wish.method == SignInMethod::pin ? try_pin(attempt) : try_badge(attempt);
}

Result<void> StaffDesk::try_pin(Attempt& attempt) {
    attempt.operator_id = attempt.wish.operator_id;
    TRY(const auto trial, parts_.lookup.trial(attempt.operator_id));
    if (wait_left(trial, attempt.now) > Micros{0}) return {};
    TRY(const auto entry, parts_.lookup.find(attempt.operator_id));
    TRY(const auto cost, parts_.lookup.usual_cost());
    if (entry) attempt.compared = entry->pin;
    const auto& pin = attempt.compared ? *attempt.compared : nobody(cost);
    TRY(auto made, scrypt(attempt.wish.pin, pin.salt, pin.cost, pin.digest.size()));
    const bool same = same_secret(made, pin.digest);
    wipe(made);
    attempt.right = same && attempt.compared.has_value();
    return {};
}

Result<void> StaffDesk::try_badge(Attempt& attempt) {
    const auto signed_token = parse_token(attempt.wish.badge);
    if (!signed_token || signed_token->token.type != TokenType::badge) return {};
    const auto& token = signed_token->token;
    const bool genuine = std::ranges::any_of(parts_.keys, [&](const TokenKey& key) {
        return key.kid == token.kid && signed_token->signed_by(key.key);
    });
    if (!genuine || has_ended(token, attempt.now.wall)) return {};
    TRY(const auto owner, parts_.lookup.find_badge(token.serial));
    if (!owner) return {};
    attempt.operator_id = *owner;
    attempt.serial = token.serial;
    attempt.right = true;
    return {};
}

void StaffDesk::settle(const std::shared_ptr<Attempt>& attempt) {
    attempt->now = moment();
    auto outcome = std::make_shared<Outcome>();
    Turn turn;
    turn.moves = [this, attempt, outcome](Pen& pen) {
        *outcome = {};
        return decide(pen, *attempt, *outcome);
    };
    parts_.recorder.commit(std::move(turn), [this, attempt, outcome](const Result<Accepted>& done) {
        trying_ = false;
        if (!done) return attempt->answer(done.error());
        answer_attempt(*attempt, *outcome, attempt->answer);
    });
}

Result<void> StaffDesk::decide(Pen& pen, const Attempt& attempt, Outcome& outcome) {
    auto& book = parts_.book;
    TRY(const auto entry, book.lookup().find(attempt.operator_id));
    outcome.known = entry.has_value();
    if (attempt.wish.method == SignInMethod::badge) {
        outcome.decision = SignInDecision::bad_badge;
        if (!attempt.right || !entry) return {};
        TRY(const auto owner, book.lookup().find_badge(attempt.serial));
        if (owner != attempt.operator_id) return {};
        return admit(pen, attempt, *entry, outcome);
    }
    TRY(const auto trial, book.lookup().trial(attempt.operator_id));
    outcome.left = wait_left(trial, attempt.now);
    if (outcome.left > Micros{0}) {
        outcome.decision = SignInDecision::locked;
        return {};
    }
    const bool unchanged = entry ? entry->pin == attempt.compared : !attempt.compared;
    if (!unchanged) return busy("central has just changed who works here: try again");
    if (!attempt.right) {
        outcome.decision = !entry       ? SignInDecision::unknown
                           : entry->pin ? SignInDecision::wrong_pin
                                        : SignInDecision::no_pin;
        return book.remember(pen.txn(), attempt.operator_id, outcome.known,
                             failed_again(trial, attempt.now));
    }
    if (trial.failures > 0) TRY(book.forgive(pen.txn(), attempt.operator_id));
    return admit(pen, attempt, *entry, outcome);
}

Result<void> StaffDesk::admit(Pen& pen, const Attempt& attempt, const StaffEntry& entry,
                              Outcome& outcome) {
    outcome.decision = decide_validity(entry, attempt.now.wall);
    if (outcome.decision != SignInDecision::ok) return {};
    auto session = begin_session(attempt.operator_id, entry, attempt.now);
    TRY(const auto before, parts_.book.lookup().session());
    if (before && before->operator_id != session.operator_id) {
        const bool over = before->boot == attempt.now.boot && is_over(*before, attempt.now.mono);
        const auto why = over ? SignOutWhy::expired : SignOutWhy::replaced;
        TRY(write_by(pen, before->operator_id, operator_signed_out(before->operator_id, why)));
    }
    TRY(write_by(pen, session.operator_id, operator_signed_in(session, attempt.wish.method)));
    TRY(parts_.book.save(pen.txn(), session));
    outcome.session = std::move(session);
    return {};
}

void StaffDesk::answer_attempt(const Attempt& attempt, const Outcome& outcome, Answer& answer) {
    if (outcome.decision == SignInDecision::ok) {
        become(outcome.session);
        return answer(session_json(outcome.session));
    }
    note_refusal(attempt, outcome);
    answer(sign_in_refusal(outcome.decision, outcome.left));
}

// Counted each time, and noted as a rejection is: somebody who tries all night fills no journal.
void StaffDesk::note_refusal(const Attempt& attempt, const Outcome& outcome) {
    const auto& parts = parts_.recorder.parts();
    parts.metrics.add(Count::pins_refused);
    const auto kind = Error(Errc::denied, "").coded(to_string(outcome.decision));
    const auto repeated = refusals_.due("sign_in", kind, parts.clock.mono());
    if (!repeated) return;
    const std::string_view known = outcome.known ? attempt.operator_id : std::string_view{};
    parts_.recorder.record(
        operator_refused(outcome.decision, attempt.wish.method, known, *repeated),
        [](const Result<Accepted>&) {});
}

// ---- Signing out ----

void StaffDesk::sign_out(Answer answer) {
    Turn turn;
    turn.moves = [this](Pen& pen) -> Result<void> {
        TRY(const auto session, parts_.book.lookup().session());
        if (!session) return {};
        TRY(write_by(pen, session->operator_id,
                     operator_signed_out(session->operator_id, SignOutWhy::asked)));
        return parts_.book.end_session(pen.txn());
    };
    parts_.recorder.commit(
        std::move(turn), [this, answer = std::move(answer)](const Result<Accepted>& done) mutable {
            if (!done) return answer(done.error());
            become({});
            answer(session_json({}));
        });
}

// A file that cannot be read here is met by the first check.
void StaffDesk::begin() {
    const auto session = parts_.lookup.session();
    loaded_ = session && !*session;
    if (!session || loaded_) return;
    const auto entry = parts_.lookup.find((*session)->operator_id);
    if (entry && *entry) become(continue_session(**session, **entry, moment()));
}

void StaffDesk::check() {
    if (loaded_ && !current_) return;
    struct Look {
        std::optional<OperatorSession> left{};
        bool over = false;
    };
    auto look = std::make_shared<Look>();
    Turn turn;
    turn.moves = [this, look, now = moment()](Pen& pen) -> Result<void> {
        *look = {};
        TRY(const auto session, parts_.book.lookup().session());
        if (!session) return {};
        TRY(const auto entry, parts_.book.lookup().find(session->operator_id));
        if (entry) look->left = continue_session(*session, *entry, now);
        if (look->left == session) return {};
        if (look->left) return parts_.book.save(pen.txn(), *look->left);
        look->over = true;
        const auto why = entry ? SignOutWhy::expired : SignOutWhy::removed;
        TRY(write_by(pen, session->operator_id, operator_signed_out(session->operator_id, why)));
        return parts_.book.end_session(pen.txn());
    };
    parts_.recorder.commit(std::move(turn), [this, look](const Result<Accepted>& done) {
        // Whoever may no longer stand here does not, even if that cannot be saved; the next check
        // tells it.
        if (!done && !look->over) return;
        loaded_ = done.has_value();
        become(std::move(look->left));
    });
}

// ---- Who it is ----

void StaffDesk::become(std::optional<OperatorSession> session) {
    if (session == current_) return;
    current_ = std::move(session);
    if (parts_.changed) parts_.changed();
}

void StaffDesk::show(Answer answer) {
    const auto* session = current();
    if (current_ && !session) check();
    answer(session_json(session ? std::optional(*session) : std::nullopt));
}

const OperatorSession* StaffDesk::current() const {
    const bool over = !current_ || is_over(*current_, parts_.recorder.parts().clock.mono());
    return over ? nullptr : &*current_;
}

std::string StaffDesk::operator_id() const {
    const auto* session = current();
    return session ? session->operator_id : std::string();
}

bool StaffDesk::is_allowed(StaffRole role) const {
    const auto* session = current();
    return session && session->roles.has(role);
}

}  // namespace aisle
