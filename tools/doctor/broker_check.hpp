// SPDX-License-Identifier: Apache-2.0
// One broker, judged step by step: its name, a connection, TLS, and MQTT. A step that cannot be
// taken because an earlier one failed is not judged. Pure.
#pragma once

#include "agent/base/time.hpp"
#include "sync/broker_url.hpp"
#include "tools/doctor/diagnosis.hpp"
#include "tools/doctor/mqtt_probe.hpp"
#include "tools/doctor/network_probe.hpp"

#include <string>

namespace aisle {

// `where` is what the address stands for: "broker.example:8883", or the proxy before it.
Diagnosis judge_name(const std::string& where, const NameFacts& facts);
Diagnosis judge_reach(const std::string& where, const ReachFacts& facts);
Diagnosis judge_tls(const BrokerUrl& url, const TlsFacts& facts, WallTime now);
Diagnosis judge_mqtt(const std::string& client_id, const BrokerUrl& url, const MqttFacts& facts);

}  // namespace aisle
