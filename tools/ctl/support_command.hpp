// SPDX-License-Identifier: Apache-2.0
// `aisle support-bundle FILE.tar.zst`: gathers what support needs, beside a daemon or without one,
// and writes it whole or not at all. What may be in it is said by tools/bundle.
#pragma once

#include "config/parse.hpp"
#include "tools/ctl/console.hpp"
#include "tools/ctl/local_client.hpp"

#include <string>

namespace aisle {

struct SupportWish {
    std::string file;
    std::string log_file;  // empty: systemd's journal, where there is one
    bool network = true;   // false: the doctor asks no broker
    bool as_json = false;
};

// Exit::fine once it is written, whatever it says; Exit::failed.
Exit make_bundle(const Console& console, const ConfigOutcome& config, const LocalClient& client,
                 const SupportWish& wish);

}  // namespace aisle
