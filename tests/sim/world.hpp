// SPDX-License-Identifier: Apache-2.0
// Virtual time: one queue of things that are due, one thread, one seed. Nothing happens but what
// stands in the queue, in the order of its time and, at one time, in the order in which it was put
// there. All chance of a day comes from here, so the same seed lives the same day.
// Whoever may die before what it has put into the queue guards it with a Lifetime.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/function.hpp"
#include "agent/base/time.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

namespace aisle {

class World {
public:
    explicit World(std::uint64_t seed) : chance_(seed) {}

    // Since the day began.
    Micros now() const { return now_; }
    void after(Micros wait, Function<void()> task);
    // Does what is due next. False when nothing is.
    bool step();
    void run_until(Micros time);
    // Called after each thing that was done.
    void look_after_each(Function<void()> look) { look_ = std::move(look); }

    Entropy& chance() { return chance_; }
    std::uint64_t below(std::uint64_t bound) { return chance_.below(bound); }
    bool one_in(std::uint64_t times) { return chance_.below(times) == 0; }
    Micros between(Micros least, Micros most);

    // What has happened, in 64 bits: equal for two runs that were the same to the byte.
    void note(std::string_view what, std::string_view bytes = {});
    std::uint64_t digest() const { return digest_; }
    std::uint64_t steps() const { return steps_; }
    // Something wakes itself again and again without waiting. Nothing is done any more.
    bool stands_still() const { return at_this_moment_ > steps_at_once_max; }

private:
    // Far more than a day's whole backlog makes fall on one moment.
    static constexpr std::uint64_t steps_at_once_max = 1'000'000;

    SeededEntropy chance_;
    Micros now_{0};
    std::map<std::pair<Micros, std::uint64_t>, Function<void()>> due_;
    std::uint64_t put_ = 0;
    std::uint64_t steps_ = 0;
    std::uint64_t at_this_moment_ = 0;
    std::uint64_t digest_ = 0xcbf29ce484222325U;
    Function<void()> look_;
};

// What is guarded by it is not done after its end.
class Lifetime {
public:
    template <class Task>
    auto guard(Task task) const {
        return [alive = std::weak_ptr<bool>(alive_), task = std::move(task)]() mutable {
            if (!alive.expired()) task();
        };
    }
    std::weak_ptr<bool> watch() const { return alive_; }
    // Ends what was, and begins anew.
    void renew() {
        alive_ = std::make_shared<bool>(true);
        ++number_;
    }
    // The how manieth it is.
    std::uint64_t number() const { return number_; }

private:
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::uint64_t number_ = 1;
};

}  // namespace aisle
