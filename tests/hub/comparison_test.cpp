// SPDX-License-Identifier: Apache-2.0
// What a device holds is compared before it is given anything: when it is new, when its journal
// forked or began anew, and when it has lost something.
#include "tests/hub/compared_hub.hpp"

#include <set>

namespace aisle {
namespace {

constexpr CouponRef coupon{offer, 17};

class Comparison : public ComparedHub {};

TEST_F(Comparison, WithoutBudgetsNobodyIsAskedAnything) {
    hub_->hello(till_);
    EXPECT_TRUE(hub_->told(till_).empty());
    fund();
    hub_->look_round();
    EXPECT_EQ(hub_->told(till_), std::vector<std::string>{"lease.inventory.ask"});
}

TEST_F(Comparison, ANewDeviceTellsWhatItHoldsFirst) {
    fund();
    hub_->hello(till_);
    EXPECT_EQ(hub_->told(till_), std::vector<std::string>{"lease.inventory.ask"});
    const auto lent =
        hub_->rights.lend({till_.name, offer, LeaseClass::quota, 5, hub_->now}, hub_->now);
    ASSERT_FALSE(lent);
    EXPECT_EQ(lent.error().kind(), Errc::unavailable);
    hub_->say(till_, lease_requested({.campaign = offer}));
    EXPECT_TRUE(hub_->granted(till_).empty());
    EXPECT_EQ(hub_->ask(till_, {"r-1", {offer, 0}, 5}).reason, RejectionReason::rights_frozen);

    hub_->inventory(till_);
    ASSERT_TRUE(hub_->acknowledged(till_));
    EXPECT_EQ(hub_->acknowledged(till_)->inventory, 1);
    // What it had asked for it is given now.
    EXPECT_EQ(hub_->granted(till_).size(), 1U);
}

TEST_F(Comparison, AnInventoryInPartsCountsWhenTheLastOneIsIn) {
    fund();
    hub_->hello(till_);
    hub_->say(till_, lease_inventory({.number = 4, .part = 1, .parts = 2}));
    EXPECT_FALSE(hub_->acknowledged(till_));
    hub_->say(till_, lease_inventory({.number = 4, .part = 2, .parts = 2}));
    EXPECT_TRUE(hub_->acknowledged(till_));
}

TEST_F(Comparison, HalfAnInventoryOfAComparedDeviceIsNotAnswered) {
    fund();
    hub_->welcome(till_);
    hub_->say(till_, lease_inventory({.number = 2, .part = 1, .parts = 2}));
    hub_->hello(till_);
    EXPECT_FALSE(hub_->acknowledged(till_)) << "it would spend what was not compared";
    hub_->say(till_, lease_inventory({.number = 2, .part = 2, .parts = 2}));
    ASSERT_TRUE(hub_->acknowledged(till_));
    EXPECT_EQ(hub_->acknowledged(till_)->inventory, 2);
}

TEST_F(Comparison, AnAnswerSaysInWhichJournalTheInventoryStands) {
    fund();
    hub_->hello(till_);
    hub_->inventory(till_);
    ASSERT_TRUE(hub_->acknowledged(till_));
    EXPECT_EQ(hub_->acknowledged(till_)->epoch, till_.epoch);
    const auto before = till_.epoch;
    till_.fresh_journal();
    hub_->hello(till_);
    till_.inventories = 0;
    hub_->inventory(till_);
    EXPECT_EQ(hub_->acknowledged(till_)->inventory, 1);
    EXPECT_EQ(hub_->acknowledged(till_)->epoch, till_.epoch);
    EXPECT_NE(till_.epoch, before);
}

TEST_F(Comparison, HoweverMuchIsTakenFromADeviceTheAnswerNamesAllOfIt) {
    fund();
    hub_->welcome(till_);
    std::vector<Lease> leases;
    for (int i = 0; i < 60; ++i) leases.push_back(hub_->lend(till_, 1));
    ASSERT_TRUE(hub_->rights.write_off(till_.name, hub_->now));
    std::vector<RightReport> rights;
    for (std::uint64_t serial = 1; serial <= 150; ++serial) {
        const RightOrder order{{offer, serial}, other_.name, 1, hub_->now + Seconds{60}};
        if (serial == 1) hub_->welcome(other_);
        ASSERT_TRUE(hub_->rights.put_right(order));
        rights.push_back({{offer, serial}, 1, "here"});
    }
    hub_->look_round();
    hub_->forget();
    const std::vector<RightReport> first(rights.begin(), rights.begin() + 100);
    const std::vector<RightReport> second(rights.begin() + 100, rights.end());
    hub_->say(till_, lease_inventory({.number = 9, .parts = 2, .leases = leases, .rights = first}));
    hub_->say(till_, lease_inventory({.number = 9, .part = 2, .parts = 2, .rights = second}));
    const auto parts = hub_->answered(till_);
    ASSERT_EQ(parts.size(), 2U);
    std::set<std::string> closed_leases;
    std::set<CouponRef> closed_rights;
    for (const auto& part : parts) {
        EXPECT_EQ(part.parts, 2);
        closed_leases.insert(part.closed_leases.begin(), part.closed_leases.end());
        closed_rights.insert(part.closed_rights.begin(), part.closed_rights.end());
    }
    EXPECT_EQ(closed_leases.size(), 60U);
    EXPECT_EQ(closed_rights.size(), 150U);
    EXPECT_EQ(parts[0].part, 1);
    EXPECT_EQ(parts[1].part, 2);
    // All of it again, however often it is needed.
    hub_->forget();
    hub_->hello(till_);
    EXPECT_EQ(hub_->answered(till_).size(), 2U);
}

TEST_F(Comparison, AnInventoryFromBeforeItWasAskedForIsNotTheAnswer) {
    fund();
    till_.write(lease_inventory({.number = 1}));
    hub_->hello(till_);
    hub_->send(till_);
    EXPECT_FALSE(hub_->acknowledged(till_));
    hub_->inventory(till_);
    EXPECT_TRUE(hub_->acknowledged(till_));
}

TEST_F(Comparison, AnAcknowledgementIsSaidAgainAtEachHello) {
    fund();
    hub_->welcome(till_);
    hub_->hello(till_);
    EXPECT_EQ(hub_->told(till_), std::vector<std::string>{"lease.inventory.ack"});
}

TEST_F(Comparison, ALeaseThatWasCalledBackBeforeItWasSpokenOfIsNotMissing) {
    fund();
    hub_->welcome(till_);
    const auto end = hub_->now + Seconds{86400};
    const auto row = hub_->rights.lend({till_.name, offer, LeaseClass::quota, 50, end}, hub_->now);
    ASSERT_TRUE(row);
    ASSERT_TRUE(hub_->rights.recall(till_.name, offer));
    hub_->inventory(till_);
    EXPECT_EQ(hub_->pool().out, (Account{.lent = 50}));
    hub_->forget();
    hub_->hello(till_);
    EXPECT_EQ(hub_->told(till_),
              (std::vector<std::string>{"lease.inventory.ack", "lease.granted", "lease.recall"}));
    auto lease = row->lease;
    lease.report = 1;
    hub_->say(till_, lease_returned(lease));
    EXPECT_EQ(hub_->pool().out, Account{});
    EXPECT_TRUE(hub_->wrong().empty());
}

TEST_F(Comparison, ATillThatIsThereHearsAtOnceThatItWasWrittenOff) {
    fund();
    hub_->welcome(till_);
    const auto lease = hub_->lend(till_, 50);
    hub_->forget();
    ASSERT_TRUE(hub_->rights.write_off(till_.name, hub_->now));
    hub_->look_round();
    EXPECT_EQ(hub_->told(till_), std::vector<std::string>{"lease.inventory.ask"});
    hub_->inventory(till_, {lease});
    ASSERT_TRUE(hub_->acknowledged(till_));
    EXPECT_EQ(hub_->acknowledged(till_)->closed_leases, std::vector<std::string>{lease.id});
}

// ---- Another disk ----

TEST_F(Comparison, AfterAForkWhatTheOlderDiskHoldsIsTakenFromIt) {
    fund();
    hub_->welcome(till_);
    auto lease = hub_->lend(till_, 50);
    const auto old = lease;
    lease.spent = 40;
    lease.report = 2;
    hub_->say(till_, lease_state(lease));
    hub_->forget();

    till_.fresh_journal();
    hub_->say(till_, make_draft(EventKinds::device_journal_forked, "{}"));
    hub_->hello(till_);
    EXPECT_EQ(hub_->told(till_).back(), "lease.inventory.ask");
    hub_->inventory(till_, {old});
    ASSERT_TRUE(hub_->acknowledged(till_));
    EXPECT_EQ(hub_->acknowledged(till_)->closed_leases, std::vector<std::string>{lease.id});
    // Nobody knows what was spent of the last ten.
    EXPECT_EQ(hub_->pool().out, (Account{.in_doubt = 10, .spent = 40}));
    ASSERT_TRUE(hub_->rights.write_off(till_.name, hub_->now));
    EXPECT_EQ(hub_->pool().out, (Account{.spent = 50}));
    EXPECT_TRUE(hub_->wrong().empty());
}

TEST_F(Comparison, AWipedDeviceHoldsNothingAndItsLeasesAreInDoubt) {
    fund();
    hub_->welcome(till_);
    hub_->lend(till_, 50);
    ASSERT_TRUE(hub_->rights.put_right({coupon, till_.name, 1, hub_->now + Seconds{60}}));
    till_.fresh_journal();
    hub_->hello(till_);
    EXPECT_EQ(hub_->told(till_).back(), "lease.inventory.ask");
    hub_->inventory(till_);
    EXPECT_EQ(hub_->pool().out, (Account{.in_doubt = 50, .spent = 1}));
    // By no time do they come back.
    const auto late = hub_->now + Seconds{86400 * 365};
    hub_->say(till_, device_watermark({late, late}));
    EXPECT_EQ(hub_->pool().out.in_doubt, 50);
}

TEST_F(Comparison, WhatALedgerHasLostIsComparedAgain) {
    fund();
    hub_->welcome(till_);
    auto lease = hub_->lend(till_, 50);
    lease.spent = 4;
    lease.report = 2;
    till_.write(lease_state(lease));
    const Seq at(till_.events[0].size());
    till_.sent = at.value();
    auto batch = till_.batch_with_gap(Lane::ledger, {at, at}, {at, at}, "damaged");
    hub_->hear(hub_->tell(till_.name, UpKind::journal, encode(batch)));
    EXPECT_EQ(hub_->told(till_).back(), "lease.inventory.ask");
    const auto late = hub_->now + Seconds{86400 * 365};
    hub_->say(till_, device_watermark({late, late}));
    EXPECT_EQ(hub_->pool().out.lent, 50);
    hub_->inventory(till_, {lease});
    EXPECT_EQ(hub_->pool().out, (Account{.lent = 46, .spent = 4}));
}

TEST_F(Comparison, AnEventOfAForkedJournalIsTakenOnceUnderTheNextOne) {
    fund();
    hub_->welcome(till_);
    auto lease = hub_->lend(till_, 50);
    auto redemption = hub_->fresh({offer, 0}, RedemptionMode::lease);
    redemption.lease = lease.id;
    till_.write(coupon_redeemed(redemption, {.outcome = RedemptionState::redeemed, .amount = 500}));
    // It came early, and then the journal goes on under another epoch with the same events.
    const auto last = till_.events[0].size();
    till_.write(lease_requested({.campaign = 1}));
    hub_->tell(till_.name, UpKind::journal, encode(till_.batch(Lane::ledger, last + 1, last + 1)));
    auto kept = till_.events[0];
    till_.fresh_journal();
    till_.events[0].assign(kept.end() - 2, kept.end());
    hub_->send(till_);
    EXPECT_EQ(hub_->pool().out.spent, 1);
    till_.sent = 0;
    hub_->send(till_);
    EXPECT_EQ(hub_->pool().out.spent, 1);
}

// ---- The file ----

TEST_F(Comparison, AnOlderHubsFileIsBroughtUpToDate) {
    hub_->hello(till_);
    ASSERT_TRUE(hub_->database().db().run(
        "DROP TABLE pool; DROP TABLE lease_grant; DROP TABLE coupon_right;"
        " DROP TABLE reservation; DROP TABLE redemption; DROP TABLE watermark;"
        " DROP TABLE comparison; DROP TABLE comparison_epoch; DROP TABLE comparison_item;"
        " DROP TABLE lease_wish; DROP TABLE burn; DROP TABLE deed"));
    ASSERT_TRUE(hub_->database().db().set_user_version(1));
    hub_.reset();
    const auto looked = HubDatabase::open_to_read(path_);
    ASSERT_FALSE(looked);
    EXPECT_NE(looked.error().what().find("older hub"), std::string::npos);
    start();
    fund();
    hub_->welcome(till_);
    EXPECT_EQ(hub_->lend(till_, 10).granted, 10);
    EXPECT_EQ(hub_->look(view_devices).size(), 1U);
}

}  // namespace
}  // namespace aisle
