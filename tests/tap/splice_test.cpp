// SPDX-License-Identifier: Apache-2.0
// The splice and a printer that never hangs up, at a time of the test's own.
#include "tools/tap/splice.hpp"

#include "tests/support/child_process.hpp"
#include "tests/support/loopback.hpp"

#include <gtest/gtest.h>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <atomic>
#include <mutex>
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

}  // namespace
}  // namespace aisle
