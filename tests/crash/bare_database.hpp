// SPDX-License-Identifier: Apache-2.0
// Bare SQLite for tests that must not trust our own use of it: open, run, ask. One thread.
#pragma once

#include "tests/crash/crash_vfs.hpp"

#include <sqlite3.h>

#include <functional>
#include <string>
#include <string_view>

namespace aisle {

// The columns of the row a statement stands on.
class BareRow {
public:
    explicit BareRow(sqlite3_stmt* statement) : statement_(statement) {}
    int columns() const { return sqlite3_column_count(statement_); }
    int type(int column) const { return sqlite3_column_type(statement_, column); }
    std::uint64_t number(int column) const {
        return static_cast<std::uint64_t>(sqlite3_column_int64(statement_, column));
    }
    // Valid until the next row.
    std::string_view bytes(int column) const;

private:
    sqlite3_stmt* statement_;
};

class BareDatabase {
public:
    BareDatabase(const CrashVfs& vfs, const char* name);
    ~BareDatabase() { sqlite3_close(db_); }
    BareDatabase(const BareDatabase&) = delete;
    BareDatabase& operator=(const BareDatabase&) = delete;

    int run(const std::string& sql);
    // Calls `row` for each row. False when the statement could not run to its end.
    bool each(const std::string& sql, const std::function<void(const BareRow&)>& row);
    // The first column of the first row as text; empty when there is none.
    std::string ask(const char* sql);
    std::uint64_t count(const char* sql);

private:
    sqlite3* db_ = nullptr;
    int opened_;
};

}  // namespace aisle
