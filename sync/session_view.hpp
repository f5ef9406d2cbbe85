// SPDX-License-Identifier: Apache-2.0
// What others may know of the session: the status page, the clerk's line, the metrics. A value.
#pragma once

#include "agent/base/ids.hpp"
#include "agent/base/strong.hpp"
#include "agent/base/time.hpp"
#include "sync/link.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

enum class SessionState { offline, connecting, greeting, streaming };
std::string_view to_string(SessionState state);

struct SessionView {
    SessionState state = SessionState::offline;
    MonoTime since;
    std::size_t broker = 0;
    MqttVersion version = MqttVersion::v5;
    std::string last_trouble;   // a sentence; empty while all is well
    bool store_failed = false;  // the trouble is this device's disk, not central or the broker
    // Subscriptions to feeds that the broker has refused since the start.
    std::size_t feeds_refused = 0;
    std::array<Seq, 2> sent;  // by lane: ledger, touch
    std::array<Seq, 2> acked;
    std::array<Seq, 2> next;
    std::size_t in_flight = 0;  // batches
    std::optional<MonoTime> welcomed;
    std::optional<Incarnation> central;  // whose welcome was taken last
};

}  // namespace aisle
