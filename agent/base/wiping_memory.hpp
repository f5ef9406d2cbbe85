// SPDX-License-Identifier: Apache-2.0
// For the one file with main() of a program that reads tills or scanners, and for no library: what
// C++ gives back to the heap is wiped first, so that a card number that was read is gone with the
// string that held it. Under a sanitizer the heap is its own, and is told to fill what is freed
// (tests/tap).
#pragma once

#include <malloc.h>

#include <cstdlib>
#include <cstring>
#include <new>

#ifndef AISLE_SANITIZED

namespace {

void wipe_and_free(void* block) noexcept {
    if (block == nullptr) return;
    ::explicit_bzero(block, ::malloc_usable_size(block));
    std::free(block);
}

}  // namespace

void operator delete(void* block) noexcept {
    wipe_and_free(block);
}
void operator delete[](void* block) noexcept {
    wipe_and_free(block);
}
void operator delete(void* block, std::size_t) noexcept {
    wipe_and_free(block);
}
void operator delete[](void* block, std::size_t) noexcept {
    wipe_and_free(block);
}
void operator delete(void* block, std::align_val_t) noexcept {
    wipe_and_free(block);
}
void operator delete[](void* block, std::align_val_t) noexcept {
    wipe_and_free(block);
}
void operator delete(void* block, std::size_t, std::align_val_t) noexcept {
    wipe_and_free(block);
}
void operator delete[](void* block, std::size_t, std::align_val_t) noexcept {
    wipe_and_free(block);
}

#endif
