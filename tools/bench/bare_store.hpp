// SPDX-License-Identifier: Apache-2.0
// The baseline of capture: SQLite with one table, WAL and FULL, a prepared insert, and nothing
// else. It commits rows that were committed before, in the same groups.
#pragma once

#include "tools/bench/samples.hpp"

#include <cstdint>
#include <string>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace aisle {

// What one append put on the disk.
struct BareRow {
    std::string id, event, chain, person, salt;
};

class BareStore {
public:
    explicit BareStore(const std::string& file);
    ~BareStore();
    BareStore(const BareStore&) = delete;
    BareStore& operator=(const BareStore&) = delete;

    // One transaction, durable when it returns.
    void commit(const BareRow* rows, std::size_t count);

private:
    void insert(const BareRow& row);
    void run(const char* sql);

    sqlite3* db_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
    sqlite3_stmt* begin_ = nullptr;
    sqlite3_stmt* commit_ = nullptr;
    std::int64_t place_ = 0;
};

// The journal rows of a state folder, in the order of their ids.
std::vector<BareRow> rows_of(const std::string& database);

}  // namespace aisle
