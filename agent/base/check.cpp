// SPDX-License-Identifier: Apache-2.0
#include "agent/base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace aisle {

void check_failed(const char* file, int line, const char* condition, const char* why) {
    std::fprintf(stderr, "aisle: bug at %s:%d: %s (%s)\n", file, line, condition, why);
    std::abort();
}

}  // namespace aisle
