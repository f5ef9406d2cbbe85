// SPDX-License-Identifier: Apache-2.0
// A thread's queue for tests of things that post: runs what was posted, on the test's own thread,
// until something is so or the time is up. No fixed waits: it wakes when there is something to run.
#pragma once

#include "agent/base/function.hpp"
#include "agent/base/time.hpp"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>

namespace aisle {

class TestLoop {
public:
    // Lives longer than the loop if it must; what is posted then is dropped.
    Post post() {
        return [queue = queue_](Function<void()> task) {
            const std::lock_guard lock(queue->mutex);
            queue->tasks.push_back(std::move(task));
            queue->wake.notify_one();
        };
    }

    // False if it did not become so in time. `so` is looked at after each task.
    template <class Predicate>
    bool run_until(Predicate so, Millis limit = Seconds(30)) {
        const SystemClock clock;
        const MonoTime deadline = clock.mono() + limit;
        while (!so()) {
            const MonoTime now = clock.mono();
            if (now >= deadline) return false;
            if (auto task = take(deadline - now)) task();
        }
        return true;
    }
    void run_ready() {
        while (auto task = take(Micros(0))) task();
    }

private:
    struct Queue {
        std::mutex mutex;
        std::condition_variable wake;
        std::deque<Function<void()>> tasks;
    };

    Function<void()> take(Micros patience) {
        std::unique_lock lock(queue_->mutex);
        if (!queue_->wake.wait_for(lock, patience, [this] { return !queue_->tasks.empty(); })) {
            return {};
        }
        Function<void()> task = std::move(queue_->tasks.front());
        queue_->tasks.pop_front();
        return task;
    }

    std::shared_ptr<Queue> queue_ = std::make_shared<Queue>();
};

}  // namespace aisle
