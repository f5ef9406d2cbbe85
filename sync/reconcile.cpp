// SPDX-License-Identifier: Apache-2.0
#include "sync/reconcile.hpp"

namespace aisle {
namespace {

// Empty when central's word fits what this journal wrote.
Result<std::string> misfit(Journal& journal, Lane which, const LaneWelcome& told) {
    const std::string lane(to_string(which));
    if (told.forked) return "central holds another event at a number of the " + lane + " lane";
    if (told.committed >= journal.lane(which).next) {
        return "central has committed " + lane + " " + std::to_string(told.committed.value()) +
               ", which this journal has not written yet";
    }
    TRY(const bool same, journal.fits(which, told.committed, told.id));
    if (!same) {
        return "central has another event at " + lane + " " +
               std::to_string(told.committed.value());
    }
    return std::string();
}

}  // namespace

Result<Reconciled> reconcile(Txn& txn, Journal& journal, const EpochWelcome& told,
                             const Epoch& fresh, std::optional<WallTime> truth) {
    Reconciled outcome;
    for (const Lane which : both_lanes) {
        const auto& lane = which == Lane::ledger ? told.ledger : told.touch;
        TRY(auto why, misfit(journal, which, lane));
        if (outcome.why.empty()) outcome.why = std::move(why);
    }
    outcome.forked = !outcome.why.empty();
    if (outcome.forked) {
        TRY(journal.fork(txn, fresh));
    }
    for (const Lane which : both_lanes) {
        const auto& lane = which == Lane::ledger ? told.ledger : told.touch;
        const Committed committed{which, lane.committed, lane.id};
        if (!outcome.forked && lane.committed < journal.lane(which).acked) {
            outcome.rewound = true;
            TRY(journal.rewind(txn, committed));
        } else if (!outcome.forked) {
            TRY(journal.acknowledge(txn, committed, truth));
        }
        outcome.lanes[index_of(which)] = journal.lane(which);
    }
    outcome.epoch = journal.epoch();
    return outcome;
}

}  // namespace aisle
