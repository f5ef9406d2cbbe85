// SPDX-License-Identifier: Apache-2.0
#include "agent/app/context.hpp"

namespace aisle {

ContextSource::ContextSource(const Config& config, std::string boot_id, const Clock& clock,
                             const ClockRepair& repair)
    : clock_(clock), repair_(repair) {
    fixed_.tenant = config.identity.tenant;
    fixed_.device = config.identity.device;
    fixed_.store = config.identity.store;
    fixed_.boot_id = std::move(boot_id);
}

EventContext ContextSource::now() const {
    EventContext context = fixed_;
    context.clock = repair_.quality();
    context.wall = clock_.wall();
    context.mono = clock_.mono();
    if (operator_) context.operator_id = operator_();
    return context;
}

void ContextSource::assign_store(std::string store) {
    if (!store.empty()) fixed_.store = std::move(store);
}

}  // namespace aisle
