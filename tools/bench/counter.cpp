// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/counter.hpp"

namespace aisle {
namespace {

// How often the hub is asked: fine enough for milliseconds, seldom enough to cost it nothing.
constexpr Micros look_interval{250};

}  // namespace

void Counter::post() {
    const auto start = now();
    const auto id = caller_.post(shop_.purchase());
    saved_ms_.add(milliseconds_since(start));
    travelling_.emplace_back(id, start);
}

void Counter::look() {
    std::erase_if(travelling_, [this](const auto& one) {
        if (!hub_.has(one.first)) return false;
        committed_ms_.add(milliseconds_since(one.second));
        return true;
    });
}

void Counter::work(Micros pace, const std::function<bool()>& enough) {
    for (auto next = now(); !enough();) {
        if (now() >= next) {
            post();
            next = std::max(next + pace, now());
        }
        look();
        pause_for(look_interval);
    }
    wait_until(
        [this] {
            look();
            return travelling_.empty();
        },
        "what was saved is committed at the hub");
}

}  // namespace aisle
