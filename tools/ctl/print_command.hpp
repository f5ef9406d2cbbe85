// SPDX-License-Identifier: Apache-2.0
// aisle print test: a test page, for whoever has just connected a printer. Says where the page
// stands, and what is in its way.
#pragma once

#include "agent/base/entropy.hpp"
#include "tools/ctl/console.hpp"
#include "tools/ctl/local_client.hpp"

#include <string>

namespace aisle {

struct PageAsk {
    std::string printer;  // empty: the first
    std::string language = "zh";
    bool as_json = false;
};

Exit print_test_page(const Console& console, const LocalClient& client, const PageAsk& ask,
                     Entropy& entropy);

}  // namespace aisle
