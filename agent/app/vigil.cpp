// SPDX-License-Identifier: Apache-2.0
#include "agent/app/vigil.hpp"

#include <utility>

namespace aisle {

void Vigil::watch(std::string name, Function<Pulse()> pulse) {
    watched_.push_back({std::move(name), std::move(pulse)});
}

std::vector<std::string> Vigil::look() {
    std::vector<std::string> stuck;
    for (auto& thread : watched_) {
        const auto now = thread.pulse();
        const auto before = std::exchange(thread.before, now.beats);
        if (!now.idle && before == now.beats) stuck.push_back(thread.name);
    }
    return stuck;
}

}  // namespace aisle
