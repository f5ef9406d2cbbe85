// SPDX-License-Identifier: Apache-2.0
#include "agent/embed/herald.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

#include <future>
#include <vector>

namespace aisle {
namespace {

TEST(Herald, TellsEverythingInOrderOnOneThread) {
    std::vector<std::size_t> told;
    bool here = true;
    {
        Herald herald([] {});
        EXPECT_FALSE(herald.here());
        for (std::size_t i = 0; i < 100; ++i) {
            herald.tell([&, i] {
                told.push_back(i);
                here = here && herald.here();
            });
        }
        EXPECT_TRUE(herald.wait(Millis{60'000}));
        EXPECT_EQ(told.size(), 100U);
        herald.owe([&told] { told.push_back(100); });
    }
    ASSERT_EQ(told.size(), 101U);
    for (std::size_t i = 0; i < told.size(); ++i) EXPECT_EQ(told[i], i);
    EXPECT_TRUE(here);
}

TEST(Herald, LeavesNewsOutWhenTooManyWaitAndSaysSo) {
    std::size_t missed = 0;
    std::size_t told = 0;
    bool answered = false;
    std::promise<void> entered;
    std::promise<void> leave;
    {
        Herald herald([&missed] { ++missed; });
        herald.owe([&] {
            entered.set_value();
            leave.get_future().wait();
        });
        entered.get_future().wait();
        for (std::size_t i = 0; i < embed_news_max + 10; ++i) herald.tell([&told] { ++told; });
        // What is owed has no bound of its own here: its caller counts.
        herald.owe([&answered] { answered = true; });
        EXPECT_FALSE(herald.wait(Millis{1}));
        leave.set_value();
    }
    EXPECT_EQ(told, embed_news_max);
    EXPECT_EQ(missed, 1U);
    EXPECT_TRUE(answered);
}

}  // namespace
}  // namespace aisle
