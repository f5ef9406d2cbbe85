// SPDX-License-Identifier: Apache-2.0
// The store: one thread that writes, one that reads, and nobody else touches the file.
// Callers hand in a job and hear "done" only after the commit that holds it is durable. `done` runs
// on the owner's thread (through Post), never on ours. Everything queued is bounded: over the bound
// a caller is told "busy" at once.
#pragma once

#include "agent/base/function.hpp"
#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "agent/base/pulse.hpp"
#include "agent/store/committer.hpp"
#include "agent/store/sqlite.hpp"

#include <memory>
#include <string>

namespace aisle {

// A read job: runs on the read thread, on the read-only connection, and should end in milliseconds:
// a long read keeps the log from being reused. What it found travels in what it captured.
using ReadJob = Function<Result<void>()>;

struct StoreParts {
    Database& write;
    Committer& committer;
    Post post;     // to the thread that `done` belongs to
    bool threads;  // false: every job runs at once on the caller's thread (tests, simulation)
};

class Store {
public:
    explicit Store(StoreParts parts);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    // Any thread.
    void write(Job job, Done done);
    void read(ReadJob job, Done done);

    // Finishes what is queued, answers it, and joins the threads. Idempotent.
    void stop();
    // Whether the threads still work. Any thread.
    Pulse writer_pulse() const;
    Pulse reader_pulse() const;
    // After a failed fsync, or damage that was met: nothing succeeds any more. Any thread.
    bool dead() const;
    // Called on the owner's thread, once, when the store dies.
    void on_death(Function<void()> told);
    // Called on the owner's thread, once, when a job finds the file damaged: wherever in it, what
    // stands there can be neither read nor written, and a restart alone would find it again. A
    // write that finds it is also the store's death, which is told after it.
    void on_damage(Function<void(std::string)> told);

private:
    class Threads;
    std::unique_ptr<Threads> threads_;
};

}  // namespace aisle
