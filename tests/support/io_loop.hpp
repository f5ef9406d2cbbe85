// SPDX-License-Identifier: Apache-2.0
// Turns an io_context until something has happened. The ten seconds are a watchdog, not a wait.
#pragma once

#include "agent/base/function.hpp"

#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

namespace aisle {

testing::AssertionResult run_until(boost::asio::io_context& io, Function<bool()> happened);

// Runs what is ready and what that makes ready, and waits for nothing.
void settle(boost::asio::io_context& io);

}  // namespace aisle
