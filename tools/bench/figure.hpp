// SPDX-License-Identifier: Apache-2.0
// A figure: what was measured, what it was measured beside, and the bar it has to reach. The table
// for people and the JSON for programs are made of the same figures.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace aisle {

// What a bar speaks of, and which way. A ratio is value over baseline.
enum class Reach { none, value_at_least, value_at_most, ratio_at_least, ratio_at_most };

struct Bar {
    Reach reach = Reach::none;
    double limit = 0;
};

struct Figure {
    std::string name;
    double value = 0;
    std::string unit;
    Bar bar{};
    std::optional<double> baseline{};
    std::string note{};  // what a reader of the table should know of this run

    std::optional<double> ratio() const;
    // Nothing when there is no bar.
    std::optional<bool> met() const;
    // "ratio >= 0.6", "<= 15 ms", or empty.
    std::string bar_text() const;
};

using Figures = std::vector<Figure>;

std::string table(const Figures& figures);
std::string json(const Figures& figures);

}  // namespace aisle
