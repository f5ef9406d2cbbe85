// SPDX-License-Identifier: Apache-2.0
// Checks a state folder at rest: the one of a stopped daemon, or a copy. Reads everything, changes
// nothing: database pages, the ledger's chain, numbers, counters, salted hashes of person parts.
// Blocks; the operator's command.
#pragma once

#include "agent/base/result.hpp"
#include "sync/journal_reader.hpp"
#include "sync/journal_walk.hpp"

#include <string>
#include <vector>

namespace aisle {

struct VerifyReport {
    std::string file;
    JournalState journal;
    WalkReport walk;
    std::vector<std::string> problems;  // of the file and of the walk
    bool whole() const { return problems.empty(); }
};

// Errors: not_found (no journal there), newer, io. Damage is no error: it is what is reported.
Result<VerifyReport> verify_state(const std::string& folder);

}  // namespace aisle
