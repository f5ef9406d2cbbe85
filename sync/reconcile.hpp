// SPDX-License-Identifier: Apache-2.0
// What a welcome means for the journal: central is where we thought, or behind (send again from
// there), or has something that this file never wrote (it was rolled back or cloned: a new epoch).
// Decided against the rows in the same transaction that carries it out. Store thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/store/committer.hpp"
#include "sync/journal.hpp"
#include "sync/wire.hpp"

#include <array>
#include <optional>
#include <string>

namespace aisle {

struct Reconciled {
    Epoch epoch;
    std::array<LaneState, 2> lanes;
    bool forked = false;
    bool rewound = false;
    std::string why;  // of a fork, in words
};

// `fresh` becomes the epoch if one is needed. Errors: those of the store.
Result<Reconciled> reconcile(Txn& txn, Journal& journal, const EpochWelcome& told,
                             const Epoch& fresh, std::optional<WallTime> truth);

}  // namespace aisle
