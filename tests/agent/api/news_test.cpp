// SPDX-License-Identifier: Apache-2.0
#include "agent/api/news.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

class News : public testing::Test {
protected:
    std::string taken() {
        std::string text = reader->take();
        std::string names;
        // "event: a\ndata: b\n" as "a b;"
        for (auto at = text.find("event: "); at != std::string::npos;
             at = text.find("event: ", at)) {
            at += 7;
            const auto data = text.find("\ndata: ", at);
            const auto end = text.find("\n\n", data);
            names += text.substr(at, data - at) + " " + text.substr(data + 7, end - data - 7) + ";";
        }
        return names;
    }

    SeededEntropy entropy{1};
    Live live{entropy};
    std::shared_ptr<BodyStream> reader = *live.subscribe("");
};

TEST_F(News, NameWhatHappenedAndWhere) {
    tell_saved(live, Lane::ledger, Seq{3});
    tell_delivered(live, Lane::touch, Seq{2});
    tell_feed_changed(live, "tasks");
    tell_task_done(live, "a\"b");
    tell_task_lost(live, "t-1");
    tell_status_changed(live);
    EXPECT_EQ(taken(), R"(saved {"lane":"ledger","seq":3};delivered {"lane":"touch","seq":2};)"
                       R"(feed {"feed":"tasks"};task_done {"key":"a\"b"};task_lost {"key":"t-1"};)"
                       R"(status {};)");
}

TEST_F(News, TellAReaderThatIsBehindTheNewestOfEachLane) {
    for (std::uint64_t i = 1; i <= 10'000; ++i) {
        tell_saved(live, Lane::touch, Seq{i});
        if (i % 2 == 0) tell_saved(live, Lane::ledger, Seq{i / 2});
    }
    EXPECT_EQ(taken(), R"(saved {"lane":"touch","seq":10000};saved {"lane":"ledger","seq":5000};)");
    EXPECT_FALSE(reader->over());
}

TEST_F(News, TellOfEveryTask) {
    tell_task_done(live, "a");
    tell_task_done(live, "b");
    EXPECT_EQ(taken(), R"(task_done {"key":"a"};task_done {"key":"b"};)");
}

}  // namespace
}  // namespace aisle
