// SPDX-License-Identifier: Apache-2.0
// What a cloud's broker does not take, as its documents say it, and the judgement of one packet
// by that. The figures are of AWS IoT Core, Azure Event Grid, Aliyun's MQTT and Huawei's IoTDA;
// where a document only advises (Aliyun's rate), we hold ourselves to it. Pure; any thread.
#pragma once

#include "agent/base/time.hpp"
#include "tests/support/strict_packet.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// What the cloud does with a packet it does not take.
enum class Refusal {
    close,    // ends the connection
    silence,  // never answers it
    ignore    // takes the rest of it
};

struct Violation {
    std::string rule;  // "retain", "filters-per-subscribe"
    std::string text;
    Refusal refusal = Refusal::close;
};
using Violations = std::vector<Violation>;

struct StrictProfile {
    std::string name = "open";
    bool speaks_5 = true;

    // CONNECT
    std::size_t client_id_bytes_max = 65535;
    bool (*client_id_fits)(std::string_view id) = nullptr;
    bool needs_username = false;
    bool takes_wills = true;
    unsigned keep_alive_min = 0;
    unsigned keep_alive_max = 65535;
    std::uint32_t session_expiry_max = UINT32_MAX;
    Micros between_connects{0};  // of one client id

    // Topics. {client} stands for the device's name, as the last part of a client id tells it.
    std::size_t topic_bytes_min = 1;
    std::size_t topic_bytes_max = 65535;
    std::size_t topic_slashes_max = 65535;
    bool (*topic_character)(char c) = nullptr;
    std::vector<std::string> topic_spaces{};  // filters; empty: everywhere
    std::string custom_prefix{};              // below it, a product has so many topics
    std::size_t custom_topics_max = SIZE_MAX;

    // PUBLISH
    std::size_t payload_bytes_max = SIZE_MAX;
    std::size_t packet_bytes_max = SIZE_MAX;
    unsigned qos_max = 2;
    Refusal qos_refusal = Refusal::close;
    bool retains = true;
    Refusal retain_refusal = Refusal::close;
    std::size_t retained_bytes_max = SIZE_MAX;
    bool retained_for_wildcards = true;
    std::size_t publishes_per_second = SIZE_MAX;
    std::size_t bytes_per_second = SIZE_MAX;
    std::uint16_t in_flight_max = 65535;  // each way
    std::uint16_t topic_aliases_max = 0;

    // SUBSCRIBE
    std::size_t filters_per_subscribe_max = SIZE_MAX;
    std::size_t filters_max = SIZE_MAX;  // of one connection

    bool takes_user_properties = true;
    bool takes_failing_pubacks = true;

    // What the cloud does of itself, by a seed.
    bool reorders = false;
    unsigned doubles_one_in = 0;  // delivers one of so many messages twice; 0: none
};

StrictProfile open_profile();
StrictProfile aws_profile();
StrictProfile azure_profile();
// As it was when it took no retained messages at all.
StrictProfile azure_2023_profile();
StrictProfile aliyun_profile();
StrictProfile huawei_profile();

// The name of the device behind a client id: Aliyun's ends with @@@ and the name.
std::string_view device_behind(std::string_view client_id);
// With the device's name where {client} stands.
std::string filled(std::string pattern, std::string_view client_id);
// As the clouds match: what ends with /# does not match the level above it.
bool topic_matches(std::string_view filter, std::string_view topic);

Violations judge_connect(const StrictProfile& profile, const ConnectPacket& connect);
Violations judge_publish(const StrictProfile& profile, std::string_view client_id,
                         const PublishPacket& publish, std::size_t packet_bytes);
// `already` filters are there on this connection.
Violations judge_subscribe(const StrictProfile& profile, std::string_view client_id,
                           const SubscribePacket& subscribe, std::size_t already);
Violations judge_answer(const StrictProfile& profile, const AnswerPacket& answer);

}  // namespace aisle
