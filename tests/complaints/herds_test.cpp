// SPDX-License-Identifier: Apache-2.0
// E. Herds, and lines paid by the byte. The numbers are those of tests/README.md.
#include "agent/base/limits.hpp"
#include "tests/complaints/line.hpp"
#include "tests/sync/session_story.hpp"

#include <map>
#include <set>

namespace aisle {
namespace {

// When a device that has just lost its broker tries again, while the broker stays away.
std::vector<Micros> tries_of(std::uint64_t seed, Micros how_long) {
    SessionStory story({}, seed);
    story.stream();
    const auto begin = story.now;
    story.lose();
    std::vector<Micros> tries;
    while (story.now - begin < how_long) {
        story.wait();
        tries.push_back(story.now - begin);
        story.lose(LinkLoss::unreachable);
    }
    return tries;
}

// 34
TEST(Complaints, AThousandDevicesDoNotComeBackTogether) {
    constexpr std::uint64_t devices = 1000;
    std::map<std::int64_t, std::size_t> in_second;
    std::map<std::int64_t, std::size_t> in_tenth;
    std::set<std::vector<Micros>> patterns;
    for (std::uint64_t seed = 1; seed <= devices; ++seed) {
        const auto tries = tries_of(seed, std::chrono::minutes{30});
        patterns.insert(tries);
        for (const auto at : tries) {
            ++in_second[at / Seconds{1}];
            ++in_tenth[at / Millis{100}];
        }
    }
    EXPECT_EQ(patterns.size(), devices) << "no two go in step";
    // The first try comes soon, for most losses are one device's own; but spread over its second.
    for (const auto& [tenth, count] : in_tenth) EXPECT_LE(count, 150U) << "tenth " << tenth;
    // The further on, the thinner: the cap of 10 minutes leaves some three in a second.
    for (const auto& [second, count] : in_second) {
        const std::size_t most = second < 60 ? devices : second < 1200 ? 40 : 20;
        EXPECT_LE(count, most) << "second " << second;
    }
}

// 35: the broker lets us in, and even central answers, and then we are thrown out.
TEST(Complaints, AConnectThatSucceedsAndIsThrownOutDoesNotResetTheWait) {
    for (const auto loss : {LinkLoss::lost, LinkLoss::server_disconnect, LinkLoss::taken_over}) {
        SessionStory story;
        story.stream();
        std::size_t connects = 0;
        const auto end = story.now + std::chrono::hours{4};
        while (story.now < end) {
            story.pass(Seconds{1});
            story.lose(loss);
            EXPECT_EQ(story.remarked("sync.identity_taken_over"), loss == LinkLoss::taken_over);
            story.stream_again();
            ++connects;
        }
        EXPECT_LE(connects, 4U * 20) << to_string(loss);
        EXPECT_GE(connects, 4U * 4) << "and it does not give up";
    }
}

// 36: central says how fast; and a customer does not wait for the backlog.
TEST(Complaints, ADaysBacklogIsNotDrainedAtFullSpeedAgainstCentralsWord) {
    RunnerBench shop;
    shop.bench.append(Lane::touch, 2000);
    shop.start();
    shop.connect();
    auto welcome = shop.make_welcome();
    welcome.pace.events_per_second = 100;
    shop.hear("down/welcome", encode(welcome));
    const auto begin = shop.bench.clock.mono();
    std::string sale;
    while (scans_received(shop).size() < 2000) {
        shop.commit_all();
        const auto passed = shop.bench.clock.mono() - begin;
        const auto seconds = static_cast<std::size_t>(passed / Seconds{1} + 1);
        ASSERT_LE(scans_received(shop).size(), 100 * seconds + batch_entries_max);
        if (sale.empty() && scans_received(shop).size() > 1000) {
            sale = capture(shop, Lane::ledger);
            shop.commit_all();
            EXPECT_EQ(sales_received(shop), std::vector<std::string>{sale}) << "at once";
        }
        shop.pass(std::max(shop.woken - shop.bench.clock.mono(), Micros{Millis{1}}));
    }
    EXPECT_FALSE(sale.empty());
    EXPECT_GE(shop.bench.clock.mono() - begin, Seconds{18});
}

// What a backlog of 2,000 events costs on the line in four hours in which nothing is committed.
enum class Outage { no_network, no_central, central_commits_nothing, line_breaks };

std::size_t bytes_in_four_hours(Outage outage) {
    RunnerBench shop;
    shop.bench.append(Lane::ledger, 2000);
    shop.start();
    std::size_t bytes = 0;
    const auto spend = [&] {
        acknowledge_as_broker(shop);
        for (const auto& message : shop.link.published) {
            bytes += message.topic.size() + message.payload.size();
        }
        shop.link.published.clear();
    };
    const auto end = shop.bench.clock.mono() + std::chrono::hours{4};
    while (shop.bench.clock.mono() < end) {
        const auto state = shop.runner.view().state;
        if (state == SessionState::connecting && outage == Outage::no_network) {
            lose_line(shop, LinkLoss::unreachable);
        } else if (state == SessionState::connecting) {
            shop.connect();
        }
        const bool asked = std::any_of(shop.link.published.begin(), shop.link.published.end(),
                                       [](const auto& m) { return m.topic == "up/hello"; });
        if (asked) bytes += 1 * KiB;  // the hello, which the welcome takes away
        if (asked && outage > Outage::no_central) shop.welcome();
        spend();
        if (outage == Outage::line_breaks && shop.runner.view().state == SessionState::streaming) {
            shop.bench.clock.advance(Seconds{5});
            lose_line(shop);
        }
        shop.pass(std::max(shop.woken - shop.bench.clock.mono(), Micros{Millis{1}}));
    }
    EXPECT_TRUE(shop.received.empty());
    return bytes;
}

// 37
TEST(Complaints, RetriesDuringAnOutageDoNotEatTheLine) {
    EXPECT_EQ(bytes_in_four_hours(Outage::no_network), 0U);
    EXPECT_LE(bytes_in_four_hours(Outage::no_central), 1 * MiB);
    EXPECT_LE(bytes_in_four_hours(Outage::central_commits_nothing), 4 * MiB);
    EXPECT_LE(bytes_in_four_hours(Outage::line_breaks), 4 * MiB);
}

}  // namespace
}  // namespace aisle
