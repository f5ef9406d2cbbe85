// SPDX-License-Identifier: Apache-2.0
// One thread of a child process, held where it stands while the others run on: what a disk whose
// fsync does not return looks like, or a loop that does not turn. By ptrace, so that nothing in
// the program helps.
#pragma once

#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace aisle {

class HeldThread {
public:
    // By the name of the thread; the program's own is that of its main thread.
    HeldThread(pid_t process, const std::string& name) {
        const auto tasks = "/proc/" + std::to_string(process) + "/task";
        for (const auto& thread : std::filesystem::directory_iterator(tasks)) {
            std::ifstream file(thread.path() / "comm");
            std::string comm;
            std::getline(file, comm);
            if (comm == name) thread_ = std::stoi(thread.path().filename());
        }
        if (thread_ == 0) return;
        held_ = ptrace(PTRACE_SEIZE, thread_, nullptr, nullptr) == 0 &&
                ptrace(PTRACE_INTERRUPT, thread_, nullptr, nullptr) == 0 &&
                waitpid(thread_, nullptr, __WALL) == thread_;
    }
    ~HeldThread() { let_go(); }
    HeldThread(const HeldThread&) = delete;
    HeldThread& operator=(const HeldThread&) = delete;

    bool found() const { return thread_ != 0; }
    // False where the machine does not let us.
    bool held() const { return held_; }
    void let_go() {
        if (held_) ptrace(PTRACE_DETACH, thread_, nullptr, nullptr);
        held_ = false;
    }

private:
    pid_t thread_ = 0;
    bool held_ = false;
};

}  // namespace aisle
