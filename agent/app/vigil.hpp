// SPDX-License-Identifier: Apache-2.0
// Whether the agent's threads still work, judged by their pulses at each look: a thread is fresh
// when it waits for work, or has gone round since the look before. It costs an idle thread nothing,
// and a busy one is never mistaken for a stuck one, however much waits for it. Pure; one thread.
#pragma once

#include "agent/base/function.hpp"
#include "agent/base/pulse.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aisle {

class Vigil {
public:
    // `pulse` is called at each look.
    void watch(std::string name, Function<Pulse()> pulse);
    // The names of those that are stuck; nobody is at the first look.
    std::vector<std::string> look();

private:
    struct Watched {
        std::string name;
        Function<Pulse()> pulse;
        std::optional<std::uint64_t> before{};
    };
    std::vector<Watched> watched_;
};

}  // namespace aisle
