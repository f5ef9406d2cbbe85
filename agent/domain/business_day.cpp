// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/business_day.hpp"

namespace aisle {

std::string business_day(WallTime at, const DayRule& rule) {
    const auto shift =
        std::chrono::minutes(rule.utc_offset_minutes) - std::chrono::hours(rule.cut_off_hour);
    return to_rfc3339(at + shift).substr(0, 10);
}

bool is_calendar_day(std::string_view text) {
    return text.size() == 10 && parse_rfc3339(std::string(text) + "T00:00:00Z").has_value();
}

}  // namespace aisle
