// SPDX-License-Identifier: Apache-2.0
// Phone numbers as people type them, made into E.164 ("+8613800138000"). Pure; any thread.
//
// Spaces, dashes, dots and brackets are dropped, full-width digits are digits, a leading 00 is a
// plus. Without a plus the number is one of the store's own region. Of the regions in the table
// only mobile numbers are taken, for that is where messages go; of all others, what E.164 allows.
#pragma once

#include "agent/base/result.hpp"

#include <string>
#include <string_view>

namespace aisle {

// `region` is ISO 3166 ("CN"); one that is not in the table needs numbers with a plus.
// Errors: invalid ("bad_phone"); the text does not repeat the number.
Result<std::string> normalise_phone(std::string_view typed, std::string_view region);

}  // namespace aisle
