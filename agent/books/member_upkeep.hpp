// SPDX-License-Identifier: Apache-2.0
// What goes of members with time: cards that nobody used, answers that central has had for a month,
// the memory of who was erased, marks of events that were trimmed. A slice at a time, inside a Txn
// on the store thread, and only by a clock that is true.
#pragma once

#include "agent/books/consent_book.hpp"
#include "agent/books/erasure_book.hpp"
#include "agent/books/erasure_memory.hpp"
#include "agent/books/member_book.hpp"
#include "agent/books/point_book.hpp"
#include "agent/books/preference_book.hpp"
#include "sync/journal.hpp"

namespace aisle {

struct MemberUpkeep {
    Journal& journal;
    MemberBook& members;
    ConsentBook& consents;
    PointBook& points;
    ErasureMemory& memory;
    ErasureBook& erasures;
    PreferenceBook& preferences;

    Result<void> work(Txn& txn, WallTime truth);
};

}  // namespace aisle
