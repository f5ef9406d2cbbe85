// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/day_report.hpp"

#include "agent/base/json_writer.hpp"
#include "agent/base/money.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

// Of what a person reads; a program gets all.
constexpr std::size_t lines_of_each_max = 50;

using Row = std::array<std::string, 7>;

// A name that a device made up stays on its line.
std::string one_line(std::string_view text) {
    std::string line(text);
    std::ranges::replace_if(
        line, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, '?');
    return line;
}

std::string money(const DayTotal& total) {
    if (total.currency == other_currencies) return "";
    const auto currency = Currency::parse(total.currency);
    if (currency) return to_string(Money{total.sum, *currency});
    return total.sum == 0 ? "" : std::to_string(total.sum);
}

std::string what_differs(const ComparedTotal& total) {
    if (total.same()) return "";
    const auto apart = total.told.count - total.here.count;
    const auto odd = total.odd_one();
    const std::string which = odd ? ": " + to_string(*odd) : "";
    if (apart > 0) return std::to_string(apart) + " missing" + which;
    if (apart < 0) return std::to_string(-apart) + " too many" + which;
    if (total.told.ids != total.here.ids) return "as many, and others";
    return total.told.digest == total.here.digest ? "another sum" : "the same, with other bytes";
}

std::string numbers_text(const SeqSpan& span) {
    const auto first = std::to_string(span.first.value());
    return span.first == span.last
               ? "number " + first
               : "numbers " + first + " to " + std::to_string(span.last.value());
}

void add_table(std::string& text, const std::vector<Row>& rows) {
    std::array<std::size_t, std::tuple_size_v<Row>> widths{};
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    }
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i] + std::string(widths[i] + 2 - row[i].size(), ' ');
        }
        text += "\n" + line.substr(0, line.find_last_not_of(' ') + 1);
    }
}

// Each of a list, and how many are left out.
template <class Items, class Line>
void add_lines(std::string& text, const Items& items, Line line) {
    const auto shown = std::min(items.size(), lines_of_each_max);
    for (std::size_t i = 0; i < shown; ++i) text += "\n" + line(items[i]);
    if (shown < items.size()) text += "\n… and " + std::to_string(items.size() - shown) + " more";
}

void add_closing(std::string& text, const DayReport& report) {
    const auto& closing = *report.closing;
    text += "closing " + std::to_string(closing.number);
    text += closing.by_schedule ? " by schedule" : " by hand";
    text += report.closing_seq.none()
                ? ", whose place is not known"
                : ", " + numbers_text({report.closing_seq, report.closing_seq});
    text += ", received " + to_rfc3339(report.received) + ", id " + to_string(report.closing_id);
    std::vector<Row> rows{{"kind", "currency", "told", "here", "sum told", "sum here", ""}};
    for (const auto& total : report.totals) {
        rows.push_back({one_line(total.told.kind), one_line(total.told.currency),
                        std::to_string(total.told.count), std::to_string(total.here.count),
                        money(total.told), money(total.here), what_differs(total)});
    }
    add_table(text, rows);
    add_lines(text, report.missing, [](const MissingNumbers& missing) {
        return numbers_text(missing.span) + ": " + one_line(missing.why) +
               (missing.id.none() ? "" : ", id " + to_string(missing.id));
    });
    add_lines(text, report.uncounted, [](const UncountedEvent& event) {
        return one_line(event.kind) + " " + to_string(event.id) +
               (event.after_closing ? ": after the closing" : ": not known to the closing");
    });
}

void write_compared(JsonWriter& json, const ComparedTotal& total) {
    json.begin_object().member("kind", total.told.kind);
    json.member_if("currency", total.told.currency);
    json.member("told", total.told.count).member("here", total.here.count);
    json.member("sum_told", total.told.sum).member("sum_here", total.here.sum);
    json.member("same", total.same());
    if (const auto odd = total.odd_one()) json.member("odd_one", to_string(*odd));
    json.end_object();
}

void write_missing(JsonWriter& json, const MissingNumbers& missing) {
    json.begin_object().member("first", missing.span.first.value());
    json.member("last", missing.span.last.value()).member("why", missing.why);
    if (!missing.id.none()) json.member("id", to_string(missing.id));
    json.end_object();
}

void write_uncounted(JsonWriter& json, const UncountedEvent& event) {
    json.begin_object().member("id", to_string(event.id)).member("kind", event.kind);
    json.member("after_closing", event.after_closing).end_object();
}

template <class Items, class Write>
void write_list(JsonWriter& json, std::string_view name, const Items& items, Write write) {
    json.key(name).begin_array();
    for (const auto& item : items) write(json, item);
    json.end_array();
}

}  // namespace

std::string_view to_string(DayVerdict verdict) {
    switch (verdict) {
        case DayVerdict::equal:
            return "equal";
        case DayVerdict::different:
            return "different";
        case DayVerdict::open:
            break;
    }
    return "open";
}

bool ComparedTotal::same() const {
    return told.count == here.count && told.sum == here.sum && told.ids == here.ids &&
           told.digest == here.digest;
}

std::optional<EventId> ComparedTotal::odd_one() const {
    const auto apart = told.count - here.count;
    if (apart != 1 && apart != -1) return std::nullopt;
    return difference(told.ids, here.ids);
}

std::size_t DayReport::after_closing() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        uncounted, [](const UncountedEvent& event) { return event.after_closing; }));
}

void DayReport::judge() {
    if (!closing) return;
    const auto after = after_closing();
    if (!std::ranges::all_of(totals, &ComparedTotal::same) || after < uncounted.size()) {
        verdict = DayVerdict::different;
    } else {
        verdict = after > 0 ? DayVerdict::open : DayVerdict::equal;
    }
}

std::string day_text(const DayReport& report) {
    std::string text = report.question.device + ", " + report.question.day + ": ";
    if (!report.closing) return text + "not closed yet";
    add_closing(text, report);
    switch (report.verdict) {
        case DayVerdict::equal:
            return text + "\nequal";
        case DayVerdict::different:
            return text + "\ndifferent";
        case DayVerdict::open:
            break;
    }
    return text + "\nequal up to its closing; the day went on and is not closed again yet";
}

std::string day_json(const DayReport& report) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("device", report.question.device);
    json.member("business_day", report.question.day);
    json.member("verdict", to_string(report.verdict));
    if (report.closing) {
        json.key("closing").begin_object().member("number", report.closing->number);
        json.member("by", report.closing->by_schedule ? "schedule" : "hand");
        json.member("seq", report.closing_seq.value()).member("id", to_string(report.closing_id));
        json.member("received", to_rfc3339(report.received)).end_object();
    }
    write_list(json, "totals", report.totals, write_compared);
    write_list(json, "missing", report.missing, write_missing);
    write_list(json, "uncounted", report.uncounted, write_uncounted);
    json.end_object();
    return text;
}

}  // namespace aisle
