// SPDX-License-Identifier: Apache-2.0
// A printed receipt as a purchase: the lines of paper, through a template, become the same JSON
// that a till would have posted (till_receipt.hpp). What cannot be read is said line by line. Pure;
// any thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/domain/receipt/receipt_template.hpp"
#include "agent/domain/receipt/till_receipt.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// What went to the printer between two cuts.
struct PrintedPaper {
    std::vector<std::string> lines;    // UTF-8, without the blanks at their end
    std::vector<std::string> symbols;  // of QR codes
    bool image = false;                // dots were printed too
};

struct ReceiptReading {
    struct Line {
        std::string_view text;  // into the paper
        std::optional<ReceiptLine> as;
        std::string trouble;
    };
    struct Symbol {
        std::string_view text;  // into the paper
        bool taken = false;     // by the template's expression for QR codes
        std::string trouble;
    };
    std::vector<Line> lines;
    std::vector<Symbol> symbols;
    std::string body;  // of a purchase; empty when there is none
    // Why there is none: "not_recognized", "raster" (what was sold is in a picture),
    // "too_much_work", or what is missing.
    std::string refused;
    bool reprint = false;
    std::vector<std::string> repeats_of{};  // what it may be a reprint of, as ids of purchases
    bool training = false;
};

class ReceiptReader {
public:
    ReceiptReader(const ReceiptTemplate& brand, const ReceiptPlace& place)
        : brand_(brand), place_(place) {}

    // `printed`: when; taken for the time of a receipt that has none.
    ReceiptReading read(const PrintedPaper& paper, WallTime printed) const;

private:
    const ReceiptTemplate& brand_;
    const ReceiptPlace& place_;
};

}  // namespace aisle
