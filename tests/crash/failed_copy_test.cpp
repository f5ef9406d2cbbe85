// SPDX-License-Identifier: Apache-2.0
// The copy of the log into the file fails at its sync, and a reader had made an earlier one
// shorter. SQLite syncs the file only when all is copied: what the earlier copy wrote may be lost
// by then as well, so the log has to stay whatever is closed or started afterwards.
#include "agent/store/sqlite.hpp"
#include "tests/crash/bare_database.hpp"
#include "tests/crash/crash_vfs.hpp"
#include "tests/crash/power_cut.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace aisle {
namespace {

constexpr const char* file_name = "till.db";
constexpr std::size_t rows_each = 100;

struct FailedCopy : testing::Test {
    Result<Database> open(bool read_only = false) {
        return Database::open(
            {.path = file_name, .read_only = read_only, .vfs = vfs.name().c_str()});
    }
    static void sell(Database& db) {
        auto insert = db.prepare("INSERT INTO sale(text) VALUES(?1)");
        for (std::size_t i = 0; i < rows_each; ++i) {
            ASSERT_TRUE(insert.bind(std::string(500, 'x')).run());
        }
    }
    // What a power cut at the end leaves of the sales, or -1 for a file that is ruined.
    std::int64_t left_by_power_cut() const {
        PowerCut cut(disk);
        while (cut.step()) continue;
        SeededEntropy dice(1);
        CrashDisk after(cut.disk(Loss::everything, dice).image);
        const CrashVfs its_vfs(after);
        BareDatabase db(its_vfs, file_name);
        if (db.ask("PRAGMA integrity_check") != "ok") return -1;
        return static_cast<std::int64_t>(db.count("SELECT count(*) FROM sale"));
    }

    CrashDisk disk;
    CrashVfs vfs{disk};
};

TEST_F(FailedCopy, LeavesTheLogToTheNextStart) {
    auto db = open();
    ASSERT_TRUE(db);
    ASSERT_TRUE(db->run("CREATE TABLE sale(id INTEGER PRIMARY KEY, text TEXT)"));
    sell(*db);
    {
        auto reader = open(true);
        ASSERT_TRUE(reader);
        ASSERT_TRUE(reader->run("BEGIN; SELECT count(*) FROM sale"));
        sell(*db);
        ASSERT_TRUE(db->checkpoint(false));
    }
    sell(*db);
    disk.plant({.call = DiskCall::sync, .nth = 2});
    const auto copied = db->checkpoint(false);
    ASSERT_FALSE(copied) << "the log is synced, then the file";
    EXPECT_EQ(copied.error().kind(), Errc::io);
    disk.heal();
    std::optional<Database> closed(std::move(*db));
    closed.reset();
    EXPECT_EQ(left_by_power_cut(), 3 * rows_each);
    auto again = open();
    ASSERT_TRUE(again);
    ASSERT_TRUE(again->checkpoint(true));
    EXPECT_EQ(left_by_power_cut(), 3 * rows_each);
}

}  // namespace
}  // namespace aisle
