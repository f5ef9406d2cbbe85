// SPDX-License-Identifier: Apache-2.0
// Feeds the supervisor's watchdog, at half of its patience and only while every thread works: this
// one because it can feed, the others by their pulse. A disk whose fsync does not return or a loop
// that does not turn leaves the watchdog hungry, and we are started again. A single job may
// therefore take up to half of the patience. Paho's threads are not watched: the session notices a
// line that does not answer, and opens another.
//
// Without a watchdog nothing runs. The io thread.
#pragma once

#include "agent/app/supervisor.hpp"
#include "agent/app/vigil.hpp"
#include "agent/base/log.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace aisle {

class WatchdogFeed {
public:
    // Both outlive it.
    WatchdogFeed(boost::asio::io_context& io, Supervisor& supervisor, Log log);

    void start(Vigil vigil);
    void stop();

private:
    void feed_later();
    void feed();

    Supervisor& supervisor_;
    Log log_;
    Vigil vigil_;
    boost::asio::steady_timer timer_;
    bool stopped_ = false;
};

}  // namespace aisle
