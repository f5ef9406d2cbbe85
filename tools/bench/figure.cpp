// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/figure.hpp"

#include "agent/base/json_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace aisle {
namespace {

// Four digits say all that a noisy machine knows; large numbers are given whole.
std::string number(double value) {
    std::array<char, 64> text{};
    const double size = std::abs(value);
    const int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                   std::chars_format::fixed, decimals);
    return std::string(text.data(), end.ptr);
}

std::string number(const std::optional<double>& value) {
    return value ? number(*value) : std::string();
}

std::string verdict(const Figure& figure) {
    const auto met = figure.met();
    if (!met) return "";
    return *met ? "yes" : "NO";
}

}  // namespace

std::optional<double> Figure::ratio() const {
    if (!baseline || *baseline == 0) return std::nullopt;
    return value / *baseline;
}

std::optional<bool> Figure::met() const {
    switch (bar.reach) {
        case Reach::none:
            return std::nullopt;
        case Reach::value_at_least:
            return value >= bar.limit;
        case Reach::value_at_most:
            return value <= bar.limit;
        case Reach::ratio_at_least:
            return ratio() && *ratio() >= bar.limit;
        case Reach::ratio_at_most:
            return ratio() && *ratio() <= bar.limit;
    }
    return std::nullopt;
}

std::string Figure::bar_text() const {
    switch (bar.reach) {
        case Reach::none:
            return "";
        case Reach::value_at_least:
            return ">= " + number(bar.limit) + " " + unit;
        case Reach::value_at_most:
            return "<= " + number(bar.limit) + " " + unit;
        case Reach::ratio_at_least:
            return "ratio >= " + number(bar.limit);
        case Reach::ratio_at_most:
            return "ratio <= " + number(bar.limit);
    }
    return "";
}

std::string table(const Figures& figures) {
    std::vector<std::array<std::string, 7>> rows;
    rows.push_back({"figure", "value", "unit", "baseline", "ratio", "bar", "met"});
    for (const auto& figure : figures) {
        rows.push_back({figure.name, number(figure.value), figure.unit, number(figure.baseline),
                        number(figure.ratio()), figure.bar_text(), verdict(figure)});
    }
    std::array<std::size_t, 7> widths{};
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    }
    std::string text;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t i = 0; i < rows[r].size(); ++i) {
            const std::string& cell = rows[r][i];
            const std::string room(widths[i] - cell.size(), ' ');
            const bool is_number = i == 1 || i == 3 || i == 4;
            text += is_number ? room + cell : cell + room;
            text += "  ";
        }
        if (r > 0) text += figures[r - 1].note;
        while (text.ends_with(' ')) text.pop_back();
        text += '\n';
    }
    return text;
}

std::string json(const Figures& figures) {
    std::string text;
    JsonWriter out(text);
    const auto number_or_null = [&out](std::string_view name, const std::optional<double>& value) {
        out.key(name);
        if (value && std::isfinite(*value)) {
            out.raw(number(*value));
        } else {
            out.null();
        }
    };
    out.begin_object().key("figures").begin_array();
    for (const auto& figure : figures) {
        out.begin_object().member("name", figure.name);
        number_or_null("value", figure.value);
        out.member("unit", figure.unit);
        number_or_null("baseline", figure.baseline);
        number_or_null("ratio", figure.ratio());
        out.member("bar", figure.bar_text());
        out.key("met");
        const auto met = figure.met();
        if (met) {
            out.value(*met);
        } else {
            out.null();
        }
        out.end_object();
    }
    out.end_array().end_object();
    return text;
}

}  // namespace aisle
