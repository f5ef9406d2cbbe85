// SPDX-License-Identifier: Apache-2.0
// The runner's part in what is neither journal nor feed: questions, their answers, commands, and
// whether central is there at all.
#include "sync/runner.hpp"

#include <algorithm>
#include <utility>

namespace aisle {

void Runner::ask(std::string kind, std::string body, Millis patience, AskReply reply) {
    asks_.ask({std::move(kind), std::move(body), patience}, listens(), std::move(reply));
    if (asks_.due()) wake();
}

bool Runner::listens() const {
    const auto view = session_.view();
    return view.state == SessionState::streaming && view.central && !stopped_;
}

void Runner::take_answer(std::string_view payload) {
    const auto answer = decode_ask_answer(payload);
    if (!answer) return refuse(options_.topics.answer, answer.error());
    if (is_central(answer->incarnation)) asks_.answered(*answer);
}

void Runner::take_command(std::string_view payload) {
    const auto command = decode_command(payload);
    if (!command) return refuse(options_.topics.command, command.error());
    if (!is_central(command->incarnation)) return;
    parts_.metrics.add(Count::commands_heard);
    if (events_.commanded) events_.commanded(*command);
}

// What another life of central says is passed over, and the session says hello to it: what that one
// has granted, this one knows nothing of.
bool Runner::is_central(const Incarnation& who) {
    feed(CentralSpoke{who});
    if (session_.view().central != who) return false;
    heard();
    return true;
}

void Runner::heard() {
    heard_ = parts_.clock.mono();
}

Micros Runner::unheard_for(MonoTime now) const {
    return std::max(now - heard_, Micros{0});
}

}  // namespace aisle
