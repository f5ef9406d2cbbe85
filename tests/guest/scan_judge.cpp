// SPDX-License-Identifier: Apache-2.0
#include "tests/guest/scan_judge.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace aisle {
namespace {

// Codes have separators in them, and this is for a terminal.
std::string shown(std::string_view code) {
    std::string out = "\"";
    for (const char c : code) {
        const auto byte = static_cast<unsigned char>(c);
        out += byte < ' ' || byte == 0x7f ? '.' : c;
    }
    return out + "\"";
}

void note(ScanVerdict& verdict, std::string_view what, std::string_view code) {
    if (verdict.first.empty()) verdict.first = std::string(what) + " " + shown(code);
}

}  // namespace

ScanVerdict judge_scans(const std::vector<std::string>& sent,
                        const std::vector<std::string>& heard) {
    std::map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < sent.size(); ++i) places.emplace(sent[i], i);
    std::vector<bool> came(sent.size(), false);
    std::size_t next = 0;
    ScanVerdict verdict;
    for (const auto& code : heard) {
        const auto place = places.find(code);
        if (place == places.end()) {
            ++verdict.cut;
            note(verdict, "nobody sent", code);
        } else if (came[place->second]) {
            ++verdict.doubled;
            note(verdict, "twice", code);
        } else {
            came[place->second] = true;
            if (place->second < next) {
                ++verdict.out_of_order;
                note(verdict, "late", code);
            }
            next = std::max(next, place->second + 1);
        }
    }
    for (std::size_t i = 0; i < sent.size(); ++i) {
        if (came[i]) continue;
        ++verdict.lost;
        note(verdict, "lost", sent[i]);
    }
    return verdict;
}

std::string to_string(const ScanVerdict& verdict) {
    std::string text = "lost " + std::to_string(verdict.lost) + ", cut " +
                       std::to_string(verdict.cut) + ", doubled " +
                       std::to_string(verdict.doubled) + ", out of order " +
                       std::to_string(verdict.out_of_order);
    return verdict.first.empty() ? text : text + ": " + verdict.first;
}

}  // namespace aisle
