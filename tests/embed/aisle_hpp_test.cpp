// SPDX-License-Identifier: Apache-2.0
// The C++ header over the shared library, in this process.
#include "agent/embed/aisle.hpp"

#include "tests/support/child_process.hpp"
#include "tests/support/scratch_folder.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace aisle {
namespace {

class Cpp : public testing::Test {
protected:
    std::optional<Agent> open(Options options = {}) {
        options.file(AISLE_SOURCE_DIR "/config/examples/minimal.toml")
            .set("broker.urls", "mqtt://127.0.0.1:1")
            .set("disk.directory", folder.path().string());
        Answer why;
        auto agent = Agent::open(options, why);
        EXPECT_TRUE(agent) << why.text();
        return agent;
    }

    ScratchFolder folder;
};

TEST_F(Cpp, SavesAndSaysWhetherItWasNews) {
    auto agent = open();
    ASSERT_TRUE(agent);
    const Code code{"4006381333931", "]E0", "lane1", "c-1"};
    EXPECT_TRUE(agent->capture(code).fresh());
    const auto again = agent->capture(code);
    EXPECT_TRUE(again);
    EXPECT_FALSE(again.fresh());
    const auto wrong = agent->capture(AISLE_MEMBER, "{}");
    EXPECT_FALSE(wrong);
    EXPECT_EQ(wrong.status(), AISLE_INVALID);
    EXPECT_FALSE(wrong.code().empty());
    EXPECT_TRUE(agent->ask("GET", "/v1/tasks"));
    EXPECT_EQ(agent->http_port(), 0);
}

TEST_F(Cpp, CallsBackOnceAndFreesWhatItWasGiven) {
    auto agent = open();
    ASSERT_TRUE(agent);
    const auto alive = std::make_shared<std::promise<int>>();
    EXPECT_EQ(agent->capture_async({"4006381333931"},
                                   [alive](const Told& told) { alive->set_value(told.status); }),
              AISLE_ACCEPTED);
    EXPECT_EQ(alive->get_future().get(), AISLE_SAVED);
    EXPECT_EQ(agent->close(60'000), AISLE_OK);
    EXPECT_EQ(alive.use_count(), 1);
    EXPECT_EQ(agent->capture_async(99, "{}", [alive](const Told&) {}), AISLE_INVALID);
    EXPECT_EQ(alive.use_count(), 1);
}

TEST_F(Cpp, TellsEventsAndLinesForAsLongAsItLives) {
    std::atomic<int> saved = 0;
    std::atomic<int> lines = 0;
    {
        Options options;
        options.on_event(
            [&saved](const Event& event) { saved += event.kind == AISLE_EVENT_SAVED; });
        options.on_log([&lines](std::string_view, std::string_view) { ++lines; });
        auto agent = open(std::move(options));
        ASSERT_TRUE(agent);
        EXPECT_TRUE(agent->capture({"4006381333931"}));
        EXPECT_TRUE(soon([&] { return saved >= 1 && lines >= 1; }));
    }
    EXPECT_GE(saved, 1);
}

// The daemon switches this off for its whole process; a library must not.
TEST_F(Cpp, LeavesSqliteCountingItsMemory) {
    const auto agent = open();
    ASSERT_TRUE(agent);
    using MemoryUsed = long long();
    const auto found = ::dlsym(RTLD_DEFAULT, "sqlite3_memory_used");
    ASSERT_NE(found, nullptr);
    EXPECT_GT(reinterpret_cast<MemoryUsed*>(found)(), 0);
}

TEST_F(Cpp, SaysWhyItCannotBeOpened) {
    const auto first = open();
    Options options;
    options.file(AISLE_SOURCE_DIR "/config/examples/minimal.toml")
        .set("disk.directory", folder.path().string());
    Answer why;
    EXPECT_FALSE(Agent::open(options, why));
    EXPECT_EQ(why.code(), "folder_in_use");
    EXPECT_NE(why.text().find("this program has it open already"), why.text().npos);
}

}  // namespace
}  // namespace aisle
