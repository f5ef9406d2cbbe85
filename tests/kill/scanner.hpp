// SPDX-License-Identifier: Apache-2.0
// A scanner behind a FIFO. It hears no answer, so what it typed is at central once or never; the
// FIFO keeps what a killed daemon had not read yet. Each code stands between two marks, so that a
// code whose beginning died with the daemon is known to be torn.
#pragma once

#include "agent/base/check.hpp"
#include "tests/support/checker.hpp"
#include "tests/support/scratch_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <unordered_set>

namespace aisle {

class Scanner {
public:
    Scanner() {
        CHECK(::mkfifo(path().c_str(), 0600) == 0, "a FIFO");
        // For reading too, so that it neither blocks nor ends when nobody reads.
        fd_ = ::open(path().c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
        CHECK(fd_ >= 0, "the FIFO opens");
    }
    ~Scanner() { ::close(fd_); }
    Scanner(const Scanner&) = delete;
    Scanner& operator=(const Scanner&) = delete;

    std::string settings() const {
        return "[[device]]\nname = \"lane1\"\nkind = \"fd\"\npath = \"" + path() +
               "\"\nprefix = \"\\u0002\"\nsuffix = \"\\u0003\"\n";
    }
    // A code that was never typed before.
    void type(Evidence& evidence) {
        const std::string code = "typed-" + std::to_string(++count_);
        const std::string bytes = "\x02" + code + "\x03";
        CHECK(::write(fd_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
              "the FIFO takes it all");
        evidence.maybe.push_back(code);
    }
    // How many of the codes are at central.
    static std::size_t arrived(const Evidence& evidence) {
        const std::unordered_set<std::string> typed(evidence.maybe.begin(), evidence.maybe.end());
        return static_cast<std::size_t>(std::count_if(
            evidence.accepted.begin(), evidence.accepted.end(),
            [&](const std::string& event) { return typed.contains(mark_of(event)); }));
    }

private:
    std::string path() const { return folder_.file("scanner"); }

    ScratchFolder folder_;
    int fd_ = -1;
    std::size_t count_ = 0;
};

}  // namespace aisle
