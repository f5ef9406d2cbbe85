// SPDX-License-Identifier: Apache-2.0
// What pays and who somebody is must not lie in memory once it was looked at: a core, a swap file
// or a debugger would find it. What the heap gives back is wiped by the program itself
// (wiping_memory.hpp); here are the words for buffers that live on, and for the stack.
// Any thread.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string>

namespace aisle {

// More than a string holds within itself, for reserve(): what it leaves behind there when it moves
// to the heap, nothing wipes.
inline constexpr std::size_t room_outside = 64;

inline void wipe(std::span<char> bytes) {
    if (!bytes.empty()) ::explicit_bzero(bytes.data(), bytes.size());
}

// Empty afterwards, and all it had room for is zeros.
inline void wipe(std::string& text) {
    text.resize(text.capacity());
    wipe(std::span<char>(text.data(), text.size()));
    text.clear();
}

// As long as it was; behind its end, in the room that it keeps, are zeros.
inline void wipe_behind(std::string& text) {
    const auto size = text.size();
    text.resize(text.capacity());
    wipe(std::span<char>(text).subspan(size));
    text.resize(size);
}

// What calls that have returned left below the caller on its thread's stack.
void wipe_stack();

// No core, and no other program of the same user that looks in. For a program's start.
void keep_memory_private();

}  // namespace aisle
