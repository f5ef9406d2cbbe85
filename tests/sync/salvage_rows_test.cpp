// SPDX-License-Identifier: Apache-2.0
#include "sync/salvage_rows.hpp"

#include "tests/sync/salvage_bench.hpp"

namespace aisle {
namespace {

class SalvageRowsTest : public SalvageBench {};

TEST_F(SalvageRowsTest, AFileRemembersWhomItHasForgotten) {
    Forgotten forgotten(*fresh.write);
    EXPECT_FALSE(*forgotten.anybody());
    EXPECT_FALSE(*forgotten.knows_member("m-1"));
    forget(fresh, "m-1");
    EXPECT_TRUE(*forgotten.anybody());
    EXPECT_TRUE(*forgotten.knows_member("m-1"));
    EXPECT_FALSE(*forgotten.knows_member("m-12"));
    EXPECT_TRUE(*forgotten.knows(sha256({"m-1"}).view()));
}

TEST_F(SalvageRowsTest, SomebodyIsGoneWhomEitherFileHasForgotten) {
    forget(old, "m-1");
    forget(fresh, "m-2");
    SalvageRows rows(*old.write, *fresh.committer);
    EXPECT_TRUE(*rows.is_gone("m-1"));
    EXPECT_TRUE(*rows.is_gone("m-2"));
    EXPECT_FALSE(*rows.is_gone("m-3"));
    EXPECT_FALSE(*rows.is_gone(""));
}

TEST_F(SalvageRowsTest, GivesEachRowOfAWholeTableOnceHoweverManyThereAre) {
    into_old(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)"
        " INSERT INTO seen_token(campaign, serial, expires) SELECT 7, i, 5 FROM n");
    SalvageRows rows(*old.write, *fresh.committer);
    std::int64_t last = 0;
    ASSERT_TRUE(rows.copy(
        {"seen_token", old.write->prepare("SELECT serial FROM seen_token ORDER BY serial"),
         old.write->prepare("SELECT serial FROM seen_token ORDER BY serial DESC")},
        [&](const Query& row) -> Result<void> {
            EXPECT_EQ(row.integer(0), last + 1);
            last = row.integer(0);
            return {};
        }));
    EXPECT_EQ(last, 1200);
    EXPECT_EQ(rows.unreadable(), 0U);
}

TEST_F(SalvageRowsTest, CountsWhatTheNewFileRefusesAndGoesOn) {
    into_old("INSERT INTO seen_token(campaign, serial, expires) VALUES(7, 1, 5), (7, 2, 5)");
    SalvageRows rows(*old.write, *fresh.committer);
    int kept = 0;
    ASSERT_TRUE(rows.copy(
        {"seen_token", old.write->prepare("SELECT serial FROM seen_token ORDER BY serial"),
         old.write->prepare("SELECT serial FROM seen_token ORDER BY serial DESC")},
        [&](const Query& row) -> Result<void> {
            if (row.integer(0) == 1) return Error(Errc::conflict, "no such row");
            ++kept;
            return {};
        }));
    EXPECT_EQ(kept, 1);
    EXPECT_EQ(rows.unreadable(), 1U);
}

TEST_F(SalvageRowsTest, WhatFailsInTheNewFileIsNoLossThatGoesUnsaid) {
    into_old("INSERT INTO seen_token(campaign, serial, expires) VALUES(7, 1, 5)");
    SalvageRows rows(*old.write, *fresh.committer);
    const auto copied = rows.copy(
        {"seen_token", old.write->prepare("SELECT serial FROM seen_token ORDER BY serial"),
         old.write->prepare("SELECT serial FROM seen_token ORDER BY serial DESC")},
        [&](const Query&) -> Result<void> { return Error(Errc::full, "no room"); });
    ASSERT_FALSE(copied);
    EXPECT_EQ(copied.error().kind(), Errc::full);
}

TEST_F(SalvageRowsTest, AFileOfAnOlderSchemaHasFewerTables) {
    SalvageRows rows(*old.write, *fresh.committer);
    EXPECT_TRUE(rows.has("consent"));
    into_old("DROP TABLE consent; DROP TABLE erased");
    EXPECT_FALSE(rows.has("consent"));
    EXPECT_FALSE(*rows.is_gone("m-1"));
    EXPECT_TRUE(rows.copy({"consent", old.write->prepare("SELECT 1 FROM consent"),
                           old.write->prepare("SELECT 1 FROM consent")},
                          [](const Query&) -> Result<void> { return {}; }));
    EXPECT_EQ(rows.unreadable(), 0U);
}

}  // namespace
}  // namespace aisle
