// SPDX-License-Identifier: Apache-2.0
#include "agent/api/live.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

class LiveEvents : public testing::Test {
protected:
    std::shared_ptr<BodyStream> join(std::string_view last_event_id = "") {
        auto stream = live.subscribe(last_event_id);
        return stream ? *stream : nullptr;
    }
    void publish(int count) {
        for (int i = 0; i < count; ++i) live.publish("saved", "{}");
    }
    static std::size_t count(const std::string& text, std::string_view word) {
        std::size_t found = 0;
        for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
            ++found;
        }
        return found;
    }
    static std::string last_id(const std::string& text) {
        const auto at = text.rfind("id: ") + 4;
        return text.substr(at, text.find('\n', at) - at);
    }

    SeededEntropy entropy{7};
    Live live{entropy};
};

TEST_F(LiveEvents, ReachEveryReaderInOrder) {
    const auto one = join();
    const auto two = join();
    EXPECT_EQ(one->take(), "retry: 2000\n\n");
    live.publish("saved", R"({"seq":1})");
    live.publish("delivered", R"({"seq":2})");
    const auto text = one->take();
    EXPECT_NE(text.find("event: saved\ndata: {\"seq\":1}\n\nid: "), std::string::npos) << text;
    EXPECT_NE(text.find("event: delivered\ndata: {\"seq\":2}\n\n"), std::string::npos) << text;
    EXPECT_EQ(two->take(), "retry: 2000\n\n" + text);
    EXPECT_EQ(one->take(), "");
    EXPECT_FALSE(one->over());
}

TEST_F(LiveEvents, WakeTheirReader) {
    const auto reader = join();
    int woken = 0;
    reader->when_ready([&woken] { ++woken; });
    publish(2);
    EXPECT_EQ(woken, 2);
}

TEST_F(LiveEvents, AreGivenAgainToAReaderThatWasAway) {
    auto reader = join();
    publish(3);
    const auto seen = last_id(reader->take());
    publish(2);
    EXPECT_EQ(count(join(seen)->take(), "event: saved"), 2U);
}

TEST_F(LiveEvents, TellAReaderThatItMissedWhatIsForgotten) {
    auto reader = join();
    publish(1);
    const auto seen = last_id(reader->take());
    publish(static_cast<int>(live_events_kept_max));
    EXPECT_EQ(count(join(seen)->take(), "event: saved"), live_events_kept_max);
    publish(1);
    const auto text = join(seen)->take();
    EXPECT_EQ(count(text, "event: saved"), 0U);
    EXPECT_EQ(count(text, "event: missed"), 1U);
    EXPECT_EQ(count(join(last_id(text))->take(), "event:"), 0U);
}

TEST_F(LiveEvents, TellAReaderOfAnotherRunOrOfNonsenseThatItMissed) {
    publish(1);
    SeededEntropy other_chance(8);
    Live other(other_chance);
    other.publish("saved", "{}");
    const auto stranger = last_id((*other.subscribe("x"))->take());
    for (const auto& id : {stranger, std::string("nonsense"), std::string("-"), std::string("1")}) {
        EXPECT_EQ(count(join(id)->take(), "event: missed"), 1U) << id;
    }
    const auto own = last_id(join("x")->take());
    for (const auto& id : {own + "0", own + "x", own.substr(0, own.find('-') + 1) + "-1",
                           own.substr(0, own.find('-') + 1) + "99999999999999999999999"}) {
        EXPECT_EQ(count(join(id)->take(), "event: missed"), 1U) << id;
    }
}

TEST_F(LiveEvents, LetGoOfAReaderThatDoesNotKeepUp) {
    const auto slow = join();
    const auto quick = join();
    for (std::size_t i = 0; i < live_events_pending_max; ++i) {
        publish(1);
        EXPECT_NE(quick->take(), "");
    }
    EXPECT_EQ(live.readers(), 1U);
    EXPECT_FALSE(slow->over());
    EXPECT_EQ(slow->take(), ": too slow, connect again\n\n");
    EXPECT_TRUE(slow->over());
    EXPECT_FALSE(quick->over());
}

TEST_F(LiveEvents, AreForABoundedNumberOfReaders) {
    std::vector<std::shared_ptr<BodyStream>> readers;
    for (std::size_t i = 0; i < live_subscribers_max; ++i) readers.push_back(join());
    const auto refused = live.subscribe("");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), "too_many_readers");
    readers.pop_back();
    EXPECT_NE(join(), nullptr);
}

}  // namespace
}  // namespace aisle
