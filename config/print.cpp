// SPDX-License-Identifier: Apache-2.0
#include "config/print.hpp"

#include "agent/base/json_writer.hpp"
#include "config/description.hpp"
#include "config/value.hpp"

namespace aisle {
namespace {

std::string origin_of(const Origins* origins, std::string_view path) {
    if (!origins) return "";
    const auto origin = origins->find(path);
    return "  # " +
           (origin == origins->end() ? std::string("built in") : to_string(origin->second));
}

template <class Owner>
std::string line_of(const Key<Owner>& key, Owner& owner, std::string_view origin) {
    return std::string(key.name()) + " = " + print_value(key.slot(owner)) + std::string(origin) +
           "\n";
}

template <class Owner>
std::string row_of(const Key<Owner>& key, Owner& defaults) {
    const auto slot = key.slot(defaults);
    const std::string otherwise = key.rule.required ? "required" : "`" + print_value(slot) + "`";
    return "| `" + std::string(key.name()) + "` | " + otherwise + " | " + expected(slot, key.rule) +
           " | " + std::string(key.about) + " |\n";
}

std::string table_head(std::string_view section) {
    return "### `" + std::string(section) +
           "`\n\n| Key | Default | Holds | What it is |\n|---|---|---|---|\n";
}

}  // namespace

std::string print_config(Config config, const Origins* origins) {
    std::string out;
    std::string_view section;
    for (const auto& key : config_keys()) {
        if (key.section() != section) {
            section = key.section();
            out += (out.empty() ? "[" : "\n[") + std::string(section) + "]\n";
        }
        out += line_of(key, config, origin_of(origins, key.path));
    }
    for (std::size_t i = 0; i < config.devices.size(); ++i) {
        out += "\n[[device]]\n";
        const std::string path = "device[" + std::to_string(i) + "].";
        for (const auto& key : device_keys()) {
            const auto origin = origin_of(origins, path + std::string(key.path));
            out += line_of(key, config.devices[i], origin);
        }
    }
    return out;
}

std::string config_json(Config config) {
    std::string out;
    JsonWriter json(out);
    json.begin_object();
    std::string_view section;
    for (const auto& key : config_keys()) {
        if (key.section() != section) {
            if (!section.empty()) json.end_object();
            section = key.section();
            json.key(section).begin_object();
        }
        write_value(key.slot(config), json.key(key.name()));
    }
    json.end_object().key("device").begin_array();
    for (auto& device : config.devices) {
        json.begin_object();
        for (const auto& key : device_keys()) write_value(key.slot(device), json.key(key.path));
        json.end_object();
    }
    json.end_array().end_object();
    return out;
}

std::string config_reference() {
    std::string out;
    std::string_view section;
    Config defaults;
    for (const auto& key : config_keys()) {
        if (key.section() != section) {
            section = key.section();
            out += (out.empty() ? "" : "\n") + table_head("[" + std::string(section) + "]");
        }
        out += row_of(key, defaults);
    }
    out += "\n" + table_head("[[device]]");
    DeviceConfig device;
    for (const auto& key : device_keys()) out += row_of(key, device);
    return out;
}

}  // namespace aisle
