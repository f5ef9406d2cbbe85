// SPDX-License-Identifier: Apache-2.0
#include "drivers/printer_talk.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

using namespace std::string_view_literals;

// GS r 1: how the paper is, said when everything before has been printed.
constexpr auto tell_the_end = "\x1dr\x01"sv;

// Two bits tell its answer from those in real time, from flow control and from unasked reports.
bool is_end(std::uint8_t byte) {
    constexpr unsigned fixed_bits = 0x90;
    return (byte & fixed_bits) == 0;
}

}  // namespace

PrinterTalk::PrinterTalk(std::string slip, const TalkTerms& terms, MonoTime now)
    : slip_(std::move(slip)), terms_(terms), deadline_(now + terms.reply_patience) {
    if (terms_.asks) {
        ask(now);
    } else {
        go_on_unasked(now);
    }
}

// ---- What happened ----

std::string_view PrinterTalk::to_write() const {
    return pending_;
}

void PrinterTalk::wrote(std::size_t bytes, MonoTime now) {
    if (phase_ == Phase::over || bytes == 0) return;
    bytes = std::min(bytes, pending_.size());
    pending_.remove_prefix(bytes);
    if (phase_ == Phase::asking && pending_.empty() && deaf_) return go_on_unasked(now);
    if (phase_ != Phase::writing) return;
    sent_ += bytes;
    deadline_ = now + terms_.write_patience;
    if (!pending_.empty()) return;
    phase_ = Phase::draining;
    unsent_ = slip_.size();
}

void PrinterTalk::heard(std::string_view bytes, MonoTime now) {
    for (const char byte : bytes) {
        if (phase_ == Phase::over) return;
        replied(static_cast<std::uint8_t>(byte), now);
    }
}

void PrinterTalk::left(std::size_t unsent, MonoTime now) {
    if (phase_ != Phase::draining) return;
    if (unsent == 0) return slip_left(now);
    if (unsent < unsent_) deadline_ = now + terms_.write_patience;
    unsent_ = unsent;
}

void PrinterTalk::deaf(MonoTime now) {
    deaf_ = true;
    // What has begun to be written is written to its end.
    if (phase_ == Phase::asking && pending_.empty()) go_on_unasked(now);
}

void PrinterTalk::broke(std::string why) {
    if (phase_ != Phase::over) finish(failed(), PrinterCondition::unreachable, std::move(why));
}

void PrinterTalk::tick(MonoTime now) {
    if (phase_ == Phase::over || now < deadline_) return;
    switch (phase_) {
        case Phase::asking:
            if (!pending_.empty()) return stuck();
            if (terms_.silence_prints && !answered_) return go_on_unasked(now);
            return finish(PrintResult::nothing_sent, PrinterCondition::unreachable,
                          "it does not answer when it is asked how it is; for one that cannot, "
                          "say status = false");
        case Phase::writing:
        case Phase::draining:
            return stuck();
        case Phase::ending:
            return pending_.empty() ? ended(now) : stuck();
        case Phase::asking_again:
            return finish(PrintResult::doubtful, PrinterCondition::unreachable,
                          "it no longer answered when the slip had gone");
        case Phase::over:
            return;
    }
}

// ---- What follows ----

void PrinterTalk::ask(MonoTime now) {
    pending_ = printer_status_requests[request_];
    deadline_ = now + terms_.reply_patience;
}

void PrinterTalk::replied(std::uint8_t byte, MonoTime now) {
    if (phase_ == Phase::ending && pending_.empty() && is_end(byte)) {
        end_heard_ = true;
        terms_.answers_end = true;
        return ended(now);
    }
    const bool asked = phase_ == Phase::asking || phase_ == Phase::asking_again;
    // One that comes before its question was written is none.
    if (!asked || !pending_.empty() || !is_printer_status(byte)) return;
    answered_ = true;
    auto& reply = request_ == 0   ? replies_.printer
                  : request_ == 1 ? replies_.offline_cause
                                  : replies_.paper;
    reply = byte;
    if (++request_ < printer_status_requests.size()) return ask(now);
    const auto condition = printer_condition(replies_);
    told(condition.value_or(PrinterCondition::unreachable), now);
}

void PrinterTalk::told(PrinterCondition condition, MonoTime now) {
    const bool prints = words_of(condition).prints;
    if (phase_ == Phase::asking) {
        if (!prints || slip_.empty()) return finish(PrintResult::nothing_sent, condition);
        return begin_slip(now);
    }
    if (!prints) return finish(PrintResult::doubtful, condition);
    if (!end_heard_ && terms_.answers_end == true) {
        return finish(PrintResult::doubtful, PrinterCondition::offline,
                      "it did not say that it had come to the end of the slip");
    }
    // Well, and silent: it does not know the question.
    if (!end_heard_) terms_.answers_end = false;
    finish(PrintResult::printed, condition);
}

void PrinterTalk::go_on_unasked(MonoTime now) {
    terms_.asks = false;
    if (slip_.empty()) return finish(PrintResult::nothing_sent, PrinterCondition::ok);
    begin_slip(now);
}

void PrinterTalk::begin_slip(MonoTime now) {
    phase_ = Phase::writing;
    pending_ = slip_;
    deadline_ = now + terms_.write_patience;
}

void PrinterTalk::slip_left(MonoTime now) {
    if (!terms_.asks) return finish(PrintResult::printed, PrinterCondition::ok);
    if (terms_.answers_end == false) return ended(now);
    phase_ = Phase::ending;
    pending_ = tell_the_end;
    deadline_ = now + terms_.write_patience;
}

void PrinterTalk::ended(MonoTime now) {
    phase_ = Phase::asking_again;
    request_ = 0;
    replies_ = {};
    ask(now);
}

void PrinterTalk::stuck() {
    finish(failed(), PrinterCondition::offline, "it takes no more bytes");
}

PrintResult PrinterTalk::failed() const {
    return sent_ == 0 ? PrintResult::nothing_sent : PrintResult::doubtful;
}

void PrinterTalk::finish(PrintResult result, PrinterCondition condition, std::string why) {
    phase_ = Phase::over;
    pending_ = {};
    outcome_ = PrintOutcome{result, condition, std::move(why)};
}

}  // namespace aisle
