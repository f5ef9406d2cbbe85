// SPDX-License-Identifier: Apache-2.0
#include "sync/patience.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(Patience, AnswersAtOnceAndThenEverMoreSeldom) {
    Patience patience(Seconds{1}, Seconds{60});
    MonoTime now{Seconds{1000}};
    EXPECT_TRUE(patience.allows(now));
    std::vector<Micros> waits;
    for (int i = 0; i < 8; ++i) {
        EXPECT_FALSE(patience.allows(now));
        waits.push_back(*patience.due() - now);
        now = *patience.due();
        EXPECT_TRUE(patience.allows(now));
        EXPECT_FALSE(patience.due());
    }
    EXPECT_EQ(waits, (std::vector<Micros>{Seconds{1}, Seconds{2}, Seconds{4}, Seconds{8},
                                          Seconds{16}, Seconds{32}, Seconds{60}, Seconds{60}}));
}

TEST(Patience, BeginsAnewAfterAQuietTime) {
    Patience patience(Seconds{1}, Seconds{60});
    MonoTime now{Seconds{1000}};
    for (int i = 0; i < 8; ++i) {
        patience.allows(now);
        now += Seconds{60};
    }
    now += Seconds{60};
    EXPECT_TRUE(patience.allows(now));
    EXPECT_FALSE(patience.allows(now));
    EXPECT_EQ(*patience.due() - now, Seconds{1});
}

TEST(Patience, WhatWasAnsweredForAnotherReasonIsNotDue) {
    Patience patience(Seconds{1}, Seconds{60});
    const MonoTime now{Seconds{1000}};
    patience.allows(now);
    patience.allows(now);
    ASSERT_TRUE(patience.due());
    patience.answered();
    EXPECT_FALSE(patience.due());
}

}  // namespace
}  // namespace aisle
