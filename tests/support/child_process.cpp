// SPDX-License-Identifier: Apache-2.0
#include "tests/support/child_process.hpp"

#include "tests/support/scratch_folder.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <climits>
#include <csignal>
#include <cstdlib>
#include <utility>

namespace aisle {
namespace {

// After fork(): nothing here allocates.
[[noreturn]] void become(char* const* words, const char* output_file) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int out = open(output_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (out >= 0) {
        dup2(out, STDOUT_FILENO);
        dup2(out, STDERR_FILENO);
    }
    if (in >= 0) dup2(in, STDIN_FILENO);
    // What the test has open is the test's: a terminal it hangs up must be gone for everybody.
    close_range(STDERR_FILENO + 1, UINT_MAX, CLOSE_RANGE_CLOEXEC);
    execvp(words[0], words);
    _exit(127);
}

void add_sbin_to_path() {
    const char* path = std::getenv("PATH");
    const std::string now = path == nullptr ? "/usr/bin" : path;
    if (now.find("/usr/sbin") == std::string::npos) setenv("PATH", (now + ":/usr/sbin").c_str(), 1);
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& words, const std::string& output_file) {
    add_sbin_to_path();
    std::vector<std::string> copies = words;
    std::vector<char*> pointers;
    for (std::string& word : copies) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0) become(pointers.data(), output_file.c_str());
}

ChildProcess::~ChildProcess() {
    signal(SIGKILL);
    wait();
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), status_(other.status_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
    std::swap(pid_, other.pid_);
    std::swap(status_, other.status_);
    return *this;
}

void ChildProcess::signal(int number) {
    if (pid_ > 0) kill(pid_, number);
}

void ChildProcess::collect(int status) {
    status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    pid_ = 0;
}

int ChildProcess::wait() {
    int status = 0;
    if (pid_ > 0 && waitpid(pid_, &status, 0) == pid_) collect(status);
    return status_;
}

bool ChildProcess::running() {
    int status = 0;
    if (pid_ > 0 && waitpid(pid_, &status, WNOHANG) == pid_) collect(status);
    return pid_ > 0;
}

Ran run_program(const std::vector<std::string>& words) {
    const ScratchFolder folder;
    Ran ran;
    ran.status = ChildProcess(words, folder.file("output")).wait();
    ran.output = read_whole(folder.file("output"));
    return ran;
}

std::size_t times_said(std::string_view what, std::string_view printed) {
    std::size_t times = 0;
    for (auto at = printed.find(what); at != std::string_view::npos; ++times) {
        at = printed.find(what, at + what.size());
    }
    return times;
}

void let_others_work() {
    poll(nullptr, 0, 5);
}

}  // namespace aisle
