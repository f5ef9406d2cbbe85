// SPDX-License-Identifier: Apache-2.0
// Keeps one line of bytes open and cut into codes: opens, reads, decodes, ends a code when the
// scanner falls silent, and opens again with growing delay when the line is lost. Never more than
// one open or read and two timers under way. Counter thread only; destroyed like its source, when
// the io_context no longer runs.
#pragma once

#include "agent/base/limits.hpp"
#include "agent/base/time.hpp"
#include "drivers/byte_source.hpp"
#include "drivers/decoder.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace aisle {

// Where bytes come from, and how they become codes.
struct Line {
    std::unique_ptr<ByteSource> source;
    std::unique_ptr<Decoder> decoder;
};

enum class LineState {
    waiting,  // nothing is wrong, and nobody is there: not yet, or not at present
    open,
    lost,
};

// Called after each read and silence that decided something, and after each change of the line.
struct ReaderEvents {
    Function<void(Decoded)> decoded;
    // With the reason when it is lost, else with an empty text.
    Function<void(LineState, const std::string&)> changed;
};

struct ReaderFigures {
    std::uint64_t openings = 0;
    std::uint64_t reads = 0;
    std::optional<MonoTime> last_read;
};

class Reader {
public:
    Reader(boost::asio::io_context& io, const Clock& clock, Line line);

    void start(ReaderEvents events);
    // Nothing is reported any more. What is under way is thrown away: half a code is none.
    void stop();
    // What was lost may be there again: tries at once, and does not wait out its delay.
    void try_again();

    LineState state() const { return state_; }
    const ReaderFigures& figures() const { return figures_; }

private:
    void open_source();
    void opened(const Result<void>& outcome);
    void read();
    void took(const Result<std::size_t>& outcome);
    void ended();
    void report(Decoded decoded);
    void lose(const Error& error);
    void become(LineState state, const std::string& trouble);
    void wait_for_silence();
    void wait_for_opening();
    void wait_to_reopen();

    const Clock& clock_;
    std::unique_ptr<ByteSource> source_;
    std::unique_ptr<Decoder> decoder_;
    boost::asio::steady_timer silence_;
    boost::asio::steady_timer reopen_;
    ReaderEvents events_;
    ReaderFigures figures_;
    std::array<char, device_read_bytes> buffer_{};
    Millis delay_ = device_reopen_first;
    LineState state_ = LineState::waiting;
    bool opening_ = false;
    bool opening_failed_ = false;  // the last one that was answered
    bool brought_bytes_ = false;   // since it was opened
    bool stopped_ = false;
    bool waits_for_silence_ = false;
    bool waits_to_reopen_ = false;
};

}  // namespace aisle
