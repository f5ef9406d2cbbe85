// SPDX-License-Identifier: Apache-2.0
#include "sync/wanted_pages.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const MonoTime start{Micros{1'000'000}};

FeedPosition place(std::uint64_t cursor, std::string feed = "tasks", std::uint64_t generation = 1) {
    return {std::move(feed), "fleet", Generation(generation), Cursor(cursor)};
}

TEST(WantedPages, AreAskedForAgainWithGrowingPatience) {
    WantedPages pages;
    pages.asked(place(4), start);
    EXPECT_EQ(pages.due(), start + Seconds{5});
    EXPECT_TRUE(pages.due_by(start + Seconds{4}).empty());
    auto now = start + Seconds{5};
    ASSERT_EQ(pages.due_by(now), std::vector{place(4)});
    pages.asked(place(4), now);
    EXPECT_EQ(pages.due(), now + Seconds{10});
    for (int time = 0; time < 10; ++time) {
        now = *pages.due();
        pages.asked(place(4), now);
    }
    EXPECT_EQ(pages.due(), now + ack_patience_max);
    pages.asked(place(5), now);
    EXPECT_EQ(pages.due(), now + Seconds{5}) << "it moves on";
}

TEST(WantedPages, AreWantedNoMoreOnceTheyCame) {
    WantedPages pages;
    pages.asked(place(4), start);
    pages.came(place(3));
    pages.came(place(4, "tasks", 2));
    pages.came(place(4, "coupons"));
    EXPECT_TRUE(pages.due()) << "those are others";
    pages.came(place(4));
    EXPECT_FALSE(pages.due());
}

TEST(WantedPages, OfWhatTheStoreLostTheFirstOfAGenerationStays) {
    WantedPages pages;
    pages.lost(place(4), start);
    pages.lost(place(5), start + Seconds{1});
    EXPECT_EQ(pages.due_by(start + Seconds{6}), std::vector{place(4)});
    pages.lost(place(0, "tasks", 2), start + Seconds{2});
    EXPECT_EQ(pages.due_by(start + Seconds{7}), std::vector{place(0, "tasks", 2)});
}

// A disk that stays full must not have the same page fetched every few seconds.
TEST(WantedPages, WhatTheStoreLosesAgainAndAgainIsAskedForEverMoreSeldom) {
    WantedPages pages;
    auto now = start;
    pages.asked(place(4), now);
    Micros longest{0};
    for (int times = 0; times < 10; ++times) {
        pages.lost(place(4), now);
        longest = *pages.due() - now;
        now = *pages.due();
        pages.asked(place(4), now);
    }
    EXPECT_EQ(longest, Micros{ack_patience_max});
}

TEST(WantedPages, AreBoundedAndForgottenWithTheConnection) {
    WantedPages pages;
    for (std::size_t feed = 0; feed < 2 * feeds_max; ++feed) {
        pages.asked(place(1, "feed" + std::to_string(feed)), start);
    }
    EXPECT_EQ(pages.due_by(start + Seconds{5}).size(), feeds_max);
    pages.clear();
    EXPECT_FALSE(pages.due());
}

}  // namespace
}  // namespace aisle
