// SPDX-License-Identifier: Apache-2.0
// The books of rights, which belong together: what one gives another takes.
#pragma once

#include "tools/hub/comparison_book.hpp"
#include "tools/hub/grant_book.hpp"
#include "tools/hub/holder_book.hpp"
#include "tools/hub/pool_book.hpp"
#include "tools/hub/reservation_book.hpp"
#include "tools/hub/use_book.hpp"
#include "tools/hub/watermark_book.hpp"
#include "tools/hub/wish_book.hpp"

namespace aisle {

struct RightsShelf {
    explicit RightsShelf(Database& db)
        : pools(db),
          grants(db, pools),
          holders(db, pools),
          reservations(db, pools),
          uses(db),
          watermarks(db),
          comparisons(db),
          wishes(db) {}

    PoolBook pools;
    GrantBook grants;
    HolderBook holders;
    ReservationBook reservations;
    UseBook uses;
    WatermarkBook watermarks;
    ComparisonBook comparisons;
    WishBook wishes;
};

}  // namespace aisle
