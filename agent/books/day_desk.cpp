// SPDX-License-Identifier: Apache-2.0
#include "agent/books/day_desk.hpp"

#include "agent/base/json.hpp"

#include <utility>

namespace aisle {
namespace {

// Of one transaction: a till that was away for longer takes some rounds.
constexpr std::size_t closings_a_round = 8;

Result<DayCloseWish> read_wish(std::string_view body, std::string_view currency) {
    TRY(const auto json, Json::parse(body));
    return parse_day_close(json, currency);
}

}  // namespace

DayDesk::DayDesk(DayDeskParts parts, const StoreProfile& profile, bool by_schedule)
    : parts_(std::move(parts)),
      rule_(profile.day),
      currency_(profile.currency),
      by_schedule_(by_schedule) {}

void DayDesk::close(std::string_view body, Function<void(Result<DayReply>)> reply) {
    auto day = std::make_shared<std::string>();
    Accept accept = [this, day, reply = std::move(reply)](Result<Accepted> outcome) mutable {
        if (!outcome) return reply(outcome.error());
        if (!outcome->repeated && parts_.closed) parts_.closed(*day);
        answer_with(*outcome, std::move(reply));
    };
    auto wish = read_wish(body, currency_);
    if (!wish) return parts_.recorder.reject("day_close", wish.error(), accept);
    auto turn = parts_.recorder.prepare({}, "day", wish->id, body);
    if (turn) {
        turn->moves = [this, day, wish = std::move(*wish)](Pen& pen) -> Result<void> {
            TRY(auto closing, parts_.book.next_closing(pen.txn(), wish.day, pen.when()));
            closing.till = wish.till;
            *day = closing.day;
            TRY(write(pen, std::move(closing)));
            return {};
        };
    }
    parts_.recorder.commit(std::move(turn), std::move(accept));
}

Result<Receipt> DayDesk::write(Pen& pen, DayClosing closing) {
    const auto draft = day_closed(closing);
    TRY(const auto receipt, pen.write(draft));
    TRY(parts_.book.keep(pen.txn(), closing, receipt.seq, draft.data));
    return receipt;
}

DeliveredThrough DayDesk::delivered() {
    return parts_.delivered ? parts_.delivered() : std::nullopt;
}

void DayDesk::answer_with(const Accepted& accepted, Function<void(Result<DayReply>)> reply) {
    parts_.recorder.read(
        [this, receipt = accepted.receipt, through = delivered()] {
            return parts_.list.closing(receipt, through);
        },
        [repeated = accepted.repeated, reply = std::move(reply)](Result<std::string> text) mutable {
            if (!text) return reply(text.error());
            reply(DayReply{std::move(*text), repeated});
        });
}

void DayDesk::show(std::string_view day, Answer answer) {
    if (!day.empty() && !is_calendar_day(day)) {
        return answer(Error(Errc::invalid, "business_day: a day that exists, as 2026-07-01")
                          .coded("bad_date"));
    }
    const auto truth = parts_.recorder.truth();
    const DayMoment now{truth.value_or(parts_.recorder.now()), truth.has_value()};
    parts_.recorder.read(
        [this, day = std::string(day), now, through = delivered()] {
            return parts_.list.day(day, now, rule_, through);
        },
        std::move(answer));
}

void DayDesk::close_if_due() {
    if (!by_schedule_ || closing_) return;
    auto today = business_day(parts_.recorder.now(), rule_);
    if (today == looked_on_) return;
    auto turn = parts_.recorder.prepare({});
    if (!turn) return;
    auto days = std::make_shared<std::vector<std::string>>();
    turn->moves = [this, days, today](Pen& pen) -> Result<void> {
        TRY(*days, parts_.book.due(pen.txn(), today, closings_a_round));
        for (const auto& day : *days) {
            TRY(auto closing, parts_.book.next_closing(pen.txn(), day, pen.when()));
            closing.by_schedule = true;
            TRY(write(pen, std::move(closing)));
        }
        return {};
    };
    closing_ = true;
    parts_.recorder.commit(std::move(turn),
                           [this, days, today = std::move(today)](const Result<Accepted>& outcome) {
                               closing_ = false;
                               if (!outcome) return;
                               if (days->size() < closings_a_round) looked_on_ = today;
                               for (const auto& day : *days) {
                                   auto log = parts_.recorder.parts().log;
                                   log.info("day.closed", {{"day", day}, {"by", "schedule"}});
                                   if (parts_.closed) parts_.closed(day);
                               }
                           });
}

}  // namespace aisle
