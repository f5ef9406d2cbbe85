// SPDX-License-Identifier: Apache-2.0
// The baseline of a drain: the least that could carry the same bytes. One thread reads a journal
// file, packs rows into batches, compresses and publishes them with Paho over TLS at QoS 1 in a
// window; another subscribes, unpacks and inserts. No ids, no order, no acknowledgement by central,
// nothing remembered.
#pragma once

#include "tools/bench/rig.hpp"

#include <cstdint>
#include <string>

namespace aisle {

enum class Inserting {
    each_message,   // in a transaction of its own, as it comes
    what_has_come,  // while the last commit ran: fewer, larger transactions
};

// Events a second, from the first publish to the last commit.
double bare_pipeline(const Broker& broker, const std::string& journal, std::uint64_t events,
                     Inserting inserting);

}  // namespace aisle
