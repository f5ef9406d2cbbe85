// SPDX-License-Identifier: Apache-2.0
// The one judge of what a device promised and what central holds. It is given evidence from three
// sides that know nothing of each other: the answers that callers got, the rows of the device's
// journal, and the bytes that central stored in the order of its commits. It counts what must
// never be. Pure; any thread.
#pragma once

#include "agent/domain/event_kind.hpp"

#include <cstdint>
#include <iosfwd>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// A caller was told that this is saved.
struct Answered {
    std::string id;  // of the first event
    Lane lane = Lane::ledger;
    std::uint64_t seq = 0;
    std::string epoch;
    std::uint64_t events = 1;  // numbered seq, seq + 1 ... in the same lane
    std::string mark;          // see mark_of(); empty: not looked at
    int life = 0;  // rises when the state folder was set back: it gives its numbers again
};

// A row of the device's journal, as its bytes stand there.
struct JournalLine {
    std::string id;
    Lane lane = Lane::ledger;
    std::uint64_t seq = 0;
    std::string bytes;
};

// Numbers that central was told it will never get.
struct GivenUp {
    std::string epoch;
    Lane lane = Lane::ledger;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};

struct Evidence {
    std::vector<Answered> answered;
    std::vector<std::string> maybe;     // marks of what got no answer: at central once or never
    std::vector<std::string> accepted;  // in the order of central's commits
    std::vector<JournalLine> journal;   // of one device, in the order of numbers
    std::vector<GivenUp> given_up;
    // Ids and marks of which the test itself destroyed the last copy that there was: a disk put
    // back before it was delivered. They are owed by nobody; all else is judged of them too.
    std::set<std::string> destroyed = {};
};

struct Verdict {
    std::uint64_t answered = 0;  // events, not answers
    std::uint64_t accepted = 0;
    std::uint64_t given_up = 0;   // answered, and within a gap instead of at central
    std::uint64_t destroyed = 0;  // answers of which the test destroyed the last copy

    std::uint64_t lost = 0;             // answered, not at central, in no gap
    std::uint64_t duplicated = 0;       // at central twice, by its id or by what it tells
    std::uint64_t out_of_order = 0;     // committed before an event that the device numbered lower
    std::uint64_t ghosts = 0;           // at central, and nobody captured it
    std::uint64_t bytes_changed = 0;    // not the bytes of the journal
    std::uint64_t deleted_early = 0;    // lost, and gone from the device as well
    std::uint64_t numbered_twice = 0;   // one number answered for two events
    std::vector<std::string> examples;  // the first few, in words

    bool clean() const;
};

std::ostream& operator<<(std::ostream& out, const Verdict& verdict);

// To be asked once everything is drained.
Verdict check_evidence(const Evidence& evidence);

// What an event tells, in a word that no other capture of a test shares: the code of a scan, the
// till and number of a purchase, the provisional id of a member, the key of a task. Empty for what
// the device says of itself.
std::string mark_of(std::string_view event);

}  // namespace aisle
