// SPDX-License-Identifier: Apache-2.0
// The splice between a till and its printer. Promise: every byte of the till reaches the printer
// and every byte of the printer the till, in order and unchanged, whatever happens to the daemon;
// bytes first, and the copy for the daemon after. It never waits for anything but the two of them.
// A till that prints to a line (a serial one, a pseudo-terminal) keeps it for as long as we live:
// only the printer is opened again when that has gone, and what the till says meanwhile waits.
// Answers that nobody reads there are dropped when there are too many, as a line does.
// One thread, one poll(2), memory of fixed size.
#pragma once

#include "agent/base/descriptor.hpp"
#include "agent/base/time.hpp"
#include "tools/tap/copy_line.hpp"
#include "tools/tap/endpoint.hpp"

#include <array>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct pollfd;

namespace aisle {

struct SplicePlan {
    Endpoint from;  // the till
    Endpoint to;    // the printer
    std::string copy{};
    // A till has ended, its printer has all of it and says nothing: its last words are waited for
    // so long. A printer that answers at all does so in a second or two, a busy one in some more.
    Millis last_words{Seconds(30)};
    // When we are told to stop, a printer that is busy has so long to take what we hold.
    Millis last_bytes{Seconds(5)};
};

class Splice {
public:
    Splice(SplicePlan plan, const Clock& clock)
        : plan_(std::move(plan)), clock_(clock), copy_(plan_.copy) {}

    // Errors: the till's side cannot be opened.
    Result<void> start();
    // Until `stop` is readable and what was heard is printed, or last_bytes are over: then the till
    // is told by a reset, where it can be. Errors: poll fails.
    Result<void> run(int stop);
    // What a test listens on, when it asked for port 0.
    std::uint16_t port() const;

private:
    // Bytes on their way in one direction.
    struct Pipe {
        std::array<char, tap_buffer_bytes> bytes;
        std::size_t size = 0;
        bool ended = false;   // its source
        bool closed = false;  // … and its target has been told
        int failed = 0;       // what its source ended with, if not in order

        bool free() const { return !ended && size < bytes.size(); }
        bool done() const { return ended && size == 0; }
        void take(int from);
        void drop(std::size_t count);
    };
    struct Conversation {
        std::uint32_t number;
        // A line's may be gone for a while.
        std::optional<Line> till{};
        std::optional<Line> printer{};
        std::optional<MonoTime> till_tried{};
        std::optional<MonoTime> printer_tried{};
        bool answers = true;      // the printer's node can be read at all
        bool speechless = false;  // it was readable, and nothing was there: asked again later
        bool unneeded = false;  // it has hung up in order: called when there is something to print
        bool deaf = false;      // the till takes no answers any more
        MonoTime heard{};       // the printer's last word, or the till's
        Pipe there{};
        Pipe back{};
        bool over = false;
    };
    std::size_t unprinted(const Conversation& one) const;
    bool still_printing() const;
    void leave();
    bool on_a_line() const { return plan_.from.kind != Endpoint::Kind::tcp; }
    std::vector<pollfd> ask(int stop) const;
    void keep_copy();
    void look_at_copy(short events);
    int patience() const;
    std::optional<MonoTime> next_look(const Conversation& one, MonoTime now) const;
    void accept_tills();
    void turn(Conversation& one, short till_events, short printer_events);
    void hear_till(Conversation& one);
    void hear_printer(Conversation& one);
    void print(Conversation& one);
    void answer(Conversation& one);
    void tell(const Conversation& one, std::string_view bytes);
    void end_when_said(Conversation& one);
    void forget_ended();

    void keep_till(Conversation& line);
    void keep_printer(Conversation& one);
    void lose_printer(Conversation& one, int failed);
    static bool printer_wanted(const Conversation& one);
    bool due(std::optional<MonoTime>& tried) const;

    // Told once, however often it is tried again.
    struct Trouble {
        const char* who;
        std::string last{};
        void tell(const std::string& now);
    };

    SplicePlan plan_;
    const Clock& clock_;
    CopyLine copy_;
    std::optional<Descriptor> door_;
    std::list<Conversation> conversations_;
    std::uint32_t count_ = 0;
    std::optional<MonoTime> leave_by_;
    Trouble till_trouble_{"the till"};
    Trouble printer_trouble_{"the printer"};
};

}  // namespace aisle
