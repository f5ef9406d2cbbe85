// SPDX-License-Identifier: Apache-2.0
// Turns an io_context until something has happened. The ten seconds are a watchdog, not a wait.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>

namespace aisle {

template <class Condition>
testing::AssertionResult run_until(boost::asio::io_context& io, Condition happened) {
    const auto late = std::make_shared<bool>(false);
    boost::asio::steady_timer watchdog(io);
    watchdog.expires_after(std::chrono::seconds(10));
    watchdog.async_wait([late](const boost::system::error_code& error) { *late = !error; });
    io.restart();
    while (!happened() && !*late) io.run_one();
    if (happened()) return testing::AssertionSuccess();
    return testing::AssertionFailure() << "it did not happen within ten seconds";
}

// Runs what is ready and what that makes ready, and waits for nothing.
inline void settle(boost::asio::io_context& io) {
    io.restart();
    io.poll();
}

}  // namespace aisle
