// SPDX-License-Identifier: Apache-2.0
// A counter at work: purchases posted at a steady pace, each followed until central has committed
// it. One thread.
#pragma once

#include "tools/bench/http_caller.hpp"
#include "tools/bench/rig.hpp"

#include <functional>
#include <utility>
#include <vector>

namespace aisle {

class Counter {
public:
    Counter(std::uint16_t port, HubWatch& hub, Shop& shop)
        : caller_(port), hub_(hub), shop_(shop) {}

    // Posts every `pace` until told to stop, then waits for what is on its way.
    void work(Micros pace, const std::function<bool()>& enough);

    // From the request to its answer, which leaves after the commit.
    const Samples& saved_ms() const { return saved_ms_; }
    // From the request to the commit at the hub.
    const Samples& committed_ms() const { return committed_ms_; }

private:
    void post();
    void look();

    HttpCaller caller_;
    HubWatch& hub_;
    Shop& shop_;
    std::vector<std::pair<std::string, MonoTime>> travelling_;
    Samples saved_ms_;
    Samples committed_ms_;
};

}  // namespace aisle
