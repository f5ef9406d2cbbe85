// SPDX-License-Identifier: Apache-2.0
#include "agent/books/lease_desk.hpp"

#include "sync/central_memory.hpp"
#include "tests/agent/books/coupon_counter.hpp"

#include <gtest/gtest.h>

#include <set>

namespace aisle {
namespace {

constexpr std::uint32_t summer = 90417;

class LeaseDeskTest : public testing::Test {
protected:
    LeaseDeskTest() { counter.campaign(summer, R"(,"use":"many")"); }

    void recall(const std::string& lease) {
        counter.command(lease_recall_command, write_lease_recall({lease, 1}));
    }
    void recall_right(std::uint64_t serial, std::int64_t term = 1) {
        counter.command(right_recall_command, write_right_recall({{summer, serial}, term, {}}));
    }
    void pass(Micros time) {
        counter.bench.clock.advance(time);
        counter.truth = *counter.truth + time;
        counter.lease_desk.report();
    }
    // What the welcome of another life of central saves.
    void meet(const Incarnation& who) {
        CentralMemory memory(*counter.bench.write);
        EXPECT_TRUE(counter.commit([&](Txn&) -> Result<void> {
            TRY([[maybe_unused]] const bool changed, memory.meet(who));
            return {};
        }));
    }
    std::size_t count(std::string_view kind) { return counter.events(kind).size(); }
    std::string present(const std::string& sale) {
        return counter.id_of(counter.present("90417-0", sale));
    }
    std::string state_of(const Json& report) {
        return std::string(*report.find("state")->string());
    }

    CouponCounter counter;
};

// ---- Leases ----

TEST_F(LeaseDeskTest, AcceptingALeaseIsSaidOnce) {
    counter.lend("l-1", summer, 10);
    counter.lend("l-1", summer, 10);
    EXPECT_EQ(count("lease.state"), 1U);
    EXPECT_EQ(counter.newest("lease.state").find("report")->integer(), 1);
}

TEST_F(LeaseDeskTest, SaysWhatBecameOfALeaseAfterTenAndAtTheNextReport) {
    counter.lend("l-1", summer, 100);
    for (int i = 0; i < 9; ++i) present("sale-" + std::to_string(i));
    EXPECT_EQ(count("lease.state"), 1U);
    present("sale-9");
    EXPECT_EQ(count("lease.state"), 2U);
    EXPECT_EQ(counter.newest("lease.state").find("held")->integer(), 10);
    present("sale-10");
    pass(Seconds{60});
    EXPECT_EQ(counter.newest("lease.state").find("held")->integer(), 11);
    pass(Seconds{60});
    EXPECT_EQ(count("lease.state"), 3U) << "nothing has changed since";
}

TEST_F(LeaseDeskTest, ARecalledLeaseIsReturnedWithItsLastHold) {
    counter.lend("l-1", summer, 10);
    const auto id = present("sale-1");
    recall("l-1");
    EXPECT_EQ(count("lease.returned"), 0U);
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-2")),
              "rejected offline_not_allowed");
    counter.redeem(id);
    ASSERT_EQ(count("lease.returned"), 1U);
    EXPECT_EQ(counter.newest("lease.returned").find("spent")->integer(), 1);
    recall("l-1");
    recall("l-unknown");
    EXPECT_EQ(count("lease.returned"), 1U);
}

TEST_F(LeaseDeskTest, AReturnedLeaseDoesNotComeBackWithALateGrant) {
    counter.lend("l-1", summer, 10);
    recall("l-1");
    ASSERT_EQ(count("lease.returned"), 1U);
    counter.lend("l-1", summer, 10);
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-1")),
              "rejected offline_not_allowed");
}

TEST_F(LeaseDeskTest, ALeaseThatIsOverIsReturned) {
    counter.lend("l-1", summer, 10);
    counter.truth = *parse_rfc3339("2026-08-01T00:00:00Z");
    counter.lease_desk.report();
    EXPECT_EQ(count("lease.returned"), 1U);
}

TEST_F(LeaseDeskTest, AsksForMoreWhenAQuarterIsLeftAndDoesNotNag) {
    counter.lend("l-1", summer, 4);
    pass(Seconds{60});
    EXPECT_EQ(count("lease.requested"), 0U);
    for (int i = 0; i < 3; ++i) present("sale-" + std::to_string(i));
    pass(Seconds{60});
    pass(Seconds{60});
    ASSERT_EQ(count("lease.requested"), 1U);
    EXPECT_EQ(counter.newest("lease.requested").find("have")->integer(), 1);
    counter.lend("l-2", summer, 4);
    pass(Seconds{60});
    EXPECT_EQ(count("lease.requested"), 1U) << "there is enough again";
}

TEST_F(LeaseDeskTest, ACommandThatIsWrongIsCountedAndDoesNothing) {
    EXPECT_TRUE(counter.lease_desk.commanded(lease_granted_command, "{}"));
    EXPECT_TRUE(counter.lease_desk.commanded(right_granted_command, "nonsense"));
    EXPECT_EQ(counter.bench.metrics.get(Count::leases_refused), 2U);
    EXPECT_FALSE(counter.lease_desk.commanded("reboot", "{}")) << "somebody else's";
    EXPECT_TRUE(counter.events().empty());
}

// ---- Rights ----

TEST_F(LeaseDeskTest, ARightIsAcceptedAndGivenBackWhenItIsAskedFor) {
    counter.campaign(summer);
    counter.pin({summer, 17});
    EXPECT_EQ(count("right.accepted"), 1U);
    recall_right(17);
    EXPECT_EQ(state_of(counter.newest("right.returned")), "returned");
    EXPECT_EQ(counter.outcome(counter.present("90417-17", "sale-1")),
              "rejected offline_not_allowed");
}

TEST_F(LeaseDeskTest, ARightThatIsHeldLeavesWhenItsSaleEndsWithoutIt) {
    counter.campaign(summer);
    counter.pin({summer, 17});
    const auto id = counter.id_of(counter.present("90417-17", "sale-1"));
    recall_right(17);
    EXPECT_EQ(count("right.returned"), 0U);
    counter.release(id);
    EXPECT_EQ(state_of(counter.newest("right.returned")), "returned");
    EXPECT_EQ(counter.outcome(counter.present("90417-17", "sale-2")),
              "rejected offline_not_allowed");
}

TEST_F(LeaseDeskTest, ARightThatWasUsedIsReturnedAsUsed) {
    counter.campaign(summer);
    counter.pin({summer, 17});
    counter.redeem(counter.id_of(counter.present("90417-17", "sale-1")));
    recall_right(17);
    EXPECT_EQ(state_of(counter.newest("right.returned")), "used");
    counter.pin({summer, 17}, 2);
    EXPECT_EQ(counter.outcome(counter.present("90417-17", "sale-2")), "rejected already_used");
}

TEST_F(LeaseDeskTest, WhatNeverCameIsReturnedAllTheSame) {
    recall_right(99, 3);
    EXPECT_EQ(state_of(counter.newest("right.returned")), "returned");
    EXPECT_EQ(counter.newest("right.returned").find("term")->integer(), 3);
    counter.pin({summer, 99}, 3);
    counter.campaign(summer);
    EXPECT_EQ(counter.outcome(counter.present("90417-99", "s")), "rejected offline_not_allowed")
        << "the grant came late";
    counter.pin({summer, 99}, 4);
    EXPECT_EQ(counter.outcome(counter.present("90417-99", "s")), "granted H");
}

// ---- Compared with central ----

TEST_F(LeaseDeskTest, NothingIsSpentUntilCentralHasComparedEverything) {
    counter.lend("l-1", summer, 10);
    present("sale-1");
    counter.lease_desk.compare();
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-2")), "rejected rights_frozen");
    const auto& inventory = counter.newest("lease.inventory");
    EXPECT_EQ(inventory.find("leases")->items().size(), 1U);
    EXPECT_EQ(inventory.find("leases")->items()[0].find("held")->integer(), 1);
    counter.acknowledge({.inventory = 2});
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-2")), "rejected rights_frozen")
        << "of another inventory";
    counter.acknowledge({.inventory = 1});
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-2")), "granted L");
}

TEST_F(LeaseDeskTest, AForkThatWasNotNotedIsComparedAtTheNextStart) {
    counter.lease_desk.begin();
    counter.lend("l-1", summer, 10);
    counter.lease_desk.begin();
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-1")), "granted L");
    counter.bench.fork();
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-2")), "rejected rights_frozen")
        << "from the transaction on in which it was renamed";
    counter.lease_desk.begin();
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-2")), "rejected rights_frozen");
    EXPECT_EQ(count("lease.inventory"), 1U);
    counter.acknowledge({.inventory = 1});
    counter.lease_desk.begin();
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-2")), "granted L");
}

TEST_F(LeaseDeskTest, FromTheMomentAnotherCentralIsNotedNothingIsSpent) {
    counter.lease_desk.begin();
    counter.lend("l-1", summer, 10);
    meet(Incarnation{{1}});
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-1")), "granted L")
        << "the first one that this file meets has lent what is here";
    meet(Incarnation{{2}});
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-2")), "rejected rights_frozen");
    counter.lease_desk.compare();
    counter.acknowledge({.inventory = 1});
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-2")), "granted L");
    counter.lease_desk.begin();
    EXPECT_EQ(count("lease.inventory"), 1U) << "it was told";
}

TEST_F(LeaseDeskTest, AnotherCentralThatWasNotToldIsToldAtTheNextStart) {
    counter.lease_desk.begin();
    counter.lend("l-1", summer, 10);
    meet(Incarnation{{1}});
    meet(Incarnation{{2}});
    // The power goes before anything else is saved.
    counter.lease_desk.begin();
    EXPECT_EQ(count("lease.inventory"), 1U);
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-1")), "rejected rights_frozen");
    counter.acknowledge({.inventory = 1});
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-1")), "granted L");
}

TEST_F(LeaseDeskTest, AnAnswerToWhatAnEarlierCentralWasToldThawsNothing) {
    counter.lend("l-1", summer, 10);
    counter.lease_desk.compare();
    meet(Incarnation{{1}});
    meet(Incarnation{{2}});
    counter.acknowledge({.inventory = 1});
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-1")), "rejected rights_frozen");
}

TEST_F(LeaseDeskTest, WhatCentralHasClosedIsNotSpentAgain) {
    counter.lend("l-1", summer, 10);
    counter.campaign(90418);
    counter.pin({90418, 1});
    counter.command(inventory_ask_command, "{}");
    counter.acknowledge({1, {"l-1", "l-unknown"}, {{90418, 1}}});
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "s")), "rejected offline_not_allowed");
    EXPECT_EQ(counter.outcome(counter.present("90418-1", "s")), "rejected offline_not_allowed");
}

TEST_F(LeaseDeskTest, WhatOnePartOfTheAnswerDoesNotNameAnotherMay) {
    counter.lend("l-1", summer, 10);
    counter.lend("l-2", summer, 10);
    counter.lease_desk.compare();
    counter.acknowledge({.inventory = 1, .closed_leases = {"l-1"}, .part = 1, .parts = 2});
    counter.acknowledge({.inventory = 1, .closed_leases = {"l-1"}, .part = 1, .parts = 2});
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-1")), "rejected rights_frozen")
        << "half of the answer, twice";
    counter.acknowledge({.inventory = 1, .closed_leases = {"l-2"}, .part = 2, .parts = 2});
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-2")),
              "rejected offline_not_allowed");
}

TEST_F(LeaseDeskTest, AnAnswerMeantForAnotherImageOfThisDiskSaysNothingOfThisOne) {
    counter.lend("l-1", summer, 10);
    const auto before = counter.bench.journal->epoch();
    counter.lease_desk.compare();
    // The same number, counted by the disk that this one is an older image of.
    InventoryAck other{.inventory = 1};
    other.epoch = Epoch{{9}};
    counter.command(inventory_ack_command, write_inventory_ack(other));
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-1")), "rejected rights_frozen");
    // And one to what this disk said before its journal was renamed.
    counter.bench.fork();
    other.epoch = before;
    counter.command(inventory_ack_command, write_inventory_ack(other));
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-1")), "rejected rights_frozen");
    counter.lease_desk.compare();
    counter.acknowledge({.inventory = 2});
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-1")), "granted L");
}

TEST_F(LeaseDeskTest, AnInventoryNamesEverythingHoweverManyThereAre) {
    ASSERT_TRUE(counter.bench.write->run(
        "WITH RECURSIVE one(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one WHERE n < 10100)"
        " INSERT INTO coupon_right(campaign, serial, term, expires_at, state)"
        " SELECT 90418, n, 1, 1790000000000000, 'here' FROM one"));
    counter.lend("l-1", summer, 10);
    counter.lease_desk.compare();
    std::size_t leases = 0;
    std::set<CouponRef> rights;
    std::int64_t parts = 0;
    for (const auto& row : counter.rows(Lane::ledger)) {
        const auto header = decode_event_header(row.event);
        if (event_kind_name(header->type) != "lease.inventory") continue;
        const std::string data(header->data);
        const auto part = parse_inventory(json_of(data));
        ASSERT_TRUE(part);
        EXPECT_EQ(part->part, ++parts);
        EXPECT_EQ(part->parts, 158);
        leases += part->leases.size();
        for (const auto& right : part->rights) {
            rights.insert(right.ref);
            EXPECT_TRUE(right.expires_at);
        }
    }
    EXPECT_EQ(parts, 158);
    EXPECT_EQ(leases, 1U);
    EXPECT_EQ(rights.size(), 10'100U);
}

// ---- Watermarks ----

TEST_F(LeaseDeskTest, TellsThroughWhenEverythingIsTold) {
    counter.lend("l-1", summer, 100);
    const auto id = present("sale-1");
    const auto held_at = counter.time.now();
    pass(Seconds{60});
    const auto first = parse_watermark(counter.newest("device.watermark"));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->no_open_hold_before, held_at);
    EXPECT_GT(first->complete_through, held_at);
    counter.redeem(id);
    pass(Seconds{60});
    const auto second = parse_watermark(counter.newest("device.watermark"));
    EXPECT_EQ(second->no_open_hold_before, second->complete_through);
}

TEST_F(LeaseDeskTest, AnIdleDeviceTellsItOnceAnHour) {
    counter.lend("l-1", summer, 100);
    for (int minute = 0; minute < 180; ++minute) pass(Seconds{60});
    EXPECT_LE(count("device.watermark"), 5U);
    EXPECT_GE(count("device.watermark"), 3U);
}

// What central reserved, and nobody here knows of, lapses by it.
TEST_F(LeaseDeskTest, ADeviceThatHasAskedCentralTellsItThoughItHoldsNothing) {
    counter.listens = true;
    EXPECT_EQ(counter.outcome(counter.present("90417-0", "sale-1")),
              "rejected offline_not_allowed");
    ASSERT_EQ(counter.asked.size(), 1U);
    const auto asked_at = counter.time.now();
    pass(Seconds{60});
    ASSERT_EQ(count("device.watermark"), 1U);
    EXPECT_GT(parse_watermark(counter.newest("device.watermark"))->complete_through, asked_at);
    for (int minute = 0; minute < 120; ++minute) pass(Seconds{60});
    EXPECT_GE(count("device.watermark"), 3U);
    EXPECT_LE(count("device.watermark"), 4U);
}

TEST_F(LeaseDeskTest, ADeviceWithoutRightsSaysNothing) {
    for (int minute = 0; minute < 180; ++minute) pass(Seconds{60});
    EXPECT_TRUE(counter.events().empty());
}

}  // namespace
}  // namespace aisle
