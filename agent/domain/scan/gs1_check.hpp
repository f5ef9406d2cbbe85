// SPDX-License-Identifier: Apache-2.0
// Whether a part of a GS1 value is what its identifier says: check digits, dates, countries,
// amounts of pieces. Source: GS1 General Specifications, chapters 3 and 7; ISO 3166-1 and ISO 4217
// as of 2023. Package types (UN/ECE Recommendation 21) are judged by their form alone: that list
// changes twice a year. Pure; any thread.
#pragma once

#include "agent/domain/scan/gs1_ai.hpp"

#include <string_view>

namespace aisle {

// The part has the length and the characters that the table asks for.
bool passes(Gs1Check check, std::string_view part);

// Of the set that a part's characters are of: 'N', 'X', 'Y' or 'Z'.
bool is_of_set(char set, std::string_view part);

// Digits whose last is the mod-10 check of the others, whatever their number.
bool passes_mod10(std::string_view digits);

}  // namespace aisle
