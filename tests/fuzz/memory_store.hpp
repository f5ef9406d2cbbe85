// SPDX-License-Identifier: Apache-2.0
// A journal and its database in memory, one connection for all, and made as new in a fraction of
// the time that opening another takes: a fuzz target needs a clean one for each input. One thread.
#pragma once

#include "agent/base/metrics.hpp"
#include "agent/store/committer.hpp"
#include "agent/store/sqlite.hpp"
#include "sync/journal.hpp"
#include "tests/fuzz/silence.hpp"

namespace aisle {

class MemoryStore {
public:
    MemoryStore();

    // Every table empty, and the journal at its first numbers.
    void make_new();
    Result<void> commit(Job job);
    Log log() { return Log(silence_, LogLevel::debug); }

private:
    Silence silence_;

public:
    Metrics metrics;
    Database db;
    Committer committer;
    Journal journal;
};

}  // namespace aisle
