// SPDX-License-Identifier: Apache-2.0
// What a program of ours is set up with as a whole process, first thing in main(). Not for a
// library: these are the program's to decide.
#pragma once

#include "agent/store/sqlite.hpp"

#include <csignal>

namespace aisle {

inline void prepare_process() {
    // A peer that has gone is an error of the write, not a signal.
    std::signal(SIGPIPE, SIG_IGN);
    do_not_count_sqlite_memory();
}

}  // namespace aisle
