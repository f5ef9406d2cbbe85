// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/bare_database.hpp"

namespace aisle {

std::string_view BareRow::bytes(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes ? std::string_view(bytes, size) : std::string_view();
}

BareDatabase::BareDatabase(const CrashVfs& vfs, const char* name)
    : opened_(sqlite3_open_v2(name, &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                              vfs.name().c_str())) {}

int BareDatabase::run(const std::string& sql) {
    if (opened_ != SQLITE_OK) return opened_;
    return sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
}

bool BareDatabase::each(const std::string& sql, const std::function<void(const BareRow&)>& row) {
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr);
    if (code == SQLITE_OK) {
        while ((code = sqlite3_step(statement)) == SQLITE_ROW) row(BareRow(statement));
    }
    sqlite3_finalize(statement);
    return code == SQLITE_DONE;
}

std::string BareDatabase::ask(const char* sql) {
    std::string answer;
    bool first = true;
    const bool whole = each(sql, [&](const BareRow& row) {
        if (first) answer = row.bytes(0);
        first = false;
    });
    return whole ? answer : "";
}

std::uint64_t BareDatabase::count(const char* sql) {
    const std::string answer = ask(sql);
    return answer.empty() ? 0 : std::stoull(answer);
}

}  // namespace aisle
