// SPDX-License-Identifier: Apache-2.0
// Digits in a text that people read as one number: groups with one blank or one dash between them,
// of any width, and groups of four with two blanks, or a dot, a dash or a stroke between them,
// blanks round it or not. Full-width digits are digits. What
// pays and who somebody is, is looked for in these (card_number, secret_text, scrubbed_text).
// Pure; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct DigitRun {
    std::string digits;               // without what parts them
    std::vector<std::size_t> places;  // in bytes, where each digit stands in the text
    std::vector<std::size_t> groups;  // where in `digits` each group begins
    bool after_plus = false;
    bool in_a_digest = false;  // a hash or an id in hexadecimal, of which it is a part
    bool then_x = false;       // as a resident id may end
    std::size_t end = 0;       // in bytes

    std::string_view group(std::size_t which) const;
};

// The first one that begins at or behind `from`; nothing when there is none.
std::optional<DigitRun> find_digit_run(std::string_view text, std::size_t from);

// No fewer than there are, and quickly told: most texts have not enough of them.
std::size_t digits_at_most(std::string_view text);

// How many bytes the digit takes that stands there; 0 when none does.
std::size_t digit_bytes(std::string_view text, std::size_t at);

}  // namespace aisle
