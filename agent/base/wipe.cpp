// SPDX-License-Identifier: Apache-2.0
#include "agent/base/wipe.hpp"

#include "agent/base/limits.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <array>

namespace aisle {

[[gnu::noinline]] void wipe_stack() {
    std::array<char, stack_wiped_bytes> below;
    wipe(below);
}

void keep_memory_private() {
    constexpr rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
#ifndef AISLE_SANITIZED  // the leak sanitizer has to look
    ::prctl(PR_SET_DUMPABLE, 0);
#endif
}

}  // namespace aisle
