// SPDX-License-Identifier: Apache-2.0
#include "agent/api/status.hpp"

#include "agent/base/json_writer.hpp"

namespace aisle {
namespace {

void write_lane(JsonWriter& json, Lane lane, const LaneStatus& status) {
    json.key(to_string(lane)).begin_object();
    json.member("saved", status.saved.value()).member("delivered", status.delivered.value());
    json.member("waiting", status.waiting);
    if (status.waiting_since) json.member("waiting_since", to_rfc3339(*status.waiting_since));
    json.end_object();
}

void write_central(JsonWriter& json, const CentralStatus& central) {
    json.key("central").begin_object().member("state", central.state);
    json.member_if("broker", central.broker).member_if("mqtt", central.mqtt);
    if (central.seconds_in_state) json.member("seconds_in_state", *central.seconds_in_state);
    json.member_if("trouble", central.trouble).end_object();
}

void write_disk(JsonWriter& json, const DiskStatus& disk) {
    json.key("disk").begin_object().member("state", disk.state);
    json.member("used_bytes", disk.used_bytes).member("budget_bytes", disk.budget_bytes);
    json.end_object();
}

void write_scanner(JsonWriter& json, const ScannerStatus& scanner) {
    json.begin_object().member("name", scanner.name).member("state", scanner.state);
    json.member("scans", scanner.scans).member_if("trouble", scanner.trouble).end_object();
}

void write_peripherals(JsonWriter& json, std::string_view kind,
                       const std::vector<PeripheralStatus>& all) {
    json.key(kind).begin_array();
    for (const auto& one : all) {
        json.begin_object().member("name", one.name).member("state", one.state);
        json.member_if("trouble", one.trouble).end_object();
    }
    json.end_array();
}

}  // namespace

std::string status_json(const TillStatus& status) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("tenant", status.tenant).member("device", status.device);
    json.member("store", status.store).member("version", status.version);
    json.member("epoch", to_hex(status.epoch)).member("time", to_rfc3339(status.now));
    json.member("clock", to_string(status.clock)).member("uptime_seconds", status.uptime_seconds);
    json.member("degraded", !status.problems.empty());
    json.key("problems").begin_array();
    for (const auto& problem : status.problems) json.value(problem);
    json.end_array();
    json.key("lanes").begin_object();
    for (const Lane lane : {Lane::ledger, Lane::touch}) {
        write_lane(json, lane, status.lanes[static_cast<std::size_t>(lane)]);
    }
    json.end_object().member("gaps", status.gaps).member("quarantined", status.quarantined);
    write_central(json, status.central);
    write_disk(json, status.disk);
    json.key("scanners").begin_array();
    for (const auto& scanner : status.scanners) write_scanner(json, scanner);
    json.end_array();
    write_peripherals(json, "printers", status.printers);
    write_peripherals(json, "taps", status.taps);
    write_peripherals(json, "journals", status.journals);
    json.end_object();
    return text;
}

std::string feeds_json(const std::vector<FeedStatus>& feeds) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("feeds").begin_array();
    for (const auto& feed : feeds) {
        json.begin_object().member("feed", feed.feed).member("scope", feed.scope);
        json.member("generation", feed.generation.value());
        json.member("applied", feed.applied.value()).member("head", feed.head.value());
        json.member_if("problem", feed.problem).end_object();
    }
    json.end_array().end_object();
    return text;
}

}  // namespace aisle
