// SPDX-License-Identifier: Apache-2.0
// What may be under way at once: agreed anew at each connection and each welcome from what we are
// configured for, what the broker told of itself, and what central asks for. Pure.
#pragma once

#include "agent/base/limits.hpp"
#include "sync/link.hpp"
#include "sync/wire.hpp"

#include <cstddef>
#include <cstdint>

namespace aisle {

struct Terms {
    std::size_t window = window_batches_default;                // batches
    std::size_t message_bytes_max = message_bytes_max_default;  // as published
    std::int64_t events_per_second = 0;                         // of each lane; 0: no bound
    bool compress = true;
    std::uint32_t dictionary = 0;  // that central named and we know, for short batches
};

// `welcome` is null for as long as central has not spoken.
Terms agree(const Terms& ours, const LinkLimits& broker, const Welcome* welcome);

}  // namespace aisle
