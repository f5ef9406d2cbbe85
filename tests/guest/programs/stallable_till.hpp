// SPDX-License-Identifier: Apache-2.0
// The three threads of a daemon that a scan goes through: the counter thread is the real Capture
// with the real sources; behind it stand an owner, which takes a scan over, and a store, which
// answers that it is durable. Only then the scan's place is given back, as in the daemon. Owner and
// store can be made to stand still.
// Promise: after stop() `heard` is what came, by device and in order. One thread uses it.
#pragma once

#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "agent/base/time.hpp"
#include "drivers/capture.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace aisle {

// A thread with nothing of its own to do.
class Worker {
public:
    Worker();
    ~Worker();
    boost::asio::io_context& io() { return io_; }
    void stop();
    // From now on for so long. `busy`: the processor is kept, too.
    void stall(Millis how_long, bool busy);

private:
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::thread thread_;
};

using HeardScans = std::map<std::string, std::vector<std::string>, std::less<>>;

class StallableTill {
public:
    StallableTill(std::vector<DeviceOptions> devices, LogSink& log);
    ~StallableTill();

    bool start();
    bool wait_until_open(std::size_t devices, Millis patience);
    // Whether so many scans have come; gives up when none comes for that long.
    bool wait_for(std::size_t scans, Millis patience);
    void stop();

    Worker& owner() { return owner_; }
    Worker& store() { return store_; }
    // The next scan finds the counter thread standing still for that long: what must not be.
    void stall_counter(Millis how_long) { counter_stall_ = how_long.count(); }

    const HeardScans& heard() const { return heard_; }
    std::uint64_t counted(Count which) const { return metrics_.get(which); }
    std::size_t most_unsettled() const { return most_unsettled_; }

private:
    void take(Scan scan, Place place);
    void settle(Scan scan, Place place);

    SystemClock clock_;
    Metrics metrics_;
    Worker owner_;
    Worker store_;
    Capture capture_;
    std::atomic<std::size_t> open_ = 0;
    std::atomic<std::size_t> settled_ = 0;
    std::atomic<std::size_t> taken_ = 0;
    std::atomic<std::size_t> most_unsettled_ = 0;
    std::atomic<Millis::rep> counter_stall_ = 0;
    HeardScans heard_;  // the owner's
};

// Nothing of what is tested depends on it: typists and waits.
void wait_for_millis(Millis time);

}  // namespace aisle
