// SPDX-License-Identifier: Apache-2.0
// Carries what can still be read out of another journal file into this one: out of a damaged file
// that was set aside, or one that an older program kept beside a newer one's. Events keep their
// ids, so central counts each once; they get new numbers in this journal's epoch. What callers' ids
// were answered with and which tasks are done comes along, so that repeats stay safe, and so does
// what only this device knows of rights, members and staff (salvage_books, salvage_members). At
// start, before any thread; nothing is ever deleted from the other file.
#pragma once

#include "agent/base/log.hpp"
#include "agent/base/result.hpp"
#include "agent/store/committer.hpp"
#include "sync/journal.hpp"

#include <string>

namespace aisle {

struct SalvageOutcome {
    std::string file;
    Epoch epoch;                 // of the other file; none when it could not be read
    std::uint64_t expected = 0;  // entries its counters speak of; 0 if not to be believed
    std::uint64_t recovered = 0;
    std::uint64_t unreadable = 0;  // places that gave an error or no event
};

// Whether an error of a read is no damage: there was no room, no memory, no lock or no leave to
// read with, and the file may be read another time.
bool says_nothing_of_the_file(const Error& error);

// Errors: those of the new file, and what says nothing of the old one; what the old one does wrong
// is counted.
Result<SalvageOutcome> salvage(Database& from, Committer& committer, Journal& into);

// The event that tells central: device.journal.salvaged.
EventDraft salvaged_draft(const SalvageOutcome& outcome, const Epoch& into);

}  // namespace aisle
