// SPDX-License-Identifier: Apache-2.0
#include "config/parse.hpp"

#include "agent/base/text.hpp"
#include "agent/base/utf8.hpp"
#include "config/consistency.hpp"
#include "config/description.hpp"
#include "config/value.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace aisle {
namespace {

ConfigPlace place_of(std::string_view file, const toml::source_region& at) {
    return {std::string(file), at.begin.line, at.begin.column};
}

std::string kind_of(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table:
            return "a table";
        case toml::node_type::array:
            return "a list that holds more than texts";
        case toml::node_type::floating_point:
            return "a number with a point";
        case toml::node_type::date:
        case toml::node_type::time:
        case toml::node_type::date_time:
            return "a date or time without quotes";
        default:
            return "another kind of value";
    }
}

Written written_from(const toml::node& node) {
    if (const auto* value = node.as_boolean()) return value->get();
    if (const auto* value = node.as_integer()) return std::int64_t{value->get()};
    if (const auto* value = node.as_string()) return value->get();
    const auto* list = node.as_array();
    if (!list) return Unfit{kind_of(node)};
    Texts texts;
    for (const auto& item : *list) {
        const auto* text = item.as_string();
        if (!text) return Unfit{kind_of(node)};
        texts.push_back(text->get());
    }
    return texts;
}

template <class Owner>
const Key<Owner>* find_key(std::span<const Key<Owner>> keys, std::string_view path) {
    const auto found = std::ranges::find(keys, path, &Key<Owner>::path);
    return found == keys.end() ? nullptr : &*found;
}

std::vector<std::string_view> section_names() {
    std::vector<std::string_view> names;
    each_list([&](const auto& list) { names.push_back(list.name); });
    for (const auto& key : config_keys()) {
        if (names.back() != key.section()) names.push_back(key.section());
    }
    return names;
}

// A bare name as it is, any other as the text it had to be written as.
std::string shown_name(std::string_view name) {
    const bool bare = std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    });
    return bare && name.size() <= name_bytes_max ? std::string(name) : shown(name);
}

std::string did_you_mean(std::string_view name, std::span<const std::string_view> known) {
    if (name.size() > name_bytes_max) return "";
    const auto nearest = nearest_name(name, known);
    return nearest.empty() ? "" : "; did you mean " + std::string(nearest) + "?";
}

// The nearest name in the section, else the section in which the same name is at home.
std::string hint_for(std::string_view section, std::string_view name) {
    std::vector<std::string_view> names;
    for (const auto& key : config_keys()) {
        if (key.section() == section) names.push_back(key.name());
    }
    auto hint = did_you_mean(name, names);
    for (const auto& key : config_keys()) {
        if (hint.empty() && key.name() == name) hint = did_you_mean(key.path, {&key.path, 1});
    }
    return hint;
}

struct Given {
    Written written;
    ConfigPlace place;
};

// Walks what was written against the description and fills in an outcome.
class Reader {
public:
    Reader(ConfigOutcome& outcome, std::string_view file) : outcome_(outcome), file_(file) {}

    void read_file(std::string_view text);
    void apply(const Override& given);
    void require_all();

private:
    void problem(ConfigPlace place, std::string key, std::string text) {
        outcome_.problems.push_back({std::move(place), std::move(key), std::move(text)});
    }
    // Enough to show: what follows would not be read by anybody.
    bool full() const { return outcome_.problems.size() > config_problems_max; }
    template <class Owner>
    void take(Owner& owner, const Key<Owner>& key, const std::string& path, const Given& given);
    void read_section(std::string_view section, const toml::node& node);
    // Whether the section is a list's; if so it has been read.
    bool read_list(std::string_view section, const toml::node& node);
    template <class Item>
    void read_items(const List<Item>& list, const toml::node& node);
    template <class Item>
    void read_item(const List<Item>& list, const toml::table& table, const std::string& path);

    ConfigOutcome& outcome_;
    std::string_view file_;
};

template <class Owner>
void Reader::take(Owner& owner, const Key<Owner>& key, const std::string& path,
                  const Given& given) {
    outcome_.origins[path] = given.place;
    const auto taken = assign(key.slot(owner), key.rule, given.written);
    if (!taken) problem(given.place, path, taken.error().what());
}

void Reader::read_file(std::string_view text) {
    if (text.size() > config_bytes_max) {
        problem({std::string(file_)}, "",
                "larger than " + format_size(config_bytes_max) + ", which is no configuration");
        return;
    }
    toml::table root;
    try {
        root = toml::parse(text, file_);
    } catch (const toml::parse_error& error) {
        const std::string why(error.description());
        problem(place_of(file_, error.source()), "", is_plain_text(why) ? why : "no TOML");
        return;
    }
    const auto sections = section_names();
    for (const auto& [key, node] : std::as_const(root)) {
        if (full()) return;
        if (read_list(key.str(), node)) continue;
        if (std::ranges::find(sections, key.str()) != sections.end()) {
            read_section(key.str(), node);
        } else {
            problem(place_of(file_, key.source()), shown_name(key.str()),
                    "there is no such section" + did_you_mean(key.str(), sections));
        }
    }
}

void Reader::read_section(std::string_view section, const toml::node& node) {
    const auto* table = node.as_table();
    if (!table) {
        problem(place_of(file_, node.source()), std::string(section),
                "expected a section: [" + std::string(section) + "] and its keys below");
        return;
    }
    for (const auto& [name, value] : *table) {
        if (full()) return;
        const std::string path = std::string(section) + "." + std::string(name.str());
        const auto* key = find_key(config_keys(), path);
        if (key) {
            take(outcome_.config, *key, path,
                 {written_from(value), place_of(file_, value.source())});
        } else {
            problem(place_of(file_, name.source()),
                    std::string(section) + "." + shown_name(name.str()),
                    "there is no such key" + hint_for(section, name.str()));
        }
    }
}

bool Reader::read_list(std::string_view section, const toml::node& node) {
    bool known = false;
    each_list([&](const auto& list) {
        if (list.name != section) return;
        known = true;
        read_items(list, node);
    });
    return known;
}

template <class Item>
void Reader::read_items(const List<Item>& known, const toml::node& node) {
    const std::string name(known.name);
    const auto* list = node.as_array();
    if (!list || !(list->empty() || list->is_homogeneous<toml::table>())) {
        const std::string own =
            name == "device" ? "; this device's own name is identity.device" : "";
        problem(place_of(file_, node.source()), name,
                "expected one [[" + name + "]] for each" + own);
        return;
    }
    if (list->size() > known.max) {
        problem(place_of(file_, node.source()), name,
                "more than " + std::to_string(known.max) + " " + std::string(known.what));
        return;
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        read_item(known, *list->get(i)->as_table(), path_of(known, i));
    }
}

template <class Item>
void Reader::read_item(const List<Item>& list, const toml::table& table, const std::string& path) {
    std::vector<std::string_view> names;
    for (const auto& key : list.keys) names.push_back(key.path);
    Item& item = (outcome_.config.*list.items).emplace_back();
    outcome_.origins[path] = place_of(file_, table.source());
    for (const auto& [name, value] : table) {
        if (full()) return;
        const std::string whole = path + "." + std::string(name.str());
        const auto* key = find_key(list.keys, name.str());
        if (key) {
            take(item, *key, whole, {written_from(value), place_of(file_, value.source())});
        } else {
            problem(place_of(file_, name.source()), path + "." + shown_name(name.str()),
                    "there is no such key" + did_you_mean(name.str(), names));
        }
    }
}

void Reader::apply(const Override& given) {
    const auto* key = find_key(config_keys(), given.key);
    if (key) {
        const auto written = written_from_text(key->slot(outcome_.config), given.value);
        take(outcome_.config, *key, given.key, {written, {given.source}});
        return;
    }
    const auto dot = std::min(given.key.find('.'), given.key.size());
    const auto section = given.key.substr(0, dot);
    const auto name = given.key.substr(std::min(dot + 1, given.key.size()));
    const auto path = shown_name(section) + "." + shown_name(name);
    const auto sections = section_names();
    std::string_view listed;
    each_list([&](const auto& list) {
        if (list.name == section) listed = list.what;
    });
    if (!listed.empty()) {
        problem({given.source}, path, std::string(listed) + " are described in the file only");
    } else if (std::ranges::find(sections, section) == sections.end()) {
        problem({given.source}, path, "there is no such section" + did_you_mean(section, sections));
    } else {
        problem({given.source}, path, "there is no such key" + hint_for(section, name));
    }
}

void Reader::require_all() {
    const auto is_missing = [&](const auto& key, const std::string& path) {
        return key.rule.required && !outcome_.origins.contains(path);
    };
    for (const auto& key : config_keys()) {
        const std::string path(key.path);
        if (!is_missing(key, path)) continue;
        problem({std::string(file_)}, path,
                "missing; expected " + expected(key.slot(outcome_.config), key.rule) +
                    " in the section [" + std::string(key.section()) + "]");
    }
    each_list([&](const auto& list) {
        auto& items = outcome_.config.*list.items;
        for (std::size_t i = 0; i < items.size(); ++i) {
            const auto path = path_of(list, i);
            for (const auto& key : list.keys) {
                const std::string whole = path + "." + std::string(key.path);
                if (!is_missing(key, whole)) continue;
                problem(outcome_.origins[path], whole,
                        "missing; expected " + expected(key.slot(items[i]), key.rule));
            }
        }
    });
}

// An override that is right takes back what was wrong with the value it replaces.
void forget_overridden(ConfigOutcome& outcome) {
    std::erase_if(outcome.problems, [&](const ConfigProblem& problem) {
        const auto origin = outcome.origins.find(problem.key);
        return origin != outcome.origins.end() && origin->second != problem.place;
    });
}

// The file is read in the order of its names; people read it from the top.
void put_in_order(std::vector<ConfigProblem>& problems) {
    std::ranges::stable_sort(problems, {}, [](const ConfigProblem& problem) {
        constexpr std::uint32_t last = std::numeric_limits<std::uint32_t>::max();
        const auto line = problem.place.line == 0 ? last : problem.place.line;
        return std::pair(line, problem.place.column);
    });
}

}  // namespace

std::string to_string(const ConfigPlace& place) {
    // A variable may have any name, and a terminal obeys some of them.
    const auto source = is_plain_text(place.source) ? place.source : shown(place.source);
    if (place.line == 0) return source;
    return source + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

std::string to_string(const ConfigProblem& problem) {
    return to_string(problem.place) + ": " + (problem.key.empty() ? "" : problem.key + ": ") +
           problem.text;
}

ConfigOutcome parse_config(std::string_view toml, std::string_view file_name,
                           std::span<const Override> overrides) {
    ConfigOutcome outcome;
    Reader reader(outcome, file_name);
    reader.read_file(toml);
    for (const auto& given : overrides) reader.apply(given);
    forget_overridden(outcome);
    reader.require_all();
    check_consistency(outcome);
    put_in_order(outcome.problems);
    if (outcome.problems.size() > config_problems_max) {
        outcome.problems.resize(config_problems_max);
        outcome.problems.push_back({{std::string(file_name)}, "", "and more of the kind"});
    }
    return outcome;
}

}  // namespace aisle
