// SPDX-License-Identifier: Apache-2.0
// A program started by a test: it ends with the test, whatever happens, and is stopped by its own
// process id only. What it prints goes to a file.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace aisle {

class ChildProcess {
public:
    ChildProcess() = default;
    // The first word is the program, looked for in PATH and in /usr/sbin.
    ChildProcess(const std::vector<std::string>& words, const std::string& output_file);
    ~ChildProcess();
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;

    // Sends a signal; nothing happens if it has ended.
    void signal(int number);
    // Waits for its end. The exit status, or 128 and the signal that ended it.
    int wait();
    // Looks without waiting.
    bool running();
    // 0 once it has been waited for.
    pid_t pid() const { return pid_; }

private:
    void collect(int status);

    pid_t pid_ = 0;
    int status_ = 0;
};

// Runs to its end; all it printed is in `output`.
struct Ran {
    int status = 0;
    std::string output;
};
Ran run_program(const std::vector<std::string>& words);

// How often it stands in what a program has printed.
std::size_t times_said(std::string_view what, std::string_view printed);

// Waits a moment for something outside of this program, between two looks at it.
void let_others_work();
// Looks until it is so or the time is up.
template <class Predicate>
bool soon(Predicate predicate, int looks_max = 2000) {
    for (int look = 0; look < looks_max; ++look) {
        if (predicate()) return true;
        let_others_work();
    }
    return predicate();
}

}  // namespace aisle
