// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/receipt/till_receipt.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/crypto/sha256.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/business_day.hpp"
#include "agent/domain/gtin.hpp"
#include "agent/domain/receipt/scrubbed_text.hpp"
#include "agent/domain/receipt/till_number.hpp"
#include "agent/domain/secret_text.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <utility>

namespace aisle {
namespace {

constexpr std::size_t number_digits_max = 12;
constexpr std::size_t group_digits = 3;
// How long somebody comes back with a receipt, or without one, for a second: about a month.
constexpr int reprint_days = 31;

std::string offset_text(int minutes) {
    const int size = std::abs(minutes);
    std::string text = minutes < 0 ? "-" : "+";
    for (const int part : {size / 60, size % 60}) {
        text += static_cast<char>('0' + part / 10);
        text += static_cast<char>('0' + part % 10);
        if (text.size() == 3) text += ':';
    }
    return text;
}

// What somebody typed or scanned in the wrong place costs no sale: a number that pays, or is a
// person's, becomes stars.
std::string without_secrets(std::string_view text) {
    return contains_secret(text) ? scrubbed(text) : std::string(text);
}

void write_item(JsonWriter& json, std::int64_t sequence, const TillItem& item) {
    const auto name = without_secrets(item.name);
    std::int64_t extended = item.amount;
    for (const auto& reduction : item.reductions) extended += reduction.amount;
    json.begin_object().member("sequence", sequence);
    json.member("type", item.is_return ? "return" : "sale").member("description", name);
    // A receipt that prints no code has only the name to tell one item from another.
    if (is_gtin(item.code)) {
        json.member("gtin", item.code).member_if("item_id", without_secrets(item.item_id));
    } else {
        json.member("item_id", item.code.empty() ? name : without_secrets(item.code));
    }
    json.member("quantity", item.quantity).member_if("uom", without_secrets(item.unit));
    if (item.price) json.member("regular_unit_price", *item.price);
    if (item.actual_price) json.member("actual_unit_price", *item.actual_price);
    json.member("extended_amount", extended);
    if (!item.reductions.empty()) {
        json.key("modifiers").begin_array();
        for (const auto& [amount, reason, promotion] : item.reductions) {
            json.begin_object().member("amount", amount);
            json.member_if("promotion_id", without_secrets(promotion));
            json.member_if("reason", without_secrets(reason)).end_object();
        }
        json.end_array();
    }
    if (item.is_void) json.member("void", true);
    json.end_object();
}

void write_reduction(JsonWriter& json, std::int64_t sequence, const Reduction& reduction) {
    json.begin_object().member("sequence", sequence).member("type", "discount");
    json.member_if("description", without_secrets(reduction.reason));
    json.member("extended_amount", reduction.amount).end_object();
}

std::string local_time(WallTime at, const DayRule& day) {
    auto text = to_rfc3339(at + std::chrono::minutes(day.utc_offset_minutes));
    return text.substr(0, text.find_first_of(".Z"));
}

std::string_view status_of(const TillReceipt& receipt) {
    if (receipt.voided || receipt.cancelled) return "voided";
    if (receipt.suspended) return "suspended";
    const bool sells = std::ranges::any_of(
        receipt.items, [](const TillItem& item) { return !item.is_return && !item.is_void; });
    return receipt.return_of && !sells ? "returned" : "completed";
}

// Where and when it was written.
struct Written {
    ReceiptIdentity receipt;
    std::string signs;  // of its number
    std::string time;
};

Written written(const TillReceipt& read, const ReceiptPlace& place, WallTime read_at) {
    const auto& day = place.store.day;
    const auto time = (read.time.empty() ? local_time(read_at, day) : read.time) +
                      offset_text(day.utc_offset_minutes);
    const auto at = parse_rfc3339(time);
    auto booked =
        read.business_day.empty() ? business_day(at ? *at : read_at, day) : read.business_day;
    auto number = till_number(read.number, booked);
    return {{.store_id = read.store.empty() ? place.store.store_id : read.store,
             .workstation_id = read.till.empty() ? place.workstation : read.till,
             .business_day_date = std::move(booked),
             .sequence_number = number.sequence,
             .receipt_number = std::move(number.printed)},
            std::move(number.signs),
            time};
}

// The same paper printed again is the same purchase: its id is made of what makes it itself. That
// one was suspended or void is another thing to say than that it was completed.
std::string id_of(const Written& paper, const TillReceipt& read, std::string_view business_day) {
    std::string kind;
    if (const auto status = status_of(read); status == "voided" || status == "suspended") {
        kind.append("\n").append(status);
    }
    if (read.training) kind += "\ntraining";
    const auto digest =
        sha256({paper.receipt.store_id, "\n", paper.receipt.workstation_id, "\n", paper.signs, "\n",
                business_day, "\n", std::to_string(*read.total), kind});
    constexpr std::size_t id_bytes = 16;
    return "receipt-" + to_hex(digest.view().substr(0, id_bytes));
}

// Tills print the clerk's number, his name, or his log-on. What may be a name is a person's.
bool may_be_name(std::string_view clerk) {
    return std::ranges::none_of(clerk, is_digit);
}

void write_clerk(JsonWriter& json, std::string_view clerk) {
    const auto shown = without_secrets(clerk);
    json.member_if(may_be_name(clerk) ? "operator_name" : "operator_id", shown);
}

void write_lines(JsonWriter& json, const TillReceipt& receipt, std::int64_t& net) {
    std::int64_t sequence = 0;
    json.key("lines").begin_array();
    for (const auto& item : receipt.items) {
        write_item(json, ++sequence, item);
        if (item.is_void) continue;
        net += item.amount;
        for (const auto& reduction : item.reductions) net += reduction.amount;
    }
    for (const auto& reduction : receipt.reductions) {
        write_reduction(json, ++sequence, reduction);
        net += reduction.amount;
    }
    json.end_array();
}

void write_flags(JsonWriter& json, const TillReceipt& receipt) {
    if (receipt.offline) json.member("offline", true);
    if (receipt.training) json.member("training", true);
    if (receipt.cancelled) json.member("cancelled", true);
    if (!receipt.tax_included) json.member("tax_included", false);
    json.member("status", status_of(receipt));
}

void write_other_receipt(JsonWriter& json, std::string_view key, const ReceiptIdentity& other) {
    json.key(key).begin_object().member_if("store_id", other.store_id);
    json.member("workstation_id", other.workstation_id);
    json.member("business_day_date", other.business_day_date);
    json.member("sequence_number", other.sequence_number);
    json.member_if("receipt_number", other.receipt_number).end_object();
}

void write_people_and_others(JsonWriter& json, const TillReceipt& receipt) {
    // No shop numbers its members as banks number cards: the sale stays, and is nobody's.
    if (!receipt.member.empty() && !contains_secret(receipt.member)) {
        json.key("loyalty").begin_object().member("member_id", receipt.member).end_object();
    }
    if (receipt.return_of) write_other_receipt(json, "return_of", *receipt.return_of);
    const bool is_void = receipt.voided || receipt.cancelled;
    if (is_void && receipt.void_of) write_other_receipt(json, "void_of", *receipt.void_of);
}

}  // namespace

std::string purchase_body(const TillReceipt& read, const ReceiptPlace& place, WallTime read_at) {
    const auto& day = place.store.day;
    const auto paper = written(read, place, read_at);
    const auto& receipt = paper.receipt;
    std::string body;
    JsonWriter json(body);
    json.begin_object().member("id", id_of(paper, read, receipt.business_day_date));
    json.member("store_id", receipt.store_id).member("workstation_id", receipt.workstation_id);
    json.member("business_day_date", receipt.business_day_date);
    json.member("sequence_number", receipt.sequence_number);
    json.member_if("receipt_number", receipt.receipt_number).member_if("till_id", read.drawer);
    if (!read.begin_time.empty()) {
        json.member("begin_date_time", read.begin_time + offset_text(day.utc_offset_minutes));
    }
    json.member("end_date_time", paper.time);
    write_clerk(json, read.clerk);
    json.member_if("currency", read.currency);
    write_flags(json, read);
    std::int64_t net = 0;
    write_lines(json, read, net);
    json.key("tenders").begin_array();
    for (const auto& tender : read.tenders) {
        json.begin_object().member("type", to_string(tender.type));
        json.member("amount", tender.amount).end_object();
    }
    json.end_array();
    json.key("totals").begin_object().member("net", net);
    if (read.tax != 0) json.member("tax", read.tax);
    json.member("grand", *read.total).end_object();
    write_people_and_others(json, read);
    json.end_object();
    return body;
}

std::vector<std::string> ids_of_days_before(const TillReceipt& read, const ReceiptPlace& place,
                                            WallTime read_at) {
    const auto paper = written(read, place, read_at);
    const auto day = parse_rfc3339(paper.receipt.business_day_date + "T00:00:00Z");
    std::vector<std::string> ids;
    for (int i = 1; day && i <= reprint_days; ++i) {
        constexpr std::size_t date_size = 10;
        const auto before = to_rfc3339(*day - i * std::chrono::hours{24}).substr(0, date_size);
        ids.push_back(id_of(paper, read, before));
    }
    return ids;
}

std::string what_is_missing(const TillReceipt& receipt) {
    if (receipt.items.empty()) return "no line is an item";
    if (!receipt.total) return "no line is the total";
    if (receipt.number.empty()) return "no line is the receipt's number";
    return {};
}

namespace {

std::string_view without_blanks(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

// At one end only. False when there are two.
bool take_minus(std::string_view& text, bool& negative) {
    text = without_blanks(text);
    for (const bool front : {true, false}) {
        if (!(front ? text.starts_with('-') : text.ends_with('-'))) continue;
        if (negative) return false;
        negative = true;
        front ? text.remove_prefix(1) : text.remove_suffix(1);
        text = without_blanks(text);
    }
    return true;
}

// Takes the marks of groups out: three digits stand behind the last one, and no more than three
// round any other. In another place the mark is a decimal one, and the amount a hundred times less.
std::optional<std::string> ungrouped(std::string_view whole, char mark) {
    std::string digits;
    std::size_t group = 0;
    bool grouped = false;
    for (const char c : whole) {
        if (is_digit(c)) {
            digits += c;
            ++group;
        } else if (c == mark || c == ' ') {
            if (group == 0 || group > group_digits) return {};
            grouped = true;
            group = 0;
        } else {
            return {};
        }
    }
    if (grouped && group != group_digits) return {};
    return digits;
}

}  // namespace

std::optional<std::int64_t> parse_amount(std::string_view text, NumberStyle style,
                                         int decimals_max) {
    bool negative = false;
    if (!take_minus(text, negative)) return {};
    const auto point = text.find(style.decimal_mark);
    auto digits = ungrouped(text.substr(0, point), style.group_mark);
    if (!digits) return {};
    std::string fraction(point == text.npos ? std::string_view() : text.substr(point + 1));
    if (!std::ranges::all_of(fraction, is_digit)) return {};
    if (fraction.size() > static_cast<std::size_t>(decimals_max)) return {};
    *digits += fraction;
    if (digits->empty() || digits->size() > number_digits_max) return {};
    digits->append(static_cast<std::size_t>(decimals_max) - fraction.size(), '0');
    std::int64_t value = 0;
    std::from_chars(digits->data(), digits->data() + digits->size(), value);
    if (value > twelve_digits_max) return {};
    return negative ? -value : value;
}

}  // namespace aisle
