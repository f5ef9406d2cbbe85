// SPDX-License-Identifier: Apache-2.0
// Where and when it is now, for every event: who we are (from the configuration, the store from
// central once it has spoken), this boot, both clocks and what the wall clock is worth.
// Owner's thread.
#pragma once

#include "agent/base/function.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/event.hpp"
#include "config/config.hpp"
#include "sync/clock_repair.hpp"

#include <string>
#include <utility>

namespace aisle {

class ContextSource {
public:
    ContextSource(const Config& config, std::string boot_id, const Clock& clock,
                  const ClockRepair& repair);

    EventContext now() const;
    // Central's registry knows best in which store the device stands.
    void assign_store(std::string store);
    // Whoever stands at the counter is on every event; empty: nobody.
    void ask_operator(Function<std::string()> who) { operator_ = std::move(who); }
    const std::string& store() const { return fixed_.store; }
    const std::string& boot_id() const { return fixed_.boot_id; }

private:
    EventContext fixed_;
    const Clock& clock_;
    const ClockRepair& repair_;
    mutable Function<std::string()> operator_;
};

}  // namespace aisle
