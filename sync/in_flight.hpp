// SPDX-License-Identifier: Apache-2.0
// Which publishes wait for the broker's answer: a bounded row of places, each with the token of
// its message. The place, not the token, travels through Paho. Owner's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace aisle {

class InFlight {
public:
    explicit InFlight(std::size_t places_max);

    // Nothing when every place is taken.
    std::optional<std::size_t> take(std::uint64_t token);
    // The token that stood there; nothing if the place was free, so an answer counts once.
    std::optional<std::uint64_t> settle(std::size_t place);
    void clear();
    std::size_t size() const { return tokens_.size() - free_.size(); }

private:
    std::vector<std::optional<std::uint64_t>> tokens_;
    std::vector<std::size_t> free_;
};

}  // namespace aisle
