// SPDX-License-Identifier: Apache-2.0
// Looks at what a power cut left of a till and says whether every promise was kept. Reads the file
// with bare SQL of its own, not with the code under test.
//
//  - the till starts, and the file is whole for SQLite;
//  - all tables together hold exactly what they held after some commit: nothing half applied. The
//    commit is the last one that was answered, or the one under way: nothing said to be saved is
//    missing;
//  - every number of each lane is a row or in a gap, once; counters and ids agree with the rows;
//    the ledger's chain can be computed again from its anchor; what was told is there byte for
//    byte, or its absence is explained;
//  - the next capture works and gets the next number.
#pragma once

#include "tests/crash/bare_database.hpp"
#include "tests/crash/power_cut.hpp"
#include "tests/crash/till.hpp"

#include <set>
#include <string>
#include <utility>

namespace aisle {

class PowerChecker {
public:
    // `exact`: the tables must be those of a commit of the story. A run in which some commits
    // failed and later ones did not is held to the rest only.
    explicit PowerChecker(const Story& story, bool exact = true) : story_(story), exact_(exact) {}

    void look(CrashState& state);
    // The tables only, without a start: for a till that was seen to go on by itself.
    void look_at_tables(const CrashState& state, const std::string& path);

    // The schema and all rows of all tables, in 64 bits.
    static std::uint64_t digest(BareDatabase& db);

    struct Verdict {
        std::size_t states = 0;
        std::size_t broken = 0;   // does not start, or SQLite finds damage
        std::size_t lost = 0;     // less than was promised
        std::size_t halves = 0;   // what no commit ever left
        std::size_t untrue = 0;   // counters, chain, gaps or receipts disagree with the rows
        std::string first_wrong;  // which state, and what about it

        std::size_t wrong() const { return broken + lost + halves + untrue; }
        void add(const Verdict& other);
        std::string text() const;
    };
    const Verdict& verdict() const { return verdict_; }

private:
    void blame(std::size_t& count, const CrashState& state, const std::string& what);
    // Whether all that the tables hold is as it should be.
    bool holds(BareDatabase& db, const CrashState& state);
    // Whether the tables are those of the last promise or of the commit under way.
    bool tables_fit(const CrashState& state, std::uint64_t found);

    const Story& story_;
    bool exact_;
    Verdict verdict_;
    std::set<std::pair<std::uint64_t, std::size_t>> proven_;  // contents already found true
};

}  // namespace aisle
