// SPDX-License-Identifier: Apache-2.0
#include "agent/base/task_group.hpp"

#include "tests/support/recording_log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <gtest/gtest.h>

namespace aisle {
namespace {

namespace asio = boost::asio;
constexpr auto nothrow = asio::as_tuple(asio::use_awaitable);

class Tasks : public testing::Test {
protected:
    asio::awaitable<void> finish_at_once() {
        ++finished;
        co_return;
    }
    // Waits for what never comes, `rounds` times over.
    asio::awaitable<void> wait_for_ever(int rounds) {
        asio::steady_timer timer(io, std::chrono::hours(1));
        for (int i = 0; i < rounds; ++i) {
            const auto outcome = co_await timer.async_wait(nothrow);
            const auto& [error] = outcome;
            if (error) ++cancelled;
        }
        ++finished;
    }
    asio::awaitable<void> fail() {
        boost::system::error_code ignored = asio::error::connection_reset;
        asio::detail::throw_error(ignored, "reading");
        co_return;
    }

    asio::io_context io{1};
    RecordingLog lines;
    TaskGroup tasks{io.get_executor(), lines.log()};
    int finished = 0;
    int cancelled = 0;
};

TEST_F(Tasks, AreForgottenWhenTheyReturn) {
    tasks.spawn("one", finish_at_once());
    tasks.spawn("two", finish_at_once());
    EXPECT_EQ(tasks.size(), 2U);
    io.run();
    EXPECT_EQ(finished, 2);
    EXPECT_EQ(tasks.size(), 0U);
}

TEST_F(Tasks, AreCancelledAndAwaitedByStop) {
    tasks.spawn("patient", wait_for_ever(1));
    // Cancelled once, it would wait again: it is ended there.
    tasks.spawn("stubborn", wait_for_ever(1000));
    io.poll();
    bool stopped = false;
    tasks.stop([&stopped] { stopped = true; });
    EXPECT_FALSE(stopped);
    io.run();
    EXPECT_TRUE(stopped);
    EXPECT_EQ(cancelled, 2);
    EXPECT_EQ(finished, 1);
    EXPECT_EQ(lines.lines().size(), 0U);
}

TEST_F(Tasks, AreNotBegunAfterStop) {
    bool stopped = false;
    tasks.stop([&stopped] { stopped = true; });
    EXPECT_TRUE(stopped);
    tasks.spawn("late", finish_at_once());
    io.run();
    EXPECT_EQ(finished, 0);
}

TEST_F(Tasks, ThatEndInAnExceptionStopTheProgramAndAreNamed) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(
        {
            const SystemClock clock;
            StderrSink sink(clock, LogFormat::text, false);
            TaskGroup group(io.get_executor(), Log(sink, LogLevel::info));
            group.spawn("reader", fail());
            io.run();
        },
        "task.failed task=\"reader\" error=\"reading: Connection reset by peer");
}

TEST_F(Tasks, MustBeStoppedBeforeTheirGroupEnds) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(
        {
            TaskGroup group(io.get_executor(), lines.log());
            group.spawn("patient", wait_for_ever(1));
            io.poll();
        },
        "stopped before it ends");
}

}  // namespace
}  // namespace aisle
