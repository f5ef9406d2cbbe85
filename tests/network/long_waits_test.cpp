// SPDX-License-Identifier: Apache-2.0
// What takes minutes, in virtual time: a line that is dead and does not say so, and lines so slow
// that a full window of the largest batches fills them for minutes.
#include "tests/sync/session_story.hpp"

#include <deque>
#include <iostream>

namespace aisle {
namespace {

TEST(LongWaits, AHalfOpenLineIsLeftWithinThreeMinutesThoughTheLinkNeverTellsAndAllIsSentAgain) {
    SessionStory story;
    story.append(Lane::ledger, 100);
    story.stream();
    story.send();
    const auto dead = story.now;
    while (story.count<CloseLink>() == 0) {
        story.wait();
        story.send();
        ASSERT_LE(story.now - dead, Seconds{180});
    }
    EXPECT_FALSE(story.session.view().last_trouble.empty());
    story.stream_again();
    EXPECT_EQ(story.send().front().first, Seq(1));
}

TEST(LongWaits, TenMinutesOfADeadLineAreAFewConnectionsAndNoMore) {
    SessionStory story;
    story.append(Lane::ledger, 100);
    story.stream();
    story.send();
    const auto dead = story.now;
    std::size_t tries = 0;
    while (story.now - dead < Seconds{600}) {
        story.wait();
        story.send();
        for (std::size_t opened = story.count<OpenLink>(); opened > 0; --opened) ++tries;
    }
    EXPECT_GE(tries, 2u) << "it never tried";
    EXPECT_LE(tries, 30u) << "it hammers";
}

constexpr std::size_t batch_bytes = message_bytes_max_default;
constexpr std::size_t hello_bytes = 600;

// Central behind a line of so many bytes a second: what is published stands in a queue, as it does
// in a socket and in a router, and is gone when the connection is left.
class SlowLine {
public:
    SlowLine(std::size_t bytes_per_second, Micros latency)
        : rate_(bytes_per_second), latency_(latency) {
        story_.append(Lane::ledger, 400);
        story_.open();
    }

    // Until central has everything, at most so long. How long it took.
    Micros drain(Micros at_most) {
        const auto before = story_.now;
        while (committed_ < story_.next[0].before() && story_.now - before < at_most) step();
        return story_.now - before;
    }
    // As if the line had never stood still.
    Micros ideal() const { return time_of(40 * batch_bytes); }
    std::size_t connections = 0;
    std::size_t stalls = 0;
    std::size_t batches_twice = 0;

private:
    struct Arrival {
        MonoTime at;
        Function<void()> what;
    };

    Micros time_of(std::size_t bytes) const {
        return Micros{static_cast<std::int64_t>(bytes * 1'000'000 / rate_)};
    }
    void step() {
        const MonoTime due = std::max(story_.session.deadline(), story_.now);
        const bool arrives = !arrivals_.empty() && arrivals_.front().at <= due;
        if (arrives) {
            auto next = std::move(arrivals_.front());
            arrivals_.pop_front();
            story_.now = std::max(story_.now, next.at);
            next.what();
        } else {
            story_.now = due;
            story_.happens(Tick{});
        }
        carry_out();
    }
    void carry_out() {
        if (story_.count<CloseLink>() > 0) {
            arrivals_.clear();
            free_at_ = story_.now;
        }
        if (story_.count<OpenLink>() > 0) {
            ++connections;
            arrives(hello_bytes, [this] {
                comes_down([this] { story_.happens(LinkIsUp{}); });
                comes_down([this] { story_.happens(Subscribed{}); });
            });
        }
        for (const auto& hello : story_.take<SayHello>()) {
            arrives(hello_bytes, [this, nonce = hello.nonce] { greet(nonce); });
        }
        for (const auto& remark : story_.take<Remark>()) {
            if (remark.event == "sync.stalled") ++stalls;
        }
        if (story_.count<ReconcileJournal>() > 0) {
            story_.committed[0] = known_;
            story_.reconcile();
        }
        for (const auto& batch : story_.send()) {
            arrives(batch_bytes, [this, batch] { commit(batch); });
        }
    }
    void arrives(std::size_t bytes, Function<void()> what) {
        free_at_ = std::max(free_at_, story_.now) + time_of(bytes);
        put(free_at_ + latency_, std::move(what));
    }
    void comes_down(Function<void()> what) { put(story_.now + latency_, std::move(what)); }
    void put(MonoTime at, Function<void()> what) {
        auto place = arrivals_.begin();
        while (place != arrivals_.end() && place->at <= at) ++place;
        arrivals_.insert(place, {at, std::move(what)});
    }
    void greet(const Nonce& nonce) {
        nonce_ = nonce;
        comes_down([this, nonce, through = committed_] {
            known_ = through;
            story_.committed[0] = through;
            auto welcome = story_.make_welcome();
            welcome.nonce = nonce;
            story_.happens(GotWelcome{welcome});
        });
    }
    void commit(const SessionStory::Sent& batch) {
        if (batch.last <= committed_) ++batches_twice;
        if (batch.first.value() <= committed_.value() + 1) {
            committed_ = std::max(committed_, batch.last);
        }
        comes_down([this, nonce = nonce_, through = committed_] {
            auto ack = story_.make_ack(Lane::ledger, through);
            ack.nonce = nonce;
            story_.happens(GotAck{ack});
        });
    }

    std::size_t rate_;
    Micros latency_;
    SessionStory story_;
    std::deque<Arrival> arrivals_;
    MonoTime free_at_{};
    Nonce nonce_;    // of the last hello that central heard
    Seq committed_;  // at central
    Seq known_;      // as the last welcome told it
};

TEST(LongWaits, AModemIsFilledAndNothingIsSentTwiceOverIt) {
    SlowLine line(8000, Millis{400});
    const auto took = line.drain(std::chrono::hours{1});
    EXPECT_EQ(line.connections, 1u);
    EXPECT_EQ(line.stalls, 0u);
    EXPECT_EQ(line.batches_twice, 0u);
    EXPECT_LE(took, line.ideal() * 11 / 10);
}

TEST(LongWaits, LinesSlowerThanAnyInUseStillGetOn) {
    // Bytes a second, and the most of the time it takes at best, in percent.
    const std::vector<std::pair<std::size_t, int>> lines{
        {4000, 110}, {2000, 150}, {1200, 350}, {600, 450}};
    for (const auto& [rate, at_most] : lines) {
        SlowLine line(rate, Millis{800});
        const auto took = line.drain(std::chrono::hours{24});
        const auto parts = 100 * took / line.ideal();
        std::cerr << rate << " B/s: " << line.connections << " connections, " << line.stalls
                  << " stalls, " << line.batches_twice << " of 40 batches twice, " << parts
                  << " % of the time it takes at best\n";
        EXPECT_LE(parts, at_most) << rate << " B/s";
        EXPECT_EQ(line.batches_twice, 0u) << rate << " B/s";
    }
}

}  // namespace
}  // namespace aisle
