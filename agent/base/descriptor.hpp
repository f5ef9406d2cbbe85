// SPDX-License-Identifier: Apache-2.0
// A file descriptor that closes itself. Any thread, one at a time.
#pragma once

#include <unistd.h>

#include <utility>

namespace aisle {

class Descriptor {
public:
    // What a system call returned: below zero it is none.
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int get() const { return number_; }
    bool open() const { return number_ >= 0; }
    // Some file systems tell only now that the bytes did not arrive.
    bool close() { return ::close(std::exchange(number_, -1)) == 0; }

private:
    int number_;
};

}  // namespace aisle
