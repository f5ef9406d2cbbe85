// SPDX-License-Identifier: Apache-2.0
// aisle status, journal and feeds: what the daemon says of itself and what is on its disk.
#pragma once

#include "tools/ctl/console.hpp"
#include "tools/ctl/local_client.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace aisle {

// Fine, or degraded when something needs attention; not_running when nobody answers.
Exit show_status(const Console& console, const LocalClient& client, bool as_json);

// Again and again while `again` says so, whether somebody answers or not.
Exit watch_status(const Console& console, const LocalClient& client, bool as_json,
                  const std::function<bool()>& again);

struct JournalAsk {
    std::string lane;   // empty: the ledger
    std::string epoch;  // the one that is expected; empty: whichever is in use
    std::uint64_t after = 0;
    std::uint64_t limit = 0;  // 0: as many as the daemon thinks fit
    bool as_json = false;
};
Exit show_journal(const Console& console, const LocalClient& client, const JournalAsk& ask);

Exit show_feeds(const Console& console, const LocalClient& client, bool as_json);

}  // namespace aisle
