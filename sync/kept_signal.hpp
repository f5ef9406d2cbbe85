// SPDX-License-Identifier: Apache-2.0
// What a signal does in this process, kept as it was: Paho ignores SIGPIPE for the whole process
// each time it makes its first client, and that is the program's to decide. In between the signal
// is ignored for a moment. Our programs ignore it themselves (prepare_process); where we are a
// library, the threads that write have it blocked. Any thread.
#pragma once

#include <csignal>

namespace aisle {

class KeptSignal {
public:
    explicit KeptSignal(int number) : number_(number) { ::sigaction(number, nullptr, &before_); }
    ~KeptSignal() { ::sigaction(number_, &before_, nullptr); }
    KeptSignal(const KeptSignal&) = delete;
    KeptSignal& operator=(const KeptSignal&) = delete;

private:
    int number_;
    struct sigaction before_ {};
};

}  // namespace aisle
