// SPDX-License-Identifier: Apache-2.0
#include "config/consistency.hpp"

#include "agent/domain/scan/code_rules.hpp"
#include "config/address.hpp"
#include "config/description.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>
#include <utility>

namespace aisle {
namespace {

using Names = std::initializer_list<std::string_view>;

class Checks {
public:
    explicit Checks(ConfigOutcome& outcome) : outcome_(outcome) {}

    // The first of the settings that was given at all says where the problem is.
    void require(bool fine, Names keys, std::string text) {
        if (fine || std::ranges::any_of(keys, [&](auto key) { return is_wrong(key); })) return;
        const auto given =
            std::ranges::find_if(keys, [&](auto key) { return outcome_.origins.contains(key); });
        const std::string_view key = given == keys.end() ? *keys.begin() : *given;
        const auto origin = outcome_.origins.find(key);
        const auto place =
            origin == outcome_.origins.end() ? ConfigPlace{"built in"} : origin->second;
        outcome_.problems.push_back({place, std::string(key), std::move(text)});
    }

private:
    bool is_wrong(std::string_view key) const {
        return std::ranges::find(outcome_.problems, key, &ConfigProblem::key) !=
               outcome_.problems.end();
    }

    ConfigOutcome& outcome_;
};

void check_broker(const BrokerConfig& broker, Checks& checks) {
    checks.require(broker.cert_file.empty() == broker.key_file.empty(),
                   {"broker.cert_file", "broker.key_file"},
                   "cert_file and key_file come together: set both or none");
    const bool secure = std::ranges::any_of(broker.urls, is_encrypted);
    const std::string idle = " is never used: no URL is mqtts or wss";
    checks.require(secure || broker.ca_file.empty(), {"broker.ca_file", "broker.urls"},
                   "ca_file" + idle);
    checks.require(secure || broker.cert_file.empty(), {"broker.cert_file", "broker.urls"},
                   "cert_file" + idle);
    checks.require(!broker.proxy.empty() || broker.proxy_credentials_file.empty(),
                   {"broker.proxy_credentials_file", "broker.proxy"},
                   "proxy_credentials_file is never used: there is no proxy");
}

void check_topics(const Config& config, Checks& checks) {
    for (const auto& key : config_keys()) {
        if (key.section() != "topics" || key.name() == "root") continue;
        Config copy = config;
        const auto slot = key.slot(copy);
        std::string& pattern = **std::get_if<std::string*>(&slot);
        const auto topic = topic_of(config, pattern);
        const auto slashes = static_cast<std::size_t>(std::ranges::count(topic, '/'));
        const Names settings{key.path, "topics.root", "identity.device"};
        checks.require(!pattern.empty(), {key.path}, "a topic cannot be empty");
        checks.require(topic.size() <= topic_bytes_max && slashes <= topic_slashes_max, settings,
                       "the whole topic " + topic + " is over " + std::to_string(topic_bytes_max) +
                           " bytes or " + std::to_string(topic_slashes_max) + " slashes");
    }
}

void check_sync(const SyncConfig& sync, Checks& checks) {
    checks.require(
        sync.format == FormatChoice::batch || sync.acknowledge == AcknowledgeChoice::broker,
        {"sync.format", "sync.acknowledge"},
        "cloudevents are for platforms without a hub, so acknowledge must be broker too");
}

void check_http(const HttpConfig& http, Checks& checks) {
    checks.require(!http.listen.empty() || !http.socket.empty(), {"http.listen", "http.socket"},
                   "listen and socket are both empty: nobody could ask");
    const auto address = parse_host_port(http.listen);
    const bool beyond = address && !is_loopback(*address);
    checks.require(!beyond || !http.allowed_hosts.empty(), {"http.listen", "http.allowed_hosts"},
                   "listening beyond this machine needs allowed_hosts: the names it is called by");
}

struct Belongs {
    std::string_view key;
    bool given;
    bool (*to)(DeviceKind kind);
};

bool is_evdev(DeviceKind kind) {
    return kind == DeviceKind::evdev;
}
bool is_framed(DeviceKind kind) {
    return kind != DeviceKind::evdev && kind != DeviceKind::hid_pos;
}
bool has_prefix(DeviceKind kind) {
    return kind != DeviceKind::hid_pos;
}
bool has_path(DeviceKind kind) {
    return kind != DeviceKind::tcp;
}
bool is_tcp(DeviceKind kind) {
    return kind == DeviceKind::tcp;
}
bool is_serial(DeviceKind kind) {
    return kind == DeviceKind::serial;
}

// Tab and Enter end a code before it is asked what else they are, and Ctrl, Shift, Alt and Caps
// Lock change other keys: as a separator none of them would ever be seen. Linux's numbers.
bool can_separate(std::int64_t key) {
    constexpr std::array<std::int64_t, 10> taken{15, 28, 96, 29, 97, 42, 54, 56, 100, 58};
    return std::ranges::find(taken, key) == taken.end();
}

void check_device(const DeviceConfig& device, const std::string& path, Checks& checks) {
    const auto kind = path + ".kind";
    const DeviceConfig usual;
    const std::array<Belongs, 9> parts{{{"path", !device.path.empty(), has_path},
                                        {"address", !device.address.empty(), is_tcp},
                                        {"listen", !device.listen.empty(), is_tcp},
                                        {"speed", device.speed != usual.speed, is_serial},
                                        {"prefix", !device.prefix.empty(), has_prefix},
                                        {"suffix", !device.suffix.empty(), is_framed},
                                        {"layout", device.layout != usual.layout, is_evdev},
                                        {"gs_substitute", !device.gs_substitute.empty(), is_evdev},
                                        {"gs_key", device.gs_key != 0, is_evdev}}};
    for (const auto& part : parts) {
        const auto key = path + "." + std::string(part.key);
        checks.require(!part.given || part.to(device.kind), {key, kind},
                       std::string(part.key) + " does not belong to a device of this kind");
    }
    checks.require(can_separate(device.gs_key), {path + ".gs_key"},
                   "Tab and Enter end a code, and Ctrl, Shift, Alt and Caps Lock change other "
                   "keys: set the scanner to send a separator as Ctrl+] or as another key");
    checks.require(!has_path(device.kind) || !device.path.empty(), {kind, path + ".path"},
                   "a device of this kind needs a path");
    checks.require(device.kind == DeviceKind::fd || device.path != "-", {path + ".path", kind},
                   "only a device of kind fd reads standard input");
    checks.require(!is_tcp(device.kind) || device.address.empty() != device.listen.empty(),
                   {kind, path + ".address", path + ".listen"},
                   "a tcp device needs either address or listen");
}

void check_printer(const PrinterConfig& printer, const std::string& path, Checks& checks) {
    const bool network = printer.kind == PrinterKind::tcp;
    checks.require(!printer.address.empty() == network, {path + ".kind", path + ".address"},
                   "a printer has an address if and only if it is of kind tcp");
    checks.require(printer.path.empty() == network, {path + ".kind", path + ".path"},
                   "a printer has a path if and only if it is not of kind tcp");
}

void check_code(const CodeConfig& code, const std::string& path, Checks& checks) {
    const auto pattern = Pattern::compile(code.pattern);
    const auto taken = pattern ? secret_taken_by(*pattern) : std::nullopt;
    checks.require(!taken, {path + ".pattern"},
                   "it takes payment codes or ids, such as " + taken.value_or("") +
                       ", which are forgotten before it is asked: narrow it");
}

}  // namespace

void check_consistency(ConfigOutcome& outcome) {
    Checks checks(outcome);
    const Config& config = outcome.config;
    check_broker(config.broker, checks);
    check_topics(config, checks);
    check_sync(config.sync, checks);
    check_http(config.http, checks);
    checks.require(!config.store.region.empty(), {"store.region"}, "a store stands somewhere");
    checks.require(!config.disk.directory.empty(), {"disk.directory"},
                   "empty, so there would be nowhere to keep anything");
    for (std::size_t i = 0; i < config.printers.size(); ++i) {
        check_printer(config.printers[i], path_of(printer_list(), i), checks);
    }
    for (std::size_t i = 0; i < config.taps.size(); ++i) {
        const auto path = path_of(tap_list(), i);
        const auto& tap = config.taps[i];
        checks.require(!tap.receipts.empty() || !tap.template_file.empty(),
                       {path + ".receipts", path + ".template_file", path},
                       "a tap needs a template: receipts or template_file");
    }
    for (std::size_t i = 0; i < config.codes.size(); ++i) {
        check_code(config.codes[i], path_of(code_list(), i), checks);
    }
    for (std::size_t i = 0; i < config.devices.size(); ++i) {
        check_device(config.devices[i], path_of(device_list(), i), checks);
    }
    // All that stands on the counter is told apart by its name.
    std::set<std::string_view> names;
    const auto check_names = [&](const auto& list) {
        const auto& items = config.*list.items;
        for (std::size_t i = 0; i < items.size(); ++i) {
            checks.require(names.insert(items[i].name).second, {path_of(list, i) + ".name"},
                           "another device has this name");
        }
    };
    check_names(device_list());
    check_names(tap_list());
    check_names(journal_list());
    check_names(printer_list());
}

}  // namespace aisle
