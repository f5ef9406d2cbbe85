// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/receipt_draft.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/json.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"
#include "agent/domain/dialect/till_time.hpp"
#include "agent/domain/gtin.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <span>
#include <utility>

namespace aisle {
namespace {

constexpr std::array<std::string_view, 10> yes{"1",  "true", "yes", "y",  "t",
                                               "ja", "j",    "x",   "是", "on"};
constexpr std::array<std::string_view, 10> no{"",     "0", "false", "no", "n",
                                              "nein", "f", "-",     "否", "off"};

bool is_among(std::span<const std::string_view> words, std::string_view text) {
    const auto small = lower(text);
    return std::ranges::find(words, small) != words.end();
}

// Bytes of the character that begins there, if it is one.
std::size_t character_size(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t size = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    return is_utf8(text.substr(0, size)) ? std::min(size, text.size()) : 1;
}

// "12.5000" has the two decimals of its currency.
std::string without_idle_zeros(std::string_view text, char mark, int decimals) {
    std::string written(text);
    const auto at = written.find(mark);
    if (at == std::string::npos) return written;
    auto end = std::min(written.find_first_not_of("0123456789", at + 1), written.size());
    while (end > at + 1 + static_cast<std::size_t>(decimals) && written[end - 1] == '0') {
        written.erase(--end, 1);
    }
    return written;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string fitting_text(std::string_view text, std::size_t bytes_max) {
    text = trimmed(text);
    if (text.size() <= bytes_max && is_plain_text(text)) return std::string(text);
    std::string fitting;
    while (!text.empty()) {
        const auto sign = text.substr(0, character_size(text));
        const bool plain = is_plain_text(sign);
        if (fitting.size() + (plain ? sign.size() : 1) > bytes_max) break;
        if (plain || !fitting.ends_with(' ')) fitting.append(plain ? sign : " ");
        text.remove_prefix(sign.size());
    }
    return std::string(trimmed(fitting));
}

std::string_view said(const TillWords& words, std::string_view word) {
    const auto found = words.find(word);
    return found == words.end() ? std::string_view{} : std::string_view(found->second);
}

void tell_code(TillItem& item) {
    if (item.item_id == item.code) item.item_id.clear();
    if (is_gtin(item.code) || item.item_id.empty()) return;
    item.code.swap(item.item_id);
    if (!is_gtin(item.code)) item.item_id.clear();
}

std::string why_refused(std::string_view body, const ReceiptPlace& place, WallTime read_at) {
    const auto json = Json::parse(body);
    if (!json) return "it is no JSON, " + json.error().place();
    const auto purchase = parse_purchase(*json, place.store, read_at);
    if (purchase) return {};
    const auto& error = purchase.error();
    std::string why(error.code());
    // The places of these are in the till's own words.
    const bool ours = why != "unknown_member" && why != "card_number" && why != "secret_number";
    if (ours && !error.place().empty()) why += " at " + error.place();
    return why;
}

// ---- Single words ----

int ReceiptDraft::exponent() const {
    const auto& code = receipt_.currency.empty() ? place_->store.currency : receipt_.currency;
    const auto currency = Currency::parse(code);
    return currency ? currency->exponent() : 2;
}

std::int64_t ReceiptDraft::amount(std::string_view word, std::string_view text) {
    counted_ = true;
    const int decimals = form_->minor_units ? 0 : exponent();
    const auto written = without_idle_zeros(trimmed(text), form_->numbers.decimal_mark, decimals);
    const auto value = parse_amount(written, form_->numbers, decimals);
    if (value && std::abs(*value) <= twelve_digits_max) return *value;
    fail("\"" + std::string(word) + "\" is no amount");
    return 0;
}

std::string ReceiptDraft::quantity(std::string_view text) const {
    std::string written(trimmed(text));
    std::erase_if(
        written, [this](char c) { return c == '-' || c == ' ' || c == form_->numbers.group_mark; });
    std::ranges::replace(written, form_->numbers.decimal_mark, '.');
    // No more than a quantity has.
    constexpr int decimals = 6;
    written = without_idle_zeros(written, '.', decimals);
    return written.empty() ? "1" : written;
}

bool ReceiptDraft::flag(std::string_view word, std::string_view text) {
    text = trimmed(text);
    if (is_among(no, text)) return false;
    if (!is_among(yes, text)) fail("\"" + std::string(word) + "\" is neither yes nor no");
    return true;
}

std::string ReceiptDraft::time(std::string_view word, std::string_view text) {
    const auto read = parse_till_time(trimmed(text), form_->dates, place_->store.day);
    if (read && !read->time.empty()) return read->time;
    fail("\"" + std::string(word) + "\" is no time of a day");
    return {};
}

std::string ReceiptDraft::day(std::string_view word, std::string_view text) {
    const auto read = parse_till_time(trimmed(text), form_->dates, place_->store.day);
    if (read) return read->day;
    fail("\"" + std::string(word) + "\" is no day");
    return {};
}

// Amounts that were read before it must have been read with as many decimals.
void ReceiptDraft::set_currency(std::string_view code) {
    code = trimmed(code);
    if (code.empty()) return;
    if (!Currency::parse(code)) return fail("\"currency\" is no code of a currency");
    if (currency_said_ && code != receipt_.currency) return fail("there are two currencies");
    currency_said_ = true;
    const int before = exponent();
    receipt_.currency = code;
    if (counted_ && exponent() != before) fail("\"currency\" stands behind the amounts");
}

void ReceiptDraft::fail(std::string trouble) {
    if (trouble_.empty()) trouble_ = std::move(trouble);
}

void ReceiptDraft::give_up() {
    fail("a receipt is larger than " + std::to_string(journal_receipt_bytes_max) + " bytes");
    given_up_ = true;
    receipt_ = {};
}

void ReceiptDraft::add(TillItem item) {
    if (given_up_) return;
    if (receipt_.items.size() == purchase_lines_max) return fail("too many items");
    tell_code(item);
    receipt_.items.push_back(std::move(item));
}

void ReceiptDraft::add(Reduction reduction) {
    if (given_up_ || reduction.amount == 0) return;
    if (receipt_.reductions.size() == purchase_lines_max) return fail("too many discounts");
    receipt_.reductions.push_back(std::move(reduction));
}

void ReceiptDraft::add(Tender tender) {
    if (given_up_) return;
    if (receipt_.tenders.size() == purchase_tenders_max) return fail("too many tenders");
    receipt_.tenders.push_back(tender);
}

// ---- Words of a row ----

std::int64_t ReceiptDraft::first_amount(const TillWords& words,
                                        std::initializer_list<std::string_view> columns) {
    for (const auto word : columns) {
        if (const auto text = said(words, word); !text.empty()) return amount(word, text);
    }
    fail("\"" + std::string(*columns.begin()) + "\" is empty");
    return 0;
}

void ReceiptDraft::take_times(const TillWords& words) {
    const auto date = said(words, "date");
    auto written = std::string(date);
    if (const auto time = said(words, "time"); !time.empty()) {
        written.append(written.empty() ? "" : " ").append(time);
        receipt_.time = this->time("time", written);
    } else if (!date.empty() && receipt_.business_day.empty()) {
        receipt_.business_day = day("date", date);
    }
    if (const auto begun = said(words, "begin_time"); !begun.empty()) {
        receipt_.begin_time = time("begin_time", begun);
    }
    if (const auto booked = said(words, "business_day"); !booked.empty()) {
        receipt_.business_day = day("business_day", booked);
    }
}

void ReceiptDraft::take_head(const TillWords& words) {
    if (given_up_) return;
    struct Text {
        std::string_view word;
        std::string TillReceipt::*member;
    };
    constexpr std::array texts{
        Text{"number", &TillReceipt::number}, Text{"store", &TillReceipt::store},
        Text{"till", &TillReceipt::till},     Text{"drawer", &TillReceipt::drawer},
        Text{"clerk", &TillReceipt::clerk},   Text{"member", &TillReceipt::member}};
    for (const auto& [word, member] : texts) {
        auto& text = receipt_.*member;
        if (text.empty()) text = fitting_text(said(words, word), note_bytes_max);
    }
    struct Flag {
        std::string_view word;
        bool TillReceipt::*member;
    };
    for (const auto& [word, member] :
         {Flag{"training", &TillReceipt::training}, Flag{"voided", &TillReceipt::voided},
          Flag{"offline", &TillReceipt::offline}}) {
        if (flag(word, said(words, word))) receipt_.*member = true;
    }
    if (const auto paid = said(words, "tender"); !paid.empty()) paid_by_ = tender_type(paid);
    set_currency(said(words, "currency"));
    take_times(words);
    if (!said(words, "total").empty()) take_total(words);
}

void ReceiptDraft::take_item(const TillWords& words) {
    TillItem item;
    item.name = fitting_text(said(words, "name"), name_bytes_max);
    item.code = fitting_text(said(words, "code"), note_bytes_max);
    item.item_id = fitting_text(said(words, "item_id"), note_bytes_max);
    item.unit = fitting_text(said(words, "unit"), name_bytes_max);
    const auto count = said(words, "quantity");
    if (!count.empty()) item.quantity = quantity(count);
    const bool after = words.contains("net_amount");
    item.amount = first_amount(words, {"amount", "net_amount"});
    item.is_return = item.amount < 0 || count.find('-') != std::string_view::npos ||
                     flag("return", said(words, "return"));
    item.is_void = flag("void", said(words, "void"));
    item.amount = item.is_return ? -std::abs(item.amount) : item.amount;
    if (!said(words, "price").empty()) item.price = std::abs(amount("price", said(words, "price")));
    if (const auto less = said(words, "discount"); !less.empty()) {
        const auto size = std::abs(amount("discount", less));
        const auto change = item.is_return ? size : -size;
        if (change != 0) {
            item.reductions.push_back(
                {change, fitting_text(said(words, "reason"), name_bytes_max)});
        }
        if (after) item.amount -= change;
    }
    if (!said(words, "tax").empty() && !item.is_void) take_tax_of(item, words);
    add(std::move(item));
}

void ReceiptDraft::take_item_discount(const TillWords& words) {
    const auto size = std::abs(first_amount(words, {"discount", "amount", "net_amount"}));
    if (given_up_) return;
    if (receipt_.items.empty()) return fail("a discount of an item stands before every item");
    auto& item = receipt_.items.back();
    if (item.reductions.size() == line_modifiers_max) return fail("too many discounts of an item");
    const auto reason = said(words, "reason").empty() ? said(words, "name") : said(words, "reason");
    if (size == 0) return;
    item.reductions.push_back(
        {item.is_return ? size : -size, fitting_text(reason, name_bytes_max)});
}

void ReceiptDraft::take_discount(const TillWords& words) {
    const auto reason = said(words, "reason").empty() ? said(words, "name") : said(words, "reason");
    add(Reduction{-std::abs(first_amount(words, {"discount", "amount", "net_amount"})),
                  fitting_text(reason, name_bytes_max),
                  {}});
}

TenderType ReceiptDraft::tender_type(std::string_view theirs) const {
    const auto type = form_->tenders.find(trimmed(theirs));
    return type == form_->tenders.end() ? TenderType::other : type->second;
}

void ReceiptDraft::take_tender(const TillWords& words) {
    const auto theirs = words.contains("tender") ? said(words, "tender") : said(words, "name");
    add(Tender{tender_type(theirs), first_amount(words, {"amount", "net_amount"})});
}

void ReceiptDraft::take_change(const TillWords& words) {
    const auto back = std::abs(first_amount(words, {"amount", "net_amount"}));
    if (back != 0) add(Tender{TenderType::cash, -back});
}

// What a receipt says of itself is its tax, and not what its items say besides.
void ReceiptDraft::take_tax(const TillWords& words) {
    const auto tax = first_amount(words, {"tax", "amount", "net_amount"});
    set_tax(stated_tax_.value_or(0) + tax, item_tax_);
}

void ReceiptDraft::take_tax_of(const TillItem& item, const TillWords& words) {
    const auto tax = amount("tax", said(words, "tax"));
    set_tax(stated_tax_, item_tax_ + (item.is_return ? -std::abs(tax) : tax));
}

void ReceiptDraft::set_tax(std::optional<std::int64_t> stated, std::int64_t of_items) {
    const auto tax = stated.value_or(of_items);
    if (std::max(std::abs(tax), std::abs(of_items)) > twelve_digits_max) {
        return fail("the taxes are too much");
    }
    stated_tax_ = stated;
    item_tax_ = of_items;
    receipt_.tax = tax;
}

void ReceiptDraft::take_total(const TillWords& words) {
    const auto value = first_amount(words, {"total", "amount", "net_amount"});
    if (receipt_.total && *receipt_.total != value) fail("there are two totals");
    receipt_.total = value;
}

// ---- The end ----

std::int64_t ReceiptDraft::net() const {
    std::int64_t sum = 0;
    for (const auto& item : receipt_.items) {
        if (item.is_void) continue;
        sum += item.amount;
        for (const auto& reduction : item.reductions) sum += reduction.amount;
    }
    for (const auto& reduction : receipt_.reductions) sum += reduction.amount;
    return sum;
}

ReceiptDraft::Outcome ReceiptDraft::finish(WallTime read_at, bool sums_up, bool pays) {
    if (!fine()) return {{}, trouble_};
    auto& receipt = receipt_;
    const bool paid = !receipt.voided && !receipt.cancelled && !receipt.suspended;
    // What was never paid may not have been added up.
    if (!receipt.total && (sums_up || !paid)) {
        receipt.total = net() + (receipt.tax_included ? 0 : receipt.tax);
    }
    if (pays && paid && receipt.tenders.empty() && receipt.total.value_or(0) != 0) {
        receipt.tenders.push_back({paid_by_, *receipt.total});
    }
    if (auto missing = what_is_missing(receipt); !missing.empty()) return {{}, std::move(missing)};
    Outcome made{purchase_body(receipt, *place_, read_at), {}};
    made.trouble = why_refused(made.body, *place_, read_at);
    if (!made.trouble.empty()) made.body.clear();
    return made;
}

}  // namespace aisle
