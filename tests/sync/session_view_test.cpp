// SPDX-License-Identifier: Apache-2.0
#include "sync/session_view.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(SessionView, NamesEachState) {
    EXPECT_EQ(to_string(SessionState::offline), "offline");
    EXPECT_EQ(to_string(SessionState::connecting), "connecting");
    EXPECT_EQ(to_string(SessionState::greeting), "greeting");
    EXPECT_EQ(to_string(SessionState::streaming), "streaming");
}

TEST(SessionView, BeginsOfflineAndWithoutTrouble) {
    const SessionView view;
    EXPECT_EQ(view.state, SessionState::offline);
    EXPECT_TRUE(view.last_trouble.empty());
    EXPECT_FALSE(view.welcomed);
}

}  // namespace
}  // namespace aisle
