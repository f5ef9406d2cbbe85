// SPDX-License-Identifier: Apache-2.0
// The splice between a till and its printer. Promise: every byte of the till reaches the printer
// and every byte of the printer the till, in order and unchanged, whatever happens to the daemon;
// bytes first, and the copy for the daemon after. It never waits for anything but the two of them.
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

struct pollfd;

namespace aisle {

struct SplicePlan {
    Endpoint from;  // the till
    Endpoint to;    // the printer
    std::string copy;
};

class Splice {
public:
    Splice(SplicePlan plan, const Clock& clock)
        : plan_(std::move(plan)), clock_(clock), copy_(plan_.copy) {}

    // Errors: the till's side cannot be opened.
    Result<void> start();
    // Until `stop` is readable. Errors: poll fails.
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
    };
    struct Conversation {
        std::uint32_t number;
        Descriptor till;
        Descriptor printer;
        Pipe there{};
        Pipe back{};
        bool over = false;
    };
    void accept_tills();
    void begin(Descriptor till);
    static void refuse(const Descriptor& till);
    void tell_trouble(const std::string& trouble);
    void keep_line();
    void turn(Conversation& one, short till_events, short printer_events);
    void take(int from, Pipe& pipe);
    void give(Conversation& one, int to, Pipe& pipe, bool copied);
    void tell(Conversation& one, std::string_view bytes);
    void forget_ended();

    SplicePlan plan_;
    const Clock& clock_;
    CopyLine copy_;
    std::optional<Descriptor> door_;
    std::list<Conversation> conversations_;
    std::uint32_t count_ = 0;
    std::optional<MonoTime> tried_;
    std::string trouble_;  // with the printer, as it was last told
};

}  // namespace aisle
