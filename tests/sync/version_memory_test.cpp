// SPDX-License-Identifier: Apache-2.0
#include "sync/version_memory.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const MonoTime now{Seconds{1000}};
constexpr auto v5 = MqttVersion::v5;
constexpr auto v311 = MqttVersion::v311;

TEST(VersionMemory, BeginsWithFive) {
    EXPECT_EQ(VersionMemory(VersionPreference::automatic).next(now), v5);
}

TEST(VersionMemory, ABrokerThatSaysSoIsSpoken311ToForADay) {
    VersionMemory memory(VersionPreference::automatic);
    EXPECT_TRUE(memory.failed(v5, LinkLoss::refused_version, now));
    EXPECT_EQ(memory.next(now), v311);
    EXPECT_EQ(memory.next(now + version_memory - Seconds{1}), v311);
    EXPECT_EQ(memory.next(now + version_memory), v5);
}

TEST(VersionMemory, TwoHangUpsWithoutAWordMeanTheSame) {
    VersionMemory memory(VersionPreference::automatic);
    EXPECT_FALSE(memory.failed(v5, LinkLoss::closed_before_connack, now));
    EXPECT_EQ(memory.next(now), v5);
    EXPECT_TRUE(memory.failed(v5, LinkLoss::closed_before_connack, now));
    EXPECT_EQ(memory.next(now), v311);
}

TEST(VersionMemory, AHangUpAndThenAConnectionMeansNothing) {
    VersionMemory memory(VersionPreference::automatic);
    memory.failed(v5, LinkLoss::closed_before_connack, now);
    memory.connected();
    EXPECT_FALSE(memory.failed(v5, LinkLoss::closed_before_connack, now));
}

TEST(VersionMemory, AnAbsentBrokerTeachesNothing) {
    VersionMemory memory(VersionPreference::automatic);
    for (const auto loss : {LinkLoss::unreachable, LinkLoss::tls, LinkLoss::refused_credentials,
                            LinkLoss::lost, LinkLoss::refused_other}) {
        EXPECT_FALSE(memory.failed(v5, loss, now));
    }
    EXPECT_FALSE(memory.failed(v311, LinkLoss::closed_before_connack, now));
    EXPECT_EQ(memory.next(now), v5);
}

TEST(VersionMemory, OneThatHangsUpOnBothVersionsTeachesNothing) {
    VersionMemory memory(VersionPreference::automatic);
    memory.failed(v5, LinkLoss::closed_before_connack, now);
    memory.failed(v5, LinkLoss::closed_before_connack, now);
    EXPECT_EQ(memory.next(now), v311);
    EXPECT_FALSE(memory.failed(v311, LinkLoss::closed_before_connack, now));
    EXPECT_EQ(memory.next(now), v5);
}

TEST(VersionMemory, WhatConnectedOnceIsKeptThoughItHangsUpLater) {
    VersionMemory memory(VersionPreference::automatic);
    memory.failed(v5, LinkLoss::closed_before_connack, now);
    memory.failed(v5, LinkLoss::closed_before_connack, now);
    memory.connected();
    memory.failed(v311, LinkLoss::closed_before_connack, now);
    EXPECT_EQ(memory.next(now), v311);
    VersionMemory told(VersionPreference::automatic);
    told.failed(v5, LinkLoss::refused_version, now);
    told.failed(v311, LinkLoss::closed_before_connack, now);
    EXPECT_EQ(told.next(now), v311);
}

TEST(VersionMemory, AFixedChoiceStands) {
    VersionMemory five(VersionPreference::v5);
    EXPECT_FALSE(five.failed(v5, LinkLoss::refused_version, now));
    EXPECT_EQ(five.next(now), v5);
    EXPECT_EQ(VersionMemory(VersionPreference::v311).next(now), v311);
}

}  // namespace
}  // namespace aisle
