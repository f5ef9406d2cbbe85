// SPDX-License-Identifier: Apache-2.0
// The broker is there and takes less than everything. Captures go on, the status says why and what
// to do, and what was refused arrives by itself once it may, without a new event.
#include "tests/network/day_on_a_line.hpp"
#include "tests/network/packet_gate.hpp"

#include <atomic>

namespace aisle {
namespace {

TEST(Refusals, AReceiveMaximumOfOneIsKeptAndAllArrives) {
    DayOnALine line({.version = "5", .broker_lines = "max_inflight_messages 1\n"});
    line.proxy.set_weather({.latency = Millis{5}});
    line.day.open();
    line.day.capture(300);
    line.proxy.begin({{Millis{5}}, Fault::reset, Way::down, 200, {}});
    line.day.capture(300);
    line.day.expect_whole();
    EXPECT_EQ(line.day.shop.broker.log().find("eceive maximum exceeded"), std::string::npos);
}

TEST(Refusals, AQuotaThatIsUsedUpIsSaidAndWaitedFor) {
    DayOnALine line({.version = "5", .settings = "ack_patience = \"1s\"\n"});
    std::atomic<bool> used_up = false;
    LoopbackServer gate(
        packet_gate(line.broker_port(), [&](std::string_view packet) -> std::optional<std::string> {
            return used_up ? refuse_publish(packet, 0x97) : std::nullopt;
        }));
    line.proxy.lead_to(gate.port());
    line.day.open();
    line.day.capture(30);
    line.day.deliver();
    used_up = true;
    line.day.capture(60);
    EXPECT_TRUE(line.says("quota")) << line.trouble();
    EXPECT_NE(line.trouble().find("raise"), std::string::npos) << line.trouble();
    EXPECT_GT(line.day.shop.waiting(), 0u);
    used_up = false;
    line.day.expect_whole();
    EXPECT_EQ(line.proxy.counts().connections, 1u) << "a quota is no reason to reconnect";
}

class RevokedAcl : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Versions, RevokedAcl, testing::Values("5", "3.1.1"),
                         [](const auto& version) {
                             return version.param == std::string("5") ? "Mqtt5" : "Mqtt311";
                         });

TEST_P(RevokedAcl, WhileABacklogDrainsIsSaidAndTheRestArrivesOnceItIsGivenBack) {
    const std::string all = "pattern readwrite #\n";
    const ScratchFolder rules;
    const auto acl = rules.write("acl", all);
    DayOnALine line({.version = GetParam(),
                     .settings = "ack_patience = \"1s\"\n",
                     .broker_lines = "acl_file " + acl + "\n"});
    line.day.open();
    line.day.capture(3);
    line.day.deliver();
    line.proxy.strike(Fault::black_hole);
    line.day.capture(900);
    const auto backlog = line.day.shop.waiting();
    line.proxy.set_weather({.bytes_per_second = 8000});
    line.proxy.heal();
    ASSERT_TRUE(soon([&] { return line.day.shop.waiting() < backlog; }, patient));
    rules.write("acl", all + "user s0042-pos1\ntopic deny aisle/v1/up/s0042-pos1/journal\n");
    line.day.shop.broker.reload();
    EXPECT_TRUE(line.says(GetParam() == std::string("5") ? "not authorized" : "not committed"))
        << line.trouble();
    line.day.capture(30);
    EXPECT_GT(line.day.shop.waiting(), 0u);
    rules.write("acl", all);
    line.day.shop.broker.reload();
    // What was under way behind the refused ones arrives before they come again.
    line.day.expect_whole_though_overtaken();
}

}  // namespace
}  // namespace aisle
