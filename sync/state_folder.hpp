// SPDX-License-Identifier: Apache-2.0
// The folder that holds the journal, and which file of it is the journal. Opening always gives a
// journal to write to, whatever state the folder is in:
//   - a damaged file is left where it is, a fresh one is begun, what is readable is carried over;
//     the damaged one goes at the first start after somebody was erased, for she may stand in it;
//   - a file of a newer program is left untouched and a journal of our own is begun beside it; the
//     newer program carries that one over when it returns;
//   - a file that the disk does not give is left too, and one of our own kept beside it until it
//     can be read again;
//   - what was kept beside any journal is carried over into the one in use as soon as may be;
//   - what happened is said in `notes`, which the log, the status and central repeat.
// No file is ever renamed: `current` names the journal and is replaced at the very end, so a power
// cut leaves either the old state or the new one. Blocks; at start, before any thread.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/files.hpp"
#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "agent/store/committer.hpp"
#include "agent/store/sqlite.hpp"
#include "sync/journal.hpp"
#include "sync/salvage.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aisle {

struct StateFolder {
    std::string path;
    Files& files;
    Entropy& entropy;
    Log log;
    Metrics& metrics;
    const char* vfs = nullptr;
    bool sync_every_commit = true;  // false only in the control that must be caught
};

// Everything that writes, on one connection, with the journal loaded; and a connection to read.
struct OpenJournal {
    std::string file;
    std::unique_ptr<Database> write;
    std::unique_ptr<Database> read;
    std::unique_ptr<Committer> committer;
    std::unique_ptr<Journal> journal;
    std::vector<std::string> notes;        // what a person should know
    std::vector<SalvageOutcome> salvaged;  // what central should know
};

// Errors: full, io, denied: the folder cannot be written at all.
Result<OpenJournal> open_state_folder(const StateFolder& folder);

// The name of the file in the folder that is the journal.
Result<std::string> current_journal(const std::string& folder, Files& files);

// Remembers that the journal was found damaged while running; the next open sets it aside.
Result<void> mark_damaged(const StateFolder& folder, const std::string& file, std::string_view why);

}  // namespace aisle
