// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/power_cut.hpp"

#include <gtest/gtest.h>

#include <set>

namespace aisle {
namespace {

// A disk after the whole of what was done to it.
DiskImage cut(const CrashDisk& disk, Loss loss, std::uint64_t seed = 1) {
    PowerCut power(disk);
    while (power.step()) continue;
    SeededEntropy dice(seed);
    return power.disk(loss, dice).image;
}

// Every content the file may be left with.
std::set<std::string> contents(const CrashDisk& disk, Loss loss, const char* name = "a") {
    std::set<std::string> found;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const auto image = cut(disk, loss, seed);
        if (image.contains(name)) found.insert(image.at(name));
    }
    return found;
}

class PowerCutTest : public testing::Test {
protected:
    CrashDisk disk_{DiskImage{{"a", "old!"}}};
    DiskFile file_ = *disk_.open("a");
};

TEST_F(PowerCutTest, KeepsWhatWasSyncedAndOnlyThat) {
    disk_.write(file_, 0, "new");
    disk_.sync(file_);
    disk_.write(file_, 4, "more");
    EXPECT_EQ(cut(disk_, Loss::everything), (DiskImage{{"a", "new!"}}));
    EXPECT_EQ(cut(disk_, Loss::nothing), (DiskImage{{"a", "new!more"}}));
    EXPECT_EQ(cut(disk_, Loss::nothing), disk_.image());
}

TEST_F(PowerCutTest, ReordersWholeWrites) {
    disk_.write(file_, 0, "1");
    disk_.write(file_, 1, "2");
    EXPECT_EQ(contents(disk_, Loss::writes),
              (std::set<std::string>{"old!", "1ld!", "o2d!", "12d!"}));
}

TEST_F(PowerCutTest, TearsAWriteAtSectorBoundaries) {
    disk_.write(file_, 0, std::string(1024, 'x'));
    const auto found = contents(disk_, Loss::sectors);
    const std::string x(512, 'x');
    std::string hole = "old!" + std::string(508, '\0');
    EXPECT_EQ(found, (std::set<std::string>{"old!", x, hole + x, x + x}));
}

TEST_F(PowerCutTest, JunkStaysInsideWhatWasWritten) {
    disk_.write(file_, 1, "xx");
    const auto found = contents(disk_, Loss::junk);
    EXPECT_GT(found.size(), 20U);
    for (const auto& content : found) {
        EXPECT_EQ(content.size(), 4U);
        EXPECT_EQ(content.front(), 'o');
        EXPECT_EQ(content.back(), '!');
    }
}

TEST_F(PowerCutTest, ATruncationHappensOrDoesNot) {
    disk_.truncate(file_, 1);
    EXPECT_EQ(contents(disk_, Loss::writes), (std::set<std::string>{"old!", "o"}));
}

TEST_F(PowerCutTest, ASyncedFileMayStillHaveNoName) {
    const DiskFile fresh = *disk_.create("b");
    disk_.write(fresh, 0, "bytes");
    disk_.sync(fresh);
    EXPECT_FALSE(cut(disk_, Loss::everything).contains("b"));
    disk_.sync_directory();
    EXPECT_EQ(cut(disk_, Loss::everything).at("b"), "bytes");
}

TEST_F(PowerCutTest, ARemovedFileIsBackUntilTheDirectoryIsSynced) {
    disk_.remove("a");
    EXPECT_EQ(cut(disk_, Loss::everything), (DiskImage{{"a", "old!"}}));
    EXPECT_EQ(cut(disk_, Loss::nothing), DiskImage{});
}

TEST_F(PowerCutTest, NamesChangeInOrder) {
    disk_.rename("a", "b");
    disk_.create("c");
    std::set<DiskImage> found;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) found.insert(cut(disk_, Loss::writes, seed));
    EXPECT_EQ(found,
              (std::set<DiskImage>{{{"a", "old!"}}, {{"b", "old!"}}, {{"b", "old!"}, {"c", ""}}}));
}

TEST_F(PowerCutTest, ASecondSyncDoesNotSaveWhatTheFirstFailedToSave) {
    disk_.plant({.call = DiskCall::sync});
    disk_.write(file_, 0, "lost");
    EXPECT_EQ(disk_.sync(file_), DiskAnswer::failed);
    EXPECT_EQ(cut(disk_, Loss::nothing).at("a"), "lost");
    disk_.write(file_, 4, "kept");
    EXPECT_EQ(disk_.sync(file_), DiskAnswer::done);
    EXPECT_EQ(cut(disk_, Loss::nothing).at("a"), "old!kept");
}

TEST_F(PowerCutTest, TheSameSeedLeavesTheSameDisks) {
    disk_.write(file_, 0, std::string(4096, 'x'));
    EXPECT_EQ(cut(disk_, Loss::junk, 7), cut(disk_, Loss::junk, 7));
    EXPECT_NE(cut(disk_, Loss::junk, 7), cut(disk_, Loss::junk, 8));
}

TEST_F(PowerCutTest, ExploringShowsEveryMomentAndCountsPromises) {
    disk_.write(file_, 0, "1");
    disk_.sync(file_);
    disk_.promise();
    std::set<std::pair<std::string, std::size_t>> found;
    const Exploration sure{.losses = {Loss::everything, Loss::nothing, Loss::writes}};
    const std::size_t states = explore(disk_, sure, [&](CrashState& state) {
        found.emplace(state.image.at("a"), state.promises);
    });
    EXPECT_EQ(states, 4U);
    EXPECT_EQ(found, (std::set<std::pair<std::string, std::size_t>>{
                         {"old!", 0}, {"1ld!", 0}, {"1ld!", 1}}));
}

TEST_F(PowerCutTest, ABudgetRefusesGrowthAndLetsTheRestGoOn) {
    disk_.set_budget(8);
    EXPECT_EQ(disk_.write(file_, 0, "12345678"), DiskAnswer::done);
    EXPECT_EQ(disk_.write(file_, 8, "9"), DiskAnswer::full);
    EXPECT_EQ(disk_.write(file_, 7, "x"), DiskAnswer::done);
    EXPECT_EQ(disk_.truncate(file_, 2), DiskAnswer::done);
    EXPECT_EQ(disk_.write(file_, 2, "3"), DiskAnswer::done);
}

TEST_F(PowerCutTest, APlantedFaultMeetsTheCallItWasPlantedFor) {
    disk_.plant({.call = DiskCall::write, .nth = 2});
    EXPECT_EQ(disk_.write(file_, 0, "1"), DiskAnswer::done);
    EXPECT_EQ(disk_.sync(file_), DiskAnswer::done);
    EXPECT_FALSE(disk_.tripped());
    EXPECT_EQ(disk_.write(file_, 0, "2"), DiskAnswer::failed);
    EXPECT_TRUE(disk_.tripped());
    EXPECT_EQ(disk_.write(file_, 0, "3"), DiskAnswer::done);
}

}  // namespace
}  // namespace aisle
