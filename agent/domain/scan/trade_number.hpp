// SPDX-License-Identifier: Apache-2.0
// The number in an EAN or UPC bar code: whose it is and what it stands for. All are kept as
// GTIN-14, with zeros in front; shown without. Source: GS1 General Specifications, 1.4 and 2.1.
// Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

enum class TradeNumberKind {
    item,
    restricted,       // a company's or a country's own: often carries a weight or a price
    coupon,           // a country's own coupon
    currency_coupon,  // 981 to 983: its value in a common currency
    refund_receipt,   // 980: empties
    periodical,       // ISSN
    book,             // ISBN, ISMN
};
std::string_view to_string(TradeNumberKind kind);

struct TradeNumber {
    std::string gtin;  // 14 digits
    TradeNumberKind kind = TradeNumberKind::item;
    std::string add_on;  // 2 or 5 digits beside the bar code
};

// Of 8, 12, 13 or 14 digits with their check digit, perhaps with an add-on of 2 or 5 behind the
// 12 or 13; of 6 to 8 when `upce` says so. Nothing when it is none.
std::optional<TradeNumber> parse_trade_number(std::string_view digits, bool upce = false);
// Of an EAN or UPC symbol, which has no fourteen digits: those are a UPC-A and two more behind it,
// or else what a scanner made of it that is set to fill every number up.
std::optional<TradeNumber> parse_ean_upc(std::string_view digits, bool upce);

// The 12 digits of UPC-A that six, seven or eight of UPC-E stand for.
std::optional<std::string> expand_upce(std::string_view digits);

// What a coupon 981 or 982 is worth, in hundredths; 0: the goods are free.
std::optional<int> currency_coupon_value(const TradeNumber& coupon);

}  // namespace aisle
