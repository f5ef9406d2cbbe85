// SPDX-License-Identifier: Apache-2.0
// How the receipts of one brand of POS are read: which line is an item, a discount, a tender, the
// total. Data, so that a new brand is no new program; JSON:
//
//   {"name":"cn-market","charset":"GB18030","currency":"CNY","decimal_mark":".","group_mark":",",
//    "recognize":"好邻居超市.*",
//    "rules":[{"line":"item","in":"items","pattern":"(?P<name>.+?) +(?P<quantity>\\d+) +…"}…]}
//
// Each line of paper is given to the rules in order; the first of its section whose expression
// (RE2) fits the whole line has it. Sections follow one another: head, items, foot. A line of the
// items that no rule takes is an error, because it may be a sale; elsewhere it is talk.
//
// What QR codes say is read by one more expression, if there is one:
//
//    "qr":"https://shop\\.example/r/(?P<number>\\d+)\\?sum=(?P<total>\\d+\\.\\d\\d)"
//
// It is given every code of the paper, behind the lines; of one that it fits, its groups fill what
// no line said: number, total, store, till, clerk, member, and year, month, day, hour?, minute?,
// second?, half?. A total is written with a point there, and no other mark. A number (zeros in
// front of it apart) or a total that is not the one of the lines, or of a code before, is an error:
// the code is of another receipt, or the template is wrong. Any other code is talk. Constant once
// parsed; any thread.
#pragma once

#include "agent/base/json.hpp"
#include "agent/base/pattern.hpp"
#include "agent/base/result.hpp"
#include "agent/domain/purchase.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

enum class ReceiptSection { any, head, items, foot };

// What a line is. In brackets the groups of its expression; those with ? may be left out.
enum class ReceiptLine {
    items_begin,    // the heading of the columns; begins "items"
    item,           // name, amount, quantity?, price?, code?, unit?
    item_name,      // name, code?: the first line of an item that has two
    item_amount,    // amount, quantity?, price?, unit?, code?: its second line
    item_discount,  // amount, reason?: of the item before it
    item_void,      // amount?: takes back the item before it
    discount,       // amount, reason?: of the whole receipt
    subtotal,       // amount: ends "items"
    tax,            // amount; added to the net where `tax_included` is false
    total,          // amount: ends "items"
    tender,         // amount
    change,         // amount: given back
    number,         // number: the receipt's
    time,           // year, month, day, hour?, minute?, second?, half? ("PM")
    store,          // store
    till,           // till
    clerk,          // clerk
    reprint,        // a copy of a receipt that was printed before
    training,       // nothing was sold
    voided,         // the whole receipt is void
    ignore,
};
std::string_view to_string(ReceiptLine line);

struct ReceiptRule {
    ReceiptLine line = ReceiptLine::ignore;
    ReceiptSection in = ReceiptSection::any;
    Pattern pattern;
    TenderType tender = TenderType::other;
    bool is_return = false;  // an item that comes back
};

struct ReceiptTemplate {
    std::string name;
    std::string charset = "WINDOWS-1252";
    bool two_byte = false;  // of a charset such as GB18030, whatever page ESC t names
    std::string currency;   // empty: the store's
    char decimal_mark = '.';
    char group_mark = ',';
    bool tax_included = true;
    std::optional<Pattern> recognize;  // a line that only this brand prints
    std::optional<Pattern> qr;
    std::vector<ReceiptRule> rules;
};

// Errors: invalid, placed by JSON pointer; too_large.
Result<ReceiptTemplate> parse_receipt_template(const Json& json);

}  // namespace aisle
