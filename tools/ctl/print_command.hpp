// SPDX-License-Identifier: Apache-2.0
// aisle print test: a test page, for whoever has just connected a printer. Says that it is printed,
// or what is in its way.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/function.hpp"
#include "tools/ctl/console.hpp"
#include "tools/ctl/local_client.hpp"

#include <string>

namespace aisle {

struct PageAsk {
    std::string printer;  // empty: the first
    std::string language = "zh";
    bool as_json = false;
};

// Looks after the page until it is printed, something is in its way, or page_looks_max pauses have
// passed. Exit::degraded when it was written down and is not printed.
Exit print_test_page(const Console& console, const LocalClient& client, const PageAsk& ask,
                     Entropy& entropy, Function<void()> pause);

inline constexpr int page_looks_max = 75;

}  // namespace aisle
