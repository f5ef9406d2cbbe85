// SPDX-License-Identifier: Apache-2.0
// Makes things go wrong in a shop, each time by chance where, how much and for how long, and right
// again. Keeps the list of what it did, for whoever has to find out why a day failed. One World.
#pragma once

#include "tests/sim/mishap.hpp"
#include "tests/sim/sim_shop.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace aisle {

class Trouble {
public:
    // `hub_line`: central's own line may be hit too.
    Trouble(SimShop& shop, bool hub_line) : shop_(shop), hub_line_(hub_line) {}

    // False when there is nothing of that kind to do just now.
    bool strike(Mishap fault);
    // Everything is as it should be, from now on.
    void end();

    const std::vector<std::string>& told() const { return told_; }
    std::size_t count() const { return told_.size(); }

private:
    SimCounter& some_counter();
    // A client's name: a device's, or central's.
    std::string some_line();
    // True for this long; then `calm` is done.
    void until(Micros time, Function<void()> calm);
    void tell(Mishap fault, const std::string& about);

    bool harm_line(Mishap fault);
    bool harm_weather(Mishap fault);
    bool harm_process(Mishap fault);
    bool harm_disk(Mishap fault);
    bool jump_clock();
    bool harm_identity(Mishap fault);
    bool harm_hub(Mishap fault);
    bool jump_hub_clock();

    SimShop& shop_;
    bool hub_line_;
    bool over_ = false;
    std::vector<std::string> told_;
};

}  // namespace aisle
