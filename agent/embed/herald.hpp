// SPDX-License-Identifier: Apache-2.0
// The thread on which the host's functions are called, all of them, one at a time. It is not the
// agent's: a host that is slow, or asks again from within its own function and waits, holds up
// nobody but itself.
// Promise: an answer that is owed is given, news may be left out when too many wait, and then that
// is told. Any thread.
#pragma once

#include "agent/base/function.hpp"
#include "agent/base/time.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <cstddef>
#include <thread>

namespace aisle {

class Herald {
public:
    // `missed` is called when news were left out, before the next.
    explicit Herald(Function<void()> missed);
    // Tells what still waits, and joins.
    ~Herald();
    Herald(const Herald&) = delete;
    Herald& operator=(const Herald&) = delete;

    void owe(Function<void()> answer);
    void tell(Function<void()> news);
    // Whether this is its thread.
    bool here() const;
    // Until all that came before has been told; false when that takes longer.
    bool wait(Millis patience);

private:
    void tell_missed();

    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    Function<void()> missed_;
    std::atomic<std::size_t> news_ = 0;  // waiting
    std::atomic<bool> left_out_ = false;
    std::thread thread_;
};

}  // namespace aisle
