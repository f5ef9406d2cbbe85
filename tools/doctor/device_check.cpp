// SPDX-License-Identifier: Apache-2.0
#include "tools/doctor/device_check.hpp"

#include "config/address.hpp"
#include "tools/doctor/network_probe.hpp"
#include "tools/doctor/processes.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace aisle {
namespace {

namespace fs = std::filesystem;

// Another user's process shows nothing to us.
bool has_open(const fs::path& process, const fs::path& device) {
    return std::ranges::any_of(contents_of(process / "fd"), [&device](const fs::path& file) {
        std::error_code gone;
        return fs::read_symlink(file, gone) == device && !gone;
    });
}

}  // namespace

std::vector<std::string> holders_of(const std::string& path) {
    std::error_code error;
    const auto device = fs::canonical(path, error);
    if (error) return {};
    std::vector<std::string> found;
    for (const auto& process : processes()) {
        if (has_open(process.folder, device)) found.push_back(shown(process));
    }
    return found;
}

namespace {

void look_at_path(const std::string& path, DeviceFacts& facts) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) {
        facts.trouble = std::generic_category().message(errno);
        return;
    }
    facts.there = true;
    facts.suitable = S_ISCHR(found.st_mode) || S_ISFIFO(found.st_mode);
    const int wanted = facts.kind == DeviceKind::serial ? R_OK | W_OK : R_OK;
    facts.permitted = ::access(path.c_str(), wanted) == 0;
    facts.holders = holders_of(path);
}

std::string holders_text(const std::vector<std::string>& holders) {
    std::string text;
    for (const auto& one : holders) text += (text.empty() ? ", open in " : " and ") + one;
    return text;
}

Diagnosis judge_word(const DeviceFacts& facts, const std::string& check, const std::string& seen) {
    if (facts.word->state == "open") return {check, Health::ok, seen + ", and aisled reads it", ""};
    const auto why = facts.word->trouble.empty() ? "closed" : facts.word->trouble;
    return {check, Health::fail, seen + "; aisled says: " + why,
            "see to the cable and the power; aisled tries again by itself"};
}

Diagnosis judge_path(const DeviceFacts& facts, const std::string& check, const std::string& seen) {
    if (!facts.there) {
        return {check, Health::fail, facts.where + ": " + facts.trouble,
                "plug it in, or correct path of [[device]]; ls -l /dev/serial/by-id shows what is"
                " there"};
    }
    if (!facts.suitable) {
        return {check, Health::fail, facts.where + " is neither a device nor a FIFO",
                "correct path of [[device]]"};
    }
    if (!facts.permitted) {
        return {
            check, Health::fail, seen + ", and may not be opened by whoever runs this",
            "add the user that aisled runs as to the device's group (dialout for serial lines)"};
    }
    if (!facts.holders.empty()) {
        return {check, Health::warn, seen,
                "aisled does not run, so another program takes what is scanned: stop it"};
    }
    return {check, Health::ok, seen + ", there and free", ""};
}

}  // namespace

DeviceFacts device_facts(const DeviceConfig& device, const DaemonWord& daemon) {
    DeviceFacts facts;
    facts.name = device.name;
    facts.kind = device.kind;
    facts.listens = !device.listen.empty();
    facts.where = !device.path.empty() ? device.path
                  : facts.listens      ? device.listen
                                       : device.address;
    const auto word = std::ranges::find(daemon.scanners, device.name, &PeripheralWord::name);
    if (word != daemon.scanners.end()) facts.word = *word;
    if (device.kind != DeviceKind::tcp) {
        if (device.path != "-") look_at_path(device.path, facts);
        return facts;
    }
    // A scanner takes one caller; the daemon's connection is not to be disturbed.
    if (facts.word || facts.listens) return facts;
    const auto place = parse_host_port(device.address);
    if (!place) return facts;
    const auto names = resolve_name(place->host, place->port);
    const auto reached = names.error.empty() ? reach(names) : ReachFacts{{}, names.error};
    facts.there = reached.error.empty();
    facts.trouble = reached.error;
    return facts;
}

Diagnosis judge_device(const DeviceFacts& facts) {
    const auto check = "device." + facts.name;
    const auto seen = facts.where + holders_text(facts.holders);
    if (facts.word) return judge_word(facts, check, seen);
    if (facts.where == "-") return {check, Health::skip, "standard input of aisled", ""};
    if (facts.kind != DeviceKind::tcp) return judge_path(facts, check, seen);
    if (facts.listens) {
        return {check, Health::skip, "aisled will listen on " + facts.where, "start aisled"};
    }
    if (facts.there) return {check, Health::ok, seen + " answers", ""};
    return {check, Health::fail, facts.where + ": " + facts.trouble,
            "see to the scanner's power and network, and to address of [[device]]"};
}

}  // namespace aisle
