// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/day_total.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include "agent/base/json.hpp"
#include "agent/base/limits.hpp"

namespace aisle {
namespace {

// The event, its data, and what stands in the data: "totals" is the deepest that is read.
constexpr JsonBounds as_deep_as_totals{.keep_depth = 3};
constexpr std::size_t currency_letters = 3;

constexpr std::array<std::string_view, 5> not_of_the_counter{"device.", "lease.", "right.",
                                                             "privacy.", "business_day."};

constexpr std::array receipts_with_money{EventKinds::purchase_completed.name,
                                         EventKinds::purchase_voided.name,
                                         EventKinds::return_completed.name};

constexpr std::array coupons_with_money{EventKinds::coupon_redeemed.name,
                                        EventKinds::coupon_overrun.name,
                                        EventKinds::coupon_reversed.name};

template <std::size_t n>
bool is_one_of(const std::array<std::string_view, n>& kinds, std::string_view kind) {
    return std::ranges::find(kinds, kind) != kinds.end();
}

std::optional<std::int64_t> amount_in(std::string_view kind, const Json& data) {
    const Json* amount = nullptr;
    if (is_one_of(coupons_with_money, kind)) amount = data.find("amount");
    if (is_one_of(receipts_with_money, kind)) {
        const Json* totals = data.find("totals");
        if (totals) amount = totals->find("grand");
    }
    return amount ? amount->integer() : std::nullopt;
}

std::string currency_in(const Json& data) {
    const Json* currency = data.find("currency");
    const auto code = currency ? currency->string() : std::nullopt;
    return code && code->size() == currency_letters ? std::string(*code) : std::string();
}

// What follows `mark` in a text. A mark with quotes that are not escaped stands in no string.
std::optional<std::string_view> after(std::string_view text, std::string_view mark) {
    const auto at = text.find(mark);
    if (at == std::string_view::npos) return std::nullopt;
    return text.substr(at + mark.size());
}

std::optional<std::string_view> quoted_after(std::string_view text, std::string_view mark) {
    const auto rest = after(text, mark);
    if (!rest) return std::nullopt;
    const auto end = rest->find('"');
    return end == std::string_view::npos ? std::nullopt : std::optional(rest->substr(0, end));
}

// A receipt's head has its currency and its totals before anything else of such a name.
bool find_money(std::string_view data, DayFact& fact) {
    const auto currency = quoted_after(data, R"(,"currency":")");
    const auto totals = after(data, R"(,"totals":{)");
    const auto grand = totals ? after(*totals, R"(,"grand":)") : std::nullopt;
    if (!currency || currency->size() != currency_letters || !grand) return false;
    const auto [end, error] =
        std::from_chars(grand->data(), grand->data() + grand->size(), fact.amount);
    if (error != std::errc{} || end == grand->data() + grand->size() || *end != '}') return false;
    fact.currency = *currency;
    return true;
}

std::int64_t wrapping_sum(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

template <class Bytes>
void mix(Bytes& into, const Bytes& what) {
    for (std::size_t i = 0; i < into.size(); ++i) {
        into[i] = static_cast<std::uint8_t>(into[i] ^ what[i]);
    }
}

auto find_row(std::vector<DayTotal>& totals, std::string_view kind, std::string_view currency) {
    return std::ranges::find_if(totals, [&](const DayTotal& total) {
        return total.kind == kind && total.currency == currency;
    });
}

}  // namespace

bool counts_in_a_day(std::string_view kind) {
    return !kind.empty() && std::ranges::none_of(not_of_the_counter, [&](auto start) {
        return kind.starts_with(start);
    });
}

std::optional<DayFact> read_day_fact(std::string_view event_bytes) {
    const auto json = Json::parse(event_bytes, as_deep_as_totals);
    if (!json) return std::nullopt;
    const Json* type = json->find("type");
    const Json* id = json->find("id");
    if (!type || !id) return std::nullopt;
    DayFact fact;
    fact.kind = event_kind_name(type->string().value_or(""));
    if (!counts_in_a_day(fact.kind)) return std::nullopt;
    const auto parsed = parse_event_id(id->string().value_or(""));
    if (!parsed) return std::nullopt;
    fact.id = *parsed;
    fact.digest = sha256({event_bytes});
    const Json* data = json->find("data");
    const auto amount = data ? amount_in(fact.kind, *data) : std::nullopt;
    if (amount) {
        fact.amount = *amount;
        fact.currency = currency_in(*data);
    }
    return fact;
}

std::optional<DayFact> day_fact_of(const Event& event) {
    const auto type = quoted_after(event.bytes, R"(,"type":")");
    const auto data = after(event.bytes, R"(,"data":)");
    if (!type || !data) return read_day_fact(event.bytes);
    DayFact fact;
    fact.kind = event_kind_name(*type);
    if (!counts_in_a_day(fact.kind)) return std::nullopt;
    if (is_one_of(coupons_with_money, fact.kind)) return read_day_fact(event.bytes);
    const bool receipt = is_one_of(receipts_with_money, fact.kind);
    if (receipt && !find_money(*data, fact)) return read_day_fact(event.bytes);
    fact.id = event.id;
    fact.digest = sha256({event.bytes});
    return fact;
}

WallTime time_of(const EventId& id) {
    std::int64_t ms = 0;
    for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | id.bytes[i];
    return WallTime{Millis{ms}};
}

void DayTotal::add(const DayFact& fact) {
    ++count;
    if (currency != other_currencies) sum = wrapping_sum(sum, fact.amount);
    mix(ids.bytes, fact.id.bytes);
    mix(digest.bytes, fact.digest.bytes);
}

std::size_t row_of(std::vector<DayTotal>& totals, const DayFact& fact) {
    auto row = find_row(totals, fact.kind, fact.currency);
    std::string_view currency = fact.currency;
    if (row == totals.end() && !fact.currency.empty() && totals.size() >= day_rows_max) {
        currency = other_currencies;
        row = find_row(totals, fact.kind, currency);
    }
    if (row == totals.end()) {
        row = totals.insert(row, {.kind = fact.kind, .currency = std::string(currency)});
    }
    return static_cast<std::size_t>(row - totals.begin());
}

std::int64_t count_of(std::span<const DayTotal> totals) {
    std::int64_t count = 0;
    for (const auto& total : totals) count += total.count;
    return count;
}

DayTake take_of(std::span<const DayTotal> totals, std::string_view currency) {
    DayTake take;
    for (const auto& total : totals) {
        const bool receipt = total.kind == EventKinds::purchase_completed.name ||
                             total.kind == EventKinds::return_completed.name;
        if (!receipt || total.currency != currency) continue;
        take.count += total.count;
        take.grand = wrapping_sum(take.grand, total.sum);
    }
    return take;
}

EventId difference(const EventId& one, const EventId& other) {
    auto id = one;
    mix(id.bytes, other.bytes);
    return id;
}

void write_totals(JsonWriter& json, std::span<const DayTotal> totals) {
    json.begin_array();
    for (const auto& total : totals) {
        json.begin_object().member("kind", total.kind).member_if("currency", total.currency);
        json.member("count", total.count);
        if (!total.currency.empty() || total.sum != 0) json.member("sum", total.sum);
        if (total.undated != 0) json.member("undated", total.undated);
        json.member("ids", to_hex(total.ids)).member("digest", to_hex(total.digest.view()));
        json.end_object();
    }
    json.end_array();
}

}  // namespace aisle
