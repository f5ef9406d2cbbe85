// SPDX-License-Identifier: Apache-2.0
// SQLite, fenced: connections, prepared statements, transactions. The only door to sqlite3.h.
// A connection and its statements belong to one thread at a time. SQL is always a literal.
// Errors name the file and SQLite's number for what happened: full (no room on disk or over the
// page bound), corrupt, io (a read, write or sync failed; "no_lock": a lock), denied (no such
// folder, no right to it), conflict (a constraint), unavailable (busy; "out_of_memory").
#pragma once

#include "agent/base/function.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace aisle {

// A blob, bound and read without conversion. The bytes must live until the query has run.
struct Blob {
    std::string_view bytes;
};

// One run of a statement. Its destructor resets the statement, so no failed step lingers.
class Query {
public:
    Query(sqlite3* db, sqlite3_stmt* statement, std::optional<Error> failed)
        : db_(db), statement_(statement), failed_(std::move(failed)) {}
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    // True while there is a row; the columns below read it.
    Result<bool> next();
    // For statements that return nothing.
    Result<void> run();
    // Exactly one row, or not_found.
    Result<void> one();

    std::int64_t integer(int column) const;
    // Valid until the next step.
    std::string_view bytes(int column) const;
    bool is_null(int column) const;

private:
    sqlite3* db_;
    sqlite3_stmt* statement_;
    std::optional<Error> failed_;
};

// Compiled when first used and kept. A literal that does not compile against the migrated schema is
// a bug and stops the program; that the schema is the expected one is checked when a file is
// opened.
class Statement {
public:
    Statement(sqlite3* db, const char* sql) : db_(db), sql_(sql) {}
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;

    template <class... Args>
    Query bind(const Args&... args) {
        std::optional<Error> failed = compile();
        int index = 0;
        if (!failed) (bind_one(++index, args), ...);
        return Query(db_, statement_, std::move(failed));
    }

private:
    std::optional<Error> compile();
    void bind_one(int index, std::int64_t value);
    void bind_one(int index, int value) { bind_one(index, std::int64_t{value}); }
    void bind_one(int index, std::uint64_t value) {
        bind_one(index, static_cast<std::int64_t>(value));
    }
    void bind_one(int index, std::string_view text);
    void bind_one(int index, const char* text) { bind_one(index, std::string_view(text)); }
    void bind_one(int index, const std::string& text) { bind_one(index, std::string_view(text)); }
    void bind_one(int index, Blob blob);
    void bind_one(int index, std::nullopt_t);
    template <class T>
    void bind_one(int index, const std::optional<T>& value) {
        if (value) {
            bind_one(index, *value);
        } else {
            bind_one(index, std::nullopt);
        }
    }

    sqlite3* db_;
    const char* sql_;
    sqlite3_stmt* statement_ = nullptr;
};

// Asked of a VFS when a file is opened: that the log's pages be dropped from the cache. One that
// does not know it (the system's) has them dropped by path. SQLite leaves numbers above 100 to
// VFSs.
inline constexpr int control_drop_cached_log = 0x0A15'1E01;

struct DatabaseOptions {
    std::string path;
    bool read_only = false;
    const char* vfs = nullptr;  // null: the system's
    // `synchronous`: FULL is the promise; the crash tests show that they notice anything less.
    bool sync_every_commit = true;
    // Of a file that is made; large ones where much is written at once.
    int page_bytes_made = page_bytes;
};

// How much room a file takes, and how much its file system has left.
struct DiskUse {
    std::uint64_t page_bytes = 0;
    std::uint64_t pages = 0;
    std::uint64_t free_pages = 0;
    std::uint64_t wal_bytes = 0;   // of the write-ahead log
    std::uint64_t left_bytes = 0;  // free for us on the file system

    std::uint64_t file_bytes() const { return pages * page_bytes + wal_bytes; }
    std::uint64_t live_bytes() const { return (pages - free_pages) * page_bytes + wal_bytes; }
};

// What SQLite counts of its memory, it counts under a lock at every allocation; nobody here asks.
// For a program's start, before the first database; in a process that uses SQLite already it does
// nothing.
void do_not_count_sqlite_memory();

class Database {
public:
    // What the log says is taken from the disk, not from the cache: a log ends at its first hole,
    // and what is written behind one that a sync lost would go with it at the next power cut.
    static Result<Database> open(const DatabaseOptions& options);
    ~Database();
    Database(Database&&) noexcept;
    Database& operator=(Database&&) = delete;

    template <std::size_t n>
    Statement prepare(const char (&literal)[n]) {
        return Statement(handle(), literal);
    }
    // One or more literal statements, for schema and settings.
    template <std::size_t n>
    Result<void> run(const char (&literal)[n]) {
        return execute(literal);
    }
    // A migration's text; never built at run time.
    Result<void> run_script(const char* script) { return execute(script); }

    Result<std::int64_t> user_version();
    Result<void> set_user_version(std::int64_t version);
    // Every CREATE statement of the file, sorted by name: the shape of the schema.
    Result<std::string> schema_text();

    // Whether a transaction is open: after some failures SQLite has rolled back by itself.
    bool in_transaction() const;
    std::int64_t rows_changed() const;
    Result<DiskUse> disk_use();
    // The file never grows over this many bytes; a write that would fails with Errc::full.
    Result<void> bound_bytes(std::uint64_t bytes_max);
    // Whether the write-ahead log has grown to where it should be copied back.
    bool log_is_full() const;
    void bound_log(int pages);
    // Copies the log back into the file. Errors: io (an fsync failed), full, unavailable (readers).
    Result<void> checkpoint(bool truncate);
    // Gives up to `pages` free pages back to the file system.
    Result<void> shrink(int pages);
    const std::string& path() const;

private:
    struct State;
    explicit Database(std::unique_ptr<State> state);
    sqlite3* handle() const;
    Result<void> drop_cached_log();
    Result<void> shape_if_empty(int page_bytes_made);
    Result<void> execute(const char* sql);

    std::unique_ptr<State> state_;
};

}  // namespace aisle
