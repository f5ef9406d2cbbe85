// SPDX-License-Identifier: Apache-2.0
#include "agent/base/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <utility>

namespace aisle {

TaskGroup::TaskGroup(boost::asio::any_io_executor executor, Log log)
    : executor_(std::move(executor)), log_(log) {}

TaskGroup::~TaskGroup() {
    CHECK(children_.empty(), "a task group is stopped before it ends");
}

void TaskGroup::spawn(std::string name, boost::asio::awaitable<void> task) {
    if (stopping_) return;
    children_.emplace_back().name = std::move(name);
    const Place child = std::prev(children_.end());
    auto on_return = [this, child](const std::exception_ptr& failure) { returned(child, failure); };
    boost::asio::co_spawn(
        executor_, std::move(task),
        boost::asio::bind_cancellation_slot(child->cancel.slot(), std::move(on_return)));
}

void TaskGroup::stop(Function<void()> stopped) {
    stopping_ = true;
    stopped_ = std::move(stopped);
    for (auto child = children_.begin(); child != children_.end();) {
        // It may return inside the call, and then its place is gone.
        auto& signal = (child++)->cancel;
        signal.emit(boost::asio::cancellation_type::all);
    }
    if (children_.empty() && stopped_) std::exchange(stopped_, nullptr)();
}

void TaskGroup::returned(Place child, const std::exception_ptr& failure) {
    const std::string name = std::move(child->name);
    children_.erase(child);
    if (failure) check(name, failure);
    if (stopping_ && children_.empty() && stopped_) std::exchange(stopped_, nullptr)();
}

// A cancelled coroutine that waits once more is unwound by Asio with operation_aborted: that is
// how a child ends in a stop.
void TaskGroup::check(const std::string& name, const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
        if (stopping_ && error.code() == boost::asio::error::operation_aborted) return;
        log_.error("task.failed", {{"task", name}, {"error", error.what()}});
    } catch (const std::exception& error) {
        log_.error("task.failed", {{"task", name}, {"error", error.what()}});
    }
    CHECK(false, "a coroutine ended in an exception");
}

}  // namespace aisle
