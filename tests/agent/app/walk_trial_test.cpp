// SPDX-License-Identifier: Apache-2.0
#include "agent/app/walk_trial.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct WalkTrialTest : testing::Test {
    WalkVerdict read(bool more) { return trial.judge(more, report); }
    WalkVerdict fail(Errc kind) { return trial.judge(Error(kind, "reading"), report); }
    WalkTrial trial;
    WalkReport report;
};

TEST_F(WalkTrialTest, GoesOnToTheEnd) {
    EXPECT_EQ(read(true), WalkVerdict::go_on);
    EXPECT_EQ(read(false), WalkVerdict::whole);
}

TEST_F(WalkTrialTest, WhatTheWalkFoundIsDamageAtTheEnd) {
    report.problems.push_back("touch 7 is neither a row nor a gap");
    EXPECT_EQ(read(true), WalkVerdict::go_on);
    EXPECT_EQ(read(false), WalkVerdict::damaged);
}

TEST_F(WalkTrialTest, AReadThatFailsIsTriedAgainBeforeTheFileIsBlamed) {
    for (int i = 0; i < walk_retries_max; ++i) EXPECT_EQ(fail(Errc::io), WalkVerdict::again);
    EXPECT_EQ(fail(Errc::io), WalkVerdict::damaged);
}

TEST_F(WalkTrialTest, AQueueThatIsFullIsNeverTheFilesFault) {
    for (int i = 0; i < walk_retries_max; ++i) {
        EXPECT_EQ(fail(Errc::unavailable), WalkVerdict::again);
    }
    EXPECT_EQ(fail(Errc::unavailable), WalkVerdict::given_up);
}

TEST_F(WalkTrialTest, NeitherIsADiskThatHasNoRoomToReadWith) {
    for (int i = 0; i < walk_retries_max; ++i) EXPECT_EQ(fail(Errc::full), WalkVerdict::again);
    EXPECT_EQ(fail(Errc::full), WalkVerdict::given_up);
}

TEST_F(WalkTrialTest, AReadThatSucceedsBeginsTheCountAnew) {
    for (int round = 0; round < 5; ++round) {
        for (int i = 0; i < walk_retries_max; ++i) EXPECT_EQ(fail(Errc::io), WalkVerdict::again);
        EXPECT_EQ(read(true), WalkVerdict::go_on);
    }
}

TEST_F(WalkTrialTest, DamageIsDamageAtOnce) {
    EXPECT_EQ(fail(Errc::corrupt), WalkVerdict::damaged);
}

}  // namespace
}  // namespace aisle
