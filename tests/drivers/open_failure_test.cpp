// SPDX-License-Identifier: Apache-2.0
#include "drivers/open_failure.hpp"

#include <gtest/gtest.h>

#include <cerrno>

namespace aisle {
namespace {

TEST(OpenFailure, SaysWhatToDoAboutWhatIsMissing) {
    for (const int cause : {ENOENT, ENXIO, ENODEV}) {
        const auto error = open_failure("/dev/ttyACM0", cause);
        EXPECT_EQ(error.kind(), Errc::not_found);
        EXPECT_EQ(error.what(),
                  "/dev/ttyACM0 is not there; plug the device in or correct the path");
    }
}

TEST(OpenFailure, TellsForbiddenFromBusyFromBroken) {
    EXPECT_EQ(open_failure("x", EACCES).kind(), Errc::denied);
    EXPECT_EQ(open_failure("x", EBUSY).kind(), Errc::unavailable);
    EXPECT_EQ(open_failure("x", EIO).kind(), Errc::io);
    EXPECT_NE(open_failure("x", EIO).what().find("Input/output error"), std::string::npos);
}

}  // namespace
}  // namespace aisle
