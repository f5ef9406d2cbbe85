// SPDX-License-Identifier: Apache-2.0
#include "agent/base/check.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(Check, LetsWhatHoldsPassAndLooksOnce) {
    int looks = 0;
    CHECK(++looks == 1, "looked at once");
    EXPECT_EQ(looks, 1);
}

TEST(Check, StopsTheProgramAndSaysWhereAndWhy) {
    const int granted = 1;
    EXPECT_DEATH(CHECK(granted == 2, "our own arithmetic"),
                 "bug at .*check_test.cpp:[0-9]+: granted == 2 \\(our own arithmetic\\)");
}

}  // namespace
}  // namespace aisle
