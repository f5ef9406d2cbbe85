// SPDX-License-Identifier: Apache-2.0
#include "agent/books/recorder.hpp"

#include "agent/domain/rejection.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace aisle {
namespace {

bool is_vouched(ClockQuality clock) {
    return clock == ClockQuality::synced || clock == ClockQuality::holdover;
}

}  // namespace

Result<Receipt> Pen::write(const EventDraft& draft) {
    TRY(const auto event, encode_event(draft, moment_.context, parts_.entropy));
    return write(event);
}

Result<Receipt> Pen::write(const Event& event) {
    TRY(events_.admit(txn_, event.lane, event.bytes.size() + event.person.size()));
    TRY(const auto receipt, parts_.journal.append(txn_, event));
    if (events_.written) TRY(events_.written(txn_, event, receipt, when(event)));
    written_.push_back(receipt);
    return receipt;
}

DayMoment Pen::when() const {
    if (is_vouched(moment_.context.clock)) return {moment_.context.wall, true};
    return {moment_.truth.value_or(moment_.context.wall), moment_.truth.has_value()};
}

// An event with a true time of its own belongs where that is: central sees no other.
DayMoment Pen::when(const Event& event) const {
    if (is_vouched(moment_.context.clock)) return {time_of(event.id), true};
    return when();
}

Recorder::Recorder(RecorderParts parts, RecorderEvents events)
    : parts_(std::move(parts)), events_(std::move(events)) {}

Result<Event> Recorder::encode(const EventDraft& draft) {
    return encode_event(draft, events_.context(), parts_.entropy);
}

std::optional<WallTime> Recorder::truth() {
    return events_.truth ? events_.truth() : std::nullopt;
}

WallTime Recorder::now() {
    return truth().value_or(parts_.clock.wall());
}

Result<Turn> Recorder::prepare(const std::vector<EventDraft>& drafts, std::string_view what,
                               std::string_view caller_id, std::string_view body) {
    Turn turn;
    if (!caller_id.empty()) {
        turn.request = std::string(what) + ":" + std::string(caller_id);
        turn.body = sha256({body});
        turn.dated = truth();
    }
    turn.events.reserve(drafts.size());
    for (const auto& draft : drafts) {
        TRY(auto event, encode(draft));
        turn.events.push_back(std::move(event));
    }
    return turn;
}

void Recorder::commit(Result<Turn> prepared, Accept accept) {
    if (!prepared) return accept(prepared.error());
    struct Course {
        Turn turn;
        TurnMoment moment;
        Accepted accepted{};
        std::vector<Receipt> written{};
    };
    auto course =
        std::make_shared<Course>(Course{std::move(*prepared), {events_.context(), truth()}});
    parts_.store.write(
        [this, course](Txn& txn) {
            Pen pen(txn, parts_, events_, course->moment);
            auto outcome = apply(pen, course->turn, course->accepted);
            course->written = pen.written();
            return outcome;
        },
        [this, course, accept = std::move(accept)](Result<void> done) mutable {
            settle(course->turn, course->written, std::move(done), course->accepted, accept);
        });
}

void Recorder::record(const EventDraft& draft, Accept accept, Job also) {
    auto turn = prepare({draft});
    if (turn) turn->also = std::move(also);
    commit(std::move(turn), std::move(accept));
}

// One transaction: the repeat is recognised, the books move, the journal grows, or none of it.
Result<void> Recorder::apply(Pen& pen, Turn& turn, Accepted& accepted) {
    auto& txn = pen.txn();
    accepted = {.receipt = {}, .events = 0, .member = turn.member};
    if (turn.also) TRY(turn.also(txn));
    if (!turn.request.empty()) {
        auto recalled = parts_.requests.recall(txn, turn.request, turn.body);
        if (!recalled && recalled.error().kind() == Errc::conflict && turn.earlier_body) {
            recalled = parts_.requests.recall(txn, turn.request, *turn.earlier_body);
        }
        TRY(auto before, std::move(recalled));
        if (!before) {
            TRY(before, parts_.requests.recall_any(txn, turn.repeats_of));
        }
        if (before) {
            accepted = *before;
            return {};
        }
    }
    for (const auto& event : turn.events) TRY(pen.write(event));
    if (turn.moves) TRY(turn.moves(pen));
    accepted.events = pen.written().size();
    if (!pen.written().empty()) accepted.receipt = pen.written().front();
    if (turn.request.empty()) return {};
    return parts_.requests.remember(txn, turn.request, turn.body, accepted, turn.dated);
}

void Recorder::settle(const Turn& turn, const std::vector<Receipt>& written, Result<void> done,
                      Accepted& accepted, Accept& accept) {
    const Lane lane = turn.events.empty() ? Lane::ledger : turn.events.front().lane;
    if (events_.committed) events_.committed(lane, done);
    accepted.code = turn.code;
    if (!done) {
        const auto kind = done.error().kind();
        const bool conflict = kind == Errc::conflict;
        parts_.metrics.add(conflict ? Count::capture_conflicts : Count::capture_refused);
        // What somebody asked for and may not have is no trouble of this device's.
        const bool answer =
            kind == Errc::denied || kind == Errc::invalid || kind == Errc::not_found;
        if (!conflict && !answer) {
            parts_.log.error("capture.refused", {{"why", done.error().what()}});
        }
        return accept(done.error());
    }
    if (accepted.repeated) {
        parts_.metrics.add(Count::capture_repeated);
        return accept(accepted);
    }
    std::array<std::optional<Receipt>, 2> last;
    for (const auto& receipt : written) {
        parts_.metrics.add(receipt.lane == Lane::ledger ? Count::captured_ledger
                                                        : Count::captured_touch);
        last[index_of(receipt.lane)] = receipt;
    }
    accept(accepted);
    for (const auto& receipt : last) {
        if (receipt && events_.saved) events_.saved(*receipt);
    }
}

void Recorder::reject(std::string_view what, const Error& error, Accept& accept) {
    parts_.metrics.add(Count::capture_refused);
    const auto repeated = rejections_.due(what, error, parts_.clock.mono());
    if (repeated) record(data_rejected(what, error, *repeated), [](const Result<Accepted>&) {});
    accept(error);
}

void Recorder::read(Function<Result<std::string>()> job, Answer answer) {
    auto text = std::make_shared<std::string>();
    parts_.store.read(
        [text, job = std::move(job)]() mutable -> Result<void> {
            TRY(*text, job());
            return {};
        },
        [text, answer = std::move(answer)](Result<void> done) mutable {
            answer(done ? Result<std::string>(std::move(*text)) : done.error());
        });
}

}  // namespace aisle
