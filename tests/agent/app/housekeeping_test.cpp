// SPDX-License-Identifier: Apache-2.0
#include "agent/app/housekeeping.hpp"

#include "tests/agent/app/house.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(Housekeeping, ChecksTheWholeJournalBehindAStart) {
    House house;
    house.start();
    EXPECT_TRUE(house.until([&house] { return house.lines.count("journal.checked") == 1; }));
    EXPECT_TRUE(house.fatal.empty());
}

TEST(Housekeeping, EndsTheProgramOnADamagedJournalAndTheNextStartSetsItAside) {
    House house;
    house.start();
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(house.scan("40063813339" + std::to_string(100 + i)));
    house.stop();
    {
        // Far enough back that the quick check at the start does not see it.
        auto db = Database::open({.path = house.folder.file("journal-1.db")});
        ASSERT_TRUE(db);
        ASSERT_TRUE(db->run("DELETE FROM entry WHERE place = 1152921504606846976 + 5"));
    }
    house.start();
    EXPECT_TRUE(house.until([&house] { return !house.fatal.empty(); }));
    EXPECT_EQ(house.lines.count("journal.damaged"), 1U);
    house.stop();
    house.start();
    EXPECT_EQ(house.lines.count("state.damaged"), 1U);
    EXPECT_EQ(read_whole(house.folder.file("current")), "journal-2.db");
    const auto status = house.status();
    ASSERT_TRUE(status);
    // 99 scans could be read; they go on under new numbers.
    EXPECT_EQ(status->lanes[index_of(Lane::touch)].saved, Seq(99));
}

}  // namespace
}  // namespace aisle
