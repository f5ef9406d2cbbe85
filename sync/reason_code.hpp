// SPDX-License-Identifier: Apache-2.0
// What the numbers in a broker's answers mean for us: the words of MQTT 5 (OASIS, section 2.4) and
// the five return codes of 3.1.1. Numbers nobody has defined are somebody's input, not a bug.
// Pure; any thread.
#pragma once

#include "sync/link.hpp"

#include <string>

namespace aisle {

// Why a CONNACK refused.
LinkLoss connack_loss(MqttVersion version, int code);
// Why a broker's DISCONNECT ended a connection that was up.
LinkLoss disconnect_loss(int code);
PublishOutcome puback_outcome(int code);

// "not authorized (0x87)"; "0xf3" for a number without a word.
std::string reason_text(MqttVersion version, int code);
// What a person is told of a publish that the broker refuses, with the next step.
std::string refusal_text(PublishOutcome outcome);

}  // namespace aisle
