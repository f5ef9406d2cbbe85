// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/status_view.hpp"

#include "tools/ctl/daemon_answer.hpp"
#include "tools/ctl/table.hpp"

#include <algorithm>

namespace aisle {
namespace {

const Json& member(const Json& object, std::string_view key) {
    static const Json nothing;
    const Json* found = object.find(key);
    return found ? *found : nothing;
}

// "3 d 4 h", "12 min", "8 s": the two largest units that matter.
std::string spoken(std::int64_t seconds) {
    struct Unit {
        std::int64_t seconds;
        std::string_view name;
    };
    constexpr Unit units[] = {{86'400, " d"}, {3'600, " h"}, {60, " min"}, {1, " s"}};
    std::string out;
    int said = 0;
    for (const auto& unit : units) {
        const auto count = seconds / unit.seconds;
        if (count == 0 && (said > 0 || unit.seconds > 1)) continue;
        if (said == 2) break;
        if (said > 0) out += " ";
        out += std::to_string(count) + std::string(unit.name);
        seconds -= count * unit.seconds;
        ++said;
    }
    return out;
}

std::string duration_at(const Json& object, std::string_view key) {
    const auto seconds = member(object, key).integer();
    return seconds ? spoken(std::max<std::int64_t>(0, *seconds)) : "-";
}

// One decimal of the largest unit that leaves a whole number.
std::string bytes_at(const Json& object, std::string_view key) {
    const auto bytes = member(object, key).integer();
    if (!bytes) return "-";
    constexpr std::string_view units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    std::int64_t tenths = *bytes * 10;
    std::size_t unit = 0;
    while (tenths >= 10 * 1024 && unit + 1 < std::size(units)) {
        tenths /= 1024;
        ++unit;
    }
    const std::string rest = tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10);
    return std::to_string(tenths / 10) + rest + " " + std::string(units[unit]);
}

std::string lanes_text(const Json& lanes) {
    std::vector<TableRow> rows{{"lane", "saved", "delivered", "waiting", "since"}};
    for (const std::string_view lane : {"ledger", "touch"}) {
        const Json& one = member(lanes, lane);
        const bool waits = one.find("waiting_since") != nullptr;
        rows.push_back({std::string(lane), text_at(one, "saved"), text_at(one, "delivered"),
                        text_at(one, "waiting"), waits ? text_at(one, "waiting_since") : ""});
    }
    return table_text(rows);
}

std::string central_text(const Json& central, const Console& console) {
    const auto state = text_at(central, "state");
    std::string out =
        "central  " + console.painted(state, state == "streaming" ? Colour::green : Colour::yellow);
    if (central.find("seconds_in_state")) out += " for " + duration_at(central, "seconds_in_state");
    if (central.find("broker")) out += ", " + text_at(central, "broker");
    if (central.find("mqtt")) out += ", MQTT " + text_at(central, "mqtt");
    if (central.find("trouble")) out += "\n         " + text_at(central, "trouble");
    return out + "\n";
}

std::string disk_text(const Json& disk, const Console& console) {
    const auto state = text_at(disk, "state");
    return "disk     " + console.painted(state, state == "ok" ? Colour::green : Colour::red) +
           ", " + bytes_at(disk, "used_bytes") + " of " + bytes_at(disk, "budget_bytes") + "\n";
}

std::string scanners_text(const Json& scanners, const Console& console) {
    std::string out;
    for (const auto& scanner : scanners.items()) {
        const auto state = text_at(scanner, "state");
        out += "scanner  " + text_at(scanner, "name") + " " +
               console.painted(state, state == "open" ? Colour::green : Colour::yellow) + ", " +
               text_at(scanner, "scans") + " scans";
        if (scanner.find("trouble")) out += ": " + text_at(scanner, "trouble");
        out += "\n";
    }
    return out;
}

// `label` is of nine columns.
std::string peripherals_text(std::string_view label, std::string_view well, const Json& all,
                             const Console& console) {
    std::string out;
    for (const auto& one : all.items()) {
        const auto state = text_at(one, "state");
        out += std::string(label) + text_at(one, "name") + " " +
               console.painted(state, state == well ? Colour::green : Colour::yellow);
        if (one.find("trouble")) out += ": " + text_at(one, "trouble");
        out += "\n";
    }
    return out;
}

std::string problems_text(const Json& problems, const Console& console) {
    std::string out;
    for (const auto& problem : problems.items()) {
        const auto text = problem.string();
        if (text) out += console.painted("!", Colour::red) + " " + plain(*text) + "\n";
    }
    return out;
}

}  // namespace

bool is_degraded(const Json& status) {
    return member(status, "degraded").boolean().value_or(false);
}

std::string status_text(const Json& status, const Console& console) {
    const bool degraded = is_degraded(status);
    std::string out = text_at(status, "device") + " in store " + text_at(status, "store") + " of " +
                      text_at(status, "tenant") + ": " +
                      console.painted(degraded ? "needs attention" : "all is well",
                                      degraded ? Colour::red : Colour::green) +
                      "\n";
    out += problems_text(member(status, "problems"), console);
    out += "\n" + lanes_text(member(status, "lanes")) + "\n";
    out += central_text(member(status, "central"), console);
    out += disk_text(member(status, "disk"), console);
    out += scanners_text(member(status, "scanners"), console);
    out += peripherals_text("printer  ", "ok", member(status, "printers"), console);
    out += peripherals_text("tap      ", "open", member(status, "taps"), console);
    out += peripherals_text("journal  ", "open", member(status, "journals"), console);
    out += "clock    " + text_at(status, "clock") + ", " + text_at(status, "time") + "\n";
    out += "agent    " + text_at(status, "version") + ", up " +
           duration_at(status, "uptime_seconds") + ", " + text_at(status, "gaps") + " gaps, " +
           text_at(status, "quarantined") + " set aside\n";
    return out;
}

}  // namespace aisle
