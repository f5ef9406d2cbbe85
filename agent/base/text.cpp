// SPDX-License-Identifier: Apache-2.0
#include "agent/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <vector>

namespace aisle {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};
constexpr std::array<Unit, 5> durations{
    {{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
constexpr std::array<Unit, 4> sizes{
    {{"B", 1}, {"KiB", 1U << 10}, {"MiB", 1U << 20}, {"GiB", 1U << 30}}};

template <std::size_t n>
bool parse_units(std::string_view text, const std::array<Unit, n>& units, std::uint64_t& total) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return false;
    const std::string_view name(end, static_cast<std::size_t>(text.data() + text.size() - end));
    for (const auto& unit : units) {
        if (unit.name != name) continue;
        constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        if (number > most / unit.factor) return false;
        total = number * unit.factor;
        return true;
    }
    return false;
}

// The largest unit that divides the number.
template <std::size_t n>
std::string format_units(std::uint64_t total, const std::array<Unit, n>& units) {
    const Unit* best = &units.front();
    for (const auto& unit : units) {
        if (total != 0 && total % unit.factor == 0) best = &unit;
    }
    return std::to_string(total / best->factor) + std::string(best->name);
}

std::size_t edits(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({replaced, above + 1, row[j - 1] + 1});
            diagonal = above;
        }
    }
    return row[b.size()];
}

}  // namespace

Result<Millis> parse_duration(std::string_view text) {
    std::uint64_t ms = 0;
    if (!parse_units(text, durations, ms)) {
        return Error(Errc::invalid, "not a duration such as 500ms, 30s, 10m, 2h or 7d");
    }
    return Millis{static_cast<std::int64_t>(ms)};
}

std::string format_duration(Millis duration) {
    return format_units(static_cast<std::uint64_t>(std::max<std::int64_t>(0, duration.count())),
                        durations);
}

Result<std::uint64_t> parse_size(std::string_view text) {
    std::uint64_t bytes = 0;
    if (!parse_units(text, sizes, bytes)) {
        return Error(Errc::invalid, "not a size such as 64KiB, 512MiB or 2GiB");
    }
    return bytes;
}

std::string format_size(std::uint64_t bytes) {
    return format_units(bytes, sizes);
}

std::string_view nearest_name(std::string_view name, std::span<const std::string_view> known) {
    std::string_view best;
    std::size_t fewest = std::numeric_limits<std::size_t>::max();
    for (const auto candidate : known) {
        const std::size_t count = edits(name, candidate);
        if (count < fewest) {
            fewest = count;
            best = candidate;
        }
    }
    return fewest * 2 < best.size() ? best : std::string_view{};
}

}  // namespace aisle
