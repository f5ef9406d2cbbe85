// SPDX-License-Identifier: Apache-2.0
// What needs no hidraw device; the rest is tried with a real kernel's (tests/guest).
#include "drivers/hidraw_source.hpp"

#include "tests/drivers/pty.hpp"
#include "tests/support/io_loop.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>

namespace aisle {
namespace {

Error opening(const std::string& path) {
    boost::asio::io_context io;
    auto layout = std::make_shared<HidPosLayout>(usual_hid_pos_layout());
    HidrawSource source(io, path, layout);
    std::optional<Result<void>> outcome;
    source.open([&](const Result<void>& done) { outcome = done; });
    EXPECT_TRUE(run_until(io, [&] { return outcome.has_value(); }));
    return outcome && !*outcome ? outcome->error() : Error();
}

TEST(HidrawSource, SaysThatNothingIsThere) {
    const auto error = opening("/dev/hidraw-nothing");
    EXPECT_EQ(error.kind(), Errc::not_found);
    EXPECT_NE(error.what().find("plug the device in"), std::string::npos);
}

TEST(HidrawSource, RefusesWhatIsNoHidrawDevice) {
    const auto error = opening("/dev/null");
    EXPECT_EQ(error.kind(), Errc::invalid);
    EXPECT_NE(error.what().find("/dev/null is no hidraw device"), std::string::npos);
}

}  // namespace
}  // namespace aisle
