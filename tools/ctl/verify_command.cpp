// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/verify_command.hpp"

#include "agent/base/json_writer.hpp"

namespace aisle {
namespace {

std::string lane_line(const LaneState& lane) {
    return std::string(to_string(lane.lane)) + ": numbers " + std::to_string(lane.first.value()) +
           " to " + std::to_string(lane.head().value()) + ", delivered through " +
           std::to_string(lane.acked.value()) + "\n";
}

}  // namespace

std::string verdict_json(const VerifyReport& report) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("whole", report.whole()).member("file", report.file);
    json.member("epoch", to_hex(report.journal.epoch)).key("lanes").begin_object();
    for (const Lane which : both_lanes) {
        const auto& lane = report.journal.lane(which);
        json.key(to_string(which)).begin_object().member("first", lane.first.value());
        json.member("saved", lane.head().value()).member("delivered", lane.acked.value());
        json.end_object();
    }
    json.end_object().member("rows", report.walk.rows).member("gaps", report.walk.gaps);
    json.key("problems").begin_array();
    for (const auto& problem : report.problems) json.value(problem);
    json.end_array().end_object();
    return text;
}

Exit show_verdict(const Console& console, const std::string& folder, bool as_json) {
    const auto report = verify_state(folder);
    if (!report) {
        console.say(report.error().at("verifying " + folder).what());
        return Exit::failed;
    }
    if (as_json) {
        console.print(verdict_json(*report) + "\n");
        return report->whole() ? Exit::fine : Exit::degraded;
    }
    std::string text = folder + "/" + report->file + ": ";
    text += report->whole() ? "whole" : "damaged";
    text += ", " + std::to_string(report->walk.rows) + " events and " +
            std::to_string(report->walk.gaps) + " gaps read\n";
    for (const Lane lane : both_lanes) text += lane_line(report->journal.lane(lane));
    for (const auto& problem : report->problems) text += "problem: " + problem + "\n";
    if (!report->whole()) {
        text +=
            "next: start the daemon on it; it keeps this file and carries over what is readable\n";
    }
    console.print(text);
    return report->whole() ? Exit::fine : Exit::degraded;
}

}  // namespace aisle
