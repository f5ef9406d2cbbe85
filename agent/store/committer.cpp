// SPDX-License-Identifier: Apache-2.0
#include "agent/store/committer.hpp"

#include "agent/base/limits.hpp"

namespace aisle {

void Txn::undo_back_to(std::size_t mark) {
    while (undo_.size() > mark) {
        undo_.back()();
        undo_.pop_back();
    }
}

Committer::Committer(Database& db, Log log, Metrics& metrics)
    : db_(db),
      log_(log),
      metrics_(metrics),
      begin_(db.prepare("BEGIN IMMEDIATE")),
      commit_(db.prepare("COMMIT")),
      rollback_(db.prepare("ROLLBACK")),
      savepoint_(db.prepare("SAVEPOINT job")),
      release_(db.prepare("RELEASE job")),
      rollback_to_(db.prepare("ROLLBACK TO job")) {}

std::vector<Result<void>> Committer::commit(std::span<Write> group) {
    std::vector<Result<void>> outcomes;
    outcomes.reserve(group.size());
    Txn txn(db_);
    auto whole = dead_ ? Result<void>(Error(Errc::dead, "the store has stopped after a disk error"))
                       : run_group(group, txn, outcomes);
    if (whole) {
        metrics_.add(Count::commits);
        metrics_.add(Count::commit_jobs, group.size());
        return outcomes;
    }
    // Nothing of this group is durable, whatever its jobs thought.
    txn.undo_back_to(0);
    if (db_.in_transaction()) {
        [[maybe_unused]] const auto rolled_back = rollback_.bind().run();
    }
    judge(whole.error());
    const auto told =
        dead_ ? Error(Errc::dead, whole.error().what()).coded("store_dead") : whole.error();
    outcomes.assign(group.size(), told.at("saving"));
    return outcomes;
}

Result<void> Committer::run_group(std::span<Write> group, Txn& txn,
                                  std::vector<Result<void>>& outcomes) {
    TRY(begin_.bind().run());
    for (auto& write : group) {
        TRY(run_one(write, txn, outcomes));
    }
    for (auto& flush : flushers_) TRY(flush());
    return commit_.bind().run();
}

Result<void> Committer::run_one(Write& write, Txn& txn, std::vector<Result<void>>& outcomes) {
    TRY(savepoint_.bind().run());
    const std::size_t mark = txn.undo_.size();
    auto outcome = write.job(txn);
    if (!outcome) {
        txn.undo_back_to(mark);
        // After some failures (no room, an I/O error) SQLite has rolled the whole group back.
        if (!db_.in_transaction()) return outcome;
        TRY(rollback_to_.bind().run());
    }
    outcomes.push_back(std::move(outcome));
    return release_.bind().run();
}

void Committer::tidy_up() {
    if (dead_ || !db_.log_is_full()) return;
    const auto outcome = db_.checkpoint(false);
    if (!outcome) judge(outcome.error());
}

void Committer::judge(const Error& error) {
    // No room and a busy reader pass; anything else the disk says about a commit is final.
    if (dead_ || error.kind() == Errc::full || error.kind() == Errc::unavailable) return;
    dead_ = true;
    log_.error("store.dead", {{"why", error.what()}});
}

}  // namespace aisle
