// SPDX-License-Identifier: Apache-2.0
#include "drivers/printer.hpp"

#include "agent/base/check.hpp"

#include <algorithm>
#include <utility>

namespace aisle {

using boost::system::error_code;

namespace {

std::chrono::microseconds timer_wait(Micros wait) {
    return std::chrono::microseconds(std::max(wait, Micros{0}).count());
}

}  // namespace

Printer::Printer(boost::asio::io_context& io, PrinterOptions options, const Clock& clock, Log log)
    : options_(std::move(options)),
      clock_(clock),
      log_(log),
      line_(make_printer_line(io, options_)),
      patience_(io),
      next_look_(io) {
    state_.name = options_.name;
}

void Printer::start() {
    running_ = true;
    look();
}

void Printer::print(std::string slip, PrintDone done) {
    CHECK(!done_, "one slip at a time");
    if (!running_) return;
    slip_ = std::move(slip);
    done_ = std::move(done);
    // A look that is under way ends first.
    if (!open_) open();
}

void Printer::expect(bool waits) {
    const bool before = std::exchange(expected_, waits);
    if (waits && !before) look();
}

void Printer::stop() {
    running_ = false;
    ++talk_number_;
    patience_.cancel();
    next_look_.cancel();
    line_->close();
}

// ---- A conversation ----

void Printer::look() {
    if (!open_ && running_) open();
}

void Printer::open() {
    open_ = true;
    next_look_.cancel();
    line_->open([this, talk = ++talk_number_](const Result<void>& outcome) {
        if (talk == talk_number_) opened(outcome);
    });
}

void Printer::opened(const Result<void>& outcome) {
    if (!outcome) {
        return finish(
            {PrintResult::nothing_sent, PrinterCondition::unreachable, outcome.error().what()});
    }
    TalkTerms terms;
    terms.asks = options_.asks;
    terms.silence_prints = is_node() && !has_answered_;
    terms.answers_end = answers_end_;
    terms.reply_patience = options_.reply_patience;
    terms.write_patience = options_.write_patience;
    talk_.emplace(slip_, terms, clock_.mono());
    talks_of_slip_ = static_cast<bool>(done_);
    writing_ = reread_ = false;
    read();
    step();
}

void Printer::step() {
    if (const auto outcome = talk_->outcome()) {
        has_answered_ = has_answered_ || talk_->answered();
        // One that was away may be another when it is back.
        const bool away = outcome->condition == PrinterCondition::unreachable;
        answers_end_ = away ? std::nullopt : talk_->answers_end();
        return finish(*outcome);
    }
    if (!writing_ && !talk_->to_write().empty()) write();
    wait();
}

void Printer::write() {
    writing_ = true;
    line_->write_some(talk_->to_write(),
                      [this, talk = talk_number_](const Result<std::size_t>& size) {
                          if (talk != talk_number_) return;
                          writing_ = false;
                          if (size) {
                              talk_->wrote(*size, clock_.mono());
                          } else {
                              talk_->broke(size.error().what());
                          }
                          step();
                      });
}

void Printer::read() {
    line_->read_some(buffer_, [this, talk = talk_number_](const Result<std::size_t>& size) {
        if (talk != talk_number_) return;
        took(size);
        step();
    });
}

void Printer::took(const Result<std::size_t>& outcome) {
    if (outcome && *outcome > 0) {
        talk_->heard({buffer_.data(), *outcome}, clock_.mono());
        return read();
    }
    if (outcome && is_node()) {
        // Some printers on USB say nothing in so many words.
        reread_ = true;
    } else if (outcome) {
        talk_->broke("it hung up");
    } else if (is_node()) {
        talk_->deaf(clock_.mono());
    } else {
        talk_->broke(outcome.error().what());
    }
}

void Printer::wait() {
    auto due = talk_->deadline() - clock_.mono();
    if (talk_->waits() || reread_) due = std::min<Micros>(due, printer_drain_look);
    patience_.expires_after(timer_wait(due));
    patience_.async_wait([this, talk = talk_number_](const error_code& cancelled) {
        if (cancelled || talk != talk_number_) return;
        if (std::exchange(reread_, false)) read();
        if (talk_->waits()) talk_->left(line_->unsent(), clock_.mono());
        talk_->tick(clock_.mono());
        step();
    });
}

void Printer::finish(const PrintOutcome& outcome) {
    ++talk_number_;
    patience_.cancel();
    line_->close();
    open_ = false;
    // A slip that came while somebody was only looking has its own conversation next.
    const bool answers = done_ && (talks_of_slip_ || !talk_);
    talk_.reset();
    become(outcome);
    if (answers) {
        slip_.clear();
        auto done = std::exchange(done_, nullptr);
        done(outcome);
    }
    if (open_ || !running_) return;
    if (done_) return open();
    wait_to_look();
}

void Printer::become(const PrintOutcome& outcome) {
    if (state_.condition == outcome.condition) return;
    state_.condition = outcome.condition;
    state_.why = outcome.why;
    const auto& words = words_of(outcome.condition);
    if (words.prints) {
        log_.info("printer.ready", {{"printer", state_.name}, {"condition", words.word}});
    } else {
        log_.warn("printer.trouble", {{"printer", state_.name},
                                      {"condition", words.word},
                                      {"why", state_.why},
                                      {"next", words.en}});
    }
    if (changed_) changed_(state_);
}

void Printer::wait_to_look() {
    next_look_.expires_after(timer_wait(expected_ ? options_.retry : options_.look_interval));
    next_look_.async_wait([this](const error_code& cancelled) {
        if (!cancelled) look();
    });
}

}  // namespace aisle
