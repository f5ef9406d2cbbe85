// SPDX-License-Identifier: Apache-2.0
#include "drivers/capture.hpp"

#include "tests/drivers/pty.hpp"
#include "tests/support/io_loop.hpp"
#include "tests/support/recording_log.hpp"

#include <boost/asio/post.hpp>

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace aisle {
namespace {

DeviceOptions serial(std::string name, const PtyScanner& scanner) {
    return {.name = std::move(name), .kind = SourceKind::serial, .path = scanner.path()};
}

// The owner's side: its own context, to which the counter thread posts.
class CaptureTest : public testing::Test {
protected:
    void start(std::vector<DeviceOptions> devices) {
        capture = std::make_unique<Capture>(std::move(devices), clock, log.log(), metrics);
        const auto started =
            capture->start({.scanned =
                                [this](Scan scan, Place place) {
                                    boost::asio::post(io, [this, scan = std::move(scan),
                                                           place = std::move(place)]() mutable {
                                        scans.push_back(scan.bytes);
                                        if (keep_unsettled) unsettled.push_back(std::move(place));
                                    });
                                },
                            .changed =
                                [this](DeviceState state) {
                                    boost::asio::post(io, [this, state = std::move(state)] {
                                        changes.push_back(state.name + " " +
                                                          std::string(to_string(state.condition)));
                                    });
                                },
                            .lost =
                                [this](const std::string& device) {
                                    boost::asio::post(io, [this, device] { lost += device; });
                                }});
        ASSERT_TRUE(started.has_value());
    }
    testing::AssertionResult scanned(std::size_t count) {
        return run_until(io, [this, count] { return scans.size() >= count; });
    }
    testing::AssertionResult changed(const std::string& words) {
        return run_until(
            io, [&] { return std::find(changes.begin(), changes.end(), words) != changes.end(); });
    }
    std::vector<DeviceState> states() {
        std::optional<std::vector<DeviceState>> answer;
        capture->states([&](std::vector<DeviceState> all) {
            boost::asio::post(
                io, [&answer, all = std::move(all)]() mutable { answer = std::move(all); });
        });
        EXPECT_TRUE(run_until(io, [&] { return answer.has_value(); }));
        return answer.value_or(std::vector<DeviceState>());
    }

    SystemClock clock;
    RecordingLog log;
    Metrics metrics;
    boost::asio::io_context io;
    std::vector<std::string> scans;
    std::vector<std::string> changes;
    std::string lost;
    std::vector<Place> unsettled;
    bool keep_unsettled = false;
    PtyScanner scanner;
    PtyScanner other;
    std::unique_ptr<Capture> capture;
};

TEST_F(CaptureTest, HandsOutTheScansOfAllDevices) {
    start({serial("lane1", scanner), serial("lane2", other)});
    ASSERT_TRUE(changed("lane1 open") && changed("lane2 open"));
    scanner.type("one\r");
    ASSERT_TRUE(scanned(1));
    other.type("two\r");
    ASSERT_TRUE(scanned(2));
    EXPECT_EQ(scans, (std::vector<std::string>{"one", "two"}));
}

TEST_F(CaptureTest, LosesADeviceAndFindsItAgainWhileTheOthersGoOn) {
    start({serial("lane1", scanner), serial("lane2", other)});
    ASSERT_TRUE(changed("lane1 open") && changed("lane2 open"));
    scanner.unplug();
    ASSERT_TRUE(changed("lane1 lost"));
    other.type("meanwhile\r");
    ASSERT_TRUE(scanned(1));
    scanner.plug();
    changes.clear();
    ASSERT_TRUE(changed("lane1 open"));
    scanner.type("back\r");
    ASSERT_TRUE(scanned(2));
    EXPECT_EQ(scans.back(), "back");
}

TEST_F(CaptureTest, RefusesAloudWhenTooManyScansAreUnsettledAndGoesOnWhenTheyAreSettled) {
    keep_unsettled = true;
    start({serial("lane1", scanner)});
    ASSERT_TRUE(changed("lane1 open"));
    for (std::size_t i = 0; i < captures_pending_max; ++i) {
        scanner.type("code" + std::to_string(i) + "\r");
    }
    ASSERT_TRUE(scanned(captures_pending_max));
    scanner.type("over1\rover2\r");
    boost::asio::steady_timer look(io);
    ASSERT_TRUE(run_until(io, [&] {
        look.expires_after(Millis(1));
        look.async_wait([](const boost::system::error_code&) {});
        return metrics.get(Count::capture_refused) == 2;
    }));
    EXPECT_EQ(log.count("capture.refused"), 1u) << "said once, not for every scan";
    EXPECT_TRUE(run_until(io, [&] { return lost == "lane1lane1"; })) << "told there for each";
    unsettled.clear();
    scanner.type("after\r");
    ASSERT_TRUE(scanned(captures_pending_max + 1));
    EXPECT_EQ(scans.back(), "after");
    EXPECT_EQ(log.count("capture.accepting refused=2"), 1u);
}

TEST_F(CaptureTest, TellsHowEveryDeviceIs) {
    start({serial("lane1", scanner), {.name = "lane2", .kind = SourceKind::serial}});
    ASSERT_TRUE(changed("lane1 open"));
    scanner.type("one\r");
    ASSERT_TRUE(scanned(1));
    const auto all = states();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].condition, DeviceCondition::open);
    EXPECT_EQ(all[0].scans, 1u);
    EXPECT_EQ(all[1].condition, DeviceCondition::refused);
    EXPECT_NE(all[1].trouble.find("no path"), std::string::npos);
}

TEST_F(CaptureTest, RefusesASecondDeviceOfTheSameNameAndTooMany) {
    std::vector<DeviceOptions> devices{serial("lane1", scanner), serial("lane1", other)};
    while (devices.size() <= devices_max) {
        devices.push_back(serial("x" + std::to_string(devices.size()), other));
    }
    start(devices);
    ASSERT_TRUE(changed("lane1 open"));
    const auto all = states();
    EXPECT_NE(all[1].trouble.find("there twice"), std::string::npos);
    EXPECT_NE(all.back().trouble.find("more than 32 devices"), std::string::npos);
    EXPECT_EQ(log.count("device.refused"), 2u);
}

TEST_F(CaptureTest, SaysNothingMoreAfterItWasStopped) {
    start({serial("lane1", scanner)});
    ASSERT_TRUE(changed("lane1 open"));
    capture->stop();
    settle(io);
    const auto before = changes;
    scanner.type("late\r");
    scanner.unplug();
    capture->stop();
    settle(io);
    EXPECT_TRUE(scans.empty());
    EXPECT_EQ(changes, before);
    EXPECT_EQ(states().size(), 1u) << "the last that was known";
}

TEST_F(CaptureTest, StopsAtOnceWhateverItsDevicesAreWaitingFor) {
    start({{.name = "a", .kind = SourceKind::serial, .path = "/dev/aisle-is-not-there"},
           {.name = "b", .kind = SourceKind::tcp_listen, .host = "127.0.0.1"},
           {.name = "c", .kind = SourceKind::tcp_connect, .host = "127.0.0.1", .port = 1}});
    ASSERT_TRUE(changed("a lost"));
    capture->stop();
    capture.reset();
}

TEST_F(CaptureTest, MayBeDestroyedWithoutEverHavingRun) {
    Capture never({serial("lane1", scanner)}, clock, log.log(), metrics);
    std::size_t devices = 0;
    never.states([&](const std::vector<DeviceState>& all) { devices = all.size(); });
    EXPECT_EQ(devices, 1u);
    never.stop();
}

TEST_F(CaptureTest, LetsPlacesOutliveIt) {
    keep_unsettled = true;
    start({serial("lane1", scanner)});
    ASSERT_TRUE(changed("lane1 open"));
    scanner.type("one\r");
    ASSERT_TRUE(scanned(1));
    capture.reset();
    unsettled.clear();
}

TEST_F(CaptureTest, BeatsOnceMoreForEachTimeItsPulseIsFelt) {
    start({});
    const auto first = capture->pulse();
    EXPECT_FALSE(first.idle);
    // Whoever asks for the states is answered after the beat.
    states();
    EXPECT_EQ(capture->pulse().beats, first.beats + 1);
    capture->stop();
    EXPECT_TRUE(capture->pulse().idle);
}

}  // namespace
}  // namespace aisle
