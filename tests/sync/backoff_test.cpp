// SPDX-License-Identifier: Apache-2.0
#include "sync/backoff.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

#include <set>

namespace aisle {
namespace {

constexpr Seconds cap{600};

TEST(Backoff, WaitsFromOneSecondUpToADoublingRange) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        SeededEntropy dice(seed);
        Backoff backoff(cap, dice);
        Micros range = backoff_first;
        for (int failure = 0; failure < 30; ++failure) {
            const Micros wait = backoff.next();
            EXPECT_GE(wait, Micros{backoff_first}) << "seed " << seed;
            EXPECT_LT(wait, Micros{backoff_first} + range) << "seed " << seed;
            range = std::min<Micros>(range * 2, cap);
        }
    }
}

TEST(Backoff, SpreadsManyDevicesOverTheWholeRange) {
    std::set<std::int64_t> tenths;
    for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
        SeededEntropy dice(seed);
        Backoff backoff(cap, dice);
        backoff.go_to_cap();
        tenths.insert(backoff.next() / Seconds{60});
    }
    EXPECT_GE(tenths.size(), 10U);
}

TEST(Backoff, ForgivesOnlyAfterAStableSession) {
    SeededEntropy dice(3);
    Backoff backoff(cap, dice);
    backoff.go_to_cap();
    const MonoTime start{Seconds{1000}};
    backoff.began(start);
    backoff.ended(start + stable_session - Seconds{1});
    Micros longest{0};
    for (int i = 0; i < 20; ++i) longest = std::max(longest, backoff.next());
    EXPECT_GT(longest, Seconds{60});
    backoff.began(start);
    backoff.ended(start + stable_session);
    EXPECT_LT(backoff.next(), Seconds{2});
}

TEST(Backoff, HowLongIsStableIsItsOwnersToSay) {
    SeededEntropy dice(3);
    Backoff backoff(cap, dice, Seconds{0});
    backoff.go_to_cap();
    const MonoTime start{Seconds{1000}};
    backoff.began(start);
    backoff.ended(start);
    EXPECT_LT(backoff.next(), Seconds{2});
}

TEST(Backoff, ASessionThatNeverBeganForgivesNothing) {
    SeededEntropy dice(4);
    Backoff backoff(cap, dice);
    const MonoTime start{Seconds{1000}};
    backoff.began(start);
    backoff.ended(start + Seconds{1});
    backoff.go_to_cap();
    backoff.ended(start + stable_session * 10);
    Micros longest{0};
    for (int i = 0; i < 20; ++i) longest = std::max(longest, backoff.next());
    EXPECT_GT(longest, Seconds{60});
}

}  // namespace
}  // namespace aisle
