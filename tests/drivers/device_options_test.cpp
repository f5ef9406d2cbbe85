// SPDX-License-Identifier: Apache-2.0
#include "drivers/device_options.hpp"
#include "drivers/serial_line.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aisle {
namespace {

DeviceOptions serial() {
    return {.name = "lane1", .kind = SourceKind::serial, .path = "/dev/ttyACM0"};
}

std::string trouble(const DeviceOptions& options) {
    const auto outcome = check_options(options);
    return outcome ? "" : outcome.error().what();
}

TEST(DeviceOptions, AcceptsWhatEachKindNeedsAndNoMore) {
    EXPECT_EQ(trouble(serial()), "");
    EXPECT_EQ(trouble({.name = "in", .kind = SourceKind::fd, .path = "-"}), "");
    EXPECT_EQ(trouble({.name = "a", .kind = SourceKind::tcp_connect, .host = "h", .port = 1}), "");
    EXPECT_EQ(trouble({.name = "b", .kind = SourceKind::tcp_listen, .host = "::"}), "");
}

TEST(DeviceOptions, NamesTheDeviceAndWhatToCorrect) {
    auto options = serial();
    options.path.clear();
    EXPECT_NE(trouble(options).find("\"lane1\": no path; give one"), std::string::npos);
    options = {.name = "net", .kind = SourceKind::tcp_connect, .host = "10.0.0.7"};
    EXPECT_NE(trouble(options).find("\"net\": no port"), std::string::npos);
    options.host.clear();
    EXPECT_NE(trouble(options).find("\"net\": no host"), std::string::npos);
}

TEST(DeviceOptions, WantsAName) {
    auto options = serial();
    for (const auto& name : {std::string(), std::string("a\nb"), std::string(129, 'x')}) {
        options.name = name;
        EXPECT_NE(trouble(options), "");
    }
}

TEST(DeviceOptions, KnowsTheSpeedsOfSerialLines) {
    auto options = serial();
    for (const auto speed : serial_speeds) {
        options.speed = speed;
        EXPECT_EQ(trouble(options), "") << speed;
    }
    options.speed = 9601;
    EXPECT_NE(trouble(options).find("speed 9601"), std::string::npos);
}

TEST(DeviceOptions, RefusesMarksThatNoScannerSends) {
    auto options = serial();
    options.framing.suffix = std::string(scan_mark_bytes_max, '#');
    EXPECT_EQ(trouble(options), "");
    options.framing.suffix += '#';
    EXPECT_NE(trouble(options), "");
    options = serial();
    options.framing.prefix = std::string(scan_mark_bytes_max + 1, '#');
    EXPECT_NE(trouble(options), "");
}

TEST(DeviceOptions, RefusesNegativeTimes) {
    auto options = serial();
    options.framing.idle = Millis(-1);
    EXPECT_NE(trouble(options), "");
    options = serial();
    options.dedup = Millis(-1);
    EXPECT_NE(trouble(options), "");
}

}  // namespace
}  // namespace aisle
