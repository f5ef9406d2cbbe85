// SPDX-License-Identifier: Apache-2.0
// What a promise hangs on is there after the file was damaged.
#include "sync/salvage_books.hpp"

#include "agent/books/ratchet_book.hpp"
#include "agent/books/redemption_book.hpp"
#include "agent/books/staff_book.hpp"
#include "sync/feeds.hpp"
#include "tests/agent/domain/staff_body.hpp"
#include "tests/sync/salvage_bench.hpp"

#include <string>
#include <utility>

namespace aisle {
namespace {

class SalvageBooksTest : public SalvageBench {
protected:
    // Two sales with one coupon each: the first holds, the second has used it.
    void two_sales(JournalBench& bench) {
        ASSERT_TRUE(bench.write->run(
            "INSERT INTO redemption(id, pos_ref, campaign, serial, attempt, mode, lease, member,"
            " currency, held, state, held_at, answer) VALUES(x'00000000000000000000000000000001',"
            " 's-1', 7, 11, 1, 'L', 'l-1', 'm-1', 'CNY', 500, 'held', 5, x'aa');"
            "INSERT INTO redemption(id, pos_ref, campaign, serial, attempt, mode, member,"
            " currency, held, final, state, held_at, closed_at, answer)"
            " VALUES(x'00000000000000000000000000000002', 's-2', 7, 12, 1, 'P', 'm-2', 'CNY',"
            " 500, 400, 'redeemed', 5, 6, x'bb')"));
    }
};

TEST_F(SalvageBooksTest, ATokenThatWasUsedIsNotGoodAgain) {
    into_old("INSERT INTO seen_token(campaign, serial, expires) VALUES(7, 11, 500)");
    carry_over();
    EXPECT_TRUE(*RedemptionBook(*fresh.write).was_seen({7, 11}));
    EXPECT_EQ(number("SELECT expires FROM seen_token"), 500);
}

TEST_F(SalvageBooksTest, TokensOnBothSidesOfABadPageStayUsed) {
    into_old(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
        " INSERT INTO seen_token(campaign, serial, expires)"
        " SELECT 7, 1000000000000 + i, 1780000000000000 FROM n");
    auto leaves = old.write->prepare(
        "SELECT pageno FROM dbstat WHERE name = 'seen_token' AND pagetype = 'leaf'"
        " ORDER BY path LIMIT 1 OFFSET 5");
    std::size_t bad = 0;
    {
        auto row = leaves.bind();
        ASSERT_TRUE(row.one());
        bad = static_cast<std::size_t>(row.integer(0)) - 1;
    }
    const auto outcome = carry_over(
        [&](std::string& bytes) { bytes.replace(bad * page_bytes, page_bytes, page_bytes, 'Z'); });
    EXPECT_GT(outcome.unreadable, 0U);
    EXPECT_EQ(number("SELECT count(*) FROM seen_token WHERE serial = 1000000000001"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM seen_token WHERE serial = 1000000005000"), 1);
    const auto carried = number("SELECT count(*) FROM seen_token");
    EXPECT_LT(carried, 5000);
    EXPECT_GT(carried, 4000);
}

TEST_F(SalvageBooksTest, ALandingPagesSessionIsNotHandedOverAgain) {
    into_old("INSERT INTO handoff_seen(campaign, session, at, dated) VALUES(7, 9, 5, 6)");
    carry_over();
    EXPECT_EQ(number("SELECT at FROM handoff_seen WHERE campaign = 7 AND session = 9"), 5);
}

TEST_F(SalvageBooksTest, ASaleThatHoldsACouponCanBeEndedAndAUsedOneStaysUsed) {
    two_sales(old);
    carry_over();
    RedemptionBook book(*fresh.write);
    const auto held = *book.latest("s-1", {7, 11});
    ASSERT_TRUE(held);
    EXPECT_EQ(held->state, RedemptionState::held);
    EXPECT_EQ(held->lease, "l-1");
    EXPECT_EQ(held->member, "m-1");
    EXPECT_EQ(held->answer, "\xaa");
    EXPECT_TRUE(book.past("s-3", {7, 11})->in_use);
    EXPECT_TRUE(book.past("s-3", {7, 12})->used);
    EXPECT_EQ(book.latest("s-2", {7, 12})->value().final_amount, 400);
}

TEST_F(SalvageBooksTest, WhoWasForgottenLeavesWhatWasRedeemed) {
    two_sales(old);
    forget(fresh, "m-1");
    carry_over();
    EXPECT_EQ(number("SELECT count(*) FROM redemption"), 2);
    EXPECT_EQ(number("SELECT count(*) FROM redemption WHERE member = 'm-1'"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM redemption WHERE member = 'm-2'"), 1);
}

TEST_F(SalvageBooksTest, RightsComeAsTheyStoodAndAreNotSpentBeforeCentralHasCompared) {
    RatchetBook before(*old.write);
    ASSERT_TRUE(old.commit([&](Txn& txn) { return before.note(txn, old.journal->epoch()); }));
    ASSERT_FALSE(before.read()->frozen);
    into_old(
        "INSERT INTO lease(id, campaign, class, unit, term, granted, spent, held, not_after,"
        " state, report, unreported)"
        " VALUES('l-1', 7, 'quota', 'count', 3, 10, 4, 2, 900, 'recalled', 8, 1);"
        "INSERT INTO coupon_right(campaign, serial, term, expires_at, state, recalled)"
        " VALUES(7, 11, 2, 900, 'held', 1), (7, 12, 2, 900, 'used', 0)");
    carry_over();
    EXPECT_EQ(number("SELECT count(*) FROM lease WHERE id = 'l-1' AND spent = 4 AND held = 2"
                     " AND term = 3 AND report = 8 AND unreported = 1 AND state = 'recalled'"),
              1);
    EXPECT_EQ(number("SELECT count(*) FROM coupon_right WHERE serial = 11 AND state = 'held'"
                     " AND term = 2 AND recalled = 1"),
              1);
    EXPECT_EQ(number("SELECT count(*) FROM coupon_right WHERE serial = 12 AND state = 'used'"), 1);
    const auto ratchet = *RatchetBook(*fresh.write).read();
    EXPECT_TRUE(ratchet.frozen);
    ASSERT_TRUE(ratchet.epoch) << "else the desk would take what is here for compared";
    EXPECT_NE(*ratchet.epoch, fresh.journal->epoch());
}

TEST_F(SalvageBooksTest, AFileInWhichNothingWasToBeComparedStopsNobody) {
    carry_over();
    EXPECT_FALSE(RatchetBook(*fresh.write).read()->frozen);
    EXPECT_FALSE(RatchetBook(*fresh.write).read()->epoch);
}

TEST_F(SalvageBooksTest, WhatMayHaveBeenSpentIsInDoubtWhenNothingSaysSo) {
    into_old("DELETE FROM ratchet");
    carry_over();
    EXPECT_TRUE(RatchetBook(*fresh.write).read()->frozen);
}

TEST_F(SalvageBooksTest, ARightThatIsGoneInOneFileIsGoneInBoth) {
    into_old(
        "INSERT INTO coupon_right(campaign, serial, term, expires_at, state)"
        " VALUES(7, 1, 2, 900, 'used'), (7, 2, 2, 900, 'here'), (7, 3, 3, 900, 'here')");
    into_fresh(
        "INSERT INTO coupon_right(campaign, serial, term, expires_at, state)"
        " VALUES(7, 1, 2, 900, 'here'), (7, 2, 2, 900, 'used'), (7, 3, 2, 900, 'returned')");
    carry_over();
    EXPECT_EQ(number("SELECT count(*) FROM coupon_right WHERE serial < 3 AND state = 'used'"), 2);
    EXPECT_EQ(number("SELECT term FROM coupon_right WHERE serial = 3 AND state = 'here'"), 3);
}

TEST_F(SalvageBooksTest, TimeDoesNotGoBackAndInventoriesAreNotNumberedAnew) {
    into_old(
        "UPDATE ratchet SET at = 1783000000000000, inventory = 4;"
        "INSERT INTO setting(name, value) VALUES('asked_central', x'01')");
    into_fresh("UPDATE ratchet SET inventory = 6");
    carry_over();
    const auto ratchet = *RatchetBook(*fresh.write).read();
    EXPECT_EQ(micros(ratchet.at), 1783000000000000);
    EXPECT_EQ(ratchet.inventory, 6);
    EXPECT_TRUE(ratchet.asked);
}

TEST_F(SalvageBooksTest, WhereTheDeviceStandsIsKnownWithoutALine) {
    into_old("INSERT INTO place(one, store, holder, heard) VALUES(1, '0042', 17, 5)");
    carry_over();
    EXPECT_EQ(number("SELECT holder FROM place WHERE store = '0042' AND heard = 5"), 17);
}

TEST_F(SalvageBooksTest, WhatWasSaidOfATaskStaysSaid) {
    into_old(
        "INSERT INTO task_mark(key, declined, at, operator, reason_code, told_lost)"
        " VALUES('t-1', 1, 5, 'u-1', 'busy', 0), ('t-2', 0, 5, 'u-1', '', 1)");
    carry_over();
    EXPECT_EQ(number("SELECT declined FROM task_mark WHERE key = 't-1' AND reason_code = 'busy'"),
              1);
    EXPECT_EQ(number("SELECT told_lost FROM task_mark WHERE key = 't-2'"), 1);
}

// A store without staff asks for no role, and would until central's feed is back.
TEST_F(SalvageBooksTest, WhatIsAManagersIsNotOpenToAllForAsLongAsCentralIsNotHeard) {
    into_old(
        "INSERT INTO staff(key, scope, pin, body) VALUES('u-1', 'store-1', 0, x'7b7d');"
        "INSERT INTO staff_badge(serial, key, scope) VALUES(5, 'u-1', 'store-1');"
        "INSERT INTO pin_trial(who, known, failures, wait, boot, since)"
        " VALUES(x'01', 1, 4, 30, 'b-1', 9);"
        "INSERT INTO operator_session(one, operator, roles, since, valid_until, boot, ends)"
        " VALUES(1, 'u-1', 1, 5, 900, 'b-1', 800)");
    carry_over();
    StaffLookup lookup(*fresh.write);
    EXPECT_TRUE(*lookup.anybody());
    EXPECT_EQ(lookup.session()->value().operator_id, "u-1");
    EXPECT_EQ(number("SELECT count(*) FROM staff_badge WHERE serial = 5 AND key = 'u-1'"), 1);
    EXPECT_EQ(number("SELECT failures FROM pin_trial WHERE who = x'01' AND wait = 30"), 4);
}

PageEntry entry(std::uint64_t cursor, std::string key) {
    return {Cursor(cursor), true, std::move(key), staff_beginning(R"("clerk")") + "}"};
}

TEST_F(SalvageBooksTest, WhatCentralSaysOfTheStaffThenTakesTheirPlaceAsAWhole) {
    into_old("INSERT INTO staff(key, scope, pin, body) VALUES('gone', 'store-1', 0, x'7b7d')");
    carry_over();
    StaffBook book(*fresh.write);
    Feeds feeds(*fresh.write, {&book});
    Page page;
    page.feed = "staff";
    page.scope = "store-1";
    page.generation = Generation(3);
    page.head = Cursor(9);
    page.last = true;
    page.entries = {entry(9, "u-2")};
    ASSERT_TRUE(fresh.commit([&](Txn& txn) -> Result<void> {
        TRY(const auto wants, feeds.follow(txn, {{"staff", "store-1", Generation(3), Cursor(9)}}));
        EXPECT_EQ(wants.size(), 1U);
        for (const auto& want : wants) EXPECT_EQ(want.cursor, Cursor());
        TRY(const auto applied, feeds.apply(txn, page));
        EXPECT_FALSE(applied.refused) << *applied.refused;
        return {};
    }));
    EXPECT_EQ(number("SELECT count(*) FROM staff WHERE key = 'u-2'"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM staff WHERE key = 'gone'"), 0);
}

TEST_F(SalvageBooksTest, StaffOfAFileThatWasKeptBesideDoNotJoinThoseThatCentralNames) {
    into_old(
        "INSERT INTO staff(key, scope, pin, body) VALUES('gone', 'store-1', 0, x'7b7d');"
        "INSERT INTO operator_session(one, operator, roles, since, valid_until, boot, ends)"
        " VALUES(1, 'gone', 1, 5, 900, 'b-1', 800)");
    into_fresh("INSERT INTO feed(name, scope, generation) VALUES('staff', 'store-1', 3)");
    carry_over();
    EXPECT_EQ(number("SELECT count(*) FROM staff"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM operator_session"), 0);
}

TEST_F(SalvageBooksTest, ASecondTimeChangesNothing) {
    two_sales(old);
    into_old(
        "INSERT INTO seen_token(campaign, serial, expires) VALUES(7, 11, 500);"
        "INSERT INTO pin_trial(who, known, failures, wait, boot, since)"
        " VALUES(x'01', 1, 4, 30, 'b-1', 9)");
    carry_over();
    EXPECT_EQ(carry_over().unreadable, 0U);
    EXPECT_EQ(number("SELECT count(*) FROM redemption"), 2);
    EXPECT_EQ(number("SELECT count(*) FROM seen_token"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM pin_trial"), 1);
}

}  // namespace
}  // namespace aisle
