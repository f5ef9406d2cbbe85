// SPDX-License-Identifier: Apache-2.0
// What is to be said of whether anybody reads the copy: once that nobody does, with why and what to
// do, and once that somebody does again. A daemon that is started again is no news, and one that
// comes and goes for years fills no journal. Pure.
#pragma once

#include "agent/base/time.hpp"

#include <optional>
#include <string>
#include <utility>

namespace aisle {

// So long a daemon that was there may be away untold.
inline constexpr Seconds reader_away{10};
// How often it is said that nobody reads, at most.
inline constexpr int complaints_an_hour = 3;

class ReaderWatch {
public:
    // An empty path: nobody is to read, and nothing is said.
    explicit ReaderWatch(std::string path) : path_(std::move(path)) {}

    // `failed`: 0 while somebody reads, else the errno of the call. What to say now; mostly empty.
    std::string look(int failed, MonoTime now);

private:
    bool may_complain(MonoTime now);

    std::string path_;
    bool was_read_ = false;          // ever
    std::optional<MonoTime> since_;  // nobody has read
    int said_ = 0;                   // the failure that was said last; 0: none, or that it is over
    std::optional<MonoTime> hour_;   // when it began
    int complaints_ = 0;             // in that hour
};

}  // namespace aisle
