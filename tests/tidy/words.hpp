// SPDX-License-Identifier: Apache-2.0
// Words that do not stand in our code, and names that say nothing. Comments and literals are free;
// only what is left open in a comment must say whose it is. Pure.
#pragma once

#include "tests/tidy/source.hpp"

namespace aisle {

// Words with the one file that may use each: chance, time, locks and threads have one door.
Complaints check_words(const Source& source);
// A coroutine outlives the frame a [&] refers to.
Complaints check_captures(const Source& source);
// What is left to do without a name in brackets behind it is nobody's.
Complaints check_todos(const Source& source);
// Types, and the file's own name, do not end in Manager, Helper, Util and their kin.
Complaints check_names(const Source& source);
// Macros are CHECK, TRY and CO_TRY, and what they are made of; namespaces are aisle.
Complaints check_macros_and_namespaces(const Source& source);

}  // namespace aisle
