// SPDX-License-Identifier: Apache-2.0
#include "tools/doctor/daemon_word.hpp"

#include "agent/base/utf8.hpp"

namespace aisle {
namespace {

std::string word(const Json& object, std::string_view key) {
    const Json* found = object.find(key);
    const auto text = found ? found->string() : std::nullopt;
    // It is shown on a terminal, which must not obey it.
    return text && is_plain_text(*text) ? std::string(*text) : std::string();
}

const Json& part(const Json& object, std::string_view key) {
    static const Json nothing;
    const Json* found = object.find(key);
    return found ? *found : nothing;
}

std::uint64_t waiting_in(const Json& lane) {
    return static_cast<std::uint64_t>(part(lane, "waiting").integer().value_or(0));
}

std::vector<PeripheralWord> peripherals(const Json& status, std::string_view kind) {
    std::vector<PeripheralWord> found;
    for (const auto& one : part(status, kind).items()) {
        found.push_back({word(one, "name"), word(one, "state"), word(one, "trouble")});
    }
    return found;
}

}  // namespace

DaemonWord daemon_word(const Json& status) {
    DaemonWord daemon;
    daemon.runs = true;
    daemon.version = word(status, "version");
    daemon.clock = word(status, "clock");
    const Json& central = part(status, "central");
    daemon.central = word(central, "state");
    daemon.broker = word(central, "broker");
    daemon.trouble = word(central, "trouble");
    const Json& lanes = part(status, "lanes");
    daemon.waiting = waiting_in(part(lanes, "ledger")) + waiting_in(part(lanes, "touch"));
    for (const auto& problem : part(status, "problems").items()) {
        const auto text = problem.string();
        if (text && is_plain_text(*text)) daemon.problems.emplace_back(*text);
    }
    daemon.scanners = peripherals(status, "scanners");
    daemon.printers = peripherals(status, "printers");
    daemon.taps = peripherals(status, "taps");
    daemon.journals = peripherals(status, "journals");
    return daemon;
}

}  // namespace aisle
