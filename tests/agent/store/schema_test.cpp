// SPDX-License-Identifier: Apache-2.0
#include "agent/store/schema.hpp"

#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

class SchemaTest : public testing::Test {
protected:
    ScratchFolder folder;
    Database open() {
        return *Database::open({.path = folder.file("test.db"), .sync_every_commit = false});
    }
};

TEST_F(SchemaTest, AFreshFileBecomesThisProgramsSchema) {
    auto db = open();
    ASSERT_TRUE(migrate(db));
    EXPECT_EQ(*db.user_version(), schema_version);
    EXPECT_EQ(*db.schema_text(), *expected_schema(schema_version));
}

TEST_F(SchemaTest, AFileOfThisSchemaStaysAsItIs) {
    auto db = open();
    ASSERT_TRUE(migrate(db));
    ASSERT_TRUE(db.run("INSERT INTO setting(name, value) VALUES('a', x'01')"));
    ASSERT_TRUE(migrate(db));
    auto find = db.prepare("SELECT value FROM setting WHERE name = 'a'");
    EXPECT_TRUE(find.bind().one());
}

TEST_F(SchemaTest, AFileOfANewerProgramIsLeftUntouched) {
    {
        auto db = open();
        ASSERT_TRUE(migrate(db));
        ASSERT_TRUE(db.run("CREATE TABLE hologram(x INTEGER) STRICT"));
        ASSERT_TRUE(db.set_user_version(schema_version + 1));
        ASSERT_TRUE(db.checkpoint(true));
    }
    const auto before = read_whole(folder.file("test.db"));
    {
        auto db = open();
        const auto outcome = migrate(db);
        ASSERT_FALSE(outcome);
        EXPECT_EQ(outcome.error().kind(), Errc::newer);
        EXPECT_NE(outcome.error().what().find(std::to_string(schema_version + 1)),
                  std::string::npos);
    }
    EXPECT_TRUE(read_whole(folder.file("test.db")) == before);
}

TEST_F(SchemaTest, TablesThatAreNotWhatTheVersionPromisesAreCorrupt) {
    auto db = open();
    ASSERT_TRUE(migrate(db));
    ASSERT_TRUE(db.run("DROP TABLE coupon"));
    EXPECT_EQ(migrate(db).error().kind(), Errc::corrupt);
}

TEST_F(SchemaTest, AnotherProgramsDatabaseIsCorrupt) {
    auto db = open();
    ASSERT_TRUE(db.run("CREATE TABLE bookmarks(x INTEGER)"));
    EXPECT_EQ(migrate(db).error().kind(), Errc::corrupt);
    ASSERT_TRUE(db.set_user_version(-3));
    EXPECT_EQ(migrate(db).error().kind(), Errc::corrupt);
}

TEST_F(SchemaTest, AMigrationThatFailsLeavesTheFileAsItWas) {
    auto db = open();
    ASSERT_TRUE(db.bound_bytes(4 * 4096));
    EXPECT_EQ(migrate(db).error().kind(), Errc::full);
    EXPECT_EQ(*db.user_version(), 0);
    EXPECT_EQ(*db.schema_text(), "");
    EXPECT_FALSE(db.in_transaction());
    ASSERT_TRUE(db.bound_bytes(1000 * 4096));
    EXPECT_TRUE(migrate(db));
}

TEST_F(SchemaTest, TheJournalsOwnRulesStandInTheSchema) {
    auto db = open();
    ASSERT_TRUE(migrate(db));
    EXPECT_FALSE(db.run("INSERT INTO lane(lane, anchor_chain, chain) VALUES(2, x'', x'')"));
    EXPECT_FALSE(
        db.run("INSERT INTO lane(lane, next, acked, anchor_chain, chain) VALUES(0, 5, 5, x'', "
               "x'')"));
    EXPECT_FALSE(
        db.run("INSERT INTO lane(lane, first, next, anchor_chain, chain) VALUES(0, 6, 5, x'', "
               "x'')"));
}

}  // namespace
}  // namespace aisle
