// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/short_memory.hpp"

#include <cstdlib>
#include <new>

namespace aisle {
namespace {

std::size_t end = 0;
std::size_t count = 0;

void* allocate(std::size_t bytes) {
    ++count;
    while (true) {
        const bool none_left = end > 0 && count >= end;
        void* const memory = none_left ? nullptr : std::malloc(bytes);
        if (memory) return memory;
        const auto told = std::get_new_handler();
        if (!told) std::abort();
        told();
    }
}

}  // namespace

void ShortMemory::end_at(std::size_t nth) {
    end = nth;
    count = 0;
}

std::size_t ShortMemory::allocations() {
    return count;
}

}  // namespace aisle

void* operator new(std::size_t bytes) {
    return aisle::allocate(bytes);
}
void* operator new[](std::size_t bytes) {
    return aisle::allocate(bytes);
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
    return aisle::allocate(bytes);
}
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept {
    return aisle::allocate(bytes);
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete[](void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
    std::free(memory);
}
