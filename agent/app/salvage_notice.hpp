// SPDX-License-Identifier: Apache-2.0
// Tells central that a journal was set aside and another goes on: device.journal.salvaged.
// Promise: told at least once for each file, whatever comes between. The file in use remembers, in
// the transaction that appends the event, that it was told (`salvage_told` in `setting`); while
// that is missing and the journal before it lies beside it, every start tells, and every round of
// housekeeping tries again when there was no room.
// After a power cut between the new file and its event nobody knows any more how much was carried
// over: then the event says so, and central sees by the ids what came.
// Made on the owner's thread; append() within a Txn on the store thread.
#pragma once

#include "agent/domain/event.hpp"
#include "agent/store/committer.hpp"
#include "sync/journal.hpp"
#include "sync/salvage.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aisle {

struct SalvageFacts {
    std::string file;                      // the journal in use
    std::vector<std::string> names;        // of the state folder
    std::vector<SalvageOutcome> salvaged;  // at this start
};

class SalvageNotice {
public:
    SalvageNotice(Database& write, SalvageFacts facts, const Epoch& into);

    // What may have to be told, one event each; none when there is nothing.
    std::vector<EventDraft> drafts() const;
    // Appends what central was not told yet; of `events`, made from drafts(). The last receipt, or
    // nothing when all was told before.
    Result<std::optional<Receipt>> append(Txn& txn, Journal& journal,
                                          const std::vector<Event>& events);

private:
    Result<bool> told();

    SalvageFacts facts_;
    Epoch into_;
    std::string before_;  // the journal that this one replaced, if it was not salvaged just now
    Statement get_told_;
    Statement set_told_;
};

// "journal-6.db" of "journal-7.db"; empty when there is none before it.
std::string journal_before(std::string_view file);

}  // namespace aisle
