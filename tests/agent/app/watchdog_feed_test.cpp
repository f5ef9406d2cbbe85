// SPDX-License-Identifier: Apache-2.0
#include "agent/app/watchdog_feed.hpp"

#include "tests/support/notify_socket.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace aisle {
namespace {

class Feeding : public testing::Test {
protected:
    void start(const std::string& watchdog) {
        supervisor.emplace(std::vector<std::string>{"NOTIFY_SOCKET=" + socket.name(), watchdog}, 7);
        feed.emplace(io, *supervisor, lines.log());
        Vigil vigil;
        vigil.watch("writer", [this] { return writer; });
        feed->start(std::move(vigil));
    }
    // Turns the loop until the timer has run so often.
    void turn(std::size_t times) {
        for (std::size_t i = 0; i < times; ++i) io.run_one_for(std::chrono::seconds(10));
    }

    ScratchFolder folder;
    NotifySocket socket{folder.file("notify")};
    boost::asio::io_context io{1};
    RecordingLog lines;
    std::optional<Supervisor> supervisor;
    std::optional<WatchdogFeed> feed;
    Pulse writer{0, true};
};

TEST_F(Feeding, GoesOnWhileEveryThreadWorks) {
    start("WATCHDOG_USEC=2000");
    turn(3);
    EXPECT_EQ(socket.take().size(), 4U);
    EXPECT_EQ(lines.count("watchdog.not_fed"), 0U);
}

TEST_F(Feeding, StopsWhileAThreadIsStuckAndNamesIt) {
    start("WATCHDOG_USEC=2000");
    writer.idle = false;
    socket.take();
    turn(3);
    EXPECT_EQ(socket.take().size(), 0U);
    EXPECT_EQ(lines.count("watchdog.not_fed stuck=\"writer\""), 3U);
    ++writer.beats;
    turn(1);
    EXPECT_EQ(socket.take().size(), 1U);
}

TEST_F(Feeding, DoesNotEvenBeginWithoutAWatchdog) {
    start("HOME=/");
    EXPECT_EQ(io.run_one_for(std::chrono::milliseconds(1)), 0U);
    EXPECT_EQ(socket.take().size(), 0U);
}

TEST_F(Feeding, EndsWhenItIsStopped) {
    start("WATCHDOG_USEC=2000");
    feed->stop();
    socket.take();
    io.run();
    EXPECT_EQ(socket.take().size(), 0U);
}

}  // namespace
}  // namespace aisle
