// SPDX-License-Identifier: Apache-2.0
#include "agent/base/time.hpp"

#include <ctime>

#include <array>
#include <cstdio>

namespace aisle {
namespace {

constexpr std::int64_t seconds_to_year_10000 = 253'402'300'800;

Micros read_clock(clockid_t which) {
    timespec now{};
    clock_gettime(which, &now);
    return Micros{std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000};
}

// Takes `count` digits off the front of `text`.
bool take_number(std::string_view& text, std::size_t count, int& value) {
    if (text.size() < count) return false;
    value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const char c = text[i];
        if (c < '0' || c > '9') return false;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(count);
    return true;
}

bool take_char(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

// Up to nine decimals; what is below a microsecond is dropped.
bool take_fraction(std::string_view& text, std::int64_t& fraction) {
    fraction = 0;
    if (!take_char(text, ".")) return true;
    std::int64_t unit = 100'000;
    std::size_t digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        fraction += (text.front() - '0') * unit;
        unit /= 10;
        ++digits;
        text.remove_prefix(1);
    }
    return digits >= 1 && digits <= 9;
}

bool take_offset(std::string_view& text, std::int64_t& seconds) {
    seconds = 0;
    if (take_char(text, "Zz")) return true;
    if (text.empty()) return false;
    const int sign = text.front() == '-' ? -1 : 1;
    int hours = 0;
    int minutes = 0;
    if (!take_char(text, "+-") || !take_number(text, 2, hours) || !take_char(text, ":") ||
        !take_number(text, 2, minutes) || hours > 23 || minutes > 59) {
        return false;
    }
    seconds = sign * (hours * 3600 + minutes * 60);
    return true;
}

}  // namespace

WallTime SystemClock::wall() const {
    return WallTime{read_clock(CLOCK_REALTIME)};
}
MonoTime SystemClock::mono() const {
    return MonoTime{read_clock(CLOCK_BOOTTIME)};
}

std::string to_rfc3339(WallTime at) {
    using namespace std::chrono;
    const sys_time<Micros> point{at.time_since_epoch()};
    const auto day = floor<days>(point);
    const year_month_day date{day};
    const auto ms = duration_cast<milliseconds>(point - day).count();
    std::array<char, 40> text{};
    const int size =
        std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                      int{date.year()}, unsigned{date.month()}, unsigned{date.day()},
                      static_cast<int>(ms / 3'600'000), static_cast<int>(ms / 60'000 % 60),
                      static_cast<int>(ms / 1'000 % 60), static_cast<int>(ms % 1'000));
    return std::string(text.data(), static_cast<std::size_t>(size));
}

Result<WallTime> parse_rfc3339(std::string_view text) {
    using namespace std::chrono;
    const auto bad = [] {
        return Error(Errc::invalid, "not an RFC 3339 time such as 2026-07-01T08:30:00Z")
            .coded("bad_time");
    };
    int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
    std::int64_t fraction = 0;
    std::int64_t offset = 0;
    if (!take_number(text, 4, y) || !take_char(text, "-") || !take_number(text, 2, mo) ||
        !take_char(text, "-") || !take_number(text, 2, d) || !take_char(text, "Tt ") ||
        !take_number(text, 2, h) || !take_char(text, ":") || !take_number(text, 2, mi) ||
        !take_char(text, ":") || !take_number(text, 2, s) || !take_fraction(text, fraction) ||
        !take_offset(text, offset) || !text.empty()) {
        return bad();
    }
    const year_month_day date{year{y}, month{static_cast<unsigned>(mo)},
                              day{static_cast<unsigned>(d)}};
    if (!date.ok() || h > 23 || mi > 59 || s > 60) return bad();
    const auto seconds_of_day = std::int64_t{h} * 3600 + mi * 60 + s - offset;
    const auto since_epoch =
        std::int64_t{sys_days{date}.time_since_epoch().count()} * 86'400 + seconds_of_day;
    // What could not be written again, 1970 to 9999 in UTC, is not read either.
    if (since_epoch < 0 || since_epoch >= seconds_to_year_10000) return bad();
    return WallTime{Micros{since_epoch * 1'000'000 + fraction}};
}

std::string_view to_string(ClockQuality quality) {
    switch (quality) {
        case ClockQuality::synced:
            return "synced";
        case ClockQuality::holdover:
            return "holdover";
        case ClockQuality::bounded:
            return "bounded";
        case ClockQuality::unset:
            return "unset";
    }
    return "unset";
}

}  // namespace aisle
