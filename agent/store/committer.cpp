// SPDX-License-Identifier: Apache-2.0
#include "agent/store/committer.hpp"

#include "agent/base/limits.hpp"

#include <utility>

namespace aisle {
namespace {

// After some failures (no room, an I/O error) SQLite rolls the whole group back by itself.
Error torn_down(const Result<void>& outcome) {
    if (!outcome) return outcome.error();
    return Error(Errc::io, "a job has ended the transaction of its group");
}

}  // namespace

void Txn::undo_back_to(Mark mark) {
    while (undo_.size() > mark.undo) {
        undo_.back()();
        undo_.pop_back();
    }
    told_.resize(mark.told);
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
      rollback_to_(db.prepare("ROLLBACK TO job")),
      owe_(db.prepare("INSERT INTO setting(name, value) VALUES('log_to_empty', x'01')"
                      " ON CONFLICT(name) DO NOTHING")),
      owes_(db.prepare("SELECT 1 FROM setting WHERE name = 'log_to_empty'")),
      paid_(db.prepare("DELETE FROM setting WHERE name = 'log_to_empty'")),
      log_to_empty_(owes_empty_log()) {}

std::vector<Result<void>> Committer::commit(std::span<Write> group) {
    Outcomes outcomes;
    outcomes.reserve(group.size());
    Txn txn(db_);
    auto whole = run_group(group, txn, outcomes);
    if (whole) {
        metrics_.add(Count::commits);
        metrics_.add(Count::commit_jobs, group.size());
        for (auto& told : txn.told_) told();
        log_to_empty_ = log_to_empty_ || txn.empty_log_;
        for (const auto& outcome : outcomes) {
            if (!outcome && outcome.error().kind() == Errc::corrupt) judge(outcome.error());
        }
        return outcomes;
    }
    // Nothing of this group is durable, whatever its jobs thought.
    txn.undo_back_to({});
    if (db_.in_transaction()) {
        [[maybe_unused]] const auto rolled_back = rollback_.bind().run();
    }
    judge(whole.error());
    if (whole.error().kind() == Errc::full) ran_full_ = true;
    const bool damage = whole.error().kind() == Errc::corrupt;
    const auto told = dead() && !damage
                          ? Error(Errc::dead, whole.error().what()).coded("store_dead")
                          : whole.error();
    outcomes.assign(group.size(), told.at("saving"));
    return outcomes;
}

Result<void> Committer::run_group(std::span<Write> group, Txn& txn, Outcomes& outcomes) {
    if (death_) return Error(Errc::dead, "the store has stopped after: " + death_->what());
    TRY(run_together(group, txn, outcomes));
    if (outcomes.size() == group.size()) return {};
    outcomes.clear();
    return run_apart(group, txn, outcomes);
}

// All of it, or nothing: then there are fewer outcomes than jobs. One job alone need not run again.
Result<void> Committer::run_together(std::span<Write> group, Txn& txn, Outcomes& outcomes) {
    TRY(begin(txn));
    for (auto& write : group) {
        auto outcome = write.job(txn);
        if (!db_.in_transaction()) return torn_down(outcome);
        if (!outcome) {
            txn.undo_back_to({});
            if (group.size() == 1) outcomes.push_back(std::move(outcome));
            return rollback_.bind().run();
        }
        outcomes.push_back(std::move(outcome));
    }
    return finish(txn);
}

Result<void> Committer::run_apart(std::span<Write> group, Txn& txn, Outcomes& outcomes) {
    TRY(begin(txn));
    for (auto& write : group) {
        TRY(run_in_savepoint(write, txn, outcomes));
    }
    return finish(txn);
}

Result<void> Committer::run_in_savepoint(Write& write, Txn& txn, Outcomes& outcomes) {
    TRY(savepoint_.bind().run());
    const auto mark = txn.mark();
    txn.scope_ = ++last_scope_;
    auto outcome = write.job(txn);
    if (!db_.in_transaction()) return torn_down(outcome);
    if (!outcome) {
        txn.undo_back_to(mark);
        TRY(rollback_to_.bind().run());
    }
    outcomes.push_back(std::move(outcome));
    return release_.bind().run();
}

Result<void> Committer::begin(Txn& txn) {
    // A rollback that had no memory left its transaction open.
    if (db_.in_transaction()) TRY(rollback_.bind().run());
    txn.scope_ = ++last_scope_;
    return begin_.bind().run();
}

Result<void> Committer::finish(const Txn& txn) {
    if (txn.empty_log_) TRY(owe_.bind().run());
    for (auto& flush : flushers_) TRY(flush());
    return commit_.bind().run();
}

// On a disk without room the log cannot grow, and a delete has to be written there before it frees
// anything. Copied back, the log begins anew in the room that it has.
void Committer::tidy_up() {
    const bool needs_room = std::exchange(ran_full_, false);
    if (dead() || !(needs_room || log_to_empty_ || db_.log_is_full())) return;
    const auto outcome = db_.checkpoint(log_to_empty_);
    if (!outcome) return judge(outcome.error());
    if (!std::exchange(log_to_empty_, false)) return;
    // If this is lost the next life empties a log that is empty.
    const auto paid = paid_.bind().run();
    if (!paid) judge(paid.error());
}

bool Committer::owes_empty_log() {
    auto row = owes_.bind();
    const auto found = row.next();
    return found && *found;
}

void Committer::judge(const Error& error) {
    // No room and a busy reader pass; anything else the disk says about a commit is final.
    if (dead() || error.kind() == Errc::full || error.kind() == Errc::unavailable) return;
    death_ = error;
    log_.error("store.dead", {{"why", error.what()}});
}

}  // namespace aisle
