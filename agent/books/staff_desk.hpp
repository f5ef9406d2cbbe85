// SPDX-License-Identifier: Apache-2.0
// Who stands at this counter: signed in with a PIN or a badge, signed out by themselves, by
// somebody else, by time or because central knows them no longer. What a PIN costs to try is
// computed on the read thread, one at a time; what came of it is decided and written in one
// transaction. The answer and its cost are the same whether the operator or the PIN is wrong, and
// the PIN is wiped once it was tried. Owner's thread.
#pragma once

#include "agent/books/recorder.hpp"
#include "agent/books/staff_book.hpp"
#include "agent/books/sure_time.hpp"
#include "agent/domain/rejection_pace.hpp"
#include "agent/domain/scan/code_rules.hpp"
#include "agent/domain/sign_in.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct StaffDeskParts {
    Recorder& recorder;
    StaffBook& book;      // on the store thread
    StaffLookup& lookup;  // on the read thread
    SureTime& time;
    std::vector<TokenKey> keys;
    std::string boot_id;
    Function<void()> changed = {};  // who is signed in, or what they may do
};

class StaffDesk {
public:
    explicit StaffDesk(StaffDeskParts parts) : parts_(std::move(parts)) {}

    // {"operator":…,"pin":…} or {"badge":…}; the answer is session_json(). Errors: those of
    // parse_sign_in() and of sign_in_refusal(), unavailable ("sign_in_busy").
    void sign_in(std::string_view body, Answer answer);
    // Also of nobody.
    void sign_out(Answer answer);
    void show(Answer answer);

    // Before the first event of a start, and before the read thread has work: who was signed in.
    void begin();
    // At start, now and then, and when the feed changed: signs out whom time or central has.
    void check();

    // Nothing once the time is over.
    const OperatorSession* current() const;
    // Empty: nobody.
    std::string operator_id() const;
    bool is_allowed(StaffRole role) const;

private:
    struct Attempt;
    struct Outcome {
        SignInDecision decision = SignInDecision::unknown;
        Micros left{0};
        std::optional<OperatorSession> session{};
        bool known = false;  // there is such an operator
    };

    // By the later of the clocks: setting one back prolongs nobody.
    BootMoment moment() const;
    Result<void> look_up(Attempt& attempt);
    Result<void> try_pin(Attempt& attempt);
    Result<void> try_badge(Attempt& attempt);
    void settle(const std::shared_ptr<Attempt>& attempt);
    Result<void> decide(Pen& pen, const Attempt& attempt, Outcome& outcome);
    Result<void> admit(Pen& pen, const Attempt& attempt, const StaffEntry& entry, Outcome& outcome);
    void answer_attempt(const Attempt& attempt, const Outcome& outcome, Answer& answer);
    void note_refusal(const Attempt& attempt, const Outcome& outcome);
    void become(std::optional<OperatorSession> session);

    StaffDeskParts parts_;
    std::optional<OperatorSession> current_;
    RejectionPace refusals_;
    bool loaded_ = false;  // nobody is kept as signed in but `current_`
    bool trying_ = false;
};

}  // namespace aisle
