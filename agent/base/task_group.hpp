// SPDX-License-Identifier: Apache-2.0
// The coroutines of one shell: each has a name and an owner, none outlives its owner's stop.
// Stopping cancels every child at the point where it waits and tells when the last has returned. A
// child that ends in an exception is a bug, for our code throws none: it is logged and the program
// stops. Only on the thread that runs the executor. This is the one place that starts a coroutine.
#pragma once

#include "agent/base/function.hpp"
#include "agent/base/log.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <exception>
#include <list>
#include <string>

namespace aisle {

class TaskGroup {
public:
    TaskGroup(boost::asio::any_io_executor executor, Log log);
    // Every child must have returned: a coroutine must not wake in a shell that is gone.
    ~TaskGroup();
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    // After stop() the task is not begun.
    void spawn(std::string name, boost::asio::awaitable<void> task);
    // Cancels all and calls `stopped` once none is left, at once if there is none.
    void stop(Function<void()> stopped);
    std::size_t size() const { return children_.size(); }

private:
    struct Child {
        std::string name;
        boost::asio::cancellation_signal cancel;
    };
    using Place = std::list<Child>::iterator;

    void returned(Place child, const std::exception_ptr& failure);
    void check(const std::string& name, const std::exception_ptr& failure);

    boost::asio::any_io_executor executor_;
    Log log_;
    std::list<Child> children_;
    bool stopping_ = false;
    Function<void()> stopped_;
};

}  // namespace aisle
