// SPDX-License-Identifier: Apache-2.0
// Where an entry stands: a lane and a number in it, packed into the journal's one key.
// place = lane * 2^60 + seq, so that each lane is a run of its own in one b-tree.
#pragma once

#include "agent/base/strong.hpp"
#include "agent/domain/event.hpp"

#include <array>
#include <cstdint>

namespace aisle {

inline constexpr std::array<Lane, 2> both_lanes{Lane::ledger, Lane::touch};

// No device counts to 2^60: at 1,000 events a second that is 36 million years.
inline constexpr std::uint64_t seq_max = (std::uint64_t{1} << 60) - 1;

inline std::uint64_t place_of(Lane lane, Seq seq) {
    return (static_cast<std::uint64_t>(lane) << 60) | seq.value();
}
inline Seq seq_of(std::int64_t place) {
    return Seq(static_cast<std::uint64_t>(place) & seq_max);
}
inline Lane lane_of(std::int64_t place) {
    return (static_cast<std::uint64_t>(place) >> 60) == 0 ? Lane::ledger : Lane::touch;
}

inline std::size_t index_of(Lane lane) {
    return static_cast<std::size_t>(lane);
}

}  // namespace aisle
