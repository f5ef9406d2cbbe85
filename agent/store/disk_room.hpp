// SPDX-License-Identifier: Apache-2.0
// The room that the journal may take: the byte budget, or what the volume holds if that is less.
// Of a volume some is never touched, because a delete has to be written before it frees anything:
// a disk that is full to the last byte cannot even be emptied. A quarter of the room is kept for
// the ledger. Pure.
#pragma once

#include "agent/store/sqlite.hpp"

#include <cstdint>

namespace aisle {

struct DiskRoom {
    std::uint64_t used = 0;     // rows, log and overhead; free pages are free
    std::uint64_t end = 0;      // nothing is saved past it
    std::uint64_t reserve = 0;  // below the end, for the ledger only
    std::uint64_t pages = 0;
    std::uint64_t free_pages = 0;
    // Pages of the log after which it is copied back: a small room has a small log.
    int log_pages = 0;

    bool full() const { return used + end / 32 >= end; }
    bool low() const { return used + reserve >= end; }
};

DiskRoom room_of(const DiskUse& use, std::uint64_t budget_bytes);

}  // namespace aisle
