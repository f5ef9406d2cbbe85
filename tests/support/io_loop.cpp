// SPDX-License-Identifier: Apache-2.0
#include "tests/support/io_loop.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>

namespace aisle {

testing::AssertionResult run_until(boost::asio::io_context& io, Function<bool()> happened) {
    const auto late = std::make_shared<bool>(false);
    boost::asio::steady_timer watchdog(io);
    watchdog.expires_after(std::chrono::seconds(10));
    watchdog.async_wait([late](const boost::system::error_code& error) { *late = !error; });
    io.restart();
    while (!happened() && !*late) io.run_one();
    if (happened()) return testing::AssertionSuccess();
    return testing::AssertionFailure() << "it did not happen within ten seconds";
}

void settle(boost::asio::io_context& io) {
    io.restart();
    io.poll();
}

}  // namespace aisle
