// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/purchase.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/caller_id.hpp"
#include "agent/domain/choice.hpp"
#include "agent/domain/contact.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/secret_text.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::array statuses{
    Choice<PurchaseStatus>{"completed", PurchaseStatus::completed},
    Choice<PurchaseStatus>{"voided", PurchaseStatus::voided},
    Choice<PurchaseStatus>{"suspended", PurchaseStatus::suspended},
    Choice<PurchaseStatus>{"returned", PurchaseStatus::returned},
};
constexpr std::array tender_types{
    Choice<TenderType>{"cash", TenderType::cash},
    Choice<TenderType>{"credit_debit", TenderType::credit_debit},
    Choice<TenderType>{"voucher", TenderType::voucher},
    Choice<TenderType>{"coupon", TenderType::coupon},
    Choice<TenderType>{"loyalty_redemption", TenderType::loyalty_redemption},
    Choice<TenderType>{"mobile_payment", TenderType::mobile_payment},
    Choice<TenderType>{"rounding", TenderType::rounding},
    Choice<TenderType>{"other", TenderType::other},
};
constexpr IntegerRange number_range{0, twelve_digits_max};

void read_receipt_number(Fields& fields, ReceiptIdentity& receipt) {
    receipt.store_id = plain_text_if(fields, "store_id", name_bytes_max);
    receipt.workstation_id = plain_text(fields, "workstation_id", name_bytes_max);
    receipt.sequence_number = fields.integer("sequence_number", number_range);
    receipt.receipt_number = plain_text_if(fields, "receipt_number", name_bytes_max);
    receipt.business_day_date = plain_text_if(fields, "business_day_date", name_bytes_max);
    if (!receipt.business_day_date.empty() && !is_calendar_day(receipt.business_day_date)) {
        fields.fail("business_day_date", "bad_date", "a day such as 2026-07-01 is needed here");
    }
}

// The receipt that is returned or voided; of this store unless it names another.
std::optional<ReceiptIdentity> read_reference(Fields& fields, std::string_view key,
                                              const ReceiptIdentity& here) {
    const Json* json = fields.object_if(key);
    if (!json) return std::nullopt;
    Fields parts(*json, fields.pointer_to(key));
    parts.only(
        {"store_id", "workstation_id", "business_day_date", "sequence_number", "receipt_number"});
    ReceiptIdentity receipt;
    read_receipt_number(parts, receipt);
    if (receipt.store_id.empty()) receipt.store_id = here.store_id;
    if (receipt.business_day_date.empty()) {
        parts.fail("business_day_date", "missing", "\"business_day_date\" is missing");
    }
    fields.adopt(parts.done());
    return receipt;
}

std::string read_time(Fields& fields, std::string_view key) {
    const auto text = fields.text_if(key, name_bytes_max);
    if (text && !parse_rfc3339(*text)) {
        fields.fail(key, "bad_time",
                    "a time with its offset is needed, such as 2026-07-01T16:30:00+08:00");
    }
    return std::string(text.value_or(std::string_view{}));
}

void read_header(Fields& fields, Purchase& purchase) {
    purchase.id = caller_id_if(fields, "id");
    read_receipt_number(fields, purchase.receipt);
    purchase.till_id = plain_text_if(fields, "till_id", name_bytes_max);
    purchase.begin_date_time = read_time(fields, "begin_date_time");
    purchase.end_date_time = read_time(fields, "end_date_time");
    purchase.operator_id = plain_text_if(fields, "operator_id", name_bytes_max);
    purchase.operator_name = plain_text_if(fields, "operator_name", name_bytes_max);
    purchase.offline = fields.flag_or("offline", false);
    purchase.training = fields.flag_or("training", false);
    purchase.cancelled = fields.flag_or("cancelled", false);
    purchase.tax_included = fields.flag_or("tax_included", true);
    purchase.status = read_choice(fields, "status", statuses);
}

// The store's, unless the receipt names its own: a tourist's till may count in another.
void read_currency(Fields& fields, Purchase& purchase, const StoreProfile& store) {
    const auto named = fields.text_if("currency", name_bytes_max);
    if (!named && store.currency.empty())
        return fields.fail("currency", "missing", "\"currency\" is missing");
    const auto currency = Currency::parse(named.value_or(store.currency));
    if (!currency) return fields.fail("currency", currency.error().code(), currency.error().what());
    purchase.currency = *currency;
}

void read_lines(Fields& fields, Purchase& purchase) {
    const auto& lines = fields.array("lines", purchase_lines_max);
    if (lines.empty()) fields.fail("lines", "empty", "a receipt has at least one line");
    const auto pointer = fields.pointer_to("lines") + "/";
    std::vector<std::int64_t> sequences;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        auto line = parse_purchase_line(lines[i], pointer + std::to_string(i));
        if (!line) return fields.adopt(line.error());
        sequences.push_back(line->sequence);
        purchase.lines.push_back(std::move(*line));
    }
    std::sort(sequences.begin(), sequences.end());
    const auto twice = std::adjacent_find(sequences.begin(), sequences.end());
    if (twice != sequences.end()) {
        fields.fail("lines", "duplicate_line",
                    "two lines have the sequence " + std::to_string(*twice));
    }
}

void read_tenders(Fields& fields, Purchase& purchase) {
    const auto& tenders = fields.array_if("tenders", purchase_tenders_max);
    const auto pointer = fields.pointer_to("tenders") + "/";
    for (std::size_t i = 0; i < tenders.size(); ++i) {
        Fields parts(tenders[i], pointer + std::to_string(i));
        parts.only({"type", "amount"});
        Tender tender;
        tender.type = read_choice(parts, "type", tender_types);
        tender.amount = parts.integer("amount", amount_range);
        fields.adopt(parts.done());
        purchase.tenders.push_back(tender);
    }
}

void read_person(Fields& fields, Purchase& purchase, const std::string& region) {
    if (const Json* json = fields.object_if("loyalty")) {
        Fields loyalty(*json, fields.pointer_to("loyalty"));
        loyalty.only({"member_id", "points_est"});
        purchase.customer.member_id = plain_text_if(loyalty, "member_id", name_bytes_max);
        purchase.points_estimate = loyalty.integer_if("points_est", amount_range);
        fields.adopt(loyalty.done());
    }
    if (const Json* json = fields.object_if("customer")) {
        Fields contact(*json, fields.pointer_to("customer"));
        contact.only({"name", "phone", "email"});
        purchase.customer.contact.name = plain_text_if(contact, "name", name_bytes_max);
        purchase.customer.contact.phone = read_phone(contact, "phone", region);
        purchase.customer.contact.email = read_email(contact, "email");
        fields.adopt(contact.done());
    }
}

// Rules between the status and the rest.
void check_status(Fields& fields, const Purchase& purchase) {
    const bool paid =
        purchase.status == PurchaseStatus::completed || purchase.status == PurchaseStatus::returned;
    if (purchase.cancelled && paid) {
        fields.fail("status", "status_disagrees", "what was cancelled is \"voided\"");
    }
    if (purchase.void_of && purchase.status != PurchaseStatus::voided) {
        fields.fail("void_of", "status_disagrees", "only a receipt that is \"voided\" voids one");
    }
    if (purchase.status != PurchaseStatus::returned) return;
    if (!purchase.return_of) {
        fields.fail("return_of", "missing",
                    "name the receipt that is returned; without one, report a receipt that is "
                    "\"completed\" with lines of type \"return\"");
    }
    for (std::size_t i = 0; i < purchase.lines.size(); ++i) {
        if (purchase.lines[i].type != LineType::sale || purchase.lines[i].is_void) continue;
        const auto place = fields.pointer_to("lines") + "/" + std::to_string(i) + "/type";
        return fields.adopt(
            Error(Errc::invalid, "nothing is sold in a return; an exchange is \"completed\"")
                .coded("status_disagrees")
                .placed(place));
    }
}

void check_tenders(Fields& fields, const Purchase& purchase) {
    // A suspended receipt may carry a deposit, and one that was voided before it was paid has none.
    if (purchase.status == PurchaseStatus::suspended) return;
    if (purchase.status == PurchaseStatus::voided && purchase.tenders.empty()) return;
    std::int64_t paid = 0;
    for (const auto& tender : purchase.tenders) {
        const auto sum = checked_add(paid, tender.amount);
        if (!sum) return fields.fail("tenders", "amount_overflow", sum.error().what());
        paid = *sum;
    }
    if (paid != purchase.totals.grand) {
        fields.fail("tenders", "tenders_disagree",
                    "the tenders make " + std::to_string(paid) + ", and the grand total is " +
                        std::to_string(purchase.totals.grand));
    }
}

void check_totals(Fields& fields, Purchase& purchase) {
    // A suspended receipt may not have been added up yet.
    const bool optional = purchase.status == PurchaseStatus::suspended;
    const Json* json = optional ? fields.object_if("totals") : &fields.object("totals");
    if (!fields.fine()) return;
    StatedTotals stated;
    if (json) {
        Fields parts(*json, fields.pointer_to("totals"));
        stated = read_totals(parts);
        fields.adopt(parts.done());
    }
    const auto totals = add_up(purchase.lines, purchase.tax_included, stated);
    if (!totals) return fields.fail("lines", totals.error().code(), totals.error().what());
    purchase.totals = *totals;
    if (json) fields.adopt(compare_totals(stated, *totals, fields.pointer_to("totals")));
    if (fields.fine()) check_tenders(fields, purchase);
}

}  // namespace

Result<Purchase> parse_purchase(const Json& body, const StoreProfile& store, WallTime now) {
    TRY(refuse_secrets(body));
    Fields fields(body);
    fields.only({"id",           "store_id",        "workstation_id", "till_id",
                 "currency",     "sequence_number", "offline",        "business_day_date",
                 "operator_id",  "begin_date_time", "end_date_time",  "training",
                 "tax_included", "cancelled",       "status",         "lines",
                 "tenders",      "loyalty",         "customer",       "totals",
                 "return_of",    "void_of",         "receipt_number", "operator_name",
                 "handoff"});
    Purchase purchase;
    read_header(fields, purchase);
    read_currency(fields, purchase, store);
    if (purchase.receipt.store_id.empty()) purchase.receipt.store_id = store.store_id;
    if (purchase.receipt.business_day_date.empty()) {
        const auto ended = parse_rfc3339(purchase.end_date_time);
        purchase.receipt.business_day_date = business_day(ended ? *ended : now, store.day);
        if (!is_calendar_day(purchase.receipt.business_day_date)) {
            fields.fail("end_date_time", "bad_time", "no business day can be told from it");
        }
    }
    purchase.return_of = read_reference(fields, "return_of", purchase.receipt);
    purchase.void_of = read_reference(fields, "void_of", purchase.receipt);
    purchase.handoff = read_handoff_session(fields, "handoff");
    read_lines(fields, purchase);
    read_tenders(fields, purchase);
    read_person(fields, purchase, store.region);
    if (fields.fine()) check_status(fields, purchase);
    if (fields.fine()) check_totals(fields, purchase);
    TRY(fields.done());
    return purchase;
}

std::string_view to_string(PurchaseStatus status) {
    return word_of(statuses, status);
}

std::string_view to_string(TenderType type) {
    return word_of(tender_types, type);
}

const EventKind& purchase_kind(const Purchase& purchase) {
    if (purchase.training) return EventKinds::purchase_training;
    switch (purchase.status) {
        case PurchaseStatus::completed:
            return EventKinds::purchase_completed;
        case PurchaseStatus::voided:
            return EventKinds::purchase_voided;
        case PurchaseStatus::suspended:
            return EventKinds::purchase_suspended;
        case PurchaseStatus::returned:
            break;
    }
    return EventKinds::return_completed;
}

}  // namespace aisle
