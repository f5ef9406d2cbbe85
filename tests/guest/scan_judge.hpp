// SPDX-License-Identifier: Apache-2.0
// What one scanner sent, against what was heard of it. Every code that is sent is another, so that
// each is known when it comes. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace aisle {

struct ScanVerdict {
    std::size_t lost = 0;     // sent, and not heard
    std::size_t cut = 0;      // heard, and nobody sent it: a part, or two in one
    std::size_t doubled = 0;  // heard again
    std::size_t out_of_order = 0;
    std::string first;  // of what is wrong, for people

    bool clean() const { return lost + cut + doubled + out_of_order == 0; }
    bool operator==(const ScanVerdict&) const = default;
};

ScanVerdict judge_scans(const std::vector<std::string>& sent,
                        const std::vector<std::string>& heard);
// "lost 1, cut 0, …", and the first that is wrong.
std::string to_string(const ScanVerdict& verdict);

}  // namespace aisle
