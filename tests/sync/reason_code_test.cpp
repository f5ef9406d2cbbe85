// SPDX-License-Identifier: Apache-2.0
#include "sync/reason_code.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(ReasonCode, AVersionRefusalIsKnownInBothNumberings) {
    EXPECT_EQ(connack_loss(MqttVersion::v5, 0x84), LinkLoss::refused_version);
    EXPECT_EQ(connack_loss(MqttVersion::v5, 1), LinkLoss::refused_version);
    EXPECT_EQ(connack_loss(MqttVersion::v311, 1), LinkLoss::refused_version);
}

TEST(ReasonCode, WrongCredentialsAreToldFromOtherRefusals) {
    for (const int code : {4, 5}) {
        EXPECT_EQ(connack_loss(MqttVersion::v311, code), LinkLoss::refused_credentials) << code;
        EXPECT_EQ(connack_loss(MqttVersion::v5, code), LinkLoss::refused_other) << code;
    }
    for (const int code : {0x86, 0x87, 0x8a, 0x8c}) {
        EXPECT_EQ(connack_loss(MqttVersion::v5, code), LinkLoss::refused_credentials) << code;
    }
    EXPECT_EQ(connack_loss(MqttVersion::v311, 3), LinkLoss::refused_other);
    EXPECT_EQ(connack_loss(MqttVersion::v5, 0x89), LinkLoss::refused_other);
}

TEST(ReasonCode, ATakenOverSessionIsToldFromOtherEnds) {
    EXPECT_EQ(disconnect_loss(0x8e), LinkLoss::taken_over);
    EXPECT_EQ(disconnect_loss(0x8b), LinkLoss::server_disconnect);
}

TEST(ReasonCode, APubackBelow0x80IsAcceptedAndAboveIsNot) {
    EXPECT_EQ(puback_outcome(0), PublishOutcome::accepted);
    EXPECT_EQ(puback_outcome(0x10), PublishOutcome::no_subscriber);
    EXPECT_EQ(puback_outcome(0x7f), PublishOutcome::accepted);
    EXPECT_EQ(puback_outcome(0x80), PublishOutcome::refused);
    EXPECT_EQ(puback_outcome(0x87), PublishOutcome::not_authorized);
    EXPECT_EQ(puback_outcome(0x95), PublishOutcome::too_large);
    EXPECT_EQ(puback_outcome(0x97), PublishOutcome::quota_exceeded);
    EXPECT_EQ(puback_outcome(0x99), PublishOutcome::format_invalid);
    EXPECT_EQ(puback_outcome(0xff), PublishOutcome::refused);
}

TEST(ReasonCode, NumbersHaveTheWordsOfTheirVersion) {
    EXPECT_EQ(reason_text(MqttVersion::v5, 0x87), "not authorized (0x87)");
    EXPECT_EQ(reason_text(MqttVersion::v311, 4), "wrong user name or password (0x04)");
    EXPECT_EQ(reason_text(MqttVersion::v5, 0xf3), "0xf3");
    EXPECT_EQ(reason_text(MqttVersion::v311, -1), "0xff");
}

TEST(ReasonCode, EveryLossAndEveryOutcomeHasAWord) {
    for (int i = 0; i <= static_cast<int>(LinkLoss::taken_over); ++i) {
        EXPECT_NE(to_string(static_cast<LinkLoss>(i)), "unknown") << i;
    }
    for (int i = 0; i <= static_cast<int>(PublishOutcome::failed); ++i) {
        EXPECT_NE(to_string(static_cast<PublishOutcome>(i)), "unknown") << i;
    }
}

}  // namespace
}  // namespace aisle
