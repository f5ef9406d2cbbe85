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

// Of what pays, or is a person's, in its place only the last four digits are taken.
TillNumber till_number(std::string_view printed);

// A till may print "B-0012", and write "B12" into its file: letters and digits, without the zeros
// that lead a number.
std::string signs_of_number(std::string_view number);

}  // namespace aisle
