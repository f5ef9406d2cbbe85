// SPDX-License-Identifier: Apache-2.0
#include "drivers/device.hpp"

#include "tests/drivers/memory_source.hpp"
#include "tests/support/io_loop.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/recording_log.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace aisle {
namespace {

class DeviceTest : public testing::Test {
protected:
    void start(std::size_t count = 1, DeviceOptions options = {.name = "lane1"}) {
        std::vector<Line> made;
        for (std::size_t i = 0; i < count; ++i) {
            auto source = std::make_unique<MemorySource>(io);
            lines.push_back(source.get());
            made.push_back({std::move(source), std::make_unique<LineDecoder>(options.framing)});
        }
        device = std::make_unique<Device>(
            options, std::move(made),
            Surroundings{.io = io, .clock = clock, .log = log.log(), .metrics = metrics});
        device->start({.scanned = [this](Scan scan) { scans.push_back(std::move(scan)); },
                       .changed = [this](const DeviceState& state) { changes.push_back(state); }});
        settle(io);
    }
    void type(std::string bytes, std::size_t line = 0) {
        lines[line]->type(std::move(bytes));
        settle(io);
    }

    ManualClock clock;
    RecordingLog log;
    Metrics metrics;
    boost::asio::io_context io;
    std::vector<MemorySource*> lines;
    std::unique_ptr<Device> device;
    std::vector<Scan> scans;
    std::vector<DeviceState> changes;
};

TEST_F(DeviceTest, MakesAScanOfEachCode) {
    start();
    type("]Q3255950123456789\r");
    ASSERT_EQ(scans.size(), 1u);
    EXPECT_EQ(scans[0].bytes, "255950123456789");
    EXPECT_EQ(scans[0].aim, "]Q3");
    EXPECT_EQ(scans[0].source, "lane1");
    EXPECT_EQ(scans[0].at, clock.mono());
    EXPECT_EQ(metrics.get(Count::scans), 1u);
}

TEST_F(DeviceTest, CountsWhatIsReadTwiceAndGivesItOutOnce) {
    start();
    type("4006381333931\r4006381333931\r");
    EXPECT_EQ(scans.size(), 1u);
    EXPECT_EQ(metrics.get(Count::scans), 2u);
    EXPECT_EQ(metrics.get(Count::scans_duplicate), 1u);
    clock.advance(scan_dedup_default);
    type("4006381333931\r");
    EXPECT_EQ(scans.size(), 2u);
}

TEST_F(DeviceTest, CountsCodesItThrowsAwayAndComplainsOnceAMinute) {
    start();
    const std::string overlong(scan_bytes_max + 1, 'x');
    for (int i = 0; i < 3; ++i) type(overlong + "\r");
    EXPECT_EQ(metrics.get(Count::scans_overlong), 3u);
    EXPECT_EQ(log.count("device.scan_lost"), 1u);
    clock.advance(device_complaint_interval);
    type(overlong + "\r");
    EXPECT_EQ(log.count("device.scan_lost"), 2u);
    EXPECT_EQ(log.count("xxx"), 0u) << "a scanned code in the log";
    EXPECT_TRUE(scans.empty());
}

TEST_F(DeviceTest, KnowsHowItIsAndSinceWhen) {
    start();
    const auto opened = clock.mono();
    clock.advance(Seconds(5));
    type("one\r");
    auto state = device->state();
    EXPECT_EQ(state.condition, DeviceCondition::open);
    EXPECT_EQ(state.since, opened);
    EXPECT_EQ(state.last_read, clock.mono());
    EXPECT_EQ(state.reads, 1u);
    EXPECT_EQ(state.scans, 1u);

    clock.advance(Seconds(5));
    lines[0]->unplug();
    settle(io);
    state = device->state();
    EXPECT_EQ(state.condition, DeviceCondition::lost);
    EXPECT_EQ(state.trouble, "unplugged");
    EXPECT_EQ(state.since, clock.mono());
}

TEST_F(DeviceTest, ReportsATroubleOnceHoweverOftenItIsTriedAndCountsTheReturn) {
    start();
    lines[0]->unplug();
    ASSERT_TRUE(run_until(io, [&] { return lines[0]->opens == 3; }));
    settle(io);
    // "unplugged", then "not plugged in" twice.
    EXPECT_EQ(changes.size(), 3u);
    EXPECT_EQ(log.count("device.lost"), 2u);
    lines[0]->missing = false;
    ASSERT_TRUE(run_until(io, [&] { return changes.size() == 4; }));
    EXPECT_EQ(changes.back().condition, DeviceCondition::open);
    EXPECT_EQ(changes.back().trouble, "");
    EXPECT_EQ(metrics.get(Count::scanner_reopened), 1u);
}

TEST_F(DeviceTest, DoesNotFillTheLogWhenItsScannerHangsUpAfterEveryCode) {
    start();
    for (int i = 0; i < 5; ++i) {
        type("code" + std::to_string(i));
        lines[0]->hang_up();
        settle(io);
    }
    EXPECT_EQ(scans.size(), 5u);
    EXPECT_EQ(log.count("info device.opened"), 1u);
    EXPECT_EQ(log.count("warn"), 0u);
}

TEST_F(DeviceTest, IsOpenWhileAnyOfItsLinesIs) {
    start(2);
    lines[0]->unplug();
    settle(io);
    EXPECT_EQ(device->state().condition, DeviceCondition::open);
    lines[1]->unplug();
    settle(io);
    EXPECT_EQ(device->state().condition, DeviceCondition::lost);
}

TEST_F(DeviceTest, NeverMixesTheBytesOfTwoLines) {
    start(2);
    type("11", 0);
    type("22", 1);
    type("1\r", 0);
    type("2\r", 1);
    ASSERT_EQ(scans.size(), 2u);
    EXPECT_EQ(scans[0].bytes, "111");
    EXPECT_EQ(scans[1].bytes, "222");
}

TEST_F(DeviceTest, NamesEveryCondition) {
    EXPECT_EQ(to_string(DeviceCondition::waiting), "waiting");
    EXPECT_EQ(to_string(DeviceCondition::open), "open");
    EXPECT_EQ(to_string(DeviceCondition::lost), "lost");
    EXPECT_EQ(to_string(DeviceCondition::refused), "refused");
}

}  // namespace
}  // namespace aisle
