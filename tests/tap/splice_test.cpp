// SPDX-License-Identifier: Apache-2.0
// The splice and a printer that never hangs up, at a time of the test's own.
#include "tools/tap/splice.hpp"

#include "tests/support/child_process.hpp"
#include "tests/support/loopback.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <termios.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <optional>
#include <thread>

namespace aisle {
namespace {

class SharedClock final : public Clock {
public:
    WallTime wall() const override { return {}; }
    MonoTime mono() const override { return MonoTime{Micros{now_}}; }
    void advance(Micros by) { now_ += by.count(); }

private:
    std::atomic<std::int64_t> now_ = 60'000'000;
};

class RunningSplice {
public:
    RunningSplice(std::uint16_t printer, Millis last_words, const Clock& clock)
        : splice_({.from = {.host = "127.0.0.1"},
                   .to = {.host = "127.0.0.1", .port = printer},
                   .last_words = last_words},
                  clock) {
        EXPECT_TRUE(splice_.start());
        port_ = splice_.port();
        running_ = std::jthread([this] { EXPECT_TRUE(splice_.run(stop_.get())); });
    }
    ~RunningSplice() { ::eventfd_write(stop_.get(), 1); }
    RunningSplice(const RunningSplice&) = delete;
    RunningSplice& operator=(const RunningSplice&) = delete;
    std::uint16_t port() const { return port_; }

private:
    Descriptor stop_{::eventfd(0, EFD_CLOEXEC)};
    Splice splice_;
    std::uint16_t port_ = 0;
    std::jthread running_;
};

// Takes everything, and keeps the connection of a till that has ended.
class PatientPrinter {
public:
    PatientPrinter() : server_([this](Stream& stream) { serve(stream); }) {}
    std::uint16_t port() const { return server_.port(); }
    bool got(const std::string& what) {
        const std::lock_guard lock(mutex_);
        return got_.find(what) != std::string::npos;
    }

private:
    void serve(Stream& stream) {
        for (auto bytes = stream.read_some(); !bytes.empty(); bytes = stream.read_some()) {
            const std::lock_guard lock(mutex_);
            got_ += bytes;
        }
        pollfd hang_up{stream.fd(), 0, 0};
        ::poll(&hang_up, 1, -1);
    }
    std::mutex mutex_;
    std::string got_;
    LoopbackServer server_;
};

Stream till_that_said(std::uint16_t port, const std::string& bytes) {
    auto till = Stream::connect_to(port);
    EXPECT_TRUE(till.write(bytes));
    ::shutdown(till.fd(), SHUT_WR);
    return till;
}

bool hung_up_on(const Stream& till) {
    pollfd asked{till.fd(), POLLIN, 0};
    char byte = 0;
    return ::poll(&asked, 1, 0) == 1 && ::recv(till.fd(), &byte, 1, MSG_PEEK) <= 0;
}

TEST(SpliceTest, TheNinthTillPrintsThoughEightPrintersSayNothing) {
    const SystemClock clock;
    PatientPrinter printer;
    const RunningSplice splice(printer.port(), Millis(50), clock);
    std::vector<Stream> tills;
    for (int number = 0; number < 8; ++number) {
        tills.push_back(till_that_said(splice.port(), "one of eight"));
    }
    const auto ninth = till_that_said(splice.port(), "the ninth");
    EXPECT_TRUE(soon([&] { return printer.got("the ninth"); }));
}

TEST(SpliceTest, APrinterIsWaitedForAsLongAsItSaysSomething) {
    SharedClock clock;
    Listener door;
    const RunningSplice splice(door.port(), Seconds(30), clock);
    auto till = till_that_said(splice.port(), "whole");
    auto printer = door.accept();
    EXPECT_EQ(printer.read_exactly(5), "whole");
    EXPECT_EQ(printer.read_some(), "");
    auto another = Stream::connect_to(splice.port());
    auto another_printer = door.accept();
    // It looks at the one when something happens to the other.
    const auto look = [&] {
        EXPECT_TRUE(another.write("x"));
        EXPECT_EQ(another_printer.read_exactly(1), "x");
    };
    for (int word = 0; word < 3; ++word) {
        clock.advance(Seconds(29));
        look();
        EXPECT_FALSE(hung_up_on(till));
        ASSERT_TRUE(printer.write("."));
        EXPECT_EQ(till.read_exactly(1), ".");
    }
    clock.advance(Seconds(30));
    EXPECT_TRUE(soon([&] {
        look();
        return hung_up_on(till);
    }));
    EXPECT_FALSE(hung_up_on(another)) << "its till has not ended";
}

// A printer without paper: it takes nothing until somebody reads.
class FullPrinter {
public:
    FullPrinter() {
        std::array<char, 64> name{};
        EXPECT_EQ(::openpty(&ours_, &theirs_, name.data(), nullptr, nullptr), 0);
        path = name.data();
        termios raw{};
        ::tcgetattr(theirs_, &raw);
        ::cfmakeraw(&raw);
        ::tcsetattr(theirs_, TCSANOW, &raw);
        ::fcntl(theirs_, F_SETFL, O_NONBLOCK);
        while (::write(theirs_, ".", 1) > 0) ++junk_;
    }
    ~FullPrinter() {
        ::close(theirs_);
        ::close(ours_);
    }
    FullPrinter(const FullPrinter&) = delete;
    FullPrinter& operator=(const FullPrinter&) = delete;
    void say(char answer) const { EXPECT_EQ(::write(ours_, &answer, 1), 1); }
    // Behind what it was full of; waits for so much.
    std::string take(std::size_t size) const {
        constexpr int patience_ms = 10'000;
        std::string paper;
        std::array<char, 4096> part{};
        while (paper.size() < junk_ + size) {
            pollfd printed{ours_, POLLIN, 0};
            const bool more = ::poll(&printed, 1, patience_ms) == 1;
            const auto got = more ? ::read(ours_, part.data(), part.size()) : 0;
            if (got <= 0) break;
            paper.append(part.data(), static_cast<std::size_t>(got));
        }
        return paper.substr(std::min(junk_, paper.size()));
    }

    std::string path;

private:
    int ours_ = -1;
    int theirs_ = -1;
    std::size_t junk_ = 0;
};

// A splice that holds what a till has said, and is told to stop.
struct StoppedSplice {
    explicit StoppedSplice(Millis last_bytes) {
        splice.emplace(SplicePlan{.from = {.host = "127.0.0.1"},
                                  .to = {.kind = Endpoint::Kind::file, .path = printer.path},
                                  .last_bytes = last_bytes},
                       clock);
        EXPECT_TRUE(splice->start());
        till = Stream::connect_to(splice->port());
        EXPECT_TRUE(till.write("a receipt"));
        running = std::jthread([this] { EXPECT_TRUE(splice->run(stop.get())); });
        // Of what there is, it hears the till first.
        printer.say('!');
        EXPECT_EQ(till.read_exactly(1), "!");
        ::eventfd_write(stop.get(), 1);
    }

    const SystemClock clock;
    const FullPrinter printer;
    const Descriptor stop{::eventfd(0, EFD_CLOEXEC)};
    std::optional<Splice> splice;
    Stream till;
    std::jthread running;
};

TEST(SpliceTest, ToldToStopItPrintsWhatItHolds) {
    StoppedSplice stopped{Seconds(600)};
    EXPECT_EQ(stopped.printer.take(9), "a receipt");
    stopped.running.join();
    stopped.splice.reset();
    EXPECT_EQ(stopped.till.read_some(), "");
}

TEST(SpliceTest, OfWhatCannotBePrintedAnyMoreItsTillIsTold) {
    StoppedSplice stopped{Millis(0)};
    stopped.running.join();
    stopped.splice.reset();
    char byte = 0;
    EXPECT_EQ(::recv(stopped.till.fd(), &byte, 1, 0), -1);
    EXPECT_EQ(errno, ECONNRESET);
}

}  // namespace
}  // namespace aisle
