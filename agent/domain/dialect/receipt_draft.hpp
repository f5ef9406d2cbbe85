// SPDX-License-Identifier: Apache-2.0
// One receipt on its way from a till's words: takes what a row or an object says, remembers the
// first trouble, and becomes a body that parse_purchase() takes, or says why not. What it says
// never repeats what was read, only our words for it. Pure; one thread at a time.
#pragma once

#include "agent/domain/dialect/journal_template.hpp"
#include "agent/domain/receipt/till_receipt.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

// What stands in a receipt, a row or an item: our word, what the till wrote.
using TillWords = JournalTemplate::Columns;

class ReceiptDraft {
public:
    struct Outcome {
        std::string body{};
        std::string trouble{};
    };

    // Both must outlive it.
    ReceiptDraft(const JournalTemplate& form, const ReceiptPlace& place)
        : form_(&form), place_(&place) {
        receipt_.currency = form.currency;
        receipt_.tax_included = form.tax_included;
    }

    TillReceipt& receipt() { return receipt_; }
    const TillReceipt& receipt() const { return receipt_; }
    const JournalTemplate& form() const { return *form_; }
    const ReceiptPlace& place() const { return *place_; }

    // ---- Words of one kind of row ----

    // What stands once in a receipt; it may be said again with each row.
    void take_head(const TillWords& words);
    void take_item(const TillWords& words);
    void take_item_discount(const TillWords& words);
    void take_discount(const TillWords& words);
    void take_tender(const TillWords& words);
    void take_change(const TillWords& words);
    void take_tax(const TillWords& words);
    void take_total(const TillWords& words);

    // ---- Single words ----

    // 0 and a trouble when it is none. `word` is ours.
    std::int64_t amount(std::string_view word, std::string_view text);
    // With a point and without a sign.
    std::string quantity(std::string_view text) const;
    bool flag(std::string_view word, std::string_view text);
    // Empty, and a trouble, when it is none.
    std::string time(std::string_view word, std::string_view text);
    std::string day(std::string_view word, std::string_view text);
    void set_currency(std::string_view code);
    void add(TillItem item);
    void add(Reduction reduction);
    void add(Tender tender);

    void fail(std::string trouble);
    // From now on nothing of it is kept: it is larger than a receipt may be.
    void give_up();
    bool fine() const { return trouble_.empty(); }

    // `sums_up`: without a total the items make it. `pays`: without a tender it was paid somehow.
    Outcome finish(WallTime read_at, bool sums_up, bool pays);

private:
    int exponent() const;
    // Of the first of these words that was said.
    std::int64_t first_amount(const TillWords& words,
                              std::initializer_list<std::string_view> columns);
    TenderType tender_type(std::string_view theirs) const;
    void take_times(const TillWords& words);
    void take_tax_of(const TillItem& item, const TillWords& words);
    void set_tax(std::optional<std::int64_t> stated, std::int64_t of_items);
    std::int64_t net() const;

    const JournalTemplate* form_;
    const ReceiptPlace* place_;
    TillReceipt receipt_;
    std::optional<std::int64_t> stated_tax_;
    std::int64_t item_tax_ = 0;
    std::string trouble_;
    TenderType paid_by_ = TenderType::other;  // where no row is a tender
    bool currency_said_ = false;              // by the receipt itself
    bool counted_ = false;                    // an amount was read in the currency's decimals
    bool given_up_ = false;
};

// The text without blanks around it and without what no body may hold, cut where it is longer.
std::string fitting_text(std::string_view text, std::size_t bytes_max);
std::string_view trimmed(std::string_view text);
// What was said of the word; empty if nothing.
std::string_view said(const TillWords& words, std::string_view word);

// Of two numbers that an item has, which is a GTIN and which the shop's own.
void tell_code(TillItem& item);

// Whether a body may be handed on, and why not; of a body of our own, or of the till's.
std::string why_refused(std::string_view body, const ReceiptPlace& place, WallTime read_at);

}  // namespace aisle
