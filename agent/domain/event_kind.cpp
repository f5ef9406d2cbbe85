// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/event_kind.hpp"

#include <algorithm>

namespace aisle {

std::string_view to_string(Lane lane) {
    return lane == Lane::ledger ? "ledger" : "touch";
}

Result<Lane> parse_lane(std::string_view text) {
    if (text == "ledger") return Lane::ledger;
    if (text == "touch") return Lane::touch;
    return Error(Errc::invalid, "a lane is \"ledger\" or \"touch\"").coded("bad_lane");
}

const EventKind* find_event_kind(std::string_view name) {
    const auto& all = EventKinds::all;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& kind) { return kind.name == name; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace aisle
