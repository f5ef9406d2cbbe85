// SPDX-License-Identifier: Apache-2.0
#include "agent/store/sqlite.hpp"

#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

class SqliteTest : public testing::Test {
protected:
    SqliteTest() {
        EXPECT_TRUE(
            db.run("CREATE TABLE thing(number INTEGER PRIMARY KEY, name TEXT NOT NULL,"
                   " body BLOB) STRICT"));
    }
    std::int64_t count() {
        auto statement = db.prepare("SELECT count(*) FROM thing");
        auto row = statement.bind();
        EXPECT_TRUE(row.one());
        return row.integer(0);
    }
    ScratchFolder folder;
    Database db = *Database::open({.path = folder.file("test.db"), .sync_every_commit = false});
    Statement insert = db.prepare("INSERT INTO thing(number, name, body) VALUES(?1, ?2, ?3)");
    Statement find = db.prepare("SELECT name, body FROM thing WHERE number = ?1");
};

TEST_F(SqliteTest, GivesBackTheBytesItWasGiven) {
    const std::string bytes("a\0b\xff", 4);
    ASSERT_TRUE(insert.bind(1, "name", Blob{bytes}).run());
    auto row = find.bind(1);
    ASSERT_TRUE(row.one());
    EXPECT_EQ(row.bytes(0), "name");
    EXPECT_EQ(row.bytes(1), bytes);
    EXPECT_FALSE(row.is_null(1));
}

TEST_F(SqliteTest, TellsNullFromEmpty) {
    ASSERT_TRUE(insert.bind(1, "", Blob{}).run());
    ASSERT_TRUE(insert.bind(2, std::string_view{}, std::nullopt).run());
    auto row = find.bind(1);
    ASSERT_TRUE(row.one());
    EXPECT_FALSE(row.is_null(1));
    auto other = db.prepare("SELECT name, body FROM thing WHERE number = 2");
    auto second = other.bind();
    ASSERT_TRUE(second.one());
    EXPECT_FALSE(second.is_null(0));
    EXPECT_TRUE(second.is_null(1));
}

TEST_F(SqliteTest, AMissingRowIsNotFoundAndABrokenRuleIsAConflict) {
    EXPECT_EQ(find.bind(7).one().error().kind(), Errc::not_found);
    ASSERT_TRUE(insert.bind(1, "a", Blob{"x"}).run());
    EXPECT_EQ(insert.bind(1, "b", Blob{"x"}).run().error().kind(), Errc::conflict);
}

TEST_F(SqliteTest, AFailedStatementCanBeUsedAgain) {
    ASSERT_TRUE(insert.bind(1, "a", Blob{"x"}).run());
    EXPECT_FALSE(insert.bind(1, "b", Blob{"x"}).run());
    EXPECT_TRUE(insert.bind(2, "b", Blob{"x"}).run());
    EXPECT_EQ(count(), 2);
}

TEST_F(SqliteTest, ALiteralThatDoesNotCompileStopsTheProgram) {
    auto wrong = db.prepare("SELECT x FROM nowhere");
    EXPECT_DEATH(wrong.bind(), "no such table");
}

TEST_F(SqliteTest, NeverGrowsOverItsBoundAndWorksOnWhenThereIsRoomAgain) {
    ASSERT_TRUE(db.bound_bytes(32 * 4096));
    const std::string large(20'000, 'x');
    Result<void> outcome;
    std::int64_t number = 0;
    while (outcome && number < 100) outcome = insert.bind(++number, "n", Blob{large}).run();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind(), Errc::full);
    EXPECT_EQ(outcome.error().code(), "disk_full");
    ASSERT_TRUE(db.run("DELETE FROM thing"));
    EXPECT_TRUE(insert.bind(1, "n", Blob{large}).run());
}

TEST_F(SqliteTest, AFileOfAnotherKindIsCorrupt) {
    const auto path = folder.write("no.db", std::string(8192, 'x'));
    const auto opened = Database::open({.path = path});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind(), Errc::corrupt);
    EXPECT_TRUE(read_whole(path) == std::string(8192, 'x'));
}

TEST_F(SqliteTest, WhatCannotBeOpenedIsDenied) {
    EXPECT_EQ(Database::open({.path = folder.file("none/a.db")}).error().kind(), Errc::denied);
    EXPECT_EQ(Database::open({.path = folder.file("none.db"), .read_only = true}).error().kind(),
              Errc::denied);
}

TEST_F(SqliteTest, AReadOnlyConnectionWritesNothing) {
    auto reader = Database::open({.path = db.path(), .read_only = true});
    ASSERT_TRUE(reader);
    EXPECT_FALSE(reader->run("DELETE FROM thing"));
}

TEST_F(SqliteTest, KeepsItsVersionAndItsShape) {
    EXPECT_EQ(*db.user_version(), 0);
    ASSERT_TRUE(db.set_user_version(7));
    EXPECT_EQ(*db.user_version(), 7);
    EXPECT_NE(db.schema_text()->find("CREATE TABLE thing"), std::string::npos);
}

TEST_F(SqliteTest, CountsTheLogAndCopiesItBack) {
    db.bound_log(3);
    ASSERT_TRUE(insert.bind(1, "a", Blob{std::string(20'000, 'x')}).run());
    EXPECT_TRUE(db.log_is_full());
    EXPECT_GT(db.disk_use()->wal_bytes, 0U);
    ASSERT_TRUE(db.checkpoint(true));
    EXPECT_FALSE(db.log_is_full());
    EXPECT_EQ(db.disk_use()->wal_bytes, 0U);
}

TEST_F(SqliteTest, GivesFreePagesBack) {
    const std::string large(200'000, 'x');
    ASSERT_TRUE(insert.bind(1, "a", Blob{large}).run());
    ASSERT_TRUE(db.run("DELETE FROM thing"));
    const auto before = *db.disk_use();
    EXPECT_GT(before.free_pages, 40U);
    EXPECT_LT(before.live_bytes(), before.file_bytes());
    ASSERT_TRUE(db.shrink(20));
    EXPECT_EQ(db.disk_use()->free_pages, before.free_pages - 20);
    EXPECT_EQ(db.disk_use()->pages, before.pages - 20);
}

TEST_F(SqliteTest, KnowsWhetherATransactionIsOpen) {
    EXPECT_FALSE(db.in_transaction());
    ASSERT_TRUE(db.run("BEGIN"));
    EXPECT_TRUE(db.in_transaction());
    ASSERT_TRUE(db.run("ROLLBACK"));
    EXPECT_FALSE(db.in_transaction());
}

}  // namespace
}  // namespace aisle
