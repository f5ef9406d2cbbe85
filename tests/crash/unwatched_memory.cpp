// SPDX-License-Identifier: Apache-2.0
// SQLite's own memory is not watched by the address sanitizer here: that took a third of the time,
// in which fewer power cuts were seen. A text kept past its row is found in every other test.
#ifdef AISLE_SANITIZED
#include "agent/base/check.hpp"

#include <sqlite3.h>

#include <cstdint>
#include <cstring>

// What lies under the sanitizers' malloc.
extern "C" void* __libc_malloc(std::size_t bytes);
extern "C" void* __libc_realloc(void* old, std::size_t bytes);
extern "C" void __libc_free(void* memory);

namespace aisle {
namespace {

// SQLite asks how large a piece is; it stands before the piece.
using Size = std::int64_t;

void* after_size(void* whole, int bytes) {
    if (whole == nullptr) return nullptr;
    const Size size = bytes;
    std::memcpy(whole, &size, sizeof size);
    return static_cast<char*>(whole) + sizeof size;
}

void* whole_of(void* piece) {
    return static_cast<char*>(piece) - sizeof(Size);
}

std::size_t with_size(int bytes) {
    return static_cast<std::size_t>(bytes) + sizeof(Size);
}

void* allocate(int bytes) {
    return after_size(__libc_malloc(with_size(bytes)), bytes);
}

void release(void* piece) {
    if (piece != nullptr) __libc_free(whole_of(piece));
}

void* reallocate(void* piece, int bytes) {
    return after_size(__libc_realloc(whole_of(piece), with_size(bytes)), bytes);
}

int size_of(void* piece) {
    Size size = 0;
    if (piece != nullptr) std::memcpy(&size, whole_of(piece), sizeof size);
    return static_cast<int>(size);
}

int rounded_up(int bytes) {
    return (bytes + 7) & ~7;
}

int begin(void*) {
    return SQLITE_OK;
}

void end(void*) {}

// Before the first database of the process.
[[maybe_unused]] const bool taken = [] {
    sqlite3_mem_methods plain{allocate,   release, reallocate, size_of,
                              rounded_up, begin,   end,        nullptr};
    CHECK(sqlite3_config(SQLITE_CONFIG_MALLOC, &plain) == SQLITE_OK, "SQLite takes it");
    return true;
}();

}  // namespace
}  // namespace aisle
#endif
