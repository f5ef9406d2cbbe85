// SPDX-License-Identifier: Apache-2.0
#include "drivers/pending.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace aisle {
namespace {

TEST(Pending, RefusesWhenAllPlacesAreTaken) {
    Pending pending(2);
    auto one = pending.take();
    auto two = pending.take();
    EXPECT_TRUE(one && two);
    EXPECT_FALSE(pending.take());
    one.reset();
    EXPECT_TRUE(pending.take());
}

TEST(Pending, GetsEachPlaceBackOnceHoweverOftenItMoved) {
    Pending pending(2);
    std::vector<Place> places;
    places.push_back(*pending.take());
    places.push_back(*pending.take());
    Place moved = std::move(places.front());
    moved = std::move(places.back());
    EXPECT_EQ(pending.taken(), 2u);
    places.clear();
    EXPECT_EQ(pending.taken(), 1u);
}

TEST(Pending, MayBeGoneBeforeItsPlaces) {
    std::optional<Place> place;
    {
        Pending pending(1);
        place = pending.take();
    }
    place.reset();
}

}  // namespace
}  // namespace aisle
