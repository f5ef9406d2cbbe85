// SPDX-License-Identifier: Apache-2.0
#include "sync/ask_desk.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

Error offline() {
    return Error(Errc::unavailable, "there is no line to central").coded("offline");
}

}  // namespace

AskDesk::AskDesk(AskDeskParts parts, AskDeskEvents events)
    : parts_(std::move(parts)), events_(std::move(events)) {}

void AskDesk::ask(CentralQuestion question, bool connected, AskReply reply) {
    if (!connected) return reply(offline());
    if (asks_.full()) {
        return reply(Error(Errc::full, "central is asked too much at once").coded("busy"));
    }
    if (question.body.size() > ask_body_bytes_max) {
        return reply(Error(Errc::too_large, "a question has at most 16 KiB").coded("too_large"));
    }
    Ask ask{make_event_id(parts_.clock.wall(), parts_.entropy), std::move(question.kind),
            std::clamp(question.patience, Millis{1}, ask_deadline_max), std::move(question.body)};
    auto message = encode(ask);
    asks_.asked({ask.id, std::move(ask.kind), std::move(ask.body),
                 parts_.clock.mono() + Micros{ask.deadline}, std::move(reply)});
    parts_.metrics.add(Count::asks_sent);
    events_.publish(std::move(message));
}

void AskDesk::answered(const AskAnswer& answer) {
    auto ask = asks_.answered(answer.id);
    if (!ask) return answered_late(answer);
    if (!answer.error) return ask->reply(answer.body);
    ask->reply(Error(Errc::denied, answer.error->what).coded(answer.error->code));
}

void AskDesk::answered_late(const AskAnswer& answer) {
    const auto asked = asks_.late(answer.id, parts_.clock.mono());
    // Delivered twice, or asked before the last restart.
    if (!asked) return parts_.log.debug("sync.answer_unknown", {});
    parts_.metrics.add(Count::asks_late);
    parts_.log.info("sync.answered_late", {{"kind", asked->kind}});
    // An error has promised nothing.
    if (!answer.error && events_.late) events_.late(asked->kind, asked->body, answer.body);
}

void AskDesk::tick() {
    for (auto& reply : asks_.expired(parts_.clock.mono())) {
        parts_.metrics.add(Count::asks_unanswered);
        reply(Error(Errc::timeout, "central has not answered in time").coded("no_answer"));
    }
}

void AskDesk::stop() {
    for (auto& reply : asks_.drop()) reply(offline());
}

}  // namespace aisle
