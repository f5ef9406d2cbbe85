// SPDX-License-Identifier: Apache-2.0
// What needs no input device; the rest is tried with a real kernel's (tests/guest).
#include "drivers/evdev_source.hpp"

#include "tests/drivers/pty.hpp"
#include "tests/support/io_loop.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace aisle {
namespace {

Error opening(const std::string& path) {
    boost::asio::io_context io;
    EvdevSource source(io, path, true);
    std::optional<Result<void>> outcome;
    source.open([&](const Result<void>& done) { outcome = done; });
    EXPECT_TRUE(run_until(io, [&] { return outcome.has_value(); }));
    return outcome && !*outcome ? outcome->error() : Error();
}

TEST(EvdevSource, SaysThatNothingIsThere) {
    const auto error = opening("/dev/input/by-id/nothing-event-kbd");
    EXPECT_EQ(error.kind(), Errc::not_found);
    EXPECT_NE(error.what().find("plug the device in"), std::string::npos);
}

TEST(EvdevSource, RefusesWhatIsNoInputDevice) {
    const auto error = opening("/dev/null");
    EXPECT_EQ(error.kind(), Errc::invalid);
    EXPECT_NE(error.what().find("/dev/null is no input device"), std::string::npos);
}

}  // namespace
}  // namespace aisle
