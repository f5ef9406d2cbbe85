// SPDX-License-Identifier: Apache-2.0
// The hub's one SQLite file: its tables, and turns at writing in it.
// Promise: a transaction that committed is on the disk; writers of several processes (a running
// hub, an operator's command) take turns, commit and checkpoint together, never at the same
// instant: SQLite 3.40 can lose pages when two connections do. The turn is a lock on FILE.lock.
// One object, one thread.
#pragma once

#include "agent/store/sqlite.hpp"

#include <memory>
#include <string>

namespace aisle {

inline constexpr std::int64_t hub_schema_version = 2;

class HubDatabase {
    class Turn;
    struct Key {};

public:
    HubDatabase(Key, Database db, std::unique_ptr<Turn> turn);
    // Makes a file that is not there yet, and brings an older hub's up to date. ":memory:" is for
    // tests and has no lock; nor has a file on a VFS of one's own, for whoever brings that is the
    // only one there. Errors: newer (written by a newer hub), corrupt (not a hub's database),
    // denied, io, full.
    static Result<std::unique_ptr<HubDatabase>> open(const std::string& path,
                                                     const char* vfs = nullptr);
    // For what only reads, beside a running hub. Errors: as above, not_found.
    static Result<std::unique_ptr<HubDatabase>> open_to_read(const std::string& path);
    ~HubDatabase();
    HubDatabase(const HubDatabase&) = delete;
    HubDatabase& operator=(const HubDatabase&) = delete;

    Database& db() { return db_; }
    // Waits for the turn.
    Result<void> begin();
    // The turn ends, whatever the outcome; after an error nothing of it is in the file.
    Result<void> commit();
    void rollback();
    bool in_transaction() const { return db_.in_transaction(); }

    // Within a transaction: everything since mark() can be undone alone. drop_mark() ends it,
    // undone or not.
    Result<void> mark();
    Result<void> undo_to_mark();
    Result<void> drop_mark();

private:
    Result<void> make_tables();
    Result<void> migrate();
    Result<void> check_version();

    Database db_;
    std::unique_ptr<Turn> turn_;
    Statement begin_;
    Statement commit_;
    Statement rollback_;
    Statement mark_;
    Statement undo_to_mark_;
    Statement drop_mark_;
};

// Rolls back at the end of its scope unless it was committed.
class HubTransaction {
public:
    explicit HubTransaction(HubDatabase& database) : database_(database) {}
    ~HubTransaction() {
        if (database_.in_transaction()) database_.rollback();
    }
    HubTransaction(const HubTransaction&) = delete;
    HubTransaction& operator=(const HubTransaction&) = delete;

    Result<void> begin() { return database_.begin(); }
    Result<void> commit() { return database_.commit(); }

private:
    HubDatabase& database_;
};

}  // namespace aisle
