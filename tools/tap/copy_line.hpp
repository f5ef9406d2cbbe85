// SPDX-License-Identifier: Apache-2.0
// The way to the daemon: a copy of what went to the printer, as long as somebody reads it. It never
// waits: what the socket does not take at once is dropped, and said to be missing when it takes
// something again (drivers/tap_packet.hpp): a daemon that had heard only the beginning would take
// it for a whole receipt, so this is not left for the next byte to say. A daemon that began anew is
// called at once; what the one before it had heard of a receipt that is still being printed is
// missing, too. The daemon is called though nothing is printed: by that it knows that we are there,
// and we that somebody reads.
#pragma once

#include "agent/base/time.hpp"
#include "drivers/tap_packet.hpp"
#include "tools/tap/reader_watch.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace aisle {

class CopyLine {
public:
    // An empty path: nobody is told anything.
    explicit CopyLine(std::string path) : path_(std::move(path)), watch_(path_) {}
    ~CopyLine();
    CopyLine(const CopyLine&) = delete;
    CopyLine& operator=(const CopyLine&) = delete;

    void tell(const TapPacket& packet, MonoTime now);
    // Calls the daemon where it is not there, from time to time. What is to be said of it.
    std::string keep(MonoTime now);
    // When it is to be kept next, though nothing happens.
    std::optional<MonoTime> next_call() const;
    // Where to look for its end; below zero while nobody is there.
    int line() const { return socket_; }
    // It has hung up.
    void lost(MonoTime now) { hang_up(now); }
    // Where to wait, until it can be written to, when the daemon is still to be told that something
    // is missing or has ended; else below zero.
    int owing() const;
    // It can be written to.
    void pay(MonoTime now);
    std::uint64_t dropped() const { return dropped_; }

private:
    struct Heard {
        std::optional<MonoTime> last{};  // when bytes came
        bool lacks = false;              // something of what is being printed
        bool said = false;               // that it lacks, and no byte since
        bool begun = false;              // bytes went to the daemon that is there now
        bool ended = false;              // which it has not been told

        bool owed() const { return ended || (lacks && begun && !said); }
    };
    void end(std::uint32_t conversation, bool told, MonoTime now);
    bool pay(std::uint32_t conversation, Heard& heard, MonoTime now);
    bool hand_on(const TapPacket& packet, Heard& heard, MonoTime now);
    bool connected(MonoTime now);
    bool call();
    bool send(const TapPacket& packet, MonoTime now);
    void hang_up(MonoTime now);
    void close();

    std::string path_;
    int socket_ = -1;
    ReaderWatch watch_;
    int failed_ = 0;                 // the last call
    std::optional<MonoTime> tried_;  // in vain
    std::optional<MonoTime> kept_;   // called though nothing was to be told
    std::map<std::uint32_t, Heard> conversations_;
    std::uint64_t dropped_ = 0;
};

}  // namespace aisle
