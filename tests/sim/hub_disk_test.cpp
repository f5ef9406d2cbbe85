// SPDX-License-Identifier: Apache-2.0
// Central's database on a disk that fails: what the days do not plant.
#include "tests/crash/crash_vfs.hpp"
#include "tools/hub/hub_database.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct HubDisk : testing::Test {
    Result<void> commit() {
        HubTransaction transaction(*hub);
        TRY(transaction.begin());
        TRY(hub->db().run("INSERT INTO note(text) VALUES('x')"));
        return transaction.commit();
    }
    void SetUp() override {
        auto opened = HubDatabase::open("hub.db", vfs.name().c_str());
        ASSERT_TRUE(opened);
        hub = std::move(*opened);
        ASSERT_TRUE(hub->db().run("CREATE TABLE note(text TEXT)"));
        hub->db().bound_log(1);  // each commit copies the log back
        ASSERT_TRUE(commit());
    }

    CrashDisk disk;
    CrashVfs vfs{disk};
    std::unique_ptr<HubDatabase> hub;
};

TEST_F(HubDisk, EndsWhenACopyOfTheLogFails) {
    disk.plant({.call = DiskCall::sync, .nth = 3});
    const auto outcome = commit();
    ASSERT_FALSE(outcome) << "a copy tried again would pass over what this one may have lost";
    EXPECT_EQ(outcome.error().kind(), Errc::io);
}

TEST_F(HubDisk, GoesOnWithoutRoomForACopy) {
    disk.plant({.call = DiskCall::write, .nth = 4, .for_ever = true, .answer = DiskAnswer::full});
    EXPECT_TRUE(commit());
    EXPECT_TRUE(disk.tripped());
    disk.heal();
    EXPECT_TRUE(commit());
}

}  // namespace
}  // namespace aisle
