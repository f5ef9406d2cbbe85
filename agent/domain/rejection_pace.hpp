// SPDX-License-Identifier: Apache-2.0
// How often a refusal becomes an event. A kiosk that sends the same bad body again and again must
// not fill the journal with its notes and push out what customers did: of each kind (what was
// refused, by which rule, at which field) one a minute is noted, and the next one says how many
// were left out. Kinds are bounded; those over the bound share one pace.
// Pure: the time is an argument. One object, one thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/base/time.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

inline constexpr Micros rejection_interval = Seconds{60};
// A till has some dozens of fields and rules; with all of them wrong at once, this many events a
// minute are still few.
inline constexpr std::size_t rejection_kinds_max = 64;

class RejectionPace {
public:
    // Nothing when it is too early for another note of its kind; else how many were left out since
    // the last one.
    std::optional<std::uint64_t> due(std::string_view what, const Error& error, MonoTime now);
    // Of a kind with this very name.
    std::optional<std::uint64_t> due(std::string name, MonoTime now);

private:
    struct Kind {
        std::optional<MonoTime> noted;
        std::uint64_t left_out = 0;
    };
    Kind& kind_of(std::string name, MonoTime now);

    std::map<std::string, Kind> kinds_;
    Kind others_;
};

}  // namespace aisle
