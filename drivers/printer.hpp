// SPDX-License-Identifier: Apache-2.0
// One printer: looks how it is, prints one slip at a time, and says when its condition changes. The
// conversation itself is PrinterTalk's; this holds the line and the timers. The line is opened for
// each look and each slip.
// Promise: `done` is called once a slip, with what is known of the paper; after stop() not at all.
// While a slip is expected, and cannot be printed yet, the printer is looked at often, else seldom.
// Counter thread only; destroyed when its io_context no longer runs.
#pragma once

#include "agent/base/log.hpp"
#include "drivers/printer_line.hpp"
#include "drivers/printer_talk.hpp"

#include <boost/asio/steady_timer.hpp>

#include <array>
#include <optional>

namespace aisle {

struct PrinterState {
    std::string name;
    std::optional<PrinterCondition> condition{};  // none: nobody has looked yet
    std::string why{};                            // what the system said
    bool prints() const { return condition && words_of(*condition).prints; }
};

using PrintDone = Function<void(PrintOutcome)>;

class Printer {
public:
    Printer(boost::asio::io_context& io, PrinterOptions options, const Clock& clock, Log log);

    void on_changed(Function<void(const PrinterState&)> told) { changed_ = std::move(told); }
    // Looks at it, and goes on looking.
    void start();
    // One at a time. What is under way when it stops is cut off.
    void print(std::string slip, PrintDone done);
    // Whether a slip waits for it; it is then looked at at once.
    void expect(bool waits);
    void stop();

    const PrinterState& state() const { return state_; }

private:
    void look();
    void open();
    void opened(const Result<void>& outcome);
    void step();
    void write();
    void read();
    void took(const Result<std::size_t>& outcome);
    void wait();
    void finish(const PrintOutcome& outcome);
    void become(const PrintOutcome& outcome);
    void wait_to_look();
    bool is_node() const { return options_.port_kind == PrinterPort::node; }

    PrinterOptions options_;
    const Clock& clock_;
    Log log_;
    std::unique_ptr<PrinterLine> line_;
    boost::asio::steady_timer patience_;
    boost::asio::steady_timer next_look_;
    Function<void(const PrinterState&)> changed_;
    PrinterState state_;
    bool has_answered_ = false;
    std::optional<bool> answers_end_;
    std::string slip_;
    PrintDone done_;
    std::optional<PrinterTalk> talk_;
    // Which conversation an answer of the line is for.
    std::uint64_t talk_number_ = 0;
    std::array<char, 64> buffer_{};
    bool open_ = false;           // a conversation is under way
    bool talks_of_slip_ = false;  // and it is that of the slip
    bool writing_ = false;
    bool reread_ = false;  // the node had nothing to say, and has to be asked for more
    bool expected_ = false;
    bool running_ = false;
};

}  // namespace aisle
