// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/poslog_receipt.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

namespace aisle {
namespace {

constexpr std::size_t text_bytes_max = note_bytes_max;
// Deeper than what is looked for.
constexpr std::size_t place_depth_max = 6;

struct Alias {
    std::string_view place;
    std::string_view known_as;
};

// The same thing in several places.
constexpr std::array aliases{
    Alias{"RetailTransaction/LineItem", "Line"},
    Alias{"RetailTransaction/TransactionLink", "Link"},
    Alias{"Line/Sale", "Item"},
    Alias{"Line/SaleForDelivery", "Item"},
    Alias{"Line/SaleForPickup", "Item"},
    Alias{"Line/Return", "Item"},
    Alias{"Line/Tender", "Tender"},
    Alias{"Line/TenderChange", "Change given"},
    Alias{"Line/Discount", "Discount"},
    Alias{"Line/Tax", "Tax"},
    Alias{"Item/RetailPriceModifier", "Change"},
    Alias{"Item/TransactionLink", "Link"},
};

constexpr std::array<std::string_view, 9> done_words{"",          "Completed", "Finished",
                                                     "Delivered", "Totaled",   "Tendered",
                                                     "Returned",  "Replaced",  "Normal"};
constexpr std::array<std::string_view, 7> void_words{
    "Voided", "PostVoided", "Canceled", "Cancelled", "Failed", "SuspendedDeleted", "Deleted"};
constexpr std::array<std::string_view, 2> suspended_words{"Suspended", "SuspendedRetrieved"};
constexpr std::array<std::string_view, 4> voiding_links{"Void", "PostVoid", "Voided", "PostVoided"};

struct TenderWord {
    std::string_view word;
    TenderType type;
};
constexpr std::array tender_words{
    TenderWord{"Cash", TenderType::cash},
    TenderWord{"CreditDebit", TenderType::credit_debit},
    TenderWord{"Credit", TenderType::credit_debit},
    TenderWord{"Debit", TenderType::credit_debit},
    TenderWord{"Voucher", TenderType::voucher},
    TenderWord{"GiftCertificate", TenderType::voucher},
    TenderWord{"GiftCard", TenderType::voucher},
    TenderWord{"StoredValue", TenderType::voucher},
    TenderWord{"Coupon", TenderType::coupon},
    TenderWord{"ManufacturerCoupon", TenderType::coupon},
    TenderWord{"StoreCoupon", TenderType::coupon},
    TenderWord{"LoyaltyRedemption", TenderType::loyalty_redemption},
    TenderWord{"Loyalty", TenderType::loyalty_redemption},
    TenderWord{"MobilePayment", TenderType::mobile_payment},
    TenderWord{"Rounding", TenderType::rounding},
};

template <std::size_t n>
bool is_among(const std::array<std::string_view, n>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

// "X:Rounding" is a word of a maker's own.
std::string_view without_maker(std::string_view word) {
    const auto colon = word.find(':');
    return colon == std::string_view::npos ? word : word.substr(colon + 1);
}

TenderType tender_type(const JournalTemplate& form, std::string_view theirs) {
    if (const auto own = form.tenders.find(theirs); own != form.tenders.end()) return own->second;
    const auto known = std::ranges::find(tender_words, without_maker(theirs), &TenderWord::word);
    return known == tender_words.end() ? TenderType::other : known->type;
}

// The first that says it.
void keep(std::string& into, std::string_view text, std::size_t most = note_bytes_max) {
    if (into.empty()) into = fitting_text(text, most);
}

bool is_number(std::string_view text) {
    constexpr std::size_t digits_max = 12;
    return !text.empty() && text.size() <= digits_max &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

PosLogReceipt::PosLogReceipt(const JournalTemplate& form, const ReceiptPlace& place,
                             std::span<const XmlAttribute> attributes)
    : draft_(form, place) {
    auto& receipt = draft_.receipt();
    for (const auto& [name, value] : attributes) {
        if (name == "CancelFlag") receipt.cancelled = draft_.flag(name, value);
        if (name == "TrainingModeFlag") receipt.training = draft_.flag(name, value);
        if (name == "OfflineFlag") receipt.offline = draft_.flag(name, value);
    }
}

// ---- Elements ----

void PosLogReceipt::element_begins(std::string_view name,
                                   std::span<const XmlAttribute> attributes) {
    if (places_.empty() && name == "RetailTransaction") retail_ = true;
    std::string place;
    if (!draft_.fine()) {
        // Nobody asks any more.
    } else if (places_.empty()) {
        place = name;
    } else if (places_.size() < place_depth_max && !places_.back().empty()) {
        place = places_.back() + "/" + std::string(name);
    }
    const auto alias = std::ranges::find(aliases, place, &Alias::place);
    if (alias != aliases.end()) place = alias->known_as;
    places_.push_back(std::move(place));
    text_.clear();
    attributes_.clear();
    for (const auto& [key, value] : attributes) {
        attributes_.emplace_back(key, value.substr(0, name_bytes_max));
    }
    take_attributes(places_.back(), name);
}

void PosLogReceipt::text(std::string_view piece) {
    text_ += piece.substr(0, text_bytes_max - text_.size());
}

void PosLogReceipt::element_ends() {
    at_ = std::move(places_.back());
    places_.pop_back();
    for (const auto* takers : {&header_takers(), &item_takers(), &money_takers()}) {
        const auto taker = takers->find(at_);
        if (taker == takers->end()) continue;
        taker->second(*this, trimmed(text_));
        break;
    }
    text_.clear();
}

void PosLogReceipt::give_up() {
    draft_.give_up();
    items_.clear();
}

std::string_view PosLogReceipt::attribute(std::string_view name) const {
    for (const auto& [key, value] : attributes_) {
        if (key == name) return trimmed(value);
    }
    return {};
}

void PosLogReceipt::take_attributes(std::string_view place, std::string_view name) {
    if (place == "RetailTransaction") {
        take_status(attribute("TransactionStatus"));
    } else if (place == "Line") {
        line_void_ = draft_.flag("VoidFlag", attribute("VoidFlag")) ||
                     draft_.flag("CancelFlag", attribute("CancelFlag"));
    } else if (place == "Item") {
        item_ = {};
        item_.item.is_return = name == "Return";
        item_.item.is_void = line_void_;
    } else if (place == "Change" || place == "Discount") {
        change_ = {};
    } else if (place.ends_with("/PriceDerivationRule")) {
        const auto applies = attribute("ApplicationType");
        change_.of_whole = applies == "Total" || applies == "Transaction";
    } else if (place == "Tender") {
        tender_ = {tender_type(draft_.form(), attribute("TenderType")), 0};
        refund_ = attribute("TypeCode") == "Refund";
        beside_.clear();
    } else if (place == "Link") {
        link_ = {};
        link_.reason = attribute("ReasonCode");
    }
}

void PosLogReceipt::take_status(std::string_view status) {
    status = without_maker(status);
    if (is_among(void_words, status)) draft_.receipt().voided = true;
    if (is_among(suspended_words, status)) draft_.receipt().suspended = true;
    const bool known =
        is_among(done_words, status) || draft_.receipt().voided || draft_.receipt().suspended;
    if (!known) draft_.fail("\"TransactionStatus\" is a word that is not known");
}

std::int64_t PosLogReceipt::amount(std::string_view text) {
    auto currency = attribute("Currency");
    if (currency.empty()) currency = attribute("CurrencyCode");
    draft_.set_currency(currency);
    return draft_.amount(at_, text);
}

std::int64_t PosLogReceipt::signed_change(std::string_view text) {
    const auto value = amount(text);
    const auto action = attribute("Action");
    if (action == "Replace") return 0;
    return action == "Add" ? std::abs(value) : -std::abs(value);
}

void PosLogReceipt::take_time(std::string TillReceipt::*member, std::string_view text) {
    if (!text.empty()) draft_.receipt().*member = draft_.time(at_, text);
}

const PosLogReceipt::Takers& PosLogReceipt::header_takers() {
    using Self = PosLogReceipt&;
    using Text = std::string_view;
    static const Takers takers{
        {"RetailStoreID", [](Self s, Text t) { keep(s.draft_.receipt().store, t); }},
        {"BusinessUnit/UnitID", [](Self s, Text t) { keep(s.draft_.receipt().store, t); }},
        {"WorkstationID", [](Self s, Text t) { keep(s.draft_.receipt().till, t); }},
        {"TillID", [](Self s, Text t) { keep(s.draft_.receipt().drawer, t); }},
        {"SequenceNumber", [](Self s, Text t) { keep(s.draft_.receipt().number, t); }},
        {"OperatorID", [](Self s, Text t) { keep(s.draft_.receipt().clerk, t); }},
        {"CurrencyCode", [](Self s, Text t) { s.draft_.set_currency(t); }},
        {"BusinessDayDate",
         [](Self s, Text t) {
             if (!t.empty()) s.draft_.receipt().business_day = s.draft_.day(s.at_, t);
         }},
        {"BeginDateTime", [](Self s, Text t) { s.take_time(&TillReceipt::begin_time, t); }},
        {"EndDateTime", [](Self s, Text t) { s.take_time(&TillReceipt::time, t); }},
        {"POSLogDateTime", [](Self s, Text t) { keep(s.other_time_, t); }},
        {"ReceiptDateTime", [](Self s, Text t) { keep(s.other_time_, t); }},
        {"RetailTransaction/ReceiptDateTime", [](Self s, Text t) { keep(s.other_time_, t); }},
        {"RetailTransaction/LoyaltyAccount/LoyaltyID",
         [](Self s, Text t) { keep(s.draft_.receipt().member, t); }},
        {"RetailTransaction/LoyaltyAccount/CustomerID",
         [](Self s, Text t) { keep(s.draft_.receipt().member, t); }},
        {"RetailTransaction/Customer/CustomerID",
         [](Self s, Text t) { keep(s.draft_.receipt().member, t); }},
        {"Link/RetailStoreID", [](Self s, Text t) { keep(s.link_.receipt.store_id, t); }},
        {"Link/WorkstationID", [](Self s, Text t) { keep(s.link_.receipt.workstation_id, t); }},
        {"Link/BusinessDayDate",
         [](Self s, Text t) { keep(s.link_.receipt.business_day_date, t); }},
        {"Link/BeginDateTime", [](Self s, Text t) { keep(s.link_.begun, t); }},
        {"Link/SequenceNumber",
         [](Self s, Text t) {
             auto& number = s.link_.receipt.sequence_number;
             if (is_number(t)) std::from_chars(t.data(), t.data() + t.size(), number);
         }},
        {"Link", [](Self s, Text) { s.close_link(); }},
    };
    return takers;
}

const PosLogReceipt::Takers& PosLogReceipt::item_takers() {
    using Self = PosLogReceipt&;
    using Text = std::string_view;
    constexpr Taker reason = [](Self s, Text t) {
        keep(s.change_.reduction.reason, t, name_bytes_max);
    };
    static const Takers takers{
        {"Item/ItemID", [](Self s, Text t) { keep(s.item_.item.item_id, t); }},
        {"Item/POSIdentity/POSItemID", [](Self s, Text t) { keep(s.item_.item.code, t); }},
        {"Item/Description", [](Self s, Text t) { keep(s.item_.item.name, t, name_bytes_max); }},
        {"Item/Quantity",
         [](Self s, Text t) {
             if (t.starts_with('-')) s.item_.item.is_return = true;
             s.item_.item.quantity = s.draft_.quantity(t);
             keep(s.item_.item.unit, s.attribute("UnitOfMeasureCode"), name_bytes_max);
         }},
        {"Item/RegularSalesUnitPrice",
         [](Self s, Text t) { s.item_.regular = std::abs(s.amount(t)); }},
        {"Item/ActualSalesUnitPrice",
         [](Self s, Text t) { s.item_.actual = std::abs(s.amount(t)); }},
        {"Item/ExtendedAmount", [](Self s, Text t) { s.item_.extended = s.amount(t); }},
        {"Item/Tax/Amount", [](Self s, Text t) { s.item_.tax += s.amount(t); }},
        {"Item", [](Self s, Text) { s.close_item(); }},
        {"Change/Amount", [](Self s, Text t) { s.change_.reduction.amount = s.signed_change(t); }},
        {"Change/PromotionID",
         [](Self s, Text t) { keep(s.change_.reduction.promotion, t, name_bytes_max); }},
        {"Change/Description", reason},
        {"Change/ReasonCode", reason},
        {"Change/PriceDerivationRule/Description", reason},
        {"Change/PriceDerivationRule/ReasonCode", reason},
        {"Change", [](Self s, Text) { s.close_change(); }},
        {"Discount/Amount",
         [](Self s, Text t) { s.change_.reduction.amount = s.signed_change(t); }},
        {"Discount/Description", reason},
        {"Discount/ReasonCode", reason},
        {"Discount/PriceDerivationRule/Description", reason},
        {"Discount/PriceDerivationRule/ReasonCode", reason},
        {"Discount", [](Self s, Text) { s.close_discount(); }},
    };
    return takers;
}

const PosLogReceipt::Takers& PosLogReceipt::money_takers() {
    using Self = PosLogReceipt&;
    using Text = std::string_view;
    static const Takers takers{
        {"Tender/Amount", [](Self s, Text t) { s.tender_.amount = s.amount(t); }},
        {"Tender/Rounding",
         [](Self s, Text t) {
             if (s.tender_.type == TenderType::rounding) return;
             s.put_beside({TenderType::rounding, s.amount(t)});
         }},
        {"Tender/TenderChange/Amount",
         [](Self s, Text t) {
             s.put_beside({TenderType::cash, -std::abs(s.amount(t))});
         }},
        {"Change given/Amount",
         [](Self s, Text t) {
             const auto back = -std::abs(s.amount(t));
             if (!s.line_void_) s.draft_.add(Tender{TenderType::cash, back});
         }},
        {"Tender", [](Self s, Text) { s.close_tender(); }},
        {"Tax/Amount",
         [](Self s, Text t) {
             const auto tax = s.amount(t);
             if (!s.line_void_) s.line_tax_ = s.line_tax_.value_or(0) + tax;
         }},
        {"RetailTransaction/Total",
         [](Self s, Text t) {
             const auto type = s.attribute("TotalType");
             if (type == "TransactionGrandAmount") s.draft_.receipt().total = s.amount(t);
             if (type == "TransactionTaxAmount") s.stated_tax_ = s.amount(t);
         }},
    };
    return takers;
}

// ---- What is whole ----

void PosLogReceipt::close_item() {
    if (item_.extended < 0) item_.item.is_return = true;
    if (item_.item.is_return) {
        item_.extended = -std::abs(item_.extended);
        item_.tax = -std::abs(item_.tax);
    }
    if (!line_void_) item_tax_ += item_.tax;
    if (items_.size() == purchase_lines_max) return draft_.fail("too many items");
    tell_code(item_.item);
    items_.push_back(std::exchange(item_, {}));
}

void PosLogReceipt::close_change() {
    if (change_.reduction.amount == 0) return;
    if (item_.changes.size() == line_modifiers_max) {
        return draft_.fail("too many changes of an item's price");
    }
    item_.changes.push_back(std::move(change_));
    change_ = {};
}

void PosLogReceipt::close_discount() {
    if (!line_void_) draft_.add(std::move(change_.reduction));
    change_ = {};
}

void PosLogReceipt::put_beside(Tender tender) {
    if (beside_.size() == purchase_tenders_max) return draft_.fail("too many tenders");
    beside_.push_back(tender);
}

void PosLogReceipt::close_tender() {
    if (line_void_) return;
    if (refund_) tender_.amount = -std::abs(tender_.amount);
    if (tender_.amount != 0) draft_.add(tender_);
    for (const auto& tender : beside_) {
        if (tender.amount != 0) draft_.add(tender);
    }
}

// A link that does not name its receipt is none.
void PosLogReceipt::close_link() {
    auto& other = link_.receipt;
    ReceiptDraft scratch(draft_.form(), draft_.place());
    const auto& when = other.business_day_date.empty() ? link_.begun : other.business_day_date;
    other.business_day_date = scratch.day(at_, when);
    if (!scratch.fine() || other.workstation_id.empty() || other.sequence_number == 0) return;
    auto& receipt = draft_.receipt();
    const bool voids = is_among(voiding_links, without_maker(link_.reason));
    if (voids) {
        receipt.void_of = other;
    } else if (link_.reason == "Return" || (link_.reason.empty() && item_.item.is_return)) {
        returns_differ_ = returns_differ_ || (receipt.return_of && *receipt.return_of != other);
        receipt.return_of = other;
    }
}

bool PosLogReceipt::is_receipt() const {
    const auto& receipt = draft_.receipt();
    const bool nothing = items_.empty() && (receipt.voided || receipt.cancelled);
    return retail_ && !(nothing && draft_.fine());
}

void PosLogReceipt::settle() {
    auto& receipt = draft_.receipt();
    receipt.tax = stated_tax_.value_or(line_tax_.value_or(item_tax_));
    if (returns_differ_) receipt.return_of.reset();
    at_ = "ReceiptDateTime";
    if (receipt.time.empty() && !other_time_.empty()) take_time(&TillReceipt::time, other_time_);
    if (receipt.time.empty()) receipt.time = receipt.begin_time;
    settle_amounts(std::move(items_), receipt);
}

ReceiptDraft::Outcome PosLogReceipt::finish(WallTime read_at) {
    if (draft_.fine()) settle();
    return draft_.finish(read_at, false, false);
}

}  // namespace aisle
