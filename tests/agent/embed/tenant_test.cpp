// SPDX-License-Identifier: Apache-2.0
#include "agent/embed/tenant.hpp"

#include "tests/agent/embed/shop.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <future>
#include <thread>

namespace aisle {
namespace {

using Tenant = Shop;

// The signal masks of every thread of this process but the caller's, as the kernel shows them.
std::vector<std::string> masks_of_other_threads() {
    std::vector<std::string> masks;
    for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
        if (thread.path().filename() == std::to_string(::gettid())) continue;
        std::ifstream status(thread.path() / "status");
        std::string name;
        for (std::string line; std::getline(status, line);) {
            if (line.starts_with("Name:")) name = line.substr(6);
            if (line.starts_with("SigBlk:") && name.starts_with("aisle")) {
                masks.push_back(line.substr(8));
            }
        }
    }
    return masks;
}

TEST_F(Tenant, HasNeighboursInOneProcess) {
    const ScratchFolder other;
    const auto first = open(folder);
    const auto second = open(other);
    EXPECT_EQ(status_of(capture(first, AISLE_PURCHASE, sale_json)), AISLE_SAVED);
    // The same id is news to the other: they share nothing.
    EXPECT_EQ(status_of(capture(second, AISLE_PURCHASE, sale_json)), AISLE_SAVED);
    EXPECT_EQ(aisle_close(first.get(), 0), AISLE_OK);
    EXPECT_EQ(status_of(capture(second, AISLE_PURCHASE, sale_json)), AISLE_OK);
}

TEST_F(Tenant, DoesNotShareAFolder) {
    const auto first = open(folder);
    OwnedAnswer why;
    EXPECT_EQ(open(folder, nullptr, &why), nullptr);
    EXPECT_EQ(status_of(why), AISLE_CONFLICT);
    EXPECT_STREQ(aisle_answer_code(why.get()), "folder_in_use");
}

TEST_F(Tenant, CallsBackOnceForEachCallThatItTook) {
    Heard heard;
    const auto agent = open(folder);
    int taken = 0;
    for (int i = 0; i < 100; ++i) {
        const auto body = R"({"data":"4006381333931","id":")" + std::to_string(i) + "\"}";
        taken += aisle_capture_async(agent.get(), AISLE_SCAN, body.data(), body.size(),
                                     Heard::answer, &heard) == AISLE_ACCEPTED;
    }
    EXPECT_EQ(taken, 100);
    EXPECT_TRUE(heard.soon("answer 201", 100));
    EXPECT_EQ(aisle_close(agent.get(), 0), AISLE_OK);
    EXPECT_EQ(heard.count("answer"), 100U);
}

TEST_F(Tenant, ClosesWhileCallbacksRunAndOwesNone) {
    Heard heard;
    Heard events;
    const auto agent = open(folder, &events);
    std::atomic<int> taken = 0;
    std::atomic<bool> over = false;
    std::thread till([&] {
        while (!over) {
            const std::string_view body = R"({"data":"4006381333931"})";
            taken += aisle_capture_async(agent.get(), AISLE_SCAN, body.data(), body.size(),
                                         Heard::answer, &heard) == AISLE_ACCEPTED;
        }
    });
    EXPECT_TRUE(heard.soon("answer 201", 10));
    EXPECT_EQ(aisle_close(agent.get(), 60'000), AISLE_OK);
    over = true;
    till.join();
    EXPECT_TRUE(heard.soon("answer", static_cast<std::size_t>(taken)));
    EXPECT_EQ(heard.count("answer"), static_cast<std::size_t>(taken));
    EXPECT_EQ(heard.count("answer 201") + heard.count("answer 503"),
              static_cast<std::size_t>(taken));
}

TEST_F(Tenant, MayBeAskedFromACallbackButNotClosed) {
    struct Inside {
        aisle_agent* agent;
        std::promise<std::pair<int, int>> told;
    };
    const auto agent = open(folder);
    Inside inside{agent.get(), {}};
    const auto answered = [](void* context, const aisle_answer*) {
        auto& in = *static_cast<Inside*>(context);
        const OwnedAnswer status(aisle_status(in.agent, 0));
        const int closed = aisle_close(in.agent, 0);
        aisle_free(in.agent);
        in.told.set_value({aisle_answer_status(status.get()), closed});
    };
    ASSERT_EQ(aisle_capture_async(agent.get(), AISLE_SCAN, scan_json.data(), scan_json.size(),
                                  answered, &inside),
              AISLE_ACCEPTED);
    const auto told = inside.told.get_future().get();
    EXPECT_EQ(told.first, AISLE_OK);
    EXPECT_EQ(told.second, AISLE_CONFLICT);
}

// A callback that never returns must not keep the process from leaving.
TEST_F(Tenant, ClosesWithinItsTimeOrSaysThatItHasNot) {
    struct Held {
        std::promise<void> entered;
        std::promise<void> leave;
    } held;
    const auto agent = open(folder);
    const auto answered = [](void* context, const aisle_answer*) {
        auto& here = *static_cast<Held*>(context);
        here.entered.set_value();
        here.leave.get_future().wait();
    };
    ASSERT_EQ(aisle_capture_async(agent.get(), AISLE_SCAN, scan_json.data(), scan_json.size(),
                                  answered, &held),
              AISLE_ACCEPTED);
    held.entered.get_future().wait();
    EXPECT_EQ(aisle_close(agent.get(), 50), AISLE_UNAVAILABLE);
    held.leave.set_value();
    EXPECT_EQ(aisle_close(agent.get(), 60'000), AISLE_OK);
}

TEST_F(Tenant, IsNotInAChild) {
    Heard heard;
    auto agent = open(folder);
    const pid_t child = fork();
    if (child == 0) {
        const OwnedAnswer answer(
            aisle_capture(agent.get(), AISLE_SCAN, scan_json.data(), scan_json.size(), 0));
        const bool refused = aisle_answer_status(answer.get()) == AISLE_DENIED &&
                             std::string_view(aisle_answer_code(answer.get())) == "forked" &&
                             aisle_capture_async(agent.get(), AISLE_SCAN, "{}", 2, Heard::answer,
                                                 &heard) == AISLE_DENIED &&
                             aisle_status(agent.get(), 0) != nullptr &&
                             aisle_close(agent.get(), 0) == AISLE_DENIED;
        aisle_free(agent.release());
        _exit(refused ? 0 : 1);
    }
    int outcome = -1;
    ASSERT_EQ(waitpid(child, &outcome, 0), child);
    EXPECT_EQ(outcome, 0);
    EXPECT_EQ(status_of(capture(agent, AISLE_SCAN, scan_json)), AISLE_SAVED);
}

TEST_F(Tenant, LeavesTheSignalsToItsHost) {
    struct sigaction before {};
    struct sigaction ours {};
    ours.sa_handler = SIG_DFL;
    ASSERT_EQ(sigaction(SIGPIPE, &ours, &before), 0);
    Heard heard;
    const auto agent = open(folder, &heard);
    // It connects, and Paho has failed to by the time the state changes again.
    ASSERT_TRUE(heard.soon("event 5", 2));
    for (const int number : {SIGPIPE, SIGTERM, SIGINT, SIGHUP, SIGCHLD}) {
        struct sigaction now {};
        sigaction(number, nullptr, &now);
        EXPECT_EQ(now.sa_handler, SIG_DFL) << number;
    }
    const auto masks = masks_of_other_threads();
    EXPECT_GE(masks.size(), 4U);
    for (const auto& mask : masks) {
        // Every signal but the two that nobody can block and those the C library keeps.
        const auto blocked = std::stoull(mask, nullptr, 16);
        EXPECT_NE(blocked & (1ULL << (SIGPIPE - 1)), 0U) << mask;
        EXPECT_NE(blocked & (1ULL << (SIGTERM - 1)), 0U) << mask;
        EXPECT_NE(blocked & (1ULL << (SIGCHLD - 1)), 0U) << mask;
    }
    sigaction(SIGPIPE, &before, nullptr);
}

TEST_F(Tenant, TellsWhatIsSavedAndWritesItsLog) {
    Heard heard;
    const auto agent = open(folder, &heard);
    EXPECT_EQ(status_of(capture(agent, AISLE_PURCHASE, sale_json)), AISLE_SAVED);
    EXPECT_TRUE(heard.soon("event 1 ledger 2"));
    EXPECT_TRUE(heard.soon("log info"));
    EXPECT_TRUE(heard.soon("agent.ready"));
}

}  // namespace
}  // namespace aisle
