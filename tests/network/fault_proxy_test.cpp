// SPDX-License-Identifier: Apache-2.0
// Each thing that the proxy can do to a line, and the line without it.
#include "tests/support/fault_proxy.hpp"

#include "tests/support/child_process.hpp"
#include "tests/support/loopback.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

namespace aisle {
namespace {

// Says back what it hears.
void echo(Stream& stream) {
    for (auto bytes = stream.read_some(); !bytes.empty(); bytes = stream.read_some()) {
        if (!stream.write(bytes)) return;
    }
}

enum class Heard { bytes, end, reset, nothing };

constexpr int a_moment_ms = 100;
constexpr int very_long_ms = 20000;

class Proxy : public testing::Test {
protected:
    Proxy() : device(Stream::connect_to(proxy.port())) {}

    // What comes next. "Nothing" is known after a moment only, so it is said where a control shows
    // that something would have come.
    Heard hears(Stream& stream, int patience_ms = very_long_ms) {
        pollfd look{stream.fd(), POLLIN, 0};
        if (::poll(&look, 1, patience_ms) == 0) return Heard::nothing;
        char byte = 0;
        const auto count = ::recv(stream.fd(), &byte, 1, MSG_PEEK);
        if (count > 0) return Heard::bytes;
        return count == 0 ? Heard::end : Heard::reset;
    }
    Heard hears() { return hears(device); }
    bool silent() { return hears(device, a_moment_ms) == Heard::nothing; }
    // There and back.
    bool passes(Stream& stream, const std::string& words = "hello") {
        return stream.write(words) && stream.read_exactly(words.size()) == words;
    }
    bool passes(const std::string& words = "hello") { return passes(device, words); }
    void begin(Fault fault, std::size_t after_bytes, Way way = Way::up,
               Millis lasting = Seconds{600}) {
        proxy.begin({{}, fault, way, after_bytes, lasting});
    }

    LoopbackServer server{echo};
    FaultProxy proxy{server.port()};
    Stream device;
};

TEST_F(Proxy, PassesEverythingOnInFineWeather) {
    const std::string much(500'000, 'x');
    ASSERT_TRUE(passes());
    std::string back;
    ASSERT_TRUE(device.write(much));
    EXPECT_EQ(device.read_exactly(much.size()), much);
    EXPECT_EQ(proxy.counts().bytes_up, much.size() + 5);
    EXPECT_EQ(proxy.counts().bytes_down, much.size() + 5);
    EXPECT_EQ(proxy.counts().connections, 1u);
    EXPECT_EQ(proxy.counts().struck, 0u);
}

TEST_F(Proxy, PassesAnEndOn) {
    ASSERT_TRUE(passes());
    ASSERT_EQ(::shutdown(device.fd(), SHUT_WR), 0);
    EXPECT_EQ(hears(), Heard::end);
    EXPECT_TRUE(soon([&] { return proxy.counts().open == 0; }));
}

TEST_F(Proxy, HoldsEveryByteBackForItsLatencyAndKeepsTheirOrderWhateverTheJitter) {
    const SystemClock clock;
    proxy.set_weather({.latency = Millis{60}, .jitter = Millis{20}});
    const auto before = clock.mono();
    std::string words;
    for (int i = 0; i < 50; ++i) {
        const auto word = std::to_string(i) + " ";
        words += word;
        ASSERT_TRUE(device.write(word));
    }
    EXPECT_EQ(device.read_exactly(words.size()), words);
    EXPECT_GE(clock.mono() - before, Millis{120});
}

TEST_F(Proxy, PassesOnNoFasterThanItsRate) {
    const SystemClock clock;
    proxy.set_weather({.bytes_per_second = 20'000});
    const auto before = clock.mono();
    const std::string words(6000, 'x');
    ASSERT_TRUE(device.write(words));
    EXPECT_EQ(device.read_exactly(words.size()), words);
    // But for the last piece, which nobody waits behind.
    EXPECT_GE(clock.mono() - before, Millis{200});
}

TEST_F(Proxy, CutsWhatItPassesOnIntoSlices) {
    proxy.set_weather({.latency = Millis{5}, .slice_bytes = 1});
    const std::string words(300, 'x');
    begin(Fault::black_hole, 7);  // it stops in the middle
    ASSERT_TRUE(device.write(words));
    EXPECT_TRUE(soon([&] { return proxy.counts().struck == 1; }));
    EXPECT_EQ(proxy.counts().bytes_up, 7u);
}

TEST_F(Proxy, ARefusalEndsWhatIsThereAndListensAgainOnTheSamePortWhenItIsOver) {
    ASSERT_TRUE(passes());
    proxy.strike(Fault::refuse);
    EXPECT_NE(hears(), Heard::bytes);
    EXPECT_FALSE(Stream::connect_to(proxy.port()).open());
    proxy.heal();
    Stream next = Stream::connect_to(proxy.port());
    ASSERT_TRUE(next.open());
    EXPECT_TRUE(passes(next));
}

TEST_F(Proxy, AResetIsHeardAsOneAndTheNextConnectionIsFree) {
    begin(Fault::reset, 3);
    ASSERT_TRUE(device.write("hello"));
    EXPECT_EQ(hears(), Heard::reset);
    EXPECT_EQ(proxy.counts().bytes_up, 3u);
    EXPECT_EQ(proxy.counts().over, 1u);
    Stream next = Stream::connect_to(proxy.port());
    EXPECT_TRUE(passes(next));
}

TEST_F(Proxy, AnEndLetsWhatIsUnderWayArrive) {
    proxy.begin({{.bytes_per_second = 5000}, Fault::close, Way::up, 250, {}});
    ASSERT_TRUE(device.write(std::string(1000, 'x')));
    EXPECT_TRUE(soon([&] { return proxy.counts().open == 0; }));
    EXPECT_EQ(proxy.counts().over, 1u);
    EXPECT_EQ(proxy.counts().bytes_up, 1000u);
}

TEST_F(Proxy, ATruncationCutsAtTheByte) {
    begin(Fault::truncate, 8, Way::down);
    ASSERT_TRUE(device.write("hello, hello"));
    EXPECT_EQ(device.read_exactly(12), "hello, h");
    EXPECT_EQ(hears(), Heard::end);
    EXPECT_EQ(proxy.counts().bytes_down, 8u);
}

TEST_F(Proxy, ABlackHoleSaysNothingAndLetsEverythingGoInTheEnd) {
    ASSERT_TRUE(passes());
    proxy.strike(Fault::black_hole);
    ASSERT_TRUE(device.write("hello"));
    Stream next = Stream::connect_to(proxy.port());
    ASSERT_TRUE(next.write("hello"));
    EXPECT_TRUE(silent());
    EXPECT_EQ(hears(next, a_moment_ms), Heard::nothing);
    proxy.heal();
    EXPECT_EQ(device.read_exactly(5), "hello");
    EXPECT_EQ(next.read_exactly(5), "hello");
}

TEST_F(Proxy, ABlackHoleEndsByItself) {
    begin(Fault::black_hole, 2, Way::up, Millis{50});
    EXPECT_TRUE(passes());
    EXPECT_EQ(proxy.counts().struck, 1u);
    EXPECT_EQ(proxy.counts().over, 1u);
}

TEST_F(Proxy, AHalfOpenLineIsGoneAtTheBrokerAndSilentAtTheDevice) {
    ASSERT_TRUE(passes());
    proxy.strike(Fault::half_open);
    ASSERT_TRUE(device.write("hello"));
    EXPECT_TRUE(silent());
    // Only what was there is lost.
    Stream next = Stream::connect_to(proxy.port());
    EXPECT_TRUE(passes(next));
    proxy.heal();
    EXPECT_EQ(hears(), Heard::reset);
    EXPECT_TRUE(passes(next));
}

TEST_F(Proxy, HoldsBackOnlyWhatComesDown) {
    ASSERT_TRUE(passes());
    proxy.strike(Fault::hold_down);
    ASSERT_TRUE(device.write("hello"));
    ASSERT_TRUE(soon([&] { return proxy.counts().bytes_up == 10; }));
    EXPECT_TRUE(silent());
    proxy.heal();
    EXPECT_EQ(device.read_exactly(5), "hello");
}

TEST_F(Proxy, LosesOnlyWhatComesDownAndEndsTheLineForIt) {
    ASSERT_TRUE(passes());
    proxy.strike(Fault::lose_down);
    ASSERT_TRUE(device.write("hello"));
    ASSERT_TRUE(soon([&] { return proxy.counts().bytes_up == 10; }));
    EXPECT_TRUE(silent());
    proxy.heal();
    EXPECT_EQ(hears(), Heard::end);
    EXPECT_EQ(proxy.counts().bytes_down, 5u);
}

TEST_F(Proxy, AHoleForLargePacketsLetsSmallOnesPassUntilALargeOneStandsInTheWay) {
    proxy.strike(Fault::large_stall);
    EXPECT_TRUE(passes(std::string(1000, 'x')));
    ASSERT_TRUE(device.write(std::string(3000, 'x')));
    EXPECT_TRUE(silent());
    ASSERT_TRUE(device.write("hello"));
    EXPECT_TRUE(silent());
    proxy.heal();
    EXPECT_EQ(hears(), Heard::reset);
}

TEST_F(Proxy, ADuplicateSaysTheFirstWordsAgainOnAConnectionOfItsOwn) {
    ASSERT_TRUE(passes("first"));
    ASSERT_TRUE(passes("second"));
    proxy.strike(Fault::duplicate_connect);
    EXPECT_TRUE(soon([&] { return server.served() == 2; }));
    EXPECT_TRUE(passes("third"));
    EXPECT_EQ(proxy.counts().connections, 1u);
}

TEST_F(Proxy, LeadsLaterConnectionsElsewhere) {
    ASSERT_TRUE(passes());
    LoopbackServer other(answer_and_close("somebody else"));
    proxy.lead_to(other.port());
    Stream next = Stream::connect_to(proxy.port());
    ASSERT_TRUE(next.write("x"));
    EXPECT_EQ(next.read_exactly(13), "somebody else");
    EXPECT_TRUE(passes());
}

}  // namespace
}  // namespace aisle
