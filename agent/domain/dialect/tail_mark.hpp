// SPDX-License-Identifier: Apache-2.0
// How far a till's journal file was read. A file is known by what it begins with, not by its name,
// which moves from one file to the next when they are rotated, nor by its number, which a copy has
// not. Pure.
#pragma once

#include "agent/base/time.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace aisle {

struct TailMark {
    // "4096:9f86d0…": how many of its first bytes, and their SHA-256. Empty: nothing was read.
    std::string file;
    std::uint64_t position = 0;  // bytes of it that were read and saved
    // The same of the last of these, for a file may come back with another end. Empty: not known,
    // as in the marks of earlier versions.
    std::string anchor{};
    bool operator==(const TailMark&) const = default;
};

// A mark as it was kept, and when its file had last been written by then.
struct KeptMark {
    TailMark mark;
    WallTime at{};
};

using KeptMarks = std::map<std::string, std::vector<KeptMark>, std::less<>>;  // by journal

}  // namespace aisle
