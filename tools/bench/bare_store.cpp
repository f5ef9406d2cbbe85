// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/bare_store.hpp"

#include "agent/base/check.hpp"
#include "agent/base/limits.hpp"

#include <sqlite3.h>

namespace aisle {
namespace {

sqlite3_stmt* prepare(sqlite3* db, const char* sql) {
    sqlite3_stmt* statement = nullptr;
    const int code =
        sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    CHECK(code == SQLITE_OK, sqlite3_errmsg(db));
    return statement;
}

void step(sqlite3_stmt* statement) {
    CHECK(sqlite3_step(statement) == SQLITE_DONE, sqlite3_errmsg(sqlite3_db_handle(statement)));
    sqlite3_reset(statement);
}

void bind(sqlite3_stmt* statement, int index, const std::string& bytes) {
    if (bytes.empty()) {
        sqlite3_bind_null(statement, index);
    } else {
        sqlite3_bind_blob64(statement, index, bytes.data(), bytes.size(), SQLITE_STATIC);
    }
}

std::string column(sqlite3_stmt* statement, int index) {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, index));
    const int size = sqlite3_column_bytes(statement, index);
    return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(size));
}

}  // namespace

BareStore::BareStore(const std::string& file) {
    CHECK(sqlite3_open(file.c_str(), &db_) == SQLITE_OK, "the disk takes a database");
    run("PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    sqlite3_wal_autocheckpoint(db_, 1000);
    run("CREATE TABLE entry(place INTEGER PRIMARY KEY, id BLOB, event BLOB, chain BLOB,"
        " person BLOB, salt BLOB)");
    insert_ = prepare(db_, "INSERT INTO entry VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    begin_ = prepare(db_, "BEGIN IMMEDIATE");
    commit_ = prepare(db_, "COMMIT");
}

BareStore::~BareStore() {
    for (auto* statement : {insert_, begin_, commit_}) sqlite3_finalize(statement);
    sqlite3_close(db_);
}

void BareStore::run(const char* sql) {
    CHECK(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sqlite3_errmsg(db_));
}

void BareStore::insert(const BareRow& row) {
    sqlite3_bind_int64(insert_, 1, ++place_);
    bind(insert_, 2, row.id);
    bind(insert_, 3, row.event);
    bind(insert_, 4, row.chain);
    bind(insert_, 5, row.person);
    bind(insert_, 6, row.salt);
    step(insert_);
}

void BareStore::commit(const BareRow* rows, std::size_t count) {
    // A statement alone is its own transaction, as a program would write it.
    if (count == 1) return insert(*rows);
    step(begin_);
    for (std::size_t i = 0; i < count; ++i) insert(rows[i]);
    step(commit_);
}

std::vector<BareRow> rows_of(const std::string& database) {
    sqlite3* db = nullptr;
    CHECK(sqlite3_open_v2(database.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK,
          "the journal that was written can be read");
    auto* statement =
        prepare(db, "SELECT id, event, chain, person, salt FROM entry ORDER BY id, place");
    std::vector<BareRow> rows;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        rows.push_back({column(statement, 0), column(statement, 1), column(statement, 2),
                        column(statement, 3), column(statement, 4)});
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return rows;
}

}  // namespace aisle
