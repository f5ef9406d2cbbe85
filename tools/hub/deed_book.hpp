// SPDX-License-Identifier: Apache-2.0
// Events about rights that were stored and have not been acted upon. A ledger is acted upon in its
// own order and only as far as it is settled, so that what an event says of those before it is
// true; what came early, or stands in a journal that forked, waits here until it is sent in its
// place. Each is taken once, by whatever epoch it comes in the end. Called within a transaction of
// the hub's database.
#pragma once

#include "agent/base/strong.hpp"
#include "agent/store/sqlite.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct DeedPlace {
    std::int64_t device = 0;
    std::int64_t event = 0;
    std::int64_t lane = 0;
    Seq seq;
};

struct Deed {
    std::int64_t event = 0;
    Seq seq;
    std::string bytes;
};

class DeedBook {
public:
    static const char* const tables;
    explicit DeedBook(Database& db);

    // Whether events of that kind are acted upon.
    static bool concerns(std::string_view kind);

    // It stands at a number of a lane. `known`: it was stored before, and may have been taken.
    Result<void> keep(const DeedPlace& place, bool known);
    // What stands in a lane through `committed`, in its order.
    Result<std::vector<Deed>> due(std::int64_t lane, Seq committed);
    Result<void> done(std::int64_t device, std::int64_t event);
    // The end of the last gap after a number through another in which something was lost; 0: none.
    Result<Seq> last_loss(std::int64_t lane, Seq after, Seq through);

private:
    Statement keep_;
    Statement move_;
    Statement due_;
    Statement done_;
    Statement loss_;
};

}  // namespace aisle
