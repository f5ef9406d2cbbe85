// SPDX-License-Identifier: Apache-2.0
// What a program of ours is set up with as a whole process, first thing in main(). Not for a
// library: these are the program's to decide.
#pragma once

#include "agent/store/sqlite.hpp"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <new>
#include <string_view>

namespace aisle {

// Without memory there is no way on: our code does not throw, and nothing in it is written to be
// unwound. What was answered is on the disk. Says so in one line and ends; a supervisor starts it
// again. Takes no memory itself.
[[noreturn]] inline void end_without_memory() {
    constexpr std::string_view line = "aisle: out of memory; ending, to be started again\n";
    [[maybe_unused]] const ssize_t ignored = write(STDERR_FILENO, line.data(), line.size());
    _exit(EXIT_FAILURE);
}

inline void prepare_process() {
    std::set_new_handler(end_without_memory);
    // A peer that has gone is an error of the write, not a signal.
    std::signal(SIGPIPE, SIG_IGN);
    do_not_count_sqlite_memory();
}

}  // namespace aisle
