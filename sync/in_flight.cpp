// SPDX-License-Identifier: Apache-2.0
#include "sync/in_flight.hpp"

namespace aisle {

InFlight::InFlight(std::size_t places_max) : tokens_(places_max) {
    free_.reserve(places_max);
    clear();
}

std::optional<std::size_t> InFlight::take(std::uint64_t token) {
    if (free_.empty()) return std::nullopt;
    const std::size_t place = free_.back();
    free_.pop_back();
    tokens_[place] = token;
    return place;
}

std::optional<std::uint64_t> InFlight::settle(std::size_t place) {
    if (place >= tokens_.size() || !tokens_[place]) return std::nullopt;
    const std::optional<std::uint64_t> token = tokens_[place];
    tokens_[place].reset();
    free_.push_back(place);
    return token;
}

void InFlight::clear() {
    free_.clear();
    for (std::size_t place = tokens_.size(); place > 0; --place) {
        tokens_[place - 1].reset();
        free_.push_back(place - 1);
    }
}

}  // namespace aisle
