// SPDX-License-Identifier: Apache-2.0
// Generations, bounds and order of a link, against a broker of a few bytes. Real ones are in
// tests/broker.
#include "sync/paho_link.hpp"

#include "tests/support/child_process.hpp"
#include "tests/support/link_bench.hpp"
#include "tests/support/loopback.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using namespace std::string_literals;

const std::string connack_v311 = "\x20\x02\x00\x00"s;

LinkTarget at(std::uint16_t port, MqttVersion version = MqttVersion::v311) {
    return link_target({BrokerScheme::mqtt, "127.0.0.1", port, {}}, version);
}

// Lets a client in and says nothing more.
void silent_broker(Stream& stream) {
    stream.read_some();
    stream.write(connack_v311);
    while (!stream.read_some().empty()) {
    }
}

TEST(PahoLink, APortWhereNobodyListensIsUnreachable) {
    LinkBench bench;
    const auto down = bench.refused(at(free_port()));
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::unreachable) << down->text;
}

TEST(PahoLink, NothingIsDeliveredFromWithinACall) {
    LoopbackServer server(silent_broker);
    LinkBench bench;
    ASSERT_TRUE(bench.open(at(server.port())));
    for (std::uint64_t token = 0; token <= link_publishes_max; ++token) {
        bench.link.publish({"up/s0042-pos1/journal", "x", false, token});
    }
    EXPECT_EQ(bench.heard.answers, 0U);
}

TEST(PahoLink, MoreThanMayBeUnderWayIsToldToHaveFailed) {
    LoopbackServer server(silent_broker);
    LinkBench bench;
    ASSERT_TRUE(bench.open(at(server.port())));
    for (std::uint64_t token = 1; token <= link_publishes_max; ++token) {
        bench.link.publish({"up/s0042-pos1/journal", "x", false, token});
    }
    EXPECT_EQ(bench.publish("up/s0042-pos1/journal", "x"), PublishOutcome::failed);
    EXPECT_EQ(bench.heard.answers, 1U);
}

TEST(PahoLink, WhatComesAfterCloseIsNotHeard) {
    LoopbackServer server(silent_broker);
    LinkBench bench;
    ASSERT_TRUE(bench.open(at(server.port())));
    bench.link.publish({"up/s0042-pos1/journal", "x", false, 1});
    bench.link.close();
    bench.link.publish({"up/s0042-pos1/journal", "x", false, 2});
    bench.link.subscribe({"down/s0042-pos1/ack"});
    // The next connection is only made once the last has been left.
    LinkRecorder next;
    bench.link.open(at(server.port()), next);
    EXPECT_TRUE(bench.loop.run_until([&] { return !next.ups.empty(); }));
    EXPECT_EQ(bench.heard.answers, 0U);
    EXPECT_TRUE(bench.heard.downs.empty());
    EXPECT_TRUE(bench.heard.subscribed.empty());
    EXPECT_EQ(next.answers, 0U);
    EXPECT_TRUE(next.downs.empty());
}

TEST(PahoLink, OpeningAgainForgetsTheConnectionBefore) {
    LoopbackServer server(silent_broker);
    LoopbackServer refusing(answer_and_close("\x20\x02\x00\x05"s));
    LinkBench bench;
    LinkRecorder first;
    bench.link.open(at(refusing.port()), first);
    EXPECT_TRUE(bench.open(at(server.port())));
    EXPECT_TRUE(first.ups.empty());
    EXPECT_TRUE(first.downs.empty());
}

TEST(PahoLink, WhoTookOurPlaceIsSaidWhereTheBrokerSaysIt) {
    LoopbackServer server([](Stream& stream) {
        stream.read_some();
        stream.write("\x20\x03\x00\x00\x00"s);
        stream.read_some();  // our SUBSCRIBE
        stream.write("\xe0\x01\x8e"s);
    });
    LinkBench bench;
    ASSERT_TRUE(bench.open(at(server.port(), MqttVersion::v5)));
    EXPECT_FALSE(bench.subscribe({"down/s0042-pos1/ack"}));
    const auto down = bench.down();
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::taken_over);
    EXPECT_EQ(down->reason_code, 0x8e);
    EXPECT_NE(down->text.find("s0042-pos1"), std::string::npos) << down->text;
}

TEST(PahoLink, NoMoreIsUnderWayThanTheBrokerTakes) {
    // Receive Maximum 2; answers only what has come in twos.
    LoopbackServer server([](Stream& stream) {
        stream.read_some();
        stream.write("\x20\x06\x00\x00\x03\x21\x00\x02"s);
        for (int pair = 0; pair < 10; ++pair) {
            std::string answers;
            for (int i = 0; i < 2; ++i) {
                const std::string packet =
                    stream.read_exactly(9);  // header, "t", id, properties, "x"
                if (packet.size() < 9) return;
                answers += "\x40\x02"s + packet.substr(5, 2);
            }
            stream.write(answers);
        }
        while (!stream.read_some().empty()) {
        }
    });
    LinkBench bench;
    ASSERT_TRUE(bench.open(at(server.port(), MqttVersion::v5)));
    for (std::uint64_t token = 1; token <= 20; ++token)
        bench.link.publish({"t", "x", false, token});
    // Paho by itself would look again only after a second, each time.
    EXPECT_TRUE(bench.loop.run_until([&] { return bench.heard.answers == 20; }, Seconds(8)));
}

TEST(PahoLink, OneConnectionEndsOnce) {
    LoopbackServer server([](Stream& stream) {
        stream.read_some();
        // CONNACK, then DISCONNECT (server shutting down), then the end of the connection.
        stream.write("\x20\x03\x00\x00\x00"s + "\xe0\x02\x8b\x00"s);
    });
    LinkBench bench;
    bench.open(at(server.port(), MqttVersion::v5));
    const auto down = bench.down();
    ASSERT_TRUE(down);
    EXPECT_EQ(down->loss, LinkLoss::server_disconnect);
    EXPECT_EQ(down->reason_code, 0x8b);
    bench.link.close();
    bench.loop.run_ready();
    EXPECT_EQ(bench.heard.downs.size(), 1U);
}

TEST(PahoLink, TheBrokersShorterKeepAliveIsObeyedByComingAgain) {
    // CONNACK with Server Keep Alive 7 for whoever asks for more.
    std::vector<int> asked;
    LoopbackServer server([&asked](Stream& stream) {
        const std::string connect = stream.read_some();
        asked.push_back(static_cast<unsigned char>(connect[11]));
        stream.write("\x20\x06\x00\x00\x03\x13\x00\x07"s);
        while (!stream.read_some().empty()) {
        }
    });
    LinkBench bench;
    ASSERT_TRUE(bench.open(at(server.port(), MqttVersion::v5)));
    EXPECT_EQ(bench.heard.ups.front().keep_alive, Seconds(7));
    EXPECT_EQ(asked, (std::vector<int>{60, 7}));
}

TEST(PahoLink, AMessageOverTheBoundIsDroppedCountedAndSaid) {
    const auto publish_of = [](std::size_t payload) {
        const std::size_t length = 2 + 1 + payload;
        std::string out = "\x30"s;
        for (std::size_t rest = length; rest > 0; rest >>= 7U) {
            out += static_cast<char>((rest & 0x7fU) | (rest > 0x7f ? 0x80U : 0U));
        }
        return out + "\x00\x01t"s + std::string(payload, 'x');
    };
    LoopbackServer server([&](Stream& stream) {
        stream.read_some();
        stream.write(connack_v311 + publish_of(message_in_bytes_max) +
                     publish_of(message_in_bytes_max - 1));
        while (!stream.read_some().empty()) {
        }
    });
    LinkBench bench;
    ASSERT_TRUE(bench.open(at(server.port())));
    ASSERT_TRUE(bench.hears(1));
    EXPECT_EQ(bench.heard.messages.front().second.size(), message_in_bytes_max - 1);
    EXPECT_EQ(bench.metrics.get(Count::wire_messages_refused), 1U);
    EXPECT_EQ(bench.lines.count("link.message_dropped"), 1U);
}

TEST(PahoLink, AFloodThatNobodyLooksAtIsBounded) {
    constexpr std::size_t payload = 64 * KiB;
    constexpr std::size_t messages = link_inbox_bytes_max / payload + 10;
    LoopbackServer server([&](Stream& stream) {
        stream.read_some();
        stream.write(connack_v311);
        std::string message = "\x30\x83\x80\x04\x00\x01t"s;
        message.append(payload, 'x');
        for (std::size_t i = 0; i < messages; ++i) stream.write(message);
        while (!stream.read_some().empty()) {
        }
    });
    LinkBench bench;
    ASSERT_TRUE(bench.open(at(server.port())));
    // Nothing is looked at until the broker has been heard to the end.
    ASSERT_TRUE(soon([&] { return bench.metrics.get(Count::wire_messages_refused) >= 10; }));
    EXPECT_TRUE(bench.hears(link_inbox_bytes_max / (payload + 1)));
    bench.loop.run_ready();
    EXPECT_LE(bench.heard.messages.size(), link_inbox_bytes_max / payload);
}

TEST(PahoLink, ClosingWaitsForABrokerThatAnswersNothingButNotForLong) {
    LoopbackServer server(silent_broker);
    const SystemClock clock;
    MonoTime begun;
    {
        LinkBench bench;
        ASSERT_TRUE(bench.open(at(server.port())));
        bench.link.publish({"up/s0042-pos1/status", "offline", true, 1});
        begun = clock.mono();
        bench.link.close();
        EXPECT_LT(clock.mono() - begun, Millis{200}) << "the owner does not wait";
    }
    EXPECT_GE(clock.mono() - begun, Millis{900});
    EXPECT_LT(clock.mono() - begun, Seconds{5});
}

TEST(PahoLink, AWillThatTheBrokerCannotRetainIsNotRetainedTheSecondTimeAndThereIsNoThird) {
    // Refuses for the retained will once, or always: CONNACK 0x9A.
    for (const bool always : {false, true}) {
        std::vector<bool> retained;
        LoopbackServer server([&](Stream& stream) {
            const std::string connect = stream.read_some();
            retained.push_back((static_cast<unsigned char>(connect[9]) & 0x20U) != 0);
            const bool refuse = always || retained.back();
            stream.write(refuse ? "\x20\x03\x00\x9a\x00"s : "\x20\x05\x00\x00\x02\x25\x00"s);
            while (!refuse && !stream.read_some().empty()) {
            }
        });
        LinkBench bench;
        auto to = at(server.port(), MqttVersion::v5);
        to.will = WillMessage{"up/s0042-pos1/status", "lost", true};
        EXPECT_EQ(bench.open(to), !always);
        EXPECT_EQ(retained, (std::vector<bool>{true, false}));
        if (always) {
            EXPECT_EQ(bench.down()->reason_code, 0x9a);
        } else {
            // It is remembered for the next connection.
            EXPECT_TRUE(bench.open(to));
            EXPECT_EQ(retained, (std::vector<bool>{true, false, false}));
        }
    }
}

}  // namespace
}  // namespace aisle
