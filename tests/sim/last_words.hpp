// SPDX-License-Identifier: Apache-2.0
// When the process is ended in the middle of a day, by a CHECK, a sanitizer or who waited too long,
// it says which seed it was. One day at a time.
#pragma once

#include <cstdint>

namespace aisle {

class LastWords {
public:
    explicit LastWords(std::uint64_t seed);
    ~LastWords();
    LastWords(const LastWords&) = delete;
    LastWords& operator=(const LastWords&) = delete;
};

}  // namespace aisle
