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
    each_list([&](const auto& list) {
        auto& items = config.*list.items;
        for (std::size_t i = 0; i < items.size(); ++i) {
            out += "\n[[" + std::string(list.name) + "]]\n";
            const std::string path = path_of(list, i) + ".";
            for (const auto& key : list.keys) {
                const auto origin = origin_of(origins, path + std::string(key.path));
                out += line_of(key, items[i], origin);
            }
        }
    });
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
    json.end_object();
    each_list([&](const auto& list) {
        json.key(list.name).begin_array();
        for (auto& item : config.*list.items) {
            json.begin_object();
            for (const auto& key : list.keys) write_value(key.slot(item), json.key(key.path));
            json.end_object();
        }
        json.end_array();
    });
    json.end_object();
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
    each_list([&]<class Item>(const List<Item>& list) {
        out += "\n" + table_head("[[" + std::string(list.name) + "]]");
        Item item;
        for (const auto& key : list.keys) out += row_of(key, item);
    });
    return out;
}

}  // namespace aisle
