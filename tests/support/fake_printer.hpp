// SPDX-License-Identifier: Apache-2.0
// A network printer on loopback: keeps what it was told to print, answers when it is asked how it
// is, and can be without paper, open, slow, deaf, or say nonsense. And the judge of what reached
// it: no byte of a slip may open the cash drawer.
#pragma once

#include "tests/support/loopback.hpp"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// What in these bytes would open a drawer, sound a buzzer or change the printer; empty if nothing.
inline std::string disobedience(std::string_view bytes) {
    struct Forbidden {
        std::string_view bytes;
        std::string_view name;
    };
    const std::vector<Forbidden> all{{"\x1bp", "ESC p"},    {"\x10\x14", "DLE DC4"},
                                     {"\x07", "BEL"},       {"\x1d(A", "GS ( A"},
                                     {"\x1b(A", "ESC ( A"}, {"\x1c(", "FS ("},
                                     {"\x1d(E", "GS ( E"},  {"\x10\x05", "DLE ENQ"}};
    std::string seen;
    // The length of a QR code may be any byte; what it says may not.
    constexpr std::size_t head_bytes = 5;
    for (std::size_t at = 0; at < bytes.size();) {
        if (bytes.substr(at).starts_with("\x1d(k")) at += head_bytes;
        if (at < bytes.size()) seen += bytes[at++];
    }
    for (const auto& one : all) {
        if (seen.find(one.bytes) != seen.npos) return std::string(one.name);
    }
    return {};
}

class FakePrinter {
public:
    enum class Mood { well, paper_low, cover_open, paper_out, jammed, silent, nonsense };

    explicit FakePrinter(Mood mood = Mood::well)
        : mood_(mood), server_([this](Stream& stream) { serve(stream); }) {}
    ~FakePrinter() {
        const std::lock_guard lock(mutex_);
        leaving_ = true;
        changed_.notify_all();
    }

    std::uint16_t port() const { return server_.port(); }
    void be(Mood mood) {
        const std::lock_guard lock(mutex_);
        mood_ = mood;
        changed_.notify_all();
    }
    // It becomes so when so many bytes of slips are on paper, and prints none behind them.
    void be_after(std::size_t bytes, Mood mood) {
        const std::lock_guard lock(mutex_);
        turn_at_ = bytes;
        turn_to_ = mood;
    }
    // Behind so many bytes it takes no more, until it may go on.
    void stall_after(std::size_t bytes) {
        const std::lock_guard lock(mutex_);
        stall_at_ = bytes;
    }
    void go_on() {
        const std::lock_guard lock(mutex_);
        stall_at_ = never;
        changed_.notify_all();
    }
    // Some printers do not know GS r.
    void know_no_end() {
        const std::lock_guard lock(mutex_);
        knows_end_ = false;
    }
    // What it was told to print, without the questions.
    std::string paper() {
        const std::lock_guard lock(mutex_);
        return paper_;
    }
    // All that reached it.
    std::string heard() {
        const std::lock_guard lock(mutex_);
        return heard_;
    }
    std::size_t looks() {
        const std::lock_guard lock(mutex_);
        return looks_;
    }

    static std::string reply(Mood mood, char request) {
        const bool open = mood == Mood::cover_open, out = mood == Mood::paper_out;
        const bool jammed = mood == Mood::jammed;
        switch (request) {
            case 1:
                return open || out || jammed ? "\x1a" : "\x12";
            case 2:
                return open ? "\x16" : out ? "\x32" : jammed ? "\x52" : "\x12";
            default:
                return out ? "\x72" : mood == Mood::paper_low ? "\x1e" : "\x12";
        }
    }

private:
    static constexpr std::size_t never = SIZE_MAX;
    static constexpr std::string_view ask_for_end{"\x1dr\x01"}, end_well{"\0", 1};

    void serve(Stream& stream) {
        std::string waiting;
        while (true) {
            const auto bytes = stream.read_exactly(1);
            if (bytes.empty()) return;
            waiting += bytes;
            if (!take(stream, waiting)) return;
        }
    }
    // False when the printer goes away.
    bool take(Stream& stream, std::string& waiting) {
        std::unique_lock lock(mutex_);
        const auto begins = [&](std::string_view command) {
            return command.substr(0, waiting.size()) == waiting;
        };
        const bool question = waiting.starts_with("\x10\x04");
        if ((begins("\x10\x04") && waiting.size() < 3) || (question && waiting.size() < 3) ||
            (begins(ask_for_end) && waiting.size() < 3)) {
            return true;
        }
        heard_ += waiting;
        if (question) {
            looks_ += waiting[2] == 1;
            answer(stream, waiting[2]);
        } else if (waiting == ask_for_end) {
            if (knows_end_ && prints()) stream.write(mood_ == Mood::paper_low ? "\x03" : end_well);
        } else {
            for (const char byte : waiting) print(byte, lock);
        }
        waiting.clear();
        return !leaving_;
    }
    bool prints() const { return mood_ != Mood::paper_out && mood_ != Mood::cover_open; }
    void answer(Stream& stream, char request) {
        if (mood_ == Mood::silent) return;
        if (mood_ == Mood::nonsense) {
            stream.write("\x11\x13\xff\x41\x80");
            return;
        }
        stream.write(reply(mood_, request));
    }
    void print(char byte, std::unique_lock<std::mutex>& lock) {
        if (!prints()) return;
        paper_ += byte;
        if (paper_.size() == turn_at_) mood_ = turn_to_;
        changed_.wait(lock, [this] { return paper_.size() < stall_at_ || leaving_; });
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    Mood mood_;
    Mood turn_to_ = Mood::well;
    std::size_t turn_at_ = never;
    std::size_t stall_at_ = never;
    bool knows_end_ = true;
    bool leaving_ = false;
    std::string paper_;
    std::string heard_;
    std::size_t looks_ = 0;
    LoopbackServer server_;
};

}  // namespace aisle
