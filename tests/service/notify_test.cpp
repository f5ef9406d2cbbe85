// SPDX-License-Identifier: Apache-2.0
// The daemon under a service manager: what it says, when, and that its watchdog starves when one of
// its threads does not go on.
#include "tests/service/held_thread.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/notify_socket.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

class Supervised : public testing::Test {
protected:
    void start(const std::string& watchdog = "HOME=/") {
        daemon = ChildProcess(
            {"env", "NOTIFY_SOCKET=" + socket.name(), watchdog, AISLE_BINARY_DIR "/aisled",
             "--config", AISLE_SOURCE_DIR "/config/examples/minimal.toml", "--set",
             "broker.urls=mqtt://127.0.0.1:1", "--set", "http.listen=127.0.0.1:0", "--set",
             "http.socket=" + folder.file("aisled.sock"), "--state", folder.path().string()},
            folder.file("log"));
        ASSERT_TRUE(soon([this] { return socket.heard("READY=1"); })) << log();
    }
    std::string log() const { return read_whole(folder.file("log")); }
    std::size_t logged(const std::string& words) const {
        std::size_t times = 0;
        const auto text = log();
        for (auto at = text.find(words); at != text.npos; at = text.find(words, at + 1)) ++times;
        return times;
    }
    Ran ask(const std::vector<std::string>& more, const char* patience = "2") const {
        std::vector<std::string> words{
            "curl", "-s", "-m", patience, "--unix-socket", folder.file("aisled.sock")};
        words.insert(words.end(), more.begin(), more.end());
        return run_program(words);
    }
    void scan() const {
        ask({"-H", "Content-Type: application/json", "-d", R"({"data":"4006381333931"})",
             "http://localhost/v1/scans"});
    }
    bool fed() { return socket.heard("WATCHDOG=1"); }
    // Whether the watchdog starves by reason of that thread, and is fed again when it goes on.
    // `work` gives it something to do.
    template <class Work>
    void starve(const std::string& thread, Work work) {
        start("WATCHDOG_USEC=200000");
        ASSERT_TRUE(soon([this] { return fed(); }));
        HeldThread held(daemon.pid(), thread);
        ASSERT_TRUE(held.found()) << thread;
        if (!held.held()) GTEST_SKIP() << "SKIPPED: this machine does not let a test hold a thread";
        work();
        const auto why = "watchdog.not_fed stuck=\"" + thread + "\"";
        // A busy machine may be late once by itself; a thread that is held stays so.
        EXPECT_TRUE(soon([&] {
            socket.take();
            const auto before = logged(why);
            return soon([&] { return logged(why) >= before + 3; }) && !fed();
        })) << log();
        held.let_go();
        EXPECT_TRUE(soon([this] { return fed(); }));
        daemon.signal(SIGTERM);
        EXPECT_EQ(daemon.wait(), 0) << log();
    }

    ScratchFolder folder;
    NotifySocket socket{folder.file("notify")};
    ChildProcess daemon;
};

TEST_F(Supervised, IsReadyWhenItSavesAndAnswersThoughNoBrokerIsThere) {
    start();
    // At once, without a second look.
    EXPECT_EQ(ask({"http://localhost/readyz"}, "60").output, R"({"ready":true})");
    EXPECT_EQ(logged("link.up"), 0U);
    EXPECT_TRUE(soon([this] { return socket.heard("STATUS=saving; central: offline"); })) << log();
}

TEST_F(Supervised, SaysThatItIsLeaving) {
    start();
    daemon.signal(SIGTERM);
    EXPECT_TRUE(soon([this] { return socket.heard("STOPPING=1"); }));
    EXPECT_EQ(daemon.wait(), 0) << log();
}

TEST_F(Supervised, FeedsNobodyWithoutAWatchdog) {
    start();
    scan();
    daemon.signal(SIGTERM);
    daemon.wait();
    EXPECT_FALSE(fed());
}

TEST_F(Supervised, StarvesTheWatchdogWhenTheDiskDoesNotAnswer) {
    starve("aisle-write", [this] { scan(); });
}

TEST_F(Supervised, StarvesTheWatchdogWhenAReadDoesNotReturn) {
    starve("aisle-read", [this] { ask({"http://localhost/v1/status"}); });
}

TEST_F(Supervised, StarvesTheWatchdogWhenTheCounterStandsStill) {
    starve("aisle-counter", [] {});
}

TEST_F(Supervised, StarvesTheWatchdogWhenTheLoopDoesNotTurn) {
    start("WATCHDOG_USEC=100000");
    ASSERT_TRUE(soon([this] { return fed(); }));
    HeldThread held(daemon.pid(), "aisled");
    ASSERT_TRUE(held.found());
    if (!held.held()) GTEST_SKIP() << "SKIPPED: this machine does not let a test hold a thread";
    socket.take();
    // Nobody is left who could say so: that nothing comes is all there is to see.
    EXPECT_FALSE(soon([this] { return fed(); }, 100));
    held.let_go();
    EXPECT_TRUE(soon([this] { return fed(); }));
}

}  // namespace
}  // namespace aisle
