// SPDX-License-Identifier: Apache-2.0
#include "agent/app/journal_desk.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/receipt/unparsed_event.hpp"

#include <utility>

namespace aisle {
namespace {

// What is wrong with the record and not with the moment: trying it again would find the same.
bool is_of_the_record(const Error& error) {
    return error.kind() == Errc::invalid || error.kind() == Errc::conflict ||
           error.kind() == Errc::too_large;
}

}  // namespace

void JournalDesk::take(const std::string& journal, const std::string& form,
                       std::vector<ReadRecord> records, Settle settle) {
    auto pile = std::make_shared<Pile>(Pile{journal, form, std::move(records), std::move(settle)});
    go_on(pile);
}

void JournalDesk::go_on(const std::shared_ptr<Pile>& pile) {
    if (pile->saved == pile->records.size()) return pile->settle(pile->saved);
    const auto& record = pile->records[pile->saved].record;
    if (!record.trouble.empty()) return refuse(pile, record.trouble);
    parts_.desk.record_purchase(
        record.body,
        [this, pile](const Result<Accepted>& accepted) {
            if (accepted) {
                saved(pile, accepted->repeated ? Count::receipts_repeated : Count::tail_records);
            } else if (is_of_the_record(accepted.error())) {
                refuse(pile, accepted.error().code());
            } else {
                pile->settle(pile->saved);
            }
        },
        move(*pile));
}

void JournalDesk::refuse(const std::shared_ptr<Pile>& pile, std::string_view reason) {
    const auto in_a_row = refused_in_a_row_[pile->journal];
    if (in_a_row >= tail_refused_max && !goes_well_again(*pile)) return hold(pile, reason);
    const auto& record = pile->records[pile->saved].record;
    const auto& file = pile->records[pile->saved].file;
    // Where reading began in the middle, nobody knows the line.
    const auto where = record.line != 0 ? "line " + std::to_string(record.line)
                                        : "before byte " + std::to_string(record.end);
    parts_.log.warn("journal.record_refused",
                    {{"journal", pile->journal},
                     {"file", file},
                     {"at", where},
                     {"why", reason},
                     {"next", record.last ? "mend what writes it: nothing behind it is read"
                                          : "look there, or at the journal's template; the rest "
                                            "is read"}});
    const Unparsed what{pile->journal, reason, pile->form};
    parts_.desk.record(
        record_unparsed(what, {file, record.line, record.end}),
        [this, pile](const Result<Accepted>& accepted) {
            if (accepted) return saved(pile, Count::tail_refused);
            pile->settle(pile->saved);
        },
        move(*pile));
}

// Nothing was read behind a record of that file, and nothing of it has come since.
void JournalDesk::ends(const ReadRecord& record, const std::string& journal) {
    held_.insert_or_assign(journal, Reach{});
    changed(journal, record.file + " is not read behind byte " + std::to_string(record.record.end) +
                         ": " + record.record.trouble);
}

JournalDesk::Reach JournalDesk::reach_of(const Pile& pile) {
    const auto& last = pile.records.back();
    return {last.file, last.record.end, last.changed};
}

// A good one behind those that are refused shows that the template fits. All are understood anew to
// find it, and so only when there is something new.
bool JournalDesk::goes_well_again(Pile& pile) const {
    const auto held = held_.find(pile.journal);
    if (held != held_.end() && held->second == reach_of(pile)) return false;
    if (pile.good > pile.saved) return pile.good < pile.records.size();
    for (pile.good = pile.saved + 1; pile.good < pile.records.size(); ++pile.good) {
        const auto& record = pile.records[pile.good].record;
        if (record.trouble.empty() && parts_.desk.understands_purchase(record.body)) return true;
    }
    return false;
}

// They will be told again, with what has come behind them by then.
void JournalDesk::hold(const std::shared_ptr<Pile>& pile, std::string_view reason) {
    held_.insert_or_assign(pile->journal, reach_of(*pile));
    changed(pile->journal, "none of the last " + std::to_string(refused_in_a_row_[pile->journal]) +
                               " records of " + pile->records[pile->saved].file +
                               " could be read (now: " + std::string(reason) +
                               "), and none behind them: the template does not fit; mend it and "
                               "restart, or mend the file");
    pile->settle(pile->saved);
}

void JournalDesk::changed(const std::string& journal, const std::string& trouble) {
    const auto [told, fresh] = troubles_.try_emplace(journal, trouble);
    if (!fresh && std::exchange(told->second, trouble) == trouble) return;
    if (!trouble.empty()) {
        parts_.log.warn("journal.unread", {{"journal", journal}, {"why", trouble}});
    } else if (!fresh) {
        parts_.log.info("journal.read_again", {{"journal", journal}});
    }
    parts_.changed(journal, trouble);
}

void JournalDesk::saved(const std::shared_ptr<Pile>& pile, Count count) {
    parts_.metrics.add(count);
    const auto& record = pile->records[pile->saved++];
    auto& in_a_row = refused_in_a_row_[pile->journal];
    in_a_row = count == Count::tail_refused ? in_a_row + 1 : 0;
    const bool good = count != Count::tail_refused;
    if (good && held_.erase(pile->journal) > 0) changed(pile->journal, "");
    if (record.record.last) ends(record, pile->journal);
    if (stopped_) return;
    go_on(pile);
}

Job JournalDesk::move(const Pile& pile) {
    const auto& record = pile.records[pile.saved];
    return [&tails = parts_.tails, journal = pile.journal, before = record.before,
            after = record.after, changed = record.changed](Txn& txn) {
        return tails.move(txn, journal, before, after, changed);
    };
}

}  // namespace aisle
