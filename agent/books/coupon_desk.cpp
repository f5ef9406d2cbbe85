// SPDX-License-Identifier: Apache-2.0
#include "agent/books/coupon_desk.hpp"

#include "agent/domain/coupon/grant.hpp"

#include <algorithm>

namespace aisle {
namespace {

// Serials of reservations are central's to give from here on, so that none is a coupon's.
constexpr std::uint64_t reservation_first = std::uint64_t{1} << 62;
// A manager looks at a handful; more are the sign of a till that never closes any.
constexpr std::size_t holds_shown_max = 500;

Error unknown_redemption() {
    return Error(Errc::not_found, "no such redemption was granted by this device")
        .coded("unknown_redemption");
}

Error not_redeemed() {
    return Error(Errc::conflict, "only what was redeemed can be reversed; release it with /close")
        .coded("not_redeemed");
}

bool is_silence(const Error& error) {
    return error.code() == "no_answer" || error.code() == "offline" || error.code() == "busy";
}

std::string closed_json(const Redemption& redemption, bool overrun = false) {
    std::string text;
    JsonWriter json(text);
    json.begin_object()
        .member("redemption_id", to_string(redemption.id))
        .member("state", to_string(redemption.state));
    if (redemption.final_amount) json.member("amount", *redemption.final_amount);
    if (overrun) json.member("overrun", true);
    if (redemption.reversed) json.member("reversed", true);
    json.end_object();
    return text;
}

template <class T>
Result<T> parsed(std::string_view body, Result<T> (*parse)(const Json&)) {
    TRY(const auto json, Json::parse(body));
    return parse(json);
}

}  // namespace

// One presentation on its way.
struct CouponDesk::Case {
    Presentation wish;
    CouponFacts facts;
    Answer answer;
    EventId redemption;
    std::string text{};                        // what the till is told
    std::optional<AskCentral> ask{};           // what central is to be asked for
    std::optional<AskCentral> asked{};         // what it was
    bool reserved = false;                     // by central, for this redemption
    std::optional<RejectionReason> refused{};  // before the books were opened, or by central
    bool granted = false;
    bool repeated = false;
};

// ---- Presented ----

void CouponDesk::present(std::string_view body, Answer answer) {
    const auto place = parts_.place();
    Accept told = [&answer](const Result<Accepted>& outcome) { answer(outcome.error()); };
    const auto json = Json::parse(body);
    if (!json) return parts_.recorder.reject("coupon", json.error(), told);
    auto wish = parse_presentation(*json, place.currency);
    if (!wish) return parts_.recorder.reject("coupon", wish.error(), told);
    auto open = std::make_shared<Case>();
    open->wish = std::move(*wish);
    open->facts.store = place.store;
    open->facts.holder = place.holder;
    open->facts.members_closed = parts_.members_closed && parts_.members_closed();
    if (open->facts.members_closed) open->wish.member.clear();
    open->facts.member = open->wish.member;
    open->facts.tier = open->wish.tier;
    open->facts.central_listens = parts_.central.listens();
    open->redemption = parts_.recorder.fresh_id();
    open->refused = read_code(*open);
    open->answer = std::move(answer);
    decide(open);
}

std::optional<RejectionReason> CouponDesk::read_code(Case& open) {
    const auto& text = open.wish.code;
    const auto named = parse_coupon_ref(text);
    const auto typed = parse_short_code(text);
    if (named || typed) {
        open.facts.ref = named ? *named : *typed;
        return std::nullopt;
    }
    const auto code = parts_.codes.read(make_scan(open.wish.aim + text, "pos", MonoTime{}));
    if (!code.token) return RejectionReason::unknown_code;
    if (code.genuine == Genuine::unchecked) return RejectionReason::unknown_key;
    if (code.genuine == Genuine::no) return RejectionReason::forged;
    const auto& token = code.token->token;
    const bool reservation = token.type == TokenType::reservation;
    const bool ours = token.type == TokenType::coupon || token.type == TokenType::campaign ||
                      (reservation && token.serial >= reservation_first);
    if (!ours || token.serial > INT64_MAX) return RejectionReason::unknown_code;
    open.facts.token = token;
    open.facts.ref = {token.campaign, token.type == TokenType::campaign ? 0 : token.serial};
    return std::nullopt;
}

void CouponDesk::decide(const Course& open) {
    open->facts.now = parts_.time.now();
    open->facts.unheard = parts_.central.unheard();
    auto turn = parts_.recorder.prepare({});
    if (!turn) return open->answer(turn.error());
    turn->moves = [this, open](Pen& pen) { return judge_in(pen, *open); };
    parts_.recorder.commit(std::move(turn), [this, open](const Result<Accepted>& outcome) {
        if (!outcome) return open->answer(outcome.error());
        if (open->ask) return ask_central(open);
        auto& metrics = parts_.recorder.parts().metrics;
        if (!open->repeated) {
            metrics.add(open->granted ? Count::coupons_granted : Count::coupons_rejected);
        }
        open->answer(open->text);
    });
}

Result<void> CouponDesk::judge_in(Pen& pen, Case& open) {
    open.ask.reset();
    open.granted = open.repeated = false;
    auto facts = open.facts;
    auto& redemptions = parts_.rights.books().redemptions;
    if (!open.refused || open.facts.ref.campaign != 0) {
        TRY(const auto before, redemptions.latest(open.wish.pos_ref, facts.ref));
        if (before && before->state != RedemptionState::released) {
            open.text = before->answer;
            open.repeated = true;
            if (!open.reserved) return {};
            const Redemption late{.id = open.redemption,
                                  .pos_ref = open.wish.pos_ref,
                                  .ref = facts.ref,
                                  .mode = RedemptionMode::online,
                                  .held_at = facts.now};
            TRY(pen.write(coupon_released(late, "repeated")));
            return {};
        }
    }
    if (open.refused) return refuse(pen, open, *open.refused);
    TRY(parts_.rights.look_up(facts, open.wish.pos_ref));
    auto verdict = judge(facts, open.wish.basket);
    open.facts.campaign = facts.campaign;
    if (const auto* reason = std::get_if<RejectionReason>(&verdict)) {
        return refuse(pen, open, *reason);
    }
    if (const auto* ask = std::get_if<AskCentral>(&verdict)) {
        if (!open.reserved) {
            open.ask = *ask;
            return parts_.rights.books().ratchet.note_asked(pen.txn());
        }
        // The campaign may have been changed meanwhile; what central has charged has not.
        verdict = CouponGrant{RedemptionMode::online, "", std::min(ask->discount, open.asked->held),
                              std::min(ask->held, open.asked->held)};
    }
    return grant(pen, open, std::get<CouponGrant>(verdict));
}

Result<void> CouponDesk::grant(Pen& pen, Case& open, const CouponGrant& given) {
    auto facts = open.facts;
    Redemption redemption{.id = open.redemption,
                          .pos_ref = open.wish.pos_ref,
                          .ref = facts.ref,
                          .member = open.wish.member,
                          .held_at = facts.now};
    // A right turned up here while central was asked: what central reserved goes back.
    if (open.reserved && given.mode != RedemptionMode::online) {
        Redemption unused = redemption;
        unused.mode = RedemptionMode::online;
        TRY(pen.write(coupon_released(unused, "not_needed")));
        redemption.id = make_event_id(pen.moment().wall, pen.entropy());
    }
    TRY(parts_.rights.take(pen, redemption, facts, given));
    open.text = redemption.answer;
    open.granted = true;
    return {};
}

Result<void> CouponDesk::refuse(Pen& pen, Case& open, RejectionReason reason) {
    const auto& campaign = open.facts.campaign;
    open.text = rejected_json(reason, campaign ? campaign->instead : std::string_view{});
    const auto ref = open.facts.ref.campaign == 0 ? std::nullopt : std::optional(open.facts.ref);
    if (open.reserved) {
        const Redemption unused{.id = open.redemption,
                                .pos_ref = open.wish.pos_ref,
                                .ref = open.facts.ref,
                                .mode = RedemptionMode::online,
                                .held_at = open.facts.now};
        TRY(pen.write(coupon_released(unused, "refused")));
    }
    TRY(pen.write(coupon_rejected(ref, reason, open.wish.pos_ref)));
    return {};
}

// ---- Central is asked ----

void CouponDesk::ask_central(const Course& open) {
    open->asked = open->ask;
    const ReserveQuestion question{.redemption = to_string(open->redemption),
                                   .ref = open->facts.ref,
                                   .held = open->ask->held,
                                   .member = open->wish.member};
    parts_.central.ask(std::string(coupon_reserve_ask), write_reserve_question(question),
                       [this, open](const Result<std::string>& said) { hear_central(open, said); });
}

void CouponDesk::hear_central(const Course& open, const Result<std::string>& said) {
    const auto answer = said ? parsed(*said, parse_reserve_answer) : said.error();
    const bool silent = !said && is_silence(said.error());
    const auto no = answer ? answer->reason.value_or(RejectionReason::refused_by_central)
                           : RejectionReason::refused_by_central;
    if (answer && answer->reserved) {
        open->reserved = true;
    } else if (silent || no == RejectionReason::offline_not_allowed) {
        // Nobody answered in time, or whoever holds the right does not answer central: then what
        // can be done without is done, under a name of its own, for the answer may come yet.
        open->facts.central_listens = false;
        open->redemption = parts_.recorder.fresh_id();
    } else {
        open->refused = no;
    }
    decide(open);
}

void CouponDesk::answered_late(std::string_view asked, std::string_view body) {
    const auto question = parsed(asked, parse_reserve_question);
    const auto answer = parsed(body, parse_reserve_answer);
    if (!question || !answer || !answer->reserved) return;
    const auto id = parse_event_id(question->redemption);
    if (!id) return;
    const Redemption late{.id = *id,
                          .pos_ref = {},
                          .ref = question->ref,
                          .mode = RedemptionMode::online,
                          .held_at = parts_.time.now()};
    parts_.recorder.record(coupon_released(late, "late"), [](const Result<Accepted>&) {});
}

// ---- Closed ----

void CouponDesk::run(Function<Result<void>(Pen&, std::string&)> job, Answer answer) {
    auto text = std::make_shared<std::string>();
    auto turn = parts_.recorder.prepare({});
    if (!turn) return answer(turn.error());
    turn->moves = [job = std::move(job), text](Pen& pen) mutable { return job(pen, *text); };
    parts_.recorder.commit(std::move(turn), [text, answer = std::move(answer)](
                                                const Result<Accepted>& outcome) mutable {
        answer(outcome ? Result<std::string>(std::move(*text)) : outcome.error());
    });
}

struct CouponDesk::Ending {
    EventId id;
    Closing closing;
    WallTime now;
};

void CouponDesk::close(std::string_view redemption_id, std::string_view body, Answer answer) {
    const auto id = parse_event_id(redemption_id);
    if (!id) return answer(unknown_redemption());
    const auto closing = parsed(body, parse_closing);
    Accept told = [&answer](const Result<Accepted>& outcome) { answer(outcome.error()); };
    if (!closing) return parts_.recorder.reject("redemption", closing.error(), told);
    run([this, ending = Ending{*id, *closing, parts_.time.now()}](
            Pen& pen, std::string& text) { return close_in(pen, ending, text); },
        std::move(answer));
}

Result<void> CouponDesk::close_in(Pen& pen, const Ending& ending, std::string& answer) {
    const auto& closing = ending.closing;
    auto& redemptions = parts_.rights.books().redemptions;
    TRY(auto found, redemptions.find(ending.id));
    if (!found) return unknown_redemption();
    if (closing.outcome == RedemptionState::redeemed && closing.amount > found->held) {
        return Error(Errc::invalid, "this is more than was held for it")
            .coded("amount_over_held")
            .placed("/amount");
    }
    const bool same =
        found->state == closing.outcome && found->final_amount.value_or(0) == closing.amount;
    if (same) {
        answer = closed_json(*found);
        return {};
    }
    if (found->state == RedemptionState::redeemed) {
        return Error(Errc::conflict,
                     "this redemption was closed with another outcome; take it back with /reverse")
            .coded("closed_otherwise");
    }
    if (found->state == RedemptionState::released) return close_late(pen, *found, ending, answer);
    TRY(parts_.rights.settle(pen, *found, closing, ending.now));
    TRY(found, redemptions.find(ending.id));
    answer = closed_json(*found);
    return {};
}

Result<void> CouponDesk::close_late(Pen& pen, const Redemption& released, const Ending& ending,
                                    std::string& answer) {
    auto& redemptions = parts_.rights.books().redemptions;
    TRY(auto last, redemptions.latest(released.pos_ref, released.ref));
    if (last && last->state == RedemptionState::held) {
        TRY(parts_.rights.settle(pen, *last, ending.closing, ending.now));
        TRY(last, redemptions.find(last->id));
    }
    bool covered = last && last->state == RedemptionState::redeemed;
    bool overrun = released.overrun;
    if (!covered && !overrun) {
        TRY(covered, parts_.rights.take_again(pen, released, ending.closing, ending.now));
        overrun = !covered;
        if (overrun) {
            TRY(redemptions.overrun(pen.txn(), released.id));
            TRY(pen.write(coupon_overrun(released, ending.closing)));
            pen.txn().on_commit(
                [this] { parts_.recorder.parts().metrics.add(Count::coupons_overrun); });
        }
    }
    TRY(last, redemptions.latest(released.pos_ref, released.ref));
    answer = closed_json(overrun ? released : *last, overrun);
    return {};
}

void CouponDesk::reverse(std::string_view redemption_id, std::string_view body, Answer answer) {
    const auto id = parse_event_id(redemption_id);
    if (!id) return answer(unknown_redemption());
    const auto reversal = parsed(body, parse_reversal);
    Accept told = [&answer](const Result<Accepted>& outcome) { answer(outcome.error()); };
    if (!reversal) return parts_.recorder.reject("redemption", reversal.error(), told);
    run(
        [this, id = *id, reversal = *reversal](Pen& pen, std::string& text) -> Result<void> {
            auto& redemptions = parts_.rights.books().redemptions;
            TRY(auto found, redemptions.find(id));
            if (!found) return unknown_redemption();
            if (found->state != RedemptionState::redeemed) return not_redeemed();
            if (!found->reversed) {
                TRY(redemptions.reverse(pen.txn(), id));
                TRY(pen.write(coupon_reversed(*found, reversal)));
                found->reversed = true;
            }
            text = closed_json(*found);
            return {};
        },
        std::move(answer));
}

void CouponDesk::list_holds(Answer answer) {
    parts_.recorder.read([this] { return parts_.holds.json(holds_shown_max); }, std::move(answer));
}

}  // namespace aisle
