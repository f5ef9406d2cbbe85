// SPDX-License-Identifier: Apache-2.0
// CHECK: a bug in our own arithmetic stops the program where it stands; the supervisor restarts
// it and the journal recovers. Never applied to what came from outside: that is a Result.
#pragma once

namespace aisle {

[[noreturn]] void check_failed(const char* file, int line, const char* condition, const char* why);

}  // namespace aisle

#define CHECK(condition, why)                                                         \
    do {                                                                              \
        if (!(condition)) ::aisle::check_failed(__FILE__, __LINE__, #condition, why); \
    } while (false)
