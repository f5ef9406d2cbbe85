// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/world.hpp"

#include <algorithm>

namespace aisle {

void World::after(Micros wait, Function<void()> task) {
    due_.emplace(std::pair{now_ + std::max(wait, Micros{0}), ++put_}, std::move(task));
}

bool World::step() {
    if (due_.empty() || stands_still()) return false;
    auto next = due_.extract(due_.begin());
    at_this_moment_ = next.key().first == now_ ? at_this_moment_ + 1 : 0;
    now_ = next.key().first;
    ++steps_;
    next.mapped()();
    if (look_) look_();
    return true;
}

void World::run_until(Micros time) {
    while (!due_.empty() && due_.begin()->first.first <= time && step()) continue;
    if (!stands_still()) now_ = std::max(now_, time);
}

Micros World::between(Micros least, Micros most) {
    const auto room = static_cast<std::uint64_t>((most - least).count());
    return least + Micros{static_cast<std::int64_t>(chance_.below(room + 1))};
}

// FNV-1a, with the time in front.
void World::note(std::string_view what, std::string_view bytes) {
    const auto add = [this](std::uint64_t byte) { digest_ = (digest_ ^ byte) * 0x100000001b3U; };
    add(static_cast<std::uint64_t>(now_.count()));
    for (const char byte : what) add(static_cast<unsigned char>(byte));
    for (const char byte : bytes) add(static_cast<unsigned char>(byte));
}

}  // namespace aisle
