// SPDX-License-Identifier: Apache-2.0
// `aisle receipt parse`: what a template makes of a receipt, line by line, for who writes one.
#pragma once

#include "agent/domain/receipt/till_receipt.hpp"
#include "tools/ctl/console.hpp"

#include <string>

namespace aisle {

struct ReceiptAsk {
    std::string receipt;  // a file: what went to the printer (ESC/POS), or plain text
    std::string template_file;
    bool as_json = false;
};

// Succeeds when the receipt is a purchase; else says which lines are in the way.
Exit parse_receipt(const Console& console, const ReceiptAsk& ask, const ReceiptPlace& place,
                   WallTime now);

}  // namespace aisle
