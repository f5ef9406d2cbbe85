// SPDX-License-Identifier: Apache-2.0
// A purchase as a till reports it, in POSLog's words (README.md shows the body). What was parsed
// agrees with itself: lines (purchase_line.hpp), totals and tenders (totals.hpp). Pure; any thread.
//
// Not checked on purpose: whether the till's times make sense and whether the business day is near.
// A till with a wrong clock still sells.
#pragma once

#include "agent/base/json.hpp"
#include "agent/base/money.hpp"
#include "agent/domain/business_day.hpp"
#include "agent/domain/event_kind.hpp"
#include "agent/domain/handoff.hpp"
#include "agent/domain/purchase_line.hpp"
#include "agent/domain/sealed_contact.hpp"
#include "agent/domain/store_profile.hpp"
#include "agent/domain/totals.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace aisle {

enum class PurchaseStatus { completed, voided, suspended, returned };

enum class TenderType {
    cash,
    credit_debit,
    voucher,
    coupon,
    loyalty_redemption,
    mobile_payment,
    rounding,
    other
};

// A kind and an amount: nothing else about how somebody pays is taken.
struct Tender {
    TenderType type = TenderType::cash;
    std::int64_t amount = 0;
    bool operator==(const Tender&) const = default;
};

// What makes a receipt itself.
struct ReceiptIdentity {
    std::string store_id;
    std::string workstation_id;
    std::string business_day_date;
    std::int64_t sequence_number = 0;
    std::string receipt_number{};  // as it is printed, where that says more than the sequence
    bool operator==(const ReceiptIdentity&) const = default;
};

// Who it was. Travels in the person part only.
struct Customer {
    std::string member_id;
    Contact contact;
    bool operator==(const Customer&) const = default;
};

struct Purchase {
    std::string id;  // the caller's, so that it may say the same twice; empty if none
    ReceiptIdentity receipt;
    std::string till_id;
    std::string begin_date_time;  // as the till wrote it, with its offset
    std::string end_date_time;
    std::string operator_id;
    std::string operator_name;  // a person's: travels in the person part only
    Currency currency;
    bool offline = false;
    bool training = false;
    bool cancelled = false;
    bool tax_included = true;
    PurchaseStatus status = PurchaseStatus::completed;
    std::vector<PurchaseLine> lines;
    std::vector<Tender> tenders;
    Totals totals;
    std::optional<std::int64_t> points_estimate;
    std::optional<ReceiptIdentity> return_of;
    std::optional<ReceiptIdentity> void_of;
    std::optional<HandoffSession> handoff;  // the landing page that she came from
    Customer customer;
};

// Errors: invalid, coded and placed by JSON pointer; no error repeats the value of
// a text.
Result<Purchase> parse_purchase(const Json& body, const StoreProfile& store, WallTime now);

std::string_view to_string(PurchaseStatus status);
std::string_view to_string(TenderType type);

// Training is training, whatever else the receipt says it is.
const EventKind& purchase_kind(const Purchase& purchase);

}  // namespace aisle
