// SPDX-License-Identifier: Apache-2.0
#include "agent/books/pickup_desk.hpp"

#include <memory>

namespace aisle {
namespace {

PickupRefusal refusal_of(PickupDecision decision, const KnownPickup& known,
                         const PickupMoment& moment) {
    PickupRefusal refusal{decision, known.order};
    if (decision == PickupDecision::already_picked_up) {
        refusal.at = picked_up_at(known.pickup, moment);
    }
    if (decision == PickupDecision::elsewhere && known.pickup.holder != moment.device) {
        refusal.holder = known.pickup.holder;
    }
    return refusal;
}

WallTime end_of(const Token& token) {
    return WallTime{Seconds{token.expires}};
}

}  // namespace

// ---- What waits ----

void PickupDesk::present(std::string_view body, Answer answer) {
    Accept told = [&answer](const Result<Accepted>& outcome) { answer(outcome.error()); };
    const auto json = Json::parse(body);
    if (!json) return parts_.recorder.reject("pickup", json.error(), told);
    const auto code = parse_pickup_presentation(*json);
    if (!code) return parts_.recorder.reject("pickup", code.error(), told);
    auto text = std::make_shared<std::string>();
    Turn turn;
    turn.moves = [this, text, shown = read(*code), now = parts_.time.now()](Pen&) -> Result<void> {
        TRY(*text, answer_to(shown, now));
        return {};
    };
    parts_.recorder.commit(std::move(turn), [text, answer = std::move(answer)](
                                                const Result<Accepted>& outcome) mutable {
        answer(outcome ? Result<std::string>(std::move(*text)) : outcome.error());
    });
}

// Of a code what stands behind what its scanner says of itself.
PickupDesk::Shown PickupDesk::read(const std::string& code) {
    const auto scan = make_scan(code, "pickup", MonoTime{});
    Shown shown;
    shown.code = pickup_code_digest(scan.bytes);
    shown.holder = parts_.holder();
    const auto read = parts_.codes.read(scan);
    if (!read.token) return shown;
    if (read.genuine != Genuine::yes) {
        shown.objection = read.genuine == Genuine::unchecked ? PickupDecision::unknown_key
                                                             : PickupDecision::forged;
        return shown;
    }
    shown.token = read.token->token;
    const bool ours = shown.token->type == TokenType::pick_up && shown.token->serial <= INT64_MAX;
    if (!ours) shown.objection = PickupDecision::unknown_code;
    return shown;
}

// Of several that have the same short code, one that can be handed over here is meant; two cannot
// be told apart.
Result<std::string> PickupDesk::answer_to(const Shown& shown, WallTime now) {
    if (shown.objection != PickupDecision::ready) return rejected_json({shown.objection});
    TRY(const auto found, shown.token ? parts_.pickups.by_token(shown.token->serial)
                                      : parts_.pickups.by_code(shown.code));
    if (found.empty()) return rejected_json({PickupDecision::unknown_code});
    const KnownPickup* ready = nullptr;
    PickupRefusal refusal;
    for (const auto& known : found) {
        TRY(auto judged, judge(known, shown, now));
        if (judged.decision != PickupDecision::ready) {
            refusal = std::move(judged);
        } else if (ready == nullptr) {
            ready = &known;
        } else {
            return rejected_json({PickupDecision::ambiguous_code});
        }
    }
    return ready == nullptr ? rejected_json(refusal) : ready_json(ready->order, ready->pickup);
}

Result<PickupRefusal> PickupDesk::judge(const KnownPickup& known, const Shown& shown,
                                        WallTime now) {
    TRY(const auto at, moment(now, known.handed_over));
    auto decision = judge_pickup(known.pickup, at);
    if (decision == PickupDecision::ready && shown.token) {
        const auto audience = shown.token->audience;
        if (audience != 0 && audience != shown.holder) decision = PickupDecision::elsewhere;
        if (now >= end_of(*shown.token)) decision = PickupDecision::expired;
    }
    return refusal_of(decision, known, at);
}

Result<PickupMoment> PickupDesk::moment(WallTime now, std::optional<WallTime> handed_over) {
    TRY(const auto ratchet, parts_.ratchet.read());
    return PickupMoment{now, parts_.device, ratchet.frozen, handed_over};
}

// ---- What is handed over ----

void PickupDesk::complete(std::string_view order, std::string_view body, Accept accept) {
    const auto json = Json::parse(body);
    if (!json) return parts_.recorder.reject("pickup", json.error(), accept);
    const auto id = parse_pickup_completion(*json);
    if (!id) return parts_.recorder.reject("pickup", id.error(), accept);
    auto turn =
        parts_.recorder.prepare({}, "pickup", *id, std::string(order).append("\n").append(body));
    if (turn) {
        turn->moves = [this, order = std::string(order), now = parts_.time.now(),
                       truth = parts_.recorder.truth()](Pen& pen) {
            return hand_over(pen, order, now, truth);
        };
    }
    parts_.recorder.commit(std::move(turn), std::move(accept));
}

Result<void> PickupDesk::hand_over(Pen& pen, std::string_view order, WallTime now,
                                   std::optional<WallTime> truth) {
    TRY(const auto known, parts_.pickups.find(order));
    if (!known) {
        return Error(Errc::not_found, "no such order waits here").coded("unknown_pickup");
    }
    TRY(const auto at, moment(now, known->handed_over));
    const auto decision = judge_pickup(known->pickup, at);
    if (decision != PickupDecision::ready) {
        return pickup_refused(refusal_of(decision, *known, at));
    }
    TRY(parts_.pickups.hand_over(pen.txn(), order, pen.moment().wall, truth));
    TRY(pen.write(pickup_completed(order, known->pickup)));
    return parts_.ratchet.reach(pen.txn(), now);
}

}  // namespace aisle
