// SPDX-License-Identifier: Apache-2.0
// A gate between a device and its broker that reads MQTT: what the device says comes to a rule
// packet by packet, and passes, or is answered here in the broker's place. For refusals that a real
// broker gives only in trouble of its own. Plain TCP; the rule is asked on the server's threads.
#pragma once

#include "tests/support/loopback.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

// What is answered instead; nothing: it passes.
using PacketRule = std::function<std::optional<std::string>(std::string_view packet)>;

LoopbackServer::Serve packet_gate(std::uint16_t behind, PacketRule rule);

// Says every publish of the device twice, as a network or a broker may that is not sure.
LoopbackServer::Serve doubling_gate(std::uint16_t behind);

// The PUBACK of MQTT 5 with this reason, if the packet is a publish with QoS 1; else nothing.
std::optional<std::string> refuse_publish(std::string_view packet, std::uint8_t reason);

// Takes whoever comes as a broker would, and hangs up on them at once.
LoopbackServer::Serve connack_and_close();

}  // namespace aisle
