// SPDX-License-Identifier: Apache-2.0
// Whether what a parcel holds is what its head says: one epoch, the ledger before touch, each lane
// without a number left out or told twice, as far as the head promised, and as much as the last
// piece counts. Chain and seams are the hub's intake's to check, as for every batch. Pure.
#pragma once

#include "sync/parcel.hpp"
#include "sync/wire.hpp"

#include <array>

namespace aisle {

class ParcelOrder {
public:
    explicit ParcelOrder(const ParcelHead& head);

    // In the order of the file. Errors: invalid.
    Result<void> batch(const Batch& batch);
    Result<void> hole(const ParcelHole& hole);
    Result<void> end(const ParcelCount& told) const;

    const ParcelCount& count() const { return count_; }
    std::uint64_t gaps() const { return gaps_; }
    // Numbers that the device could not read.
    std::uint64_t missing() const { return missing_; }

private:
    Result<void> advance(Lane lane, const ParcelSpan& span);

    Epoch epoch_;
    std::array<std::optional<ParcelSpan>, 2> lanes_;
    std::array<Seq, 2> at_;  // told through here
    bool touch_begun_ = false;
    ParcelCount count_;
    std::uint64_t gaps_ = 0;
    std::uint64_t missing_ = 0;
};

}  // namespace aisle
