// SPDX-License-Identifier: Apache-2.0
#include "agent/app/supervisor.hpp"

#include "tests/support/notify_socket.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using Messages = std::vector<std::string>;

TEST(Supervisor, IsToldOverTheSocketThatTheEnvironmentNames) {
    const ScratchFolder folder;
    NotifySocket socket(folder.file("notify"));
    Supervisor supervisor({"HOME=/", "NOTIFY_SOCKET=" + socket.name()}, 7);
    supervisor.ready("saving");
    supervisor.status("saving; central: streaming");
    supervisor.feed();
    supervisor.stopping();
    EXPECT_EQ(socket.take(),
              (Messages{"READY=1\nSTATUS=saving", "STATUS=saving; central: streaming", "WATCHDOG=1",
                        "STOPPING=1\nSTATUS=saving what waits, then leaving"}));
}

TEST(Supervisor, IsToldOverAnAbstractSocketToo) {
    NotifySocket socket("@aisle-test-" + std::to_string(::getpid()));
    ASSERT_FALSE(socket.name().empty());
    Supervisor supervisor({"NOTIFY_SOCKET=" + socket.name()}, 7);
    supervisor.feed();
    EXPECT_EQ(socket.take(), Messages{"WATCHDOG=1"});
}

TEST(Supervisor, MayBeMissingOrGone) {
    for (const std::string socket :
         {"", "NOTIFY_SOCKET=", "NOTIFY_SOCKET=vsock:2:1234", "NOTIFY_SOCKET=/nowhere/notify"}) {
        Supervisor supervisor({socket, "WATCHDOG_USEC=1000"}, 7);
        supervisor.ready("saving");
        supervisor.feed();
        EXPECT_EQ(supervisor.patience().has_value(), socket == "NOTIFY_SOCKET=/nowhere/notify");
    }
    Supervisor long_name({"NOTIFY_SOCKET=/" + std::string(200, 'a')}, 7);
    long_name.ready("saving");
}

TEST(Supervisor, SaysHowLongItWaitsIfItWatchesThisProcess) {
    const auto patience = [](std::vector<std::string> environment) {
        environment.emplace_back("NOTIFY_SOCKET=/nowhere/notify");
        return Supervisor(environment, 7).patience();
    };
    EXPECT_EQ(patience({"WATCHDOG_USEC=60000000"}), Seconds{60});
    EXPECT_EQ(patience({"WATCHDOG_USEC=60000000", "WATCHDOG_PID=7"}), Seconds{60});
    EXPECT_EQ(patience({"WATCHDOG_USEC=60000000", "WATCHDOG_PID=8"}), std::nullopt);
    EXPECT_EQ(patience({"WATCHDOG_USEC=0"}), std::nullopt);
    EXPECT_EQ(patience({"WATCHDOG_USEC=soon"}), std::nullopt);
    EXPECT_EQ(patience({}), std::nullopt);
}

}  // namespace
}  // namespace aisle
