// SPDX-License-Identifier: Apache-2.0
// The state folder of a till on a disk, and what happens to disks: bytes change, pages are lost,
// old, or stand in each other's place, files are cut, gone or under another's name, marks say
// something else, and rows hold what nobody wrote. Which of it, the bytes of a script say. Pure.
#pragma once

#include "tests/crash/crash_disk.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace aisle {

// Bytes that decide, taken from the front; zeros when there are no more.
class Script {
public:
    explicit Script(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
    bool over() const { return bytes_.empty(); }
    std::uint8_t byte();
    std::size_t number();  // of two bytes
    std::string text(std::size_t bytes);

private:
    std::span<const std::uint8_t> bytes_;
};

// As shops have them: a quiet one, one that was killed with its log half full, a long one, and one
// whose journal belongs to a newer program, with a journal of ours beside it.
inline constexpr std::size_t worn_disk_kinds = 4;
const DiskImage& disk_before_wear(std::size_t kind);

// One more damage.
void wear(DiskImage& image, Script& script);

}  // namespace aisle
