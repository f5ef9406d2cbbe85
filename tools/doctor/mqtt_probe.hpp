// SPDX-License-Identifier: Apache-2.0
// One MQTT connection to a broker, with the link that the daemon uses: whether it lets this device
// in and lets it listen where central will speak. Nothing is published, no will is left, and the
// connection ends in order. Blocks for half a minute at most.
#pragma once

#include "sync/link.hpp"
#include "sync/version_memory.hpp"

#include <string>
#include <vector>

namespace aisle {

struct MqttFacts {
    bool up = false;
    MqttVersion version = MqttVersion::v5;
    LinkDown down;                // why not
    SubscribeOutcome subscribed;  // once up
};

// Speaks 5, and 3.1.1 when a broker does not speak 5 and the preference allows it.
MqttFacts try_mqtt(LinkTarget target, VersionPreference version,
                   const std::vector<std::string>& filters);

}  // namespace aisle
