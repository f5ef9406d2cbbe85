// SPDX-License-Identifier: Apache-2.0
#include "sync/terms.hpp"

#include "sync/wire_dictionary.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(Terms, AreOursWithoutCompressionUntilCentralHasSpoken) {
    const auto terms = agree(Terms{4, 20'000, 7, true}, LinkLimits{}, nullptr);
    EXPECT_EQ(terms.window, 4U);
    EXPECT_EQ(terms.message_bytes_max, 20'000U);
    EXPECT_EQ(terms.events_per_second, 7);
    EXPECT_FALSE(terms.compress);
}

TEST(Terms, NoMessageIsLargerThanEveryBrokerTakesUnlessCentralKnowsBetter) {
    const Terms ours{8, 100'000, 0, true};
    EXPECT_EQ(agree(ours, LinkLimits{}, nullptr).message_bytes_max, message_bytes_max_default);
    Welcome welcome;
    EXPECT_EQ(agree(ours, LinkLimits{}, &welcome).message_bytes_max, message_bytes_max_default);
    welcome.message_bytes_max = 90'000;
    EXPECT_EQ(agree(ours, LinkLimits{}, &welcome).message_bytes_max, 90'000U);
    welcome.message_bytes_max = 200'000;
    EXPECT_EQ(agree(ours, LinkLimits{}, &welcome).message_bytes_max, 100'000U);
}

TEST(Terms, CentralSetsTheWindowAndTheBrokerBoundsIt) {
    Welcome welcome;
    welcome.pace.window = 16;
    EXPECT_EQ(agree(Terms{}, LinkLimits{}, &welcome).window, 16U);
    EXPECT_EQ(agree(Terms{}, LinkLimits{.receive_maximum = 5}, &welcome).window, 5U);
    EXPECT_EQ(agree(Terms{}, LinkLimits{.receive_maximum = 0}, &welcome).window, 1U);
}

TEST(Terms, TheSlowerPaceCounts) {
    Welcome welcome;
    welcome.pace.events_per_second = 50;
    EXPECT_EQ(agree(Terms{8, 60'000, 0, true}, LinkLimits{}, &welcome).events_per_second, 50);
    EXPECT_EQ(agree(Terms{8, 60'000, 20, true}, LinkLimits{}, &welcome).events_per_second, 20);
    EXPECT_EQ(agree(Terms{8, 60'000, 80, true}, LinkLimits{}, &welcome).events_per_second, 50);
}

TEST(Terms, CompressOnlyWhatCentralReadsAndWeWant) {
    Welcome welcome;
    welcome.encodings = {"gzip", "zstd"};
    EXPECT_TRUE(agree(Terms{}, LinkLimits{}, &welcome).compress);
    EXPECT_FALSE(agree(Terms{8, 60'000, 0, false}, LinkLimits{}, &welcome).compress);
    welcome.encodings = {"gzip"};
    EXPECT_FALSE(agree(Terms{}, LinkLimits{}, &welcome).compress);
}

TEST(Terms, TakeTheDictionaryThatCentralNamesIfWeKnowIt) {
    Welcome welcome;
    welcome.encodings = {"zstd"};
    EXPECT_EQ(agree(Terms{}, LinkLimits{}, &welcome).dictionary, 0U);
    welcome.dictionary = wire_dictionary_newest;
    EXPECT_EQ(agree(Terms{}, LinkLimits{}, &welcome).dictionary, wire_dictionary_newest);
    EXPECT_EQ(agree(Terms{}, LinkLimits{}, nullptr).dictionary, 0U);
    welcome.dictionary = wire_dictionary_newest + 1;
    EXPECT_EQ(agree(Terms{}, LinkLimits{}, &welcome).dictionary, 0U);
}

TEST(Terms, LeaveRoomForThePacketRoundAMessage) {
    const auto terms = agree(Terms{}, LinkLimits{.packet_bytes_max = 32'768}, nullptr);
    EXPECT_LT(terms.message_bytes_max, 32'768U);
    EXPECT_GT(terms.message_bytes_max, 32'000U);
    EXPECT_EQ(agree(Terms{}, LinkLimits{.packet_bytes_max = 10}, nullptr).message_bytes_max,
              message_bytes_max_default);
}

}  // namespace
}  // namespace aisle
