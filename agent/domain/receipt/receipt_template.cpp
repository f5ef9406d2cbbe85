// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/receipt/receipt_template.hpp"

#include "agent/base/json_fields.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/choice.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

namespace aisle {
namespace {

constexpr std::array<Choice<ReceiptSection>, 4> sections{{{"any", ReceiptSection::any},
                                                          {"head", ReceiptSection::head},
                                                          {"items", ReceiptSection::items},
                                                          {"foot", ReceiptSection::foot}}};

constexpr std::array<Choice<ReceiptLine>, 21> line_names{{
    {"items_begin", ReceiptLine::items_begin},
    {"item", ReceiptLine::item},
    {"item_name", ReceiptLine::item_name},
    {"item_amount", ReceiptLine::item_amount},
    {"item_discount", ReceiptLine::item_discount},
    {"item_void", ReceiptLine::item_void},
    {"discount", ReceiptLine::discount},
    {"subtotal", ReceiptLine::subtotal},
    {"tax", ReceiptLine::tax},
    {"total", ReceiptLine::total},
    {"tender", ReceiptLine::tender},
    {"change", ReceiptLine::change},
    {"number", ReceiptLine::number},
    {"time", ReceiptLine::time},
    {"store", ReceiptLine::store},
    {"till", ReceiptLine::till},
    {"clerk", ReceiptLine::clerk},
    {"reprint", ReceiptLine::reprint},
    {"training", ReceiptLine::training},
    {"voided", ReceiptLine::voided},
    {"ignore", ReceiptLine::ignore},
}};

// Groups that an expression has to have, and that it may.
struct Groups {
    ReceiptLine line;
    std::array<std::string_view, 3> needed;
    std::array<std::string_view, 4> allowed;
};

constexpr Groups groups_of_lines[] = {
    {ReceiptLine::item, {"name", "amount"}, {"quantity", "price", "code", "unit"}},
    {ReceiptLine::item_name, {"name"}, {"code"}},
    {ReceiptLine::item_amount, {"amount"}, {"quantity", "price", "code", "unit"}},
    {ReceiptLine::item_discount, {"amount"}, {"reason"}},
    {ReceiptLine::item_void, {}, {"amount"}},
    {ReceiptLine::discount, {"amount"}, {"reason"}},
    {ReceiptLine::subtotal, {"amount"}, {}},
    {ReceiptLine::tax, {"amount"}, {}},
    {ReceiptLine::total, {"amount"}, {}},
    {ReceiptLine::tender, {"amount"}, {}},
    {ReceiptLine::change, {"amount"}, {}},
    {ReceiptLine::number, {"number"}, {}},
    {ReceiptLine::time, {"year", "month", "day"}, {"hour", "minute", "second", "half"}},
    {ReceiptLine::store, {"store"}, {}},
    {ReceiptLine::till, {"till"}, {}},
    {ReceiptLine::clerk, {"clerk"}, {}},
};

// Of the expression for QR codes. First those of a time, of which three are needed.
constexpr std::array<std::string_view, 13> groups_of_qr{
    "year",   "month", "day",   "hour", "half",  "minute", "second",
    "number", "total", "store", "till", "clerk", "member"};

constexpr std::array<Choice<TenderType>, 8> tenders{{
    {"rounding", TenderType::rounding},
    {"cash", TenderType::cash},
    {"credit_debit", TenderType::credit_debit},
    {"voucher", TenderType::voucher},
    {"coupon", TenderType::coupon},
    {"loyalty_redemption", TenderType::loyalty_redemption},
    {"mobile_payment", TenderType::mobile_payment},
    {"other", TenderType::other},
}};

constexpr std::string_view nameless = "has a group without a name; write (?:…)";

bool contains(std::span<const std::string_view> names, std::string_view name) {
    return !name.empty() && std::ranges::find(names, name) != names.end();
}

bool has_group(const Pattern& pattern, std::string_view name) {
    return std::ranges::find(pattern.groups(), name) != pattern.groups().end();
}

std::string lacks(std::string_view name) {
    return "has no group (?P<" + std::string(name) + ">…)";
}

// Names what is missing or strange; empty when all is well.
std::string wrong_groups(ReceiptLine line, const Pattern& pattern) {
    static constexpr Groups none{ReceiptLine::ignore, {}, {}};
    const auto row = std::ranges::find(groups_of_lines, line, &Groups::line);
    const auto& known = row == std::end(groups_of_lines) ? none : *row;
    for (const auto name : known.needed) {
        if (!name.empty() && !has_group(pattern, name)) return lacks(name);
    }
    for (const auto& name : pattern.groups()) {
        if (name.empty()) return std::string(nameless);
        if (!contains(known.needed, name) && !contains(known.allowed, name)) {
            return "has a group \"" + name + "\", which this kind of line has no use for";
        }
    }
    return {};
}

std::string wrong_groups_of_qr(const Pattern& pattern) {
    if (pattern.groups().empty()) return "has no group, such as (?P<number>…)";
    for (const auto& name : pattern.groups()) {
        if (name.empty()) return std::string(nameless);
        if (!contains(groups_of_qr, name)) {
            return "has a group \"" + name + "\", which no QR code has a use for";
        }
    }
    const std::span names(groups_of_qr);
    const bool has_time = std::ranges::any_of(
        names.first(6), [&pattern](std::string_view name) { return has_group(pattern, name); });
    for (const auto name : names.first(3)) {
        if (has_time && !has_group(pattern, name)) return lacks(name);
    }
    return {};
}

std::optional<Pattern> read_pattern(Fields& fields, std::string_view key) {
    auto pattern = Pattern::compile(fields.text(key, pattern_bytes_max));
    if (pattern) return std::move(*pattern);
    fields.fail(key, "bad_pattern", std::string(pattern.error().what()));
    return std::nullopt;
}

void read_rule(const Json& json, std::string pointer, Fields& whole, ReceiptTemplate& made) {
    Fields fields(json, std::move(pointer));
    fields.only({"line", "in", "pattern", "tender", "return"});
    const auto line = read_choice(fields, "line", line_names);
    const auto in = json.find("in") ? read_choice(fields, "in", sections) : ReceiptSection::any;
    const auto tender =
        line == ReceiptLine::tender ? read_choice(fields, "tender", tenders) : TenderType::other;
    const bool is_return = fields.flag_or("return", false);
    auto pattern = read_pattern(fields, "pattern");
    if (pattern) {
        auto wrong = wrong_groups(line, *pattern);
        if (!wrong.empty()) fields.fail("pattern", "bad_groups", std::move(wrong));
    }
    whole.adopt(fields.done());
    if (pattern) made.rules.push_back({line, in, std::move(*pattern), tender, is_return});
}

void read_qr(Fields& fields, ReceiptTemplate& made) {
    made.qr = read_pattern(fields, "qr");
    auto wrong = made.qr ? wrong_groups_of_qr(*made.qr) : std::string();
    if (!wrong.empty()) fields.fail("qr", "bad_groups", std::move(wrong));
}

char read_mark(Fields& fields, std::string_view key, char otherwise) {
    const auto text = fields.text_if(key, 1);
    if (text && text->size() != 1) fields.fail(key, "bad_mark", "one sign is needed");
    return text && text->size() == 1 ? text->front() : otherwise;
}

}  // namespace

std::string_view to_string(ReceiptLine line) {
    return word_of(line_names, line);
}

Result<ReceiptTemplate> parse_receipt_template(const Json& json) {
    if (!json.is_object()) return Error(Errc::invalid, "a template is a JSON object");
    Fields fields(json);
    fields.only({"name", "charset", "two_byte", "currency", "decimal_mark", "group_mark",
                 "tax_included", "recognize", "qr", "rules"});
    ReceiptTemplate made;
    made.name = fields.text("name", name_bytes_max);
    made.charset = fields.text_if("charset", name_bytes_max).value_or(made.charset);
    made.two_byte = fields.flag_or("two_byte", false);
    made.currency = fields.text_if("currency", name_bytes_max).value_or("");
    made.decimal_mark = read_mark(fields, "decimal_mark", '.');
    made.group_mark = read_mark(fields, "group_mark", ',');
    made.tax_included = fields.flag_or("tax_included", true);
    if (json.find("recognize")) made.recognize = read_pattern(fields, "recognize");
    if (json.find("qr")) read_qr(fields, made);
    const auto& rules = fields.array("rules", receipt_rules_max);
    for (std::size_t i = 0; i < rules.size() && fields.fine(); ++i) {
        if (!rules[i].is_object()) {
            fields.fail("rules", "bad_type", "a rule is an object");
            break;
        }
        read_rule(rules[i], fields.pointer_to("rules") + "/" + std::to_string(i), fields, made);
    }
    if (made.decimal_mark == made.group_mark) {
        fields.fail("group_mark", "bad_mark", "it is the decimal mark too");
    }
    TRY(fields.done());
    return made;
}

}  // namespace aisle
