// SPDX-License-Identifier: Apache-2.0
#include "agent/books/handoff_desk.hpp"

#include <memory>
#include <utility>

namespace aisle {

// One presentation on its way.
struct HandoffDesk::Case {
    Token token;
    HandoffSession session;
    std::string member;
    WallTime now;
    std::uint32_t holder = 0;
    HandoffDecision decision = HandoffDecision::accepted;
};

void HandoffDesk::present(std::string_view body, Answer answer) {
    Accept told = [&answer](const Result<Accepted>& outcome) { answer(outcome.error()); };
    const auto json = Json::parse(body);
    if (!json) return parts_.recorder.reject("handoff", json.error(), told);
    auto shown = parse_handoff(*json);
    if (!shown) return parts_.recorder.reject("handoff", shown.error(), told);
    auto objection = HandoffDecision::unknown_code;
    const auto token = read(*shown, objection);
    if (!token) {
        parts_.recorder.parts().metrics.add(Count::capture_refused);
        return answer(handoff_rejected_json(objection));
    }
    auto turn = parts_.recorder.prepare({}, "handoff", shown->id, body);
    if (!turn) return answer(turn.error());
    auto open = std::make_shared<Case>(Case{*token,
                                            {token->campaign, token->serial},
                                            std::move(shown->member),
                                            parts_.time.now(),
                                            parts_.holder()});
    turn->moves = [this, open](Pen& pen) { return take(pen, *open); };
    parts_.recorder.commit(std::move(turn), [open, answer = std::move(answer)](
                                                const Result<Accepted>& outcome) mutable {
        if (outcome) return answer(handoff_accepted_json(open->session));
        if (outcome.error().kind() != Errc::denied) return answer(outcome.error());
        answer(handoff_rejected_json(open->decision));
    });
}

std::optional<Token> HandoffDesk::read(const HandoffPresentation& shown,
                                       HandoffDecision& objection) {
    const auto code = parts_.codes.read(make_scan(shown.aim + shown.code, "handoff", MonoTime{}));
    if (!code.token) return std::nullopt;
    if (code.genuine == Genuine::yes) return code.token->token;
    objection =
        code.genuine == Genuine::unchecked ? HandoffDecision::unknown_key : HandoffDecision::forged;
    return std::nullopt;
}

// Not run of a repeat, which was accepted and stays so after its time, too. What is refused undoes
// the turn, so that nothing is remembered of it.
Result<void> HandoffDesk::take(Pen& pen, Case& open) {
    open.decision = judge_handoff(open.token, open.now, open.holder);
    if (open.decision == HandoffDecision::accepted) {
        TRY(const bool seen, parts_.handoffs.has_seen(open.session));
        if (seen) open.decision = HandoffDecision::already_used;
    }
    if (open.decision != HandoffDecision::accepted) {
        return Error(Errc::denied, "the hand-off is not taken").coded(to_string(open.decision));
    }
    TRY(parts_.handoffs.see(pen.txn(), open.session, pen.moment().wall, handoff_end(open.token)));
    TRY(pen.write(handoff_accepted(open.session, open.member)));
    return parts_.ratchet.reach(pen.txn(), open.now);
}

}  // namespace aisle
