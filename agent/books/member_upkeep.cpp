// SPDX-License-Identifier: Apache-2.0
#include "agent/books/member_upkeep.hpp"

#include "agent/base/limits.hpp"

namespace aisle {

Result<void> MemberUpkeep::work(Txn& txn, WallTime truth) {
    TRY(members.forget(txn, truth, rows_deleted_per_job));
    TRY(consents.forget(txn, journal.lane(Lane::ledger).acked, truth, rows_deleted_per_job));
    TRY(points.forget(txn, truth, rows_deleted_per_job));
    TRY(preferences.forget(txn, truth, rows_deleted_per_job));
    TRY(memory.forget(txn, truth, rows_deleted_per_job));
    TRY(erasures.forget(txn));
    return journal.persons().sweep(txn, rows_deleted_per_job);
}

}  // namespace aisle
