// SPDX-License-Identifier: Apache-2.0
// What happens at central: it is set back, wiped, away, or its broker refuses.
#include "tests/kill/day.hpp"

#include <filesystem>

namespace aisle {
namespace {

constexpr int batches_in_window = 8;

TEST(Central, HubSetBackADay) {
    Day day;
    day.open();
    day.capture(60);
    day.deliver();
    day.shop.stop_hub();
    const auto copy = day.shop.file("yesterday.db");
    std::filesystem::copy_file(day.shop.hub_database(), copy);
    day.shop.start_hub();
    day.capture(60);
    day.deliver();
    day.shop.stop_hub();
    std::filesystem::copy_file(copy, day.shop.hub_database(),
                               std::filesystem::copy_options::overwrite_existing);
    ASSERT_GT(day.shop.verdict().lost, 0u) << "nothing was set back";
    day.shop.start_hub();
    day.capture(30);
    day.expect_whole_though_overtaken();
    EXPECT_NE(day.shop.hub_log().find("fresh=true", day.shop.hub_log().find("fresh=false")),
              std::string::npos)
        << "the hub did not see that it was set back";
}

TEST(Central, HubWiped) {
    Day day;
    day.open();
    day.capture(90);
    day.deliver();
    day.shop.kill_hub();
    for (const auto* suffix : {"", "-wal", "-shm", ".incarnation"}) {
        std::filesystem::remove(day.shop.hub_database() + suffix);
    }
    day.shop.start_hub();
    day.capture(30);
    day.expect_whole_though_overtaken();
}

TEST(Central, HubDownBehindALiveBroker) {
    Day day;
    day.open();
    day.capture(3);
    day.deliver();
    auto words = day.shop.broker.client_words();
    words.insert(words.begin(), "mosquitto_sub");
    words.insert(words.end(), {"-t", "aisle/v1/up/s0042-pos1/journal", "-F", "%l"});
    ChildProcess listener(words, day.shop.file("traffic"));
    const auto batches = [&day] {
        const auto traffic = read_whole(day.shop.file("traffic"));
        return std::count(traffic.begin(), traffic.end(), '\n');
    };
    // It hears a batch: it is there.
    ASSERT_TRUE(soon([&] {
        day.capture(1);
        return batches() > 0;
    }));
    day.deliver();
    day.shop.kill_hub();
    const auto before = batches();
    day.capture(3000);
    EXPECT_GT(day.shop.waiting(), 3000u);
    const auto sent = batches() - before;
    EXPECT_GT(sent, 0);
    // Once more in case central's silence was answered by sending again while we captured.
    EXPECT_LE(sent, 2 * batches_in_window) << "the backlog went to a broker nobody listens at";
    day.shop.start_hub();
    day.expect_whole();
}

TEST(Central, PoisonInTheMiddleOfTheLedger) {
    Day day({.broker_lines = "message_size_limit 20000\n", .settings = "compression = \"off\"\n"});
    day.open();
    day.capture(30);
    day.till.want_purchase(200);
    ASSERT_TRUE(day.till.settle()) << day.till.last_refusal();
    day.capture(30);
    day.expect_whole_though_overtaken(Day::GivesUp::something);
    EXPECT_EQ(day.shop.verdict().given_up, 1u);
    const Json& status = day.shop.get("/v1/status");
    ASSERT_NE(status.find("quarantined"), nullptr);
    EXPECT_EQ(status.find("quarantined")->integer(), 1);
}

}  // namespace
}  // namespace aisle
