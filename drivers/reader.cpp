// SPDX-License-Identifier: Apache-2.0
#include "drivers/reader.hpp"

#include "agent/base/wipe.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace aisle {

using boost::system::error_code;

Reader::Reader(boost::asio::io_context& io, const Clock& clock, Line line)
    : clock_(clock),
      source_(std::move(line.source)),
      decoder_(std::move(line.decoder)),
      silence_(io),
      reopen_(io) {}

void Reader::start(ReaderEvents events) {
    events_ = std::move(events);
    open_source();
}

void Reader::stop() {
    stopped_ = true;
    silence_.cancel();
    reopen_.cancel();
    source_->close();
}

void Reader::open_source() {
    opening_ = true;
    brought_bytes_ = false;
    source_->open([this](const Result<void>& outcome) { opened(outcome); });
    if (opening_failed_) wait_for_opening();
}

void Reader::opened(const Result<void>& outcome) {
    if (stopped_) return;
    opening_ = false;
    opening_failed_ = !outcome;
    reopen_.cancel();
    if (!outcome) return lose(outcome.error());
    ++figures_.openings;
    become(LineState::open, "");
    read();
}

void Reader::read() {
    if (stopped_) return;
    source_->read_some(buffer_, [this](const Result<std::size_t>& outcome) { took(outcome); });
}

void Reader::took(const Result<std::size_t>& outcome) {
    if (stopped_) return;
    if (!outcome) {
        report(decoder_->reset());
        return lose(outcome.error());
    }
    if (*outcome == 0) return ended();
    // Only bytes prove that the line works: one that opens and fails at once must not spin.
    delay_ = device_reopen_first;
    brought_bytes_ = true;
    ++figures_.reads;
    figures_.last_read = clock_.mono();
    report(decoder_->feed(std::string_view(buffer_.data(), *outcome), *figures_.last_read));
    wipe(std::span<char>(buffer_).first(*outcome));
    wait_for_silence();
    read();
}

void Reader::ended() {
    report(decoder_->end());
    if (!brought_bytes_) {
        return lose(Error(Errc::unavailable, source_->name() + " hung up without a word; is "
                                                               "something else at this address?"));
    }
    if (stopped_) return;
    // Some network scanners hang up after every code; the next one must not find us waiting.
    source_->close();
    become(LineState::waiting, "");
    open_source();
}

void Reader::report(Decoded decoded) {
    if (decoded.decided() && !stopped_) events_.decoded(std::move(decoded));
}

void Reader::lose(const Error& error) {
    if (stopped_) return;
    source_->close();
    become(LineState::lost, error.what());
    if (error.kind() != Errc::dead) wait_to_reopen();
}

void Reader::become(LineState state, const std::string& trouble) {
    state_ = state;
    events_.changed(state, trouble);
}

void Reader::wait_for_silence() {
    const auto due = decoder_->deadline();
    // One timer rides over all bytes of a code; it looks at the newest deadline when it fires.
    if (!due || waits_for_silence_ || stopped_) return;
    waits_for_silence_ = true;
    silence_.expires_after(std::max(Micros(0), *due - clock_.mono()));
    silence_.async_wait([this](const error_code& error) {
        waits_for_silence_ = false;
        if (error || stopped_) return;
        report(decoder_->tick(clock_.mono()));
        wait_for_silence();
    });
}

// A listening port that could be opened at last says nothing before a scanner calls; but what was
// wrong with it is no longer true.
void Reader::wait_for_opening() {
    reopen_.expires_after(device_connect_patience);
    reopen_.async_wait([this](const error_code& error) {
        if (!error && opening_ && !stopped_) become(LineState::waiting, "");
    });
}

void Reader::wait_to_reopen() {
    if (stopped_) return;
    waits_to_reopen_ = true;
    reopen_.expires_after(delay_);
    delay_ = std::min<Millis>(delay_ * 2, device_reopen_max);
    reopen_.async_wait([this](const error_code& error) {
        if (!error) try_again();
    });
}

void Reader::try_again() {
    if (stopped_ || !std::exchange(waits_to_reopen_, false)) return;
    reopen_.cancel();
    open_source();
}

}  // namespace aisle
