// SPDX-License-Identifier: Apache-2.0
// The number of a receipt as a till prints it: "A-0412", "100-202607040001". It may have letters
// and more digits than a sequence number holds; then it is kept as it was printed, too. Pure; any
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

struct TillNumber {
    std::int64_t sequence = 0;  // its last twelve digits
    std::string printed;        // empty where the sequence says all of it
    std::string signs;          // what two ways of writing it have in common
};

// Of a card's number or a resident id in its place only the last four digits are taken. A wallet's
// code is a long number like others and pays for a minute: one in which the receipt's day stands
// (`day`, "2026-07-04", or one beside it, in any order) is a number, and of any other nothing but
// the last four is told; the signs keep apart what the till keeps apart.
TillNumber till_number(std::string_view printed, std::string_view day);

// A till may print "B-0012", and write "B12" into its file: letters and digits, without the zeros
// that lead a number.
std::string signs_of_number(std::string_view number);

}  // namespace aisle
