// SPDX-License-Identifier: Apache-2.0
// Everything is killed at random while a shop works, a hundred times in four shards. A shard is one
// seed; AISLE_KILL_SEED runs another one in each of them.
#include "agent/app/verify.hpp"
#include "agent/base/entropy.hpp"
#include "tests/kill/scanner.hpp"
#include "tests/kill/shop.hpp"
#include "tests/kill/till.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

namespace aisle {
namespace {

constexpr int kills_a_shard = 25;
constexpr int tasks = 12;
constexpr std::size_t wishes_a_round = 60;

std::uint64_t seed_of(std::uint64_t shard) {
    const char* text = std::getenv("AISLE_KILL_SEED");
    return text == nullptr ? shard : std::strtoull(text, nullptr, 10) + shard - 1;
}

class Kill : public testing::TestWithParam<std::uint64_t> {
protected:
    Kill() {
        shop.start_hub();
        shop.open_daemon();
        EXPECT_TRUE(soon([this] { return shop.central() == "streaming"; }, patient));
        for (int task = 1; task <= tasks; ++task) shop.put_task("t" + std::to_string(task));
        EXPECT_TRUE(soon([this] { return tasks_here() == tasks; }, patient));
        EXPECT_TRUE(soon([this] { return till.form_is_open(); }, patient));
    }

    std::size_t tasks_here() const {
        const Json& list = shop.get("/v1/tasks");
        const Json* found = list.find("tasks");
        return found == nullptr ? 0 : found->items().size();
    }
    bool one_in(std::uint64_t times) { return chance.below(times) == 0; }

    void work() {
        const auto wishes = 1 + chance.below(wishes_a_round);
        for (std::uint64_t i = 0; i < wishes; ++i) {
            switch (chance.below(4)) {
                case 0:
                    till.want_scan();
                    break;
                case 1:
                    till.want_sign_up();
                    break;
                default:
                    till.want_purchase(1 + chance.below(30));
                    break;
            }
        }
        if (next_task <= tasks && one_in(2)) till.want_task_done("t" + std::to_string(next_task++));
        for (auto codes = chance.below(6); codes > 0; --codes) scanner.type(shop.evidence);
        till.ask();
        // The daemon lives on without them, for a while.
        if (one_in(2)) disturb();
        till.take(chance.below(wishes + 1));
    }
    void disturb() {
        if (one_in(6)) {
            shop.broker.kill();
            shop.broker.start();
            ++broker_kills;
        }
        if (!shop.hub_runs() || !one_in(5)) return;
        shop.kill_hub();
        ++hub_kills;
    }
    void kill() {
        shop.kill_daemon();
        ++kills;
        if (one_in(2)) disturb();
        if (!shop.hub_runs() && one_in(2)) shop.start_hub();
        shop.start_daemon();
        // Sometimes it does not even come to open its doors.
        if (one_in(6)) {
            const auto looks = static_cast<int>(chance.below(60));
            soon([] { return false; }, looks);
            shop.kill_daemon();
            ++kills;
            shop.start_daemon();
        }
        ASSERT_TRUE(soon([this] { return shop.ready(); }, patient)) << "it does not start again";
        // Sometimes the kill comes while batches are on their way, not before.
        if (one_in(3)) soon([this] { return shop.central() == "streaming"; }, 200);
    }

    const std::uint64_t seed = seed_of(GetParam());
    SeededEntropy chance{seed};
    Scanner scanner;
    Shop shop{{.settings = scanner.settings()}};
    Till till{shop.port(), shop.evidence};
    int next_task = 1;
    int kills = 0;
    int hub_kills = 0;
    int broker_kills = 0;
};

TEST_P(Kill, NothingIsLostOrDoubledHoweverOften) {
    std::cerr << "seed " << seed << "\n";
    while (kills < kills_a_shard && !HasFailure()) {
        work();
        kill();
    }
    if (!shop.hub_runs()) shop.start_hub();
    ASSERT_TRUE(till.settle()) << till.last_refusal();
    const auto verdict = shop.verdict_when_drained();
    std::cerr << kills << " kills of the daemon, " << hub_kills << " of the hub, " << broker_kills
              << " of the broker: " << verdict << "\n";
    EXPECT_TRUE(verdict.clean()) << "seed " << seed << ": " << verdict;
    EXPECT_EQ(verdict.given_up, 0u) << "seed " << seed << ": " << verdict;
    EXPECT_TRUE(shop.chain_whole()) << "seed " << seed;
    shop.stop_daemon();
    const auto report = verify_state(shop.state());
    ASSERT_TRUE(report) << report.error().what();
    EXPECT_TRUE(report->whole()) << report->problems.front();
    EXPECT_TRUE(till.refusals().empty()) << till.last_refusal();
    EXPECT_GT(verdict.answered, 100u);
    EXPECT_GT(till.forms(), 10u);
    EXPECT_GT(scanner.arrived(shop.evidence), 0u) << "no scan of the scanner came through";
}

INSTANTIATE_TEST_SUITE_P(Shards, Kill, testing::Values(1u, 2u, 3u, 4u));

}  // namespace
}  // namespace aisle
