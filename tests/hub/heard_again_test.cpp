// SPDX-License-Identifier: Apache-2.0
// What is heard late or again: who was written off and comes back, a right that goes on at the cost
// of others, a hello that is heard again, and what a forked journal leaves behind.
#include "tests/hub/compared_hub.hpp"

#include <vector>

namespace aisle {
namespace {

constexpr CouponRef coupon{offer, 17};

class HeardAgain : public ComparedHub {
protected:
    void welcome_both() {
        hub_->welcome(till_);
        hub_->welcome(other_);
    }
    void tell(const Batch& batch) {
        hub_->hear(hub_->tell(till_.name, UpKind::journal, encode(batch)));
    }
    // Of the one that is there; the other is given up.
    void go_on_without_the_till() {
        hub_->hello(other_);
        hub_->inventory(other_);
        ASSERT_TRUE(hub_->rights.write_off(till_.name, hub_->now));
        hub_->forget();
    }
};

// ---- Written off, and back ----

// The budget is lent to another since: what it holds has to be taken from it.
TEST_F(HeardAgain, WhoWasWrittenOffAndComesBackKeepsNoLeaseThatWasForgotten) {
    fund();
    welcome_both();
    copy();
    const auto lease = hub_->lend(till_, 600);
    set_back();
    go_on_without_the_till();
    hub_->lend(other_, 600);
    till_.sent = 1;  // what the copy holds
    hub_->hello(till_);
    hub_->inventory(till_, {lease});
    EXPECT_EQ(hub_->pool().overlent, 0);
    EXPECT_EQ(hub_->pool().out.lent, 600);
    ASSERT_TRUE(hub_->acknowledged(till_));
    EXPECT_EQ(hub_->acknowledged(till_)->closed_leases, std::vector<std::string>{lease.id});
    EXPECT_TRUE(hub_->wrong().empty());
}

// The coupon is held for a sale of another since: the right has two holders.
TEST_F(HeardAgain, WhoWasWrittenOffAndComesBackKeepsNoRightThatWasForgotten) {
    fund();
    issue(coupon);
    welcome_both();
    copy();
    ASSERT_TRUE(hub_->rights.put_right({coupon, till_.name, 1, hub_->now + Seconds{86400}}));
    set_back();
    go_on_without_the_till();
    const auto redemption = hub_->fresh(coupon, RedemptionMode::online);
    EXPECT_TRUE(hub_->ask(other_, question(redemption)).reserved);
    hub_->hello(till_);
    hub_->inventory(till_, {}, {{coupon, 1, "here"}});
    ASSERT_TRUE(hub_->acknowledged(till_));
    EXPECT_EQ(hub_->acknowledged(till_)->closed_rights, std::vector<CouponRef>{coupon});
    EXPECT_EQ(hub_->pool().out, (Account{.reserved = 1}));
    EXPECT_TRUE(hub_->wrong().empty());
}

// ---- A right that waits for its next holder ----

// While it waited, it was reserved for a sale for less, and the rest of the budget was lent.
TEST_F(HeardAgain, ARightThatASaleGivesBackGoesOnOnlyWhereTheBudgetHasItsCharge) {
    constexpr CouponRef money{90418, 5};
    RightsTill third{"s0044-pos1", 3};
    ASSERT_TRUE(hub_->rights.fund(money.campaign, LeaseUnit::amount, 1000));
    welcome_both();
    hub_->welcome(third);
    const auto end = hub_->now + Seconds{86400};
    ASSERT_TRUE(hub_->rights.put_right({money, till_.name, 500, end}));
    hub_->say(till_, right_accepted({money, 1, "here"}));
    ASSERT_TRUE(hub_->rights.put_right({money, other_.name, 500, end}));
    other_.fresh_journal();
    hub_->hello(other_);  // and is to be compared
    hub_->say(till_, right_returned({money, 1, "returned"}, ""));
    const auto redemption = hub_->fresh(money, RedemptionMode::online);
    EXPECT_TRUE(hub_->ask(third, {to_string(redemption.id), money, 100}).reserved);
    ASSERT_TRUE(
        hub_->rights.lend({third.name, money.campaign, LeaseClass::quota, 900, end}, hub_->now));
    hub_->inventory(other_);
    hub_->say(third, coupon_released(redemption, "void"));
    PoolBook pools(hub_->database().db());
    EXPECT_EQ((*pools.find(money.campaign))->overlent, 0);
    EXPECT_TRUE(hub_->wrong().empty());
}

// ---- A hello that comes again ----

// One worker had it in hand and hung, another went on; the broker delivers it again in another
// life of central, before the till's own.
TEST_F(HeardAgain, AHelloOfAnEarlierLifeIsNoPlaceToDemandAnInventoryFrom) {
    fund();
    welcome_both();
    copy();
    const auto late = till_.hello_now();
    hub_->inventory(till_);
    hub_->lend(till_, 600);
    hub_->forget();
    set_back();
    hub_->hear(hub_->tell(till_.name, UpKind::hello, encode(late)));
    hub_->hello(till_);
    hub_->hello(other_);
    hub_->inventory(other_);
    hub_->say(other_, lease_requested({.campaign = offer}));
    const auto old = till_.batch(Lane::ledger, 2, 2);
    tell(old);
    EXPECT_TRUE(hub_->granted(other_).empty()) << "given before the lease was heard of";
    till_.sent = 2;
    hub_->send(till_);
    EXPECT_EQ(hub_->found("lease_uncovered"), 0U);
    EXPECT_EQ(hub_->pool().out.lent, 600);
}

// ---- After a fork ----

// That it was used is a fact on the oldest disk, and the hub that was set back has forgotten it.
TEST_F(HeardAgain, ThatACouponWasUsedIsBelievedOfASalvagedDisk) {
    fund();
    issue(coupon);
    welcome_both();
    copy();
    ASSERT_TRUE(hub_->rights.put_right({coupon, till_.name, 1, hub_->now + Seconds{86400}}));
    set_back();
    hub_->hello(other_);
    hub_->inventory(other_);
    till_.fresh_journal();
    hub_->say(till_, make_draft(EventKinds::device_journal_salvaged, "{}"));
    hub_->hello(till_);
    hub_->inventory(till_, {}, {{coupon, 1, "used"}});
    ASSERT_TRUE(hub_->acknowledged(till_));
    const auto again = hub_->fresh(coupon, RedemptionMode::online);
    EXPECT_EQ(hub_->ask(other_, question(again)).reason, RejectionReason::already_used);
    EXPECT_TRUE(hub_->wrong().empty());
}

// The newer disk's batch came early and waits for its place for ever; the older one's is taken.
TEST_F(HeardAgain, AUseThatAForkLeavesBehindIsFoundAllTheSame) {
    fund();
    welcome_both();
    ASSERT_TRUE(hub_->rights.put_right({coupon, till_.name, 1, hub_->now + Seconds{86400}}));
    hub_->say(till_, right_accepted({coupon, 1, "here"}));
    const auto use = [&] {
        const auto redemption = hub_->fresh(coupon, RedemptionMode::holder);
        till_.write(coupon_held(redemption, campaign_of(LeaseUnit::count), 500));
        till_.write(
            coupon_redeemed(redemption, {.outcome = RedemptionState::redeemed, .amount = 500}));
    };
    till_.capture(Lane::ledger);  // its batch is lost
    use();
    const auto early = till_.batch(Lane::ledger, 4, 5);
    tell(early);
    auto& disk = till_.events[0];
    disk.erase(disk.begin() + 2, disk.end());  // an image from before comes back
    use();
    tell(till_.batch(Lane::ledger, 3, 4));
    ASSERT_EQ(hub_->found("fork"), 1U);
    till_.begin_epoch();
    till_.write(make_draft(EventKinds::device_journal_forked, "{}"));
    till_.sent = 0;
    hub_->hello(till_);
    hub_->send(till_);
    hub_->inventory(till_, {}, {{coupon, 1, "used"}});
    EXPECT_EQ(hub_->found("double_use"), 1U) << "both uses are stored, and one is counted";
}

// It waits for its place under the new epoch when a batch of the old one is repeated.
TEST_F(HeardAgain, ARepeatUnderAnOldEpochDoesNotTakeAnEventFromItsPlace) {
    fund();
    issue(coupon);
    welcome_both();
    const auto redemption = hub_->fresh(coupon, RedemptionMode::online);
    EXPECT_TRUE(hub_->ask(till_, question(redemption)).reserved);
    till_.capture(Lane::ledger);
    till_.write(coupon_held(redemption, campaign_of(LeaseUnit::count), 500));
    till_.write(coupon_redeemed(redemption, {.outcome = RedemptionState::redeemed, .amount = 500}));
    const auto old = till_.batch(Lane::ledger, 3, 4);
    tell(old);
    till_.begin_epoch();
    tell(till_.batch(Lane::ledger, 3, 4));
    tell(old);
    tell(till_.batch(Lane::ledger, 1, 2));
    EXPECT_EQ(hub_->pool().out, (Account{.spent = 1}));
    EXPECT_TRUE(UseBook(hub_->database().db()).find(to_string(redemption.id))->has_value());
}

}  // namespace
}  // namespace aisle
