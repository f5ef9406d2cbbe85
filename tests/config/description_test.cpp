// SPDX-License-Identifier: Apache-2.0
#include "config/description.hpp"

#include "config/parse.hpp"
#include "config/print.hpp"
#include "config/value.hpp"
#include "drivers/keyboard_layout.hpp"
#include "drivers/serial_line.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace aisle {
namespace {

template <class Owner>
std::set<const void*> places_of(std::span<const Key<Owner>> keys, Owner& owner) {
    std::set<const void*> places;
    for (const auto& key : keys) {
        std::visit([&](auto* place) { places.insert(place); }, key.slot(owner));
    }
    return places;
}

TEST(Description, NoTwoKeysHaveOnePathOrOnePlace) {
    std::set<std::string_view> paths;
    for (const auto& key : config_keys()) EXPECT_TRUE(paths.insert(key.path).second) << key.path;
    Config config;
    EXPECT_EQ(places_of(config_keys(), config).size(), config_keys().size());
    each_list([]<class Item>(const List<Item>& list) {
        Item item;
        EXPECT_EQ(places_of(list.keys, item).size(), list.keys.size()) << list.name;
    });
}

TEST(Description, KeysOfOneSectionStandTogether) {
    std::set<std::string_view> closed;
    std::string_view section;
    for (const auto& key : config_keys()) {
        if (key.section() == section) continue;
        EXPECT_TRUE(closed.insert(section).second);
        EXPECT_FALSE(closed.contains(key.section())) << key.path;
        section = key.section();
    }
}

TEST(Description, EveryKeyHasASentenceThatFitsOneCellOfATable) {
    const auto check = [](const auto& key) {
        EXPECT_TRUE(key.about.ends_with('.')) << key.path;
        for (const auto text : {key.about, key.rule.form}) {
            EXPECT_EQ(text.find_first_of("|\n"), std::string_view::npos) << key.path;
        }
    };
    for (const auto& key : config_keys()) check(key);
    each_list([&](const auto& list) {
        for (const auto& key : list.keys) check(key);
    });
}

// A default that its own rule refuses could be printed but not read back.
TEST(Description, EveryDefaultThatIsNotRequiredFitsItsRule) {
    const auto check = [](const auto& key, auto owner) {
        if (key.rule.required) return;
        const auto slot = key.slot(owner);
        std::string json;
        JsonWriter writer(json);
        write_value(slot, writer);
        const auto written = std::visit(
            [](auto* place) -> Written {
                using T = std::remove_pointer_t<decltype(place)>;
                if constexpr (std::is_constructible_v<Written, T> && !std::is_enum_v<T> &&
                              !std::is_same_v<T, std::uint64_t>) {
                    return Written(*place);
                } else {
                    return Unfit{};
                }
            },
            slot);
        const bool textual = std::holds_alternative<Unfit>(written);
        const Written text = std::string(json.substr(1, json.size() - 2));
        EXPECT_TRUE(assign(slot, key.rule, textual ? text : written)) << key.path << " " << json;
    };
    for (const auto& key : config_keys()) check(key, Config{});
    each_list([&]<class Item>(const List<Item>& list) {
        for (const auto& key : list.keys) check(key, Item{});
    });
}

TEST(Description, SerialSpeedsAreThoseASerialLineHas) {
    const auto keys = device_list().keys;
    const auto speed = std::ranges::find(keys, "speed", &Key<DeviceConfig>::path);
    ASSERT_NE(speed, keys.end());
    for (const auto known : serial_speeds) EXPECT_TRUE(speed->rule.allows(known)) << known;
    std::size_t allowed = 0;
    for (std::int64_t n = speed->rule.min; n <= speed->rule.max; ++n) {
        allowed += speed->rule.allows(n) ? 1U : 0U;
    }
    EXPECT_EQ(allowed, serial_speeds.size());
}

TEST(Description, KeyboardLayoutsAreThoseAScannerCanBeReadWith) {
    const auto keys = device_list().keys;
    const auto layout = std::ranges::find(keys, "layout", &Key<DeviceConfig>::path);
    ASSERT_NE(layout, keys.end());
    for (const auto known : keyboard_layouts()) {
        EXPECT_TRUE(layout->rule.fits(to_string(known))) << to_string(known);
        EXPECT_NE(layout->rule.form.find(to_string(known)), std::string_view::npos);
    }
    EXPECT_FALSE(layout->rule.fits("dvorak"));
}

}  // namespace
}  // namespace aisle
