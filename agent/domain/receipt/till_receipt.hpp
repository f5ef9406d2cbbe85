// SPDX-License-Identifier: Apache-2.0
// What a till says of one sale, whatever it was read from: paper, a journal file, POSLog. It
// becomes the same JSON that a till would have posted, so that one place judges all of them
// (purchase.hpp: lines, discounts, totals and tenders agree to the minor unit). Pure; any thread.
#pragma once

#include "agent/domain/purchase.hpp"
#include "agent/domain/store_profile.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct Reduction {
    std::int64_t amount = 0;  // below 0; above 0 where a price is raised, or goods come back
    std::string reason{};
    std::string promotion{};  // its number; of an item only
};

struct TillItem {
    std::string name{};
    std::string code{};     // a GTIN, or the till's own number; empty: the name has to do
    std::string item_id{};  // the till's own number, where the code is a GTIN
    std::string unit{};
    std::string quantity = "1";                // with a point, without a sign
    std::optional<std::int64_t> price;         // of one, in minor units
    std::optional<std::int64_t> actual_price;  // of one, after what was taken off
    std::int64_t amount = 0;  // before what was taken off; below 0 when it comes back
    std::vector<Reduction> reductions{};
    bool is_return = false;
    bool is_void = false;
};

struct TillReceipt {
    std::vector<TillItem> items;
    std::vector<Reduction> reductions;  // of the whole
    std::vector<Tender> tenders;        // what was given back is below 0
    std::int64_t tax = 0;
    std::optional<std::int64_t> total;
    std::string number;
    std::string time;          // "2026-07-01T16:30:00", local; empty: when it was read
    std::string begin_time;    // as well; empty: not known
    std::string business_day;  // "2026-07-01"; empty: that of the time
    std::string store;
    std::string till;
    std::string drawer;
    std::string clerk;     // a number, a log-on or a name
    std::string member;    // who it was, by a number of the shop's
    std::string currency;  // empty: the store's
    bool tax_included = true;
    bool reprint = false;
    bool training = false;
    bool voided = false;
    bool cancelled = false;  // before it was paid; is void, too
    bool suspended = false;
    bool offline = false;
    std::optional<ReceiptIdentity> return_of;  // where goods come back
    std::optional<ReceiptIdentity> void_of;    // of a receipt that is void
};

struct ReceiptPlace {
    std::string workstation;  // taken when the receipt names no till
    StoreProfile store;
};

// Why there is no purchase in it; empty when there may be one.
std::string what_is_missing(const TillReceipt& receipt);

// `read_at`: taken for the time of a receipt that has none. Only of one that misses nothing.
// The same receipt read again makes the same "id", so that a reprint is no second purchase. A clerk
// without a digit may be somebody's name, and is an "operator_name".
std::string purchase_body(const TillReceipt& receipt, const ReceiptPlace& place, WallTime read_at);

// What the "id" would be, had it been written on one of the days before. A till may print a copy
// with the time of the copy.
std::vector<std::string> ids_of_days_before(const TillReceipt& receipt, const ReceiptPlace& place,
                                            WallTime read_at);

struct NumberStyle {
    char decimal_mark = '.';
    char group_mark = ',';
};

// "1,234.50" as minor units, of a currency with so many decimals; a minus at either end, blanks
// round it. A blank may part groups, too. Nothing when it is no amount, or one of more than twelve
// digits.
std::optional<std::int64_t> parse_amount(std::string_view text, NumberStyle style, int decimals);

}  // namespace aisle
