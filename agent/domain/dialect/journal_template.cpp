// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/journal_template.hpp"

#include "agent/base/json_fields.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"
#include "agent/domain/choice.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <utility>

namespace aisle {
namespace {

constexpr std::array formats{Choice<JournalFormat>{"csv", JournalFormat::csv},
                             Choice<JournalFormat>{"jsonl", JournalFormat::jsonl},
                             Choice<JournalFormat>{"poslog", JournalFormat::poslog}};

constexpr std::array orders{Choice<DateOrder>{"dmy", DateOrder::day_first},
                            Choice<DateOrder>{"mdy", DateOrder::month_first}};

constexpr std::array kind_names{
    Choice<JournalRowKind>{"item", JournalRowKind::item},
    Choice<JournalRowKind>{"discount", JournalRowKind::discount},
    Choice<JournalRowKind>{"item_discount", JournalRowKind::item_discount},
    Choice<JournalRowKind>{"tender", JournalRowKind::tender},
    Choice<JournalRowKind>{"change", JournalRowKind::change},
    Choice<JournalRowKind>{"tax", JournalRowKind::tax},
    Choice<JournalRowKind>{"total", JournalRowKind::total},
    Choice<JournalRowKind>{"ignore", JournalRowKind::ignore}};

constexpr std::array tender_names{
    Choice<TenderType>{"cash", TenderType::cash},
    Choice<TenderType>{"credit_debit", TenderType::credit_debit},
    Choice<TenderType>{"voucher", TenderType::voucher},
    Choice<TenderType>{"coupon", TenderType::coupon},
    Choice<TenderType>{"loyalty_redemption", TenderType::loyalty_redemption},
    Choice<TenderType>{"mobile_payment", TenderType::mobile_payment},
    Choice<TenderType>{"rounding", TenderType::rounding},
    Choice<TenderType>{"other", TenderType::other}};

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 15> receipt_words{
    "number", "time",   "date",     "begin_time", "business_day", "store",  "till",   "drawer",
    "clerk",  "member", "currency", "total",      "training",     "voided", "offline"};
constexpr std::array<std::string_view, 13> item_words{
    "name",       "code",     "item_id", "unit", "quantity", "price", "amount",
    "net_amount", "discount", "reason",  "tax",  "return",   "void"};
constexpr std::array<std::string_view, 2> row_words{"kind", "tender"};
constexpr std::array<std::string_view, 4> json_words{"items", "tenders", "discounts", "tax"};
constexpr std::array<std::string_view, 2> tender_words{"tender", "amount"};
constexpr std::array<std::string_view, 2> discount_words{"amount", "reason"};

bool is_known(std::string_view word, std::initializer_list<Words> known) {
    return std::ranges::any_of(
        known, [&](Words words) { return std::ranges::find(words, word) != words.end(); });
}

// ---- Members ----

char read_mark(Fields& fields, std::string_view key, char otherwise) {
    const auto text = fields.text_if(key, 1);
    if (text && text->size() != 1) fields.fail(key, "bad_mark", "one sign is needed");
    return text && text->size() == 1 ? text->front() : otherwise;
}

void read_marks(Fields& fields, JournalTemplate& made) {
    made.separator = read_mark(fields, "separator", ',');
    const auto separator = static_cast<unsigned char>(made.separator);
    const bool printed = separator < 0x7f && (separator > ' ' || separator == '\t');
    if (!printed || std::isalnum(separator) || made.separator == '"' || made.separator == '-') {
        fields.fail("separator", "bad_mark", "a sign such as , ; | or a tabulator is needed");
    }
    made.numbers.decimal_mark = read_mark(fields, "decimal_mark", '.');
    const char group = made.numbers.decimal_mark == ',' ? '.' : ',';
    made.numbers.group_mark = read_mark(fields, "group_mark", group);
    if (made.numbers.decimal_mark == made.numbers.group_mark) {
        fields.fail("group_mark", "bad_mark", "it is the decimal mark too");
    }
}

// A line ends with one byte, whatever the signs in it.
void check_charset(Fields& fields, const JournalTemplate& made) {
    if (made.format == JournalFormat::poslog) return;
    std::string name = made.charset;
    std::ranges::transform(name, name.begin(), [](char c) {
        return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    });
    for (const std::string_view wide : {"UTF-16", "UTF16", "UTF-32", "UTF32", "UCS"}) {
        if (name.starts_with(wide)) {
            fields.fail("charset", "bad_charset", "a file of lines cannot have signs of two bytes");
        }
    }
}

JournalTemplate::Columns read_columns(Fields& whole, std::string_view key, bool pointers,
                                      std::initializer_list<Words> known) {
    JournalTemplate::Columns columns;
    const Json* json = whole.object_if(key);
    if (!json) return columns;
    Fields fields(*json, whole.pointer_to(key));
    for (const auto& member : json->members()) {
        const auto word = member.key();
        if (!is_known(word, known)) {
            fields.fail("", "unknown_member", "a column that is not known here");
            break;
        }
        const auto theirs = fields.text(word, name_bytes_max);
        if (pointers && !theirs.starts_with('/')) {
            fields.fail(word, "bad_pointer", "a JSON pointer begins with /");
        }
        if (!is_plain_text(theirs)) fields.fail(word, "bad_text", "it has control characters");
        columns.emplace(word, theirs);
    }
    whole.adopt(fields.done());
    return columns;
}

// Their words, and what each means.
template <class T, std::size_t n>
std::map<std::string, T, std::less<>> read_words(Fields& whole, std::string_view key,
                                                 const std::array<Choice<T>, n>& choices) {
    std::map<std::string, T, std::less<>> words;
    const Json* json = whole.object_if(key);
    if (!json) return words;
    if (json->members().size() > journal_columns_max) {
        whole.fail(key, "too_many", "more than " + std::to_string(journal_columns_max) + " words");
        return words;
    }
    Fields fields(*json, whole.pointer_to(key));
    for (const auto& member : json->members()) {
        words.emplace(member.key(), read_choice(fields, member.key(), choices));
    }
    whole.adopt(fields.done());
    return words;
}

// ---- What each format needs ----

void need(Fields& fields, std::string_view where, const JournalTemplate::Columns& columns,
          std::initializer_list<std::string_view> one_of) {
    std::string names;
    for (const auto word : one_of) {
        if (columns.contains(word)) return;
        names.append(names.empty() ? "" : " or ").append("\"").append(word).append("\"");
    }
    fields.fail(where, "missing", "a column " + names + " is missing");
}

void need_item(Fields& fields, std::string_view where, const JournalTemplate::Columns& columns) {
    need(fields, where, columns, {"name", "code"});
    need(fields, where, columns, {"amount", "net_amount"});
    if (columns.contains("amount") && columns.contains("net_amount")) {
        fields.fail(where, "ambiguous", "an item has \"amount\" or \"net_amount\"");
    }
}

// What other formats have is refused: it would be without effect.
void refuse(Fields& fields, const Json& json, std::initializer_list<std::string_view> keys) {
    for (const auto key : keys) {
        if (json.find(key)) fields.fail(key, "not_of_format", "this format has no use for it");
    }
}

void read_csv(Fields& fields, const Json& json, JournalTemplate& made) {
    refuse(fields, json, {"item_columns", "tender_columns", "discount_columns"});
    made.columns = read_columns(fields, "columns", false, {receipt_words, item_words, row_words});
    made.kinds = read_words(fields, "kinds", kind_names);
    need(fields, "columns", made.columns, {"number"});
    need_item(fields, "columns", made.columns);
    if (made.columns.contains("kind") == made.kinds.empty()) {
        fields.fail("kinds", "missing", "a column \"kind\" and \"kinds\" go together");
    }
}

void read_jsonl(Fields& fields, const Json& json, JournalTemplate& made) {
    refuse(fields, json, {"separator", "kinds"});
    made.columns = read_columns(fields, "columns", true, {receipt_words, json_words});
    made.item_columns = read_columns(fields, "item_columns", true, {item_words});
    made.tender_columns = read_columns(fields, "tender_columns", true, {tender_words});
    made.discount_columns = read_columns(fields, "discount_columns", true, {discount_words});
    if (made.columns.empty()) {
        return refuse(fields, json, {"item_columns", "tender_columns", "discount_columns"});
    }
    need(fields, "columns", made.columns, {"number"});
    need(fields, "columns", made.columns, {"items"});
    need_item(fields, "item_columns", made.item_columns);
    if (made.columns.contains("tenders")) {
        need(fields, "tender_columns", made.tender_columns, {"amount"});
    } else if (!made.tender_columns.empty()) {
        need(fields, "columns", made.columns, {"tenders"});
    }
    if (made.columns.contains("discounts")) {
        need(fields, "discount_columns", made.discount_columns, {"amount"});
    } else if (!made.discount_columns.empty()) {
        need(fields, "columns", made.columns, {"discounts"});
    }
}

}  // namespace

Result<JournalTemplate> parse_journal_template(const Json& json) {
    if (!json.is_object()) return Error(Errc::invalid, "a template is a JSON object");
    Fields fields(json);
    fields.only({"name", "format", "charset", "separator", "decimal_mark", "group_mark",
                 "date_order", "minor_units", "currency", "tax_included", "columns", "item_columns",
                 "tender_columns", "discount_columns", "kinds", "tenders"});
    JournalTemplate made;
    made.name = fields.text("name", name_bytes_max);
    made.format = read_choice(fields, "format", formats);
    made.charset = fields.text_if("charset", name_bytes_max).value_or(made.charset);
    check_charset(fields, made);
    read_marks(fields, made);
    if (json.find("date_order")) made.dates = read_choice(fields, "date_order", orders);
    made.minor_units = fields.flag_or("minor_units", false);
    made.currency = fields.text_if("currency", name_bytes_max).value_or("");
    if (!made.currency.empty() && !Currency::parse(made.currency)) {
        fields.fail("currency", "bad_currency", "not an ISO 4217 currency code");
    }
    made.tax_included = fields.flag_or("tax_included", true);
    made.tenders = read_words(fields, "tenders", tender_names);
    switch (made.format) {
        case JournalFormat::csv:
            read_csv(fields, json, made);
            break;
        case JournalFormat::jsonl:
            read_jsonl(fields, json, made);
            break;
        case JournalFormat::poslog:
            refuse(fields, json,
                   {"columns", "item_columns", "tender_columns", "discount_columns", "kinds",
                    "separator", "decimal_mark", "group_mark", "date_order"});
            break;
    }
    TRY(fields.done());
    return made;
}

}  // namespace aisle
