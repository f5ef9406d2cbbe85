// SPDX-License-Identifier: Apache-2.0
#include "agent/app/hosted_agent.hpp"

#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <future>

namespace aisle {
namespace {

const std::string configuration =
    "[identity]\ntenant = \"demo\"\ndevice = \"s0042-pos1\"\nstore = \"s0042\"\n"
    "[store]\nutc_offset = \"+08:00\"\ncurrency = \"CNY\"\n"
    "[broker]\nurls = [\"mqtt://127.0.0.1:1\"]\n";
const std::string scan = R"({"data":"4006381333931","id":"s-1"})";

class Hosted : public testing::Test {
protected:
    HostedOptions options() const {
        HostedOptions options;
        options.text = configuration;
        options.overrides = {{"disk.directory", folder.path().string(), "test"}};
        return options;
    }
    static Reply ask(HostedAgent& agent, Question question) {
        std::promise<Reply> told;
        agent.ask(std::move(question), [&told](Reply reply) { told.set_value(std::move(reply)); });
        return told.get_future().get();
    }

    ScratchFolder folder;
};

TEST_F(Hosted, AnswersAsTheLocalInterfaceDoes) {
    const auto agent = HostedAgent::open(options());
    ASSERT_TRUE(agent) << agent.error().what();
    EXPECT_EQ(ask(**agent, {"POST", "/v1/scans", scan}).status, 201);
    EXPECT_EQ(ask(**agent, {"POST", "/v1/scans", scan}).status, 200);
    EXPECT_EQ(ask(**agent, {"POST", "/v1/scans", "{"}).status, 400);
    EXPECT_EQ(ask(**agent, {"GET", "/v1/nowhere", ""}).status, 404);
    EXPECT_EQ(ask(**agent, {"GET", "no target", ""}).status, 400);
    EXPECT_EQ(ask(**agent, {"POST", "/v1/scans", std::string(http_body_bytes_max + 1, ' ')}).status,
              413);
    EXPECT_EQ(ask(**agent, {"GET", "/v1/status", ""}).status, 200);
}

TEST_F(Hosted, ListensNowhereUnlessToldTo) {
    const auto silent = HostedAgent::open(options());
    ASSERT_TRUE(silent) << silent.error().what();
    EXPECT_EQ((*silent)->port(), 0);
    ScratchFolder other;
    auto told = options();
    told.overrides = {{"disk.directory", other.path().string(), "test"},
                      {"http.listen", "127.0.0.1:0", "test"}};
    const auto listening = HostedAgent::open(std::move(told));
    ASSERT_TRUE(listening) << listening.error().what();
    EXPECT_GT((*listening)->port(), 0);
}

TEST_F(Hosted, NamesEveryMistakeOfTheConfiguration) {
    auto bad = options();
    bad.text = "[identity]\ntenant = 7\n";
    const auto agent = HostedAgent::open(std::move(bad));
    ASSERT_FALSE(agent);
    EXPECT_EQ(agent.error().code(), "bad_config");
    EXPECT_NE(agent.error().what().find("identity.tenant: got 7"), std::string::npos)
        << agent.error().what();
    EXPECT_NE(agent.error().what().find("\n"), std::string::npos);
}

TEST_F(Hosted, RefusesAFolderThatIsInUse) {
    const auto first = HostedAgent::open(options());
    ASSERT_TRUE(first);
    const auto second = HostedAgent::open(options());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code(), "folder_in_use");
}

TEST_F(Hosted, AnswersAllThatWasAskedBeforeItClosed) {
    auto agent = HostedAgent::open(options());
    ASSERT_TRUE(agent);
    std::atomic<int> answered = 0;
    for (int i = 0; i < 200; ++i) {
        (*agent)->ask({"POST", "/v1/scans", R"({"data":"4006381333931"})"},
                      [&answered](const Reply& reply) { answered += reply.status == 201 ? 1 : 0; });
    }
    EXPECT_TRUE((*agent)->close(Millis{60'000}));
    EXPECT_EQ(answered, 200);
    EXPECT_EQ(ask(**agent, {"GET", "/v1/status", ""}).status, 503);
}

TEST_F(Hosted, TellsWhatHappens) {
    std::promise<Happening> saved;
    auto told = options();
    told.happened = [&saved, done = false](const Happening& happening) mutable {
        if (happening.kind != Happening::Kind::saved || happening.lane != Lane::touch) return;
        if (!std::exchange(done, true)) saved.set_value(happening);
    };
    auto agent = HostedAgent::open(std::move(told));
    ASSERT_TRUE(agent);
    ASSERT_EQ(ask(**agent, {"POST", "/v1/scans", scan}).status, 201);
    EXPECT_EQ(saved.get_future().get().through, Seq(1));
}

}  // namespace
}  // namespace aisle
