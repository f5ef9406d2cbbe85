// SPDX-License-Identifier: Apache-2.0
#include "sync/open_asks.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const MonoTime start{Micros{1'000'000}};

EventId id_of(int number) {
    EventId id;
    id.bytes[0] = static_cast<std::uint8_t>(number / 256 + 1);
    id.bytes[1] = static_cast<std::uint8_t>(number % 256);
    return id;
}

struct OpenAsksTest : testing::Test {
    void ask(int number, Millis patience = Millis{1000}, std::string body = "{}") {
        asks.asked({id_of(number), "coupon.reserve", std::move(body), start + patience,
                    [this, number](const Result<std::string>&) { replied.push_back(number); }});
    }
    void expire(MonoTime now) {
        for (auto& reply : asks.expired(now)) reply(std::string());
    }
    bool late(int number, MonoTime now) { return asks.late(id_of(number), now).has_value(); }

    OpenAsks asks;
    std::vector<int> replied;
};

TEST_F(OpenAsksTest, AnAnswerTakesItsQuestionOutOnce) {
    ask(1);
    ask(2);
    EXPECT_FALSE(asks.answered(id_of(3)));
    auto ask = asks.answered(id_of(2));
    ASSERT_TRUE(ask);
    ask->reply(std::string("{}"));
    EXPECT_EQ(replied, std::vector{2});
    EXPECT_FALSE(asks.answered(id_of(2)));
    EXPECT_FALSE(late(2, start)) << "it was answered in time";
}

TEST_F(OpenAsksTest, TheNearestMomentIsTheOneToWakeFor) {
    EXPECT_FALSE(asks.due());
    ask(1, Millis{900});
    ask(2, Millis{300});
    EXPECT_EQ(asks.due(), start + Millis{300});
    expire(start + Millis{299});
    EXPECT_TRUE(replied.empty());
    expire(start + Millis{300});
    EXPECT_EQ(replied, std::vector{2});
    EXPECT_EQ(asks.due(), start + Millis{900});
    expire(start + Millis{900});
    EXPECT_EQ(replied, (std::vector{2, 1}));
    EXPECT_FALSE(asks.due());
}

TEST_F(OpenAsksTest, WhatWasGivenUpIsKnownWhenItsAnswerComesOnce) {
    ask(1, Millis{1000}, R"({"coupon":"c-1"})");
    expire(start + Millis{1000});
    EXPECT_FALSE(asks.answered(id_of(1)));
    const auto given_up = asks.late(id_of(1), start + Seconds{60});
    ASSERT_TRUE(given_up);
    EXPECT_EQ(given_up->kind, "coupon.reserve");
    EXPECT_EQ(given_up->body, R"({"coupon":"c-1"})");
    EXPECT_FALSE(late(1, start + Seconds{60}));
    EXPECT_FALSE(late(2, start + Seconds{60})) << "nobody here has asked that";
}

TEST_F(OpenAsksTest, WhatWasGivenUpIsForgottenInTime) {
    ask(1);
    ask(2);
    const auto given_up = start + Millis{1000};
    expire(given_up);
    EXPECT_TRUE(late(1, given_up + ask_memory - Micros{1}));
    EXPECT_FALSE(late(2, given_up + ask_memory));
}

TEST_F(OpenAsksTest, OfTooManyGivenUpTheOldestAreForgotten) {
    const int all = static_cast<int>(OpenAsks::given_up_max) + 5;
    for (int number = 0; number < all; ++number) {
        ask(number);
        expire(start + Millis{1000});
    }
    EXPECT_FALSE(late(4, start + Seconds{2}));
    EXPECT_TRUE(late(5, start + Seconds{2}));
    EXPECT_TRUE(late(all - 1, start + Seconds{2}));
}

TEST_F(OpenAsksTest, OfTooLargeGivenUpTheOldestAreForgotten) {
    const int fit = static_cast<int>(OpenAsks::given_up_bytes_max / ask_body_bytes_max);
    for (int number = 0; number <= fit; ++number) {
        ask(number, Millis{1000}, std::string(ask_body_bytes_max, 'x'));
        expire(start + Millis{1000});
    }
    EXPECT_FALSE(late(0, start + Seconds{2}));
    EXPECT_TRUE(late(fit, start + Seconds{2}));
    // What was taken out makes room again.
    ask(1000, Millis{1000}, std::string(ask_body_bytes_max, 'x'));
    expire(start + Millis{1000});
    EXPECT_TRUE(late(2, start + Seconds{2}));
}

TEST_F(OpenAsksTest, AreBounded) {
    for (int number = 0; number < static_cast<int>(asks_open_max); ++number) {
        EXPECT_FALSE(asks.full());
        ask(number);
    }
    EXPECT_TRUE(asks.full());
    asks.answered(id_of(0));
    EXPECT_FALSE(asks.full());
}

TEST_F(OpenAsksTest, AtTheEndAllThatIsUnderWayIsTold) {
    ask(1);
    ask(2);
    for (auto& reply : asks.drop()) reply(std::string());
    EXPECT_EQ(replied, (std::vector{1, 2}));
    EXPECT_FALSE(asks.due());
}

}  // namespace
}  // namespace aisle
