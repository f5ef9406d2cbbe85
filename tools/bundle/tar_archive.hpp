// SPDX-License-Identifier: Apache-2.0
// An archive of small files as every tar reads it (POSIX ustar), written into a string. Names have
// at most 100 bytes; files are for their owner only. Pure.
#pragma once

#include "agent/base/time.hpp"

#include <string>
#include <string_view>

namespace aisle {

class TarArchive {
public:
    explicit TarArchive(WallTime made) : made_(made) {}

    void add(std::string_view name, std::string_view bytes);
    // With the two empty blocks that end it.
    std::string whole() const;

private:
    WallTime made_;
    std::string bytes_;
};

}  // namespace aisle
