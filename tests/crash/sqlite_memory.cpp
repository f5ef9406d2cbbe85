// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/sqlite_memory.hpp"

#include <sqlite3.h>

namespace aisle {
namespace {

struct Memory {
    std::size_t nth = 0;  // 0: nothing is planted
    bool for_ever = false;
    std::size_t count = 0;
    int pauses = 0;
};

// SQLite gives its allocator no place to keep anything.
thread_local Memory planted;
sqlite3_mem_methods usual{};

bool fails() {
    if (planted.pauses > 0) return false;
    ++planted.count;
    if (planted.nth == 0 || planted.count < planted.nth) return false;
    if (planted.count > planted.nth && !planted.for_ever) return false;
    return true;
}

void* allocate(int bytes) {
    return fails() ? nullptr : usual.xMalloc(bytes);
}

void* reallocate(void* old, int bytes) {
    return fails() ? nullptr : usual.xRealloc(old, bytes);
}

}  // namespace

bool SqliteMemory::install() {
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &usual) != SQLITE_OK) return false;
    sqlite3_mem_methods ours = usual;
    ours.xMalloc = allocate;
    ours.xRealloc = reallocate;
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &ours) == SQLITE_OK;
}

void SqliteMemory::plant(std::size_t nth, bool for_ever) {
    planted.nth = nth;
    planted.for_ever = for_ever;
    planted.count = 0;
}

void SqliteMemory::heal() {
    planted.nth = 0;
}

std::size_t SqliteMemory::allocations() {
    return planted.count;
}

SqliteMemory::Pause::Pause() {
    ++planted.pauses;
}

SqliteMemory::Pause::~Pause() {
    --planted.pauses;
}

}  // namespace aisle
