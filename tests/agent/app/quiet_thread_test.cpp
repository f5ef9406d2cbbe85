// SPDX-License-Identifier: Apache-2.0
#include "agent/app/quiet_thread.hpp"

#include <gtest/gtest.h>
#include <pthread.h>

#include <csignal>
#include <string>

namespace aisle {
namespace {

bool blocked_here(int signal) {
    sigset_t now;
    pthread_sigmask(SIG_SETMASK, nullptr, &now);
    return sigismember(&now, signal) == 1;
}

TEST(QuietThread, BlocksEverySignalAndSoDoesWhatItStarts) {
    bool own = false;
    bool inner = false;
    std::string name(16, '\0');
    quiet_thread("quiet", [&] {
        own = blocked_here(SIGTERM) && blocked_here(SIGPIPE) && blocked_here(SIGUSR1);
        pthread_getname_np(pthread_self(), name.data(), name.size());
        std::thread([&] { inner = blocked_here(SIGPIPE); }).join();
    }).join();
    EXPECT_TRUE(own);
    EXPECT_TRUE(inner);
    EXPECT_STREQ(name.c_str(), "quiet");
}

TEST(QuietThread, LeavesTheMaskOfItsMakerAsItWas) {
    quiet_thread("quiet", [] {}).join();
    EXPECT_FALSE(blocked_here(SIGTERM));
    EXPECT_FALSE(blocked_here(SIGPIPE));
}

}  // namespace
}  // namespace aisle
