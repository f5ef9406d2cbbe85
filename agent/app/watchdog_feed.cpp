// SPDX-License-Identifier: Apache-2.0
#include "agent/app/watchdog_feed.hpp"

#include <utility>

namespace aisle {

WatchdogFeed::WatchdogFeed(boost::asio::io_context& io, Supervisor& supervisor, Log log)
    : supervisor_(supervisor), log_(log), timer_(io) {}

void WatchdogFeed::start(Vigil vigil) {
    if (!supervisor_.patience()) return;
    vigil_ = std::move(vigil);
    feed();
}

void WatchdogFeed::stop() {
    stopped_ = true;
    timer_.cancel();
}

void WatchdogFeed::feed_later() {
    timer_.expires_after(std::chrono::microseconds(supervisor_.patience()->count() / 2));
    timer_.async_wait([this](const boost::system::error_code& cancelled) {
        if (!cancelled && !stopped_) feed();
    });
}

void WatchdogFeed::feed() {
    const auto stuck = vigil_.look();
    for (const auto& thread : stuck) log_.error("watchdog.not_fed", {{"stuck", thread}});
    if (stuck.empty()) supervisor_.feed();
    feed_later();
}

}  // namespace aisle
