// SPDX-License-Identifier: Apache-2.0
#include "sync/parcel_order.hpp"

namespace aisle {
namespace {

Error disorder(Lane lane, const std::string& what) {
    return Error(Errc::invalid,
                 "it is not what it says on its outside: " + std::string(to_string(lane)) + what);
}

}  // namespace

ParcelOrder::ParcelOrder(const ParcelHead& head) : epoch_(head.epoch), lanes_(head.lanes) {
    for (const Lane lane : both_lanes) {
        if (const auto& span = head.lane(lane)) at_[index_of(lane)] = span->first.before();
    }
}

Result<void> ParcelOrder::advance(Lane lane, const ParcelSpan& span) {
    if (!lanes_[index_of(lane)]) return disorder(lane, " should not be in it");
    if (lane == Lane::ledger && touch_begun_) return disorder(lane, " comes after touch");
    touch_begun_ = touch_begun_ || lane == Lane::touch;
    auto& at = at_[index_of(lane)];
    if (span.first != at.next()) {
        return disorder(lane, " goes on at " + std::to_string(span.first.value()) + " after " +
                                  std::to_string(at.value()));
    }
    at = span.last;
    return {};
}

Result<void> ParcelOrder::batch(const Batch& batch) {
    if (batch.epoch != epoch_) return disorder(batch.lane, " is of another epoch");
    TRY(advance(batch.lane, {batch.first, batch.last}));
    ++count_.batches;
    count_.events += batch.entries.size();
    gaps_ += batch.gaps.size();
    return {};
}

Result<void> ParcelOrder::hole(const ParcelHole& hole) {
    TRY(advance(hole.lane, hole.span));
    ++count_.holes;
    missing_ += hole.span.last.value() - hole.span.first.value() + 1;
    return {};
}

Result<void> ParcelOrder::end(const ParcelCount& told) const {
    for (const Lane lane : both_lanes) {
        const auto& span = lanes_[index_of(lane)];
        const Seq at = at_[index_of(lane)];
        if (span && at < span->last) {
            return disorder(lane, " ends at " + std::to_string(at.value()) + ", not at " +
                                      std::to_string(span->last.value()));
        }
    }
    if (!(told == count_)) {
        return Error(Errc::invalid, "it does not hold as much as its last piece counts");
    }
    return {};
}

}  // namespace aisle
