// SPDX-License-Identifier: Apache-2.0
// The planted fault of aisled-normal, which is the daemon otherwise: when it asks SQLite to sync at
// every commit, SQLite hears the weaker `synchronous = NORMAL`.
#include <dlfcn.h>
#include <sqlite3.h>

#include <string_view>

// Stands before the library's own, which it calls.
extern "C" [[gnu::visibility("default")]] int sqlite3_exec(sqlite3* db, const char* sql,
                                                           int (*row)(void*, int, char**, char**),
                                                           void* context, char** error) {
    using Exec = decltype(&sqlite3_exec);
    static const auto real = reinterpret_cast<Exec>(dlsym(RTLD_NEXT, "sqlite3_exec"));
    const bool full = std::string_view(sql) == "PRAGMA synchronous = FULL;";
    return real(db, full ? "PRAGMA synchronous = NORMAL;" : sql, row, context, error);
}
