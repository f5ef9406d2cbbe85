// SPDX-License-Identifier: Apache-2.0
#include "agent/app/erasure_watch.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

FeedHead head(std::uint64_t generation, std::uint64_t cursor, const char* feed = "erasures") {
    FeedHead head;
    head.feed = feed;
    head.scope = "fleet";
    head.generation = Generation(generation);
    head.head = Cursor(cursor);
    return head;
}
FeedRow row(std::uint64_t generation, std::uint64_t cursor, std::uint64_t known,
            const char* feed = "erasures") {
    return {{feed, "fleet", Generation(generation), Cursor(cursor)}, Cursor(known), ""};
}

TEST(ErasureWatch, IsOpenUntilCentralSaysThatThereIsMore) {
    ErasureWatch watch;
    EXPECT_FALSE(watch.pending());
    watch.told({head(1, 5)});
    EXPECT_TRUE(watch.pending());
    watch.looked({row(1, 4, 5)});
    EXPECT_TRUE(watch.pending());
    watch.looked({row(1, 5, 5)});
    EXPECT_FALSE(watch.pending());
}

TEST(ErasureWatch, AfterALongAbsenceIsClosedUntilCentralWasHeard) {
    ErasureWatch watch;
    watch.was_away();
    watch.looked({row(1, 5, 5)});
    EXPECT_TRUE(watch.pending());
    watch.told({head(1, 6)});
    watch.looked({row(1, 5, 6)});
    EXPECT_TRUE(watch.pending());
    watch.looked({row(1, 6, 6)});
    EXPECT_FALSE(watch.pending());
}

TEST(ErasureWatch, RemembersWhatWasKnownBeforeAStart) {
    ErasureWatch watch;
    watch.looked({row(1, 4, 5)});
    EXPECT_TRUE(watch.pending());
    watch.looked({row(1, 5, 5)});
    EXPECT_FALSE(watch.pending());
}

TEST(ErasureWatch, ANewGenerationIsThereWhenAllOfItIs) {
    ErasureWatch watch;
    watch.told({head(2, 3)});
    watch.looked({row(1, 9, 9)});
    EXPECT_TRUE(watch.pending());
    watch.looked({row(2, 3, 3)});
    EXPECT_FALSE(watch.pending());
}

TEST(ErasureWatch, AsksForNoOtherFeedAndForNothingWhereNobodyWasErased) {
    ErasureWatch watch;
    watch.told({head(1, 5, "tasks"), head(1, 0)});
    watch.looked({row(1, 2, 5, "tasks")});
    EXPECT_FALSE(watch.pending());
}

}  // namespace
}  // namespace aisle
