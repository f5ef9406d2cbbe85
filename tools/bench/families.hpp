// SPDX-License-Identifier: Apache-2.0
// The families of figures. Each measures what belongs together, because it needs the same state or
// the same programs running, and returns its figures whole.
#pragma once

#include "tools/bench/figure.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace aisle {

struct BenchOptions {
    bool quick = false;
    std::uint64_t seed = 1;
    std::string programs;  // the folder with aisled and aisle-hub
    // Called with each step, for the person who waits.
    std::function<void(const std::string&)> say;
};

Figures library_figures(const BenchOptions& options);
Figures disk_figures(const BenchOptions& options);
Figures http_figures(const BenchOptions& options);
Figures live_figures(const BenchOptions& options);
Figures start_figures(const BenchOptions& options);
Figures drain_figures(const BenchOptions& options);
Figures size_figures(const BenchOptions& options);
Figures decode_figures(const BenchOptions& options);
Figures counter_figures(const BenchOptions& options);
Figures books_figures(const BenchOptions& options);

struct Family {
    std::string title;
    std::vector<std::string> names;  // of the figures it returns
    Figures (*measure)(const BenchOptions& options);
};
const std::vector<Family>& families();

}  // namespace aisle
