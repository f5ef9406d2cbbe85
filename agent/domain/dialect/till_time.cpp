// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/till_time.hpp"

#include "agent/base/time.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

// Digits and what stands between them, taken off the front.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    bool over() const { return rest_.empty(); }
    std::string_view rest() const { return rest_; }
    std::string_view digits() {
        const auto end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
        return cut(end);
    }
    // One of the marks, and nothing else.
    bool mark(std::initializer_list<std::string_view> marks) {
        for (const auto one : marks) {
            if (!rest_.starts_with(one)) continue;
            rest_.remove_prefix(one.size());
            return true;
        }
        return false;
    }
    void blanks() {
        while (mark({" "})) continue;
    }
    std::string_view cut(std::size_t size) {
        const auto taken = rest_.substr(0, size);
        rest_.remove_prefix(taken.size());
        return taken;
    }

private:
    std::string_view rest_;
};

std::string two(std::string_view digits) {
    return digits.size() < 2 ? "0" + std::string(digits) : std::string(digits);
}

bool is_short(std::string_view digits) {
    return digits.size() == 1 || digits.size() == 2;
}

std::string joined(std::string_view year, std::string_view month, std::string_view day) {
    std::string text = year.size() == 2 ? "20" : "";
    return text.append(year).append("-").append(two(month)).append("-").append(two(day));
}

// "2026-07-01", or nothing. What follows the date stays.
std::string take_day(Scanner& text, DateOrder order) {
    const auto first = text.digits();
    constexpr std::size_t whole = 8;
    if (first.size() == whole) {
        return joined(first.substr(0, 4), first.substr(4, 2), first.substr(6));
    }
    if (!text.mark({"-", "/", ".", "年"})) return {};
    const auto second = text.digits();
    if (!is_short(second) || !text.mark({"-", "/", ".", "月"})) return {};
    const auto third = text.digits();
    text.mark({"日"});
    if (first.size() == 4) return is_short(third) ? joined(first, second, third) : std::string();
    if (!is_short(first) || (third.size() != 4 && third.size() != 2)) return {};
    return order == DateOrder::day_first ? joined(third, second, first)
                                         : joined(third, first, second);
}

// "16:30:00", or nothing.
std::string take_clock(Scanner& text) {
    auto hour = text.digits();
    std::string_view minute = "00", second = "00";
    constexpr std::size_t with_seconds = 6, without = 4;
    if (hour.size() == with_seconds || hour.size() == without) {
        minute = hour.substr(2, 2);
        if (hour.size() == with_seconds) second = hour.substr(4);
        hour = hour.substr(0, 2);
    } else {
        if (!is_short(hour) || !text.mark({":"})) return {};
        minute = text.digits();
        if (text.mark({":"})) second = text.digits();
    }
    if (text.mark({"."})) text.digits();
    if (minute.size() != 2 || second.size() != 2) return {};
    auto hours = two(hour);
    text.blanks();
    const bool afternoon = text.mark({"PM", "pm"});
    if (afternoon || text.mark({"AM", "am"})) {
        if (hours < "01" || hours > "12") return {};
        if (hours == "12") hours = "00";
        const int number = (hours[0] - '0') * 10 + (hours[1] - '0') + (afternoon ? 12 : 0);
        hours = {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
    }
    return hours.append(":").append(minute).append(":").append(second);
}

}  // namespace

std::optional<TillTime> parse_till_time(std::string_view text, DateOrder order,
                                        const DayRule& day) {
    Scanner scanner(text);
    // "20260701163000"
    constexpr std::size_t date_digits = 8, digits_most = 14, digits_least = 12;
    std::string date, clock;
    const auto run = Scanner(text).digits().size();
    if (run == digits_most || run == digits_least) {
        Scanner head(scanner.cut(date_digits));
        date = take_day(head, order);
    } else {
        date = take_day(scanner, order);
        scanner.blanks();
        const bool goes_on = scanner.mark({"T", ","});
        scanner.blanks();
        if (goes_on && scanner.over()) return std::nullopt;
    }
    if (!is_calendar_day(date)) return std::nullopt;
    TillTime read{date, {}};
    if (scanner.over()) return read;
    clock = take_clock(scanner);
    const auto offset = std::string(scanner.over() ? "Z" : scanner.rest());
    const auto at = parse_rfc3339(date + "T" + clock + offset);
    if (clock.empty() || !at) return std::nullopt;
    const auto shift = std::chrono::minutes(scanner.over() ? 0 : day.utc_offset_minutes);
    const auto local = to_rfc3339(*at + shift);
    read.time = local.substr(0, local.find_first_of(".Z"));
    read.day = read.time.substr(0, date.size());
    return read;
}

}  // namespace aisle
