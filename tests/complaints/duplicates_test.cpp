// SPDX-License-Identifier: Apache-2.0
// B. What others sent, stored or counted twice. The numbers are those of tests/README.md.
#include "tests/agent/app/house.hpp"
#include "tests/agent/domain/receipt.hpp"
#include "tests/complaints/line.hpp"
#include "tests/crash/power_cut.hpp"
#include "tests/crash/till.hpp"

namespace aisle {
namespace {

Result<Accepted> sell(House& house) {
    std::optional<Result<Accepted>> sold;
    house.agent->desk().record_purchase(good_receipt,
                                        [&sold](Result<Accepted> told) { sold = std::move(told); });
    EXPECT_TRUE(house.until([&sold] { return sold.has_value(); }));
    return sold ? *sold : Result<Accepted>(Error(Errc::timeout, "no answer"));
}

// 11: the till never heard the answer, asks again, is restarted and asks once more.
TEST(Complaints, ASaleThatIsPostedAgainIsNotTwoSales) {
    House house;
    house.start();
    const auto first = sell(house);
    const auto second = sell(house);
    house.stop();
    house.start();
    const auto third = sell(house);
    ASSERT_TRUE(first && second && third);
    EXPECT_TRUE(second->repeated);
    EXPECT_TRUE(third->repeated);
    EXPECT_EQ(third->receipt.id, first->receipt.id);
    const auto status = house.status();
    ASSERT_TRUE(status);
    EXPECT_EQ(status->lanes[index_of(Lane::ledger)].saved, Seq(3)) << "two starts and one sale";
}

// 12: what is deleted was acknowledged in the same commit or before, whenever the power goes.
TEST(Complaints, WhatCentralHasDoesNotStayAndIsNotSentAgain) {
    CrashDisk disk;
    Story story;
    {
        Till till(disk);
        ASSERT_TRUE(till.open());
        till.tell(story);
        till.capture(Lane::ledger, 20);
        till.acknowledge(Lane::ledger, Seq{12});
        till.trim(Lane::ledger, Seq{12});
        till.acknowledge(Lane::ledger, Seq{20});
        till.trim(Lane::ledger, Seq{20});
        EXPECT_EQ(story.refusals.size(), 0U) << story.last_refusal();
        EXPECT_EQ(till.journal().lane(Lane::ledger).first, Seq{21}) << "the queue is empty";
    }
    const auto states =
        explore(disk, {.losses = {Loss::everything, Loss::writes}}, [](CrashState& state) {
            CrashDisk left(state.image);
            Till till(left);
            ASSERT_TRUE(till.open()) << state.describe();
            const auto& lane = till.journal().lane(Lane::ledger);
            EXPECT_LE(lane.first.value(), lane.acked.value() + 1) << state.describe();
        });
    EXPECT_GT(states, 20U);

    RunnerBench shop;
    capture(shop, Lane::ledger, 20);
    shop.start();
    meet_central(shop);
    shop.commit_all();
    lose_line(shop);
    meet_central(shop);
    EXPECT_TRUE(shop.take("up/journal").empty()) << "nothing of it is sent again";
}

// 13: whatever the line was cut for, the same device goes on.
TEST(Complaints, AReconnectIsNotTakenForAnotherDeviceWithOtherEvents) {
    RunnerBench shop;
    shop.start();
    meet_central(shop);
    shop.commit_all();
    const auto before = shop.last_hello;
    capture(shop, Lane::ledger, 5);
    const auto sent = shop.take("up/journal");
    ASSERT_FALSE(sent.empty());
    const auto first = decode_batch(*unpack(sent.front()));
    lose_line(shop, LinkLoss::server_disconnect);
    meet_central(shop);
    EXPECT_EQ(shop.last_hello.boot_id, before.boot_id);
    EXPECT_EQ(shop.last_hello.epochs.at(0).epoch, before.epochs.at(0).epoch);
    const auto again = decode_batch(*unpack(shop.take("up/journal").at(0)));
    ASSERT_TRUE(first && again);
    EXPECT_EQ(again->epoch, first->epoch);
    EXPECT_EQ(again->first, first->first);
    EXPECT_EQ(again->entries.at(0).event, first->entries.at(0).event);
}

// 14: central has a part of a batch, and the device, which was killed, does not know it.
TEST(Complaints, ACrashDoesNotSendAgainWhatIsCommittedWithinABatch) {
    RunnerBench shop;
    const auto sales = capture(shop, Lane::ledger, 300);
    auto& central = shop.committed[shop.bench.journal->epoch()];
    central[0] = {Seq(130), shop.bench.id_at(Lane::ledger, 130), false};
    shop.start();
    meet_central(shop);
    shop.commit_all();
    EXPECT_EQ(sales_received(shop), std::vector<std::string>(sales.begin() + 130, sales.end()));
}

}  // namespace
}  // namespace aisle
