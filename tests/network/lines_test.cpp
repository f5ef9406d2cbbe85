// SPDX-License-Identifier: Apache-2.0
// Lines that are bad in one way for long. Captures go on, nothing is lost or given up, and the
// device gets through by itself, without a new event.
#include "tests/network/day_on_a_line.hpp"
#include "tests/network/packet_gate.hpp"

namespace aisle {
namespace {

void expect_whole(DayOnALine& line) {
    line.day.expect_whole();
}

TEST(Lines, AHalfOpenLineIsLeftForAnotherOneThoughNobodySaysThatItIsDead) {
    DayOnALine line;
    line.day.open();
    line.day.capture(30);
    line.day.deliver();
    line.proxy.strike(Fault::half_open);
    line.day.capture(60);
    line.day.deliver();
    EXPECT_EQ(line.proxy.counts().over, 0u) << "it would be dead to this day";
    EXPECT_EQ(line.proxy.counts().connections, 2u);
    expect_whole(line);
}

TEST(Lines, AnIdleHalfOpenLineIsNoticedBeforeAnythingIsCaptured) {
    DayOnALine line;
    line.day.open();
    line.day.capture(3);
    line.day.deliver();
    line.proxy.strike(Fault::half_open);
    ASSERT_TRUE(soon([&] { return line.proxy.counts().connections == 2; }, patient));
    line.day.await_central();
    line.day.capture(30);
    expect_whole(line);
}

TEST(Lines, AModemOf64KilobitsAnd800MillisecondsCarriesADayOnOneConnectionAndSendsNothingTwice) {
    DayOnALine line;
    line.proxy.set_weather({.latency = Millis{400}, .bytes_per_second = 8000});
    line.day.open();
    line.day.capture(600);
    expect_whole(line);
    EXPECT_EQ(line.proxy.counts().connections, 1u);
    EXPECT_EQ(line.day.shop.daemon_log().find("sync.stalled"), std::string::npos);
}

TEST(Lines, AHoleForLargePacketsIsSaidAndEverythingArrivesOnceItIsClosed) {
    DayOnALine line({.settings = "ack_patience = \"1s\"\n"});
    line.day.open();
    line.day.capture(3);
    line.day.deliver();
    line.day.shop.broker.stop();
    line.day.capture(600);
    line.proxy.strike(Fault::large_stall);
    line.day.shop.broker.start();
    // Whichever is asked for when somebody looks: the batch, or the hello that stands behind it.
    const auto said = [&] {
        const auto trouble = line.trouble();
        return trouble.find("has not committed") != std::string::npos ||
               trouble.find("does not answer") != std::string::npos;
    };
    EXPECT_TRUE(soon(said, patient)) << line.trouble();
    line.day.capture(30);
    EXPECT_GT(line.day.shop.waiting(), 600u);
    line.proxy.heal();
    expect_whole(line);
}

TEST(Lines, ABrokerThatComesBackWithoutItsSessionsGetsEverythingAllTheSame) {
    DayOnALine line;
    line.day.open();
    for (int round = 0; round < 4; ++round) {
        line.day.capture(60);
        line.day.shop.broker.kill();
        line.day.capture(30);
        line.day.shop.broker.start();
        line.day.await_central();
    }
    expect_whole(line);
}

// Two tills that were set up from one image: one name, and two journals. (mosquitto 2.0.11 does not
// say who took the place of the other; what a broker that does leads to is in sync/session_test.)
TEST(Lines, TwoDevicesWithOneIdentityThrowEachOtherOffAndNeitherLosesAnything) {
    DayOnALine line({.version = "5"});
    line.day.open();
    Shop twin({.url = "mqtt://localhost:" + std::to_string(line.broker_port())});
    Till other(twin.port(), line.day.shop.evidence, "b");
    twin.open_daemon();
    for (int sale = 0; sale < 30; ++sale) other.want_purchase();
    ASSERT_TRUE(other.settle());
    line.day.capture(30);
    EXPECT_TRUE(line.says("broke without a word")) << line.trouble();
    line.day.capture(30);
    ASSERT_TRUE(soon([&] { return twin.drained(); }, patient)) << "the twin starves";
    twin.stop_daemon();
    expect_whole(line);
}

// What the checker would see of a hub that takes each copy for another event.
Verdict on_a_line_that_says_all_twice(const std::string& hub_fault) {
    DayOnALine line({.version = "3.1.1", .hub_fault = hub_fault});
    LoopbackServer gate(doubling_gate(line.broker_port()));
    line.proxy.lead_to(gate.port());
    line.day.open();
    line.day.capture(60);
    return line.day.shop.verdict_when_drained();
}

TEST(LinesControl, DedupOffAtTheHubIsCaught) {
    const auto verdict = on_a_line_that_says_all_twice("dedup-off");
    EXPECT_GT(verdict.duplicated, 0u) << verdict;
}
TEST(LinesControl, ALineThatSaysAllTwiceIsNot) {
    const auto verdict = on_a_line_that_says_all_twice("");
    EXPECT_TRUE(verdict.clean()) << verdict;
    EXPECT_EQ(verdict.given_up, 0u);
}

}  // namespace
}  // namespace aisle
