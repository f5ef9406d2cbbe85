// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/day_closing.hpp"

#include "agent/base/json_fields.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/money.hpp"
#include "agent/domain/caller_id.hpp"
#include "agent/domain/purchase_line.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::string_view by_hand = "hand";
constexpr std::string_view by_schedule = "schedule";
constexpr std::size_t day_bytes = 10;
constexpr std::size_t currency_bytes = 3;
constexpr std::size_t word_bytes_max = 64;
constexpr std::size_t id_digits = 32;
constexpr IntegerRange count_range{0, twelve_digits_max};
constexpr IntegerRange any_number{std::numeric_limits<std::int64_t>::min()};

std::string read_day(Fields& fields, std::string_view text) {
    if (!is_calendar_day(text) && fields.fine()) {
        fields.fail("business_day", "bad_date", "a day that exists is needed here, as 2026-07-01");
    }
    return std::string(text);
}

std::string read_currency(Fields& fields, std::string_view otherwise) {
    const auto said = fields.text_if("currency", currency_bytes);
    if (said && !Currency::parse(*said)) {
        fields.fail("currency", "bad_currency", "three capital letters of ISO 4217 are needed");
    }
    return std::string(said.value_or(otherwise));
}

std::optional<TillFigures> read_figures(Fields& fields, std::string_view store_currency) {
    const Json* json = fields.object_if("till");
    if (!json) return std::nullopt;
    Fields parts(*json, fields.pointer_to("till"));
    parts.only({"count", "grand", "currency"});
    TillFigures till;
    till.count = parts.integer("count", count_range);
    till.grand = parts.integer("grand", any_number);
    till.currency = read_currency(parts, store_currency);
    fields.adopt(parts.done());
    return till;
}

void write_till(JsonWriter& json, const DayClosing& closing) {
    const auto& till = *closing.till;
    const auto here = take_of(closing.totals, till.currency);
    json.key("till").begin_object();
    json.member("count", till.count).member("grand", till.grand);
    json.member_if("currency", till.currency);
    json.member("counted", here.count).member("counted_grand", here.grand);
    json.member("agrees", here.count == till.count && here.grand == till.grand).end_object();
}

DayNumbers read_stretch(const Json& json, const std::string& pointer, Fields& fields) {
    Fields parts(json, pointer);
    DayNumbers numbers;
    numbers.first = Seq(static_cast<std::uint64_t>(parts.integer("first", {.min = 1})));
    numbers.last = Seq(static_cast<std::uint64_t>(parts.integer("last", {.min = 1})));
    if (numbers.last < numbers.first) {
        parts.fail("last", "out_of_range", "a stretch ends where it began, or later");
    }
    fields.adopt(parts.done());
    return numbers;
}

Digest read_digest(Fields& parts) {
    Digest digest;
    const auto text = parts.text("digest", 2 * id_digits);
    const auto front = parse_hex128(text.substr(0, std::min(text.size(), id_digits)));
    const auto back = parse_hex128(text.substr(std::min(text.size(), id_digits)));
    if (!front || !back) {
        parts.fail("digest", "bad_sha256", "64 hex digits are needed here");
        return digest;
    }
    std::ranges::copy(*front, digest.bytes.begin());
    std::ranges::copy(*back, digest.bytes.begin() + front->size());
    return digest;
}

DayTotal read_total(const Json& json, const std::string& pointer, Fields& fields) {
    Fields parts(json, pointer);
    DayTotal total;
    total.kind = parts.text("kind", word_bytes_max);
    total.currency = parts.text_if("currency", currency_bytes).value_or("");
    total.count = parts.integer("count", count_range);
    total.sum = parts.integer_if("sum", any_number).value_or(0);
    total.undated = parts.integer_if("undated", count_range).value_or(0);
    const auto ids = parse_hex128(parts.text("ids", id_digits));
    if (ids) {
        total.ids.bytes = *ids;
    } else {
        parts.fail("ids", "bad_id", "32 hex digits are needed here");
    }
    total.digest = read_digest(parts);
    fields.adopt(parts.done());
    return total;
}

// Calls `read` with each object of a list.
template <class Read>
void each_object(Fields& fields, std::string_view key, std::size_t items_max, Read read) {
    const auto& items = fields.array(key, items_max);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto pointer = fields.pointer_to(key) + "/" + std::to_string(i);
        if (!items[i].is_object()) return fields.fail(key, "wrong_type", "objects are needed here");
        read(items[i], pointer);
    }
}

}  // namespace

std::string counted_day(const DayMoment& now, std::string_view last, const DayRule& rule) {
    auto day = business_day(now.at, rule);
    if (!now.vouched && day < last) return std::string(last);
    return day;
}

Result<DayCloseWish> parse_day_close(const Json& body, std::string_view store_currency) {
    Fields fields(body);
    fields.only({"id", "business_day", "till"});
    DayCloseWish wish;
    wish.id = caller_id_if(fields, "id");
    const auto day = fields.text_if("business_day", day_bytes);
    if (day) wish.day = read_day(fields, *day);
    wish.till = read_figures(fields, store_currency);
    TRY(fields.done());
    return wish;
}

Result<void> check_closing(const DayClosing& closing, std::string_view today) {
    if (!closing.totals.empty()) return {};
    if (closing.day > today) {
        return Error(Errc::invalid, "this day has not begun")
            .coded("day_ahead")
            .placed("/business_day");
    }
    constexpr std::chrono::hours memory{24 * business_days_max};
    const auto now = parse_rfc3339(std::string(today) + "T00:00:00Z");
    const auto then = parse_rfc3339(closing.day + "T00:00:00Z");
    if (now && then && *now - *then < Micros{memory}) return {};
    return Error(Errc::invalid, "this day is longer ago than the totals of days are kept")
        .coded("day_forgotten")
        .placed("/business_day");
}

void write_numbers(JsonWriter& json, const std::vector<DayNumbers>& numbers) {
    json.begin_array();
    for (const auto& stretch : numbers) {
        json.begin_object().member("first", stretch.first.value());
        json.member("last", stretch.last.value()).end_object();
    }
    json.end_array();
}

EventDraft day_closed(const DayClosing& closing) {
    std::string data;
    JsonWriter json(data);
    json.begin_object().member("business_day", closing.day).member("closing", closing.number);
    json.member("by", closing.by_schedule ? by_schedule : by_hand);
    json.member("utc_offset_minutes", closing.rule.utc_offset_minutes);
    json.member("cut_off_hour", closing.rule.cut_off_hour);
    json.member("count", count_of(closing.totals)).key("numbers");
    write_numbers(json, closing.numbers);
    json.key("totals");
    write_totals(json, closing.totals);
    if (closing.till) write_till(json, closing);
    json.end_object();
    return make_draft(EventKinds::business_day_closed, std::move(data));
}

Result<DayClosing> read_day_closing(const Json& data) {
    Fields fields(data);
    DayClosing closing;
    closing.day = read_day(fields, fields.text("business_day", day_bytes));
    closing.number = fields.integer("closing", {.min = 1});
    closing.by_schedule = fields.text("by", word_bytes_max) == by_schedule;
    constexpr std::int64_t offset_max = std::int64_t{14} * 60;
    closing.rule.utc_offset_minutes =
        static_cast<int>(fields.integer("utc_offset_minutes", {-offset_max, offset_max}));
    closing.rule.cut_off_hour = static_cast<int>(fields.integer("cut_off_hour", {0, 23}));
    each_object(fields, "numbers", day_stretches_max, [&](const Json& json, const auto& pointer) {
        const auto numbers = read_stretch(json, pointer, fields);
        if (!closing.numbers.empty() && numbers.first <= closing.numbers.back().last) {
            fields.fail("numbers", "out_of_range", "stretches stand in order and apart");
        }
        closing.numbers.push_back(numbers);
    });
    each_object(fields, "totals", day_rows_told_max, [&](const Json& json, const auto& pointer) {
        closing.totals.push_back(read_total(json, pointer, fields));
    });
    TRY(fields.done());
    return closing;
}

}  // namespace aisle
