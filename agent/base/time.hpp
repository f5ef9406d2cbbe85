// SPDX-License-Identifier: Apache-2.0
// Two clocks and no conversion between them. WallTime (µs since 1970, UTC) is what people say and
// may be wrong or jump; events carry it and nothing is ordered by it. MonoTime (µs of
// CLOCK_BOOTTIME) only ever grows within one boot; every timeout uses it. Text form: RFC 3339.
#pragma once

#include "agent/base/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

using Micros = std::chrono::duration<std::int64_t, std::micro>;
using Millis = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;

struct WallClock {
    using duration = Micros;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<WallClock, Micros>;
    static constexpr bool is_steady = false;
};
struct MonoClock {
    using duration = Micros;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<MonoClock, Micros>;
    static constexpr bool is_steady = true;
};
using WallTime = WallClock::time_point;
using MonoTime = MonoClock::time_point;

inline constexpr std::int64_t micros(WallTime at) {
    return at.time_since_epoch().count();
}
inline std::int64_t micros(MonoTime at) {
    return at.time_since_epoch().count();
}

// Seam: the only way to learn the time.
class Clock {
public:
    virtual ~Clock() = default;
    virtual WallTime wall() const = 0;
    virtual MonoTime mono() const = 0;
};

class SystemClock final : public Clock {
public:
    WallTime wall() const override;
    MonoTime mono() const override;
};

// "2026-07-01T08:30:00.123Z"; years 1970 to 9999.
std::string to_rfc3339(WallTime at);
// Accepts any offset and up to nine decimals; a leap second counts as the next second. Errors:
// invalid, also outside those years.
Result<WallTime> parse_rfc3339(std::string_view text);

// What the wall clock was worth when an event was captured.
enum class ClockQuality {
    synced,    // disciplined by a time source now
    holdover,  // was true earlier in this boot, not set since, runs free
    bounded,   // never true in this boot, but its neighbours were
    unset,     // nothing is known
};
std::string_view to_string(ClockQuality quality);

}  // namespace aisle
