// SPDX-License-Identifier: Apache-2.0
// A thousand devices that come back. The figures are of virtual time and always the same.
#include "tests/network/herd.hpp"

#include <gtest/gtest.h>

#include <iostream>

namespace aisle {
namespace {

// What a small broker bears without trouble, beside its work.
constexpr std::size_t connects_borne = 50;

// Everybody is there and has been for long enough that failures are forgiven.
struct Fleet : Herd {
    explicit Fleet(HerdOptions options = {}) : Herd(options) {
        EXPECT_TRUE(gather(Seconds{300}));
        pass(stable_session + Seconds{60});
        EXPECT_EQ(streaming(), options.devices);
        take_peak();
        take_tries();
    }
};

// The peak of the tries from the end of a long outage until all are back.
std::size_t peak_after_an_hour(HerdOptions options) {
    Fleet fleet(options);
    fleet.become(BrokerHealth::away);
    fleet.pass(Seconds{3600});
    fleet.become(BrokerHealth::well);
    fleet.take_peak();
    fleet.take_tries();
    const auto took = fleet.gather(Seconds{1800});
    EXPECT_TRUE(took) << fleet.streaming() << " are back";
    const auto peak = fleet.take_peak();
    const auto [most, least] = fleet.take_tries();
    std::cerr << "after an hour: at most " << peak << " tries in a second, all back after "
              << took.value_or(Seconds{0}).count() << " s, " << least << " to " << most
              << " tries each\n";
    // A cap, a floor and the greeting: nobody can wait longer.
    EXPECT_LE(took.value_or(Seconds{0}), options.backoff_cap + backoff_first + Seconds{2});
    return peak;
}

TEST(Herd, AThousandDevicesComeBackSpreadOverTheLongestWaitAfterALongOutage) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        EXPECT_LE(peak_after_an_hour({.seed = seed}), 15u) << "seed " << seed;
    }
}

TEST(Herd, TheyComeAllAtOnceIfTheyDrawTheSameJitter) {
    EXPECT_EQ(peak_after_an_hour({.one_seed = true}), 1000u);
}

// The peak once the first while is over, for as long again.
std::size_t peak_at_a_sick_broker(HerdOptions options, Seconds first) {
    Fleet fleet(options);
    fleet.become(BrokerHealth::sick);
    fleet.pass(first);
    fleet.take_peak();
    fleet.pass(first);
    const auto peak = fleet.take_peak();
    fleet.become(BrokerHealth::well);
    EXPECT_TRUE(fleet.gather(options.backoff_cap + Seconds{10})) << fleet.streaming();
    std::cerr << "a broker that throws out: at most " << peak << " tries in a second\n";
    return peak;
}

TEST(Herd, ABrokerThatTakesEverybodyAndThrowsThemOutIsNotHammered) {
    EXPECT_LE(peak_at_a_sick_broker({}, Seconds{1200}), 15u);
}

TEST(Herd, ItIsHammeredIfAConnectionForgivesTheFailuresBeforeIt) {
    EXPECT_GE(peak_at_a_sick_broker({.forgiving = true}, Seconds{60}), 150u);
}

TEST(Herd, NobodyStarvesWhenTheBrokerCanTakeOnlyAFewInASecond) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        Fleet fleet({.connects_per_second = connects_borne, .seed = seed});
        // A restart: everybody loses the connection in the same instant, and the broker is there
        // again before the first of them comes.
        fleet.become(BrokerHealth::away);
        fleet.become(BrokerHealth::well);
        const auto took = fleet.gather(Seconds{600});
        ASSERT_TRUE(took) << fleet.streaming() << " are back";
        const auto [most, least] = fleet.take_tries();
        std::cerr << "after a restart: all back after " << took->count() << " s, " << least
                  << " to " << most << " tries each, at most " << fleet.take_peak()
                  << " in a second\n";
        EXPECT_LE(*took, Seconds{240}) << "seed " << seed;
        EXPECT_LE(most, 12u) << "seed " << seed;
    }
}

}  // namespace
}  // namespace aisle
