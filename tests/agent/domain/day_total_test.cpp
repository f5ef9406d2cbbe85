// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/day_total.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/event.hpp"
#include "agent/domain/purchase_event.hpp"
#include "tests/agent/domain/receipt.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

class DayTotalTest : public testing::Test {
protected:
    std::string event_of(const EventDraft& draft) {
        auto context = smallest_context();
        return encode_event(draft, context, dice_)->bytes;
    }
    std::string event(const EventKind& kind, std::string data) {
        return event_of(make_draft(kind, std::move(data)));
    }
    SeededEntropy dice_{1};
};

TEST_F(DayTotalTest, CountsWhatHappenedAtTheCounterAndNotWhatTheDeviceSaysOfItself) {
    for (const auto& kind : {EventKinds::purchase_completed, EventKinds::consent_recorded,
                             EventKinds::task_completed, EventKinds::coupon_held}) {
        EXPECT_TRUE(counts_in_a_day(kind.name)) << kind.name;
    }
    for (const auto& kind :
         {EventKinds::device_boot, EventKinds::device_watermark, EventKinds::lease_state,
          EventKinds::right_accepted, EventKinds::business_day_closed}) {
        EXPECT_FALSE(counts_in_a_day(kind.name)) << kind.name;
    }
    EXPECT_FALSE(counts_in_a_day(""));
}

TEST_F(DayTotalTest, FindsTheMoneyOfAReceiptWhereverItsLinesAre) {
    auto purchase = receipt_of(good_receipt);
    auto fact = read_day_fact(event_of(drafts_of(purchase)->front()));
    ASSERT_TRUE(fact);
    EXPECT_EQ(fact->kind, "purchase.completed");
    EXPECT_EQ(fact->currency, "CNY");
    EXPECT_EQ(fact->amount, 3356);
    while (purchase.lines.size() < 900) purchase.lines.push_back(purchase.lines.front());
    const auto drafts = *drafts_of(purchase);
    ASSERT_GT(drafts.size(), 2U);
    EXPECT_EQ(read_day_fact(event_of(drafts[0]))->amount, 3356);
    const auto part = read_day_fact(event_of(drafts[1]));
    ASSERT_TRUE(part);
    EXPECT_EQ(part->kind, "purchase.lines");
    EXPECT_EQ(part->currency, "");
}

TEST_F(DayTotalTest, FindsTheMoneyOfACoupon) {
    const auto fact =
        read_day_fact(event(EventKinds::coupon_redeemed, R"({"amount":500,"currency":"CNY"})"));
    ASSERT_TRUE(fact);
    EXPECT_EQ(fact->amount, 500);
    EXPECT_EQ(fact->currency, "CNY");
}

TEST_F(DayTotalTest, CountsWithoutMoneyWhatHasNone) {
    const auto task = read_day_fact(event(EventKinds::task_completed, R"({"amount":500})"));
    ASSERT_TRUE(task);
    EXPECT_EQ(task->amount, 0);
    const auto odd = read_day_fact(
        event(EventKinds::purchase_completed, R"({"currency":7,"totals":{"grand":"much"}})"));
    ASSERT_TRUE(odd);
    EXPECT_EQ(odd->amount, 0);
    EXPECT_EQ(odd->currency, "");
}

TEST_F(DayTotalTest, FindsInAnEventOfOurOwnWhatParsingItFinds) {
    const auto lying = R"(,\"type\":\"io.aisle.device.boot.v1\",\"totals\":{,\"grand\":1})";
    auto returned = receipt_of(good_receipt);
    returned.receipt.receipt_number = R"(,"currency":"XXX","totals":{,"grand":1})";
    returned.return_of = returned.receipt;
    std::vector<EventDraft> drafts{
        drafts_of(receipt_of(good_receipt))->front(),
        drafts_of(returned)->front(),
        make_draft(EventKinds::coupon_redeemed, R"({"x":{"amount":1},"amount":500})"),
        make_draft(EventKinds::purchase_completed, R"({"totals":{"grand":3}})"),
        make_draft(EventKinds::purchase_completed, R"({"n":1,"currency":"CNYX","totals":{}})"),
        make_draft(EventKinds::purchase_voided,
                   R"({"n":1,"currency":"CNY","totals":{"net":1,"grand":1.5}})")};
    for (const auto& kind : EventKinds::all) {
        drafts.push_back(make_draft(kind, R"({"note":")" + std::string(lying) + R"("})"));
    }
    for (const auto& draft : drafts) {
        auto context = smallest_context();
        context.operator_id = R"(","type":"x)";
        context.store = R"("data":{)";
        const auto event = *encode_event(draft, context, dice_);
        const auto quick = day_fact_of(event);
        const auto parsed = read_day_fact(event.bytes);
        ASSERT_EQ(quick.has_value(), parsed.has_value()) << event.bytes;
        if (!quick) continue;
        EXPECT_EQ(quick->id, parsed->id);
        EXPECT_EQ(quick->kind, parsed->kind);
        EXPECT_EQ(quick->currency, parsed->currency) << event.bytes;
        EXPECT_EQ(quick->amount, parsed->amount) << event.bytes;
        EXPECT_EQ(quick->digest, parsed->digest);
    }
}

TEST_F(DayTotalTest, TakesNothingFromWhatIsNoEvent) {
    for (const auto* bytes :
         {"", "{", "[]", "{}", R"({"type":7,"id":7})", R"({"type":"io.aisle.task.completed.v1"})",
          R"({"type":"io.aisle.task.completed.v1","id":"x"})", R"({"type":"x","id":"x"})"}) {
        EXPECT_FALSE(read_day_fact(bytes)) << bytes;
    }
}

TEST_F(DayTotalTest, AnIdKnowsWhenItWasMade) {
    const auto at = ManualClock::morning + Millis{123};
    EXPECT_EQ(time_of(make_event_id(at + Micros{456}, dice_)), at);
}

TEST_F(DayTotalTest, WhatOneLacksIsTheDifference) {
    DayTotal device{.kind = "purchase.completed"};
    DayTotal central{.kind = "purchase.completed"};
    std::vector<DayFact> facts;
    for (int i = 0; i < 20; ++i) {
        facts.push_back(*read_day_fact(
            event(EventKinds::purchase_completed, R"({"currency":"CNY","totals":{"grand":100}})")));
        device.add(facts.back());
    }
    // In another order, and one is missing.
    for (auto fact = facts.rbegin(); fact != facts.rend(); ++fact) {
        if (fact->id != facts[7].id) central.add(*fact);
    }
    EXPECT_EQ(device.sum - central.sum, 100);
    EXPECT_EQ(difference(device.ids, central.ids), facts[7].id);
    central.add(facts[7]);
    EXPECT_EQ(device, central);
}

TEST_F(DayTotalTest, OtherBytesUnderTheSameIdAreSeen) {
    const auto fact = *read_day_fact(event(EventKinds::task_completed, "{}"));
    auto other = fact;
    other.digest = sha256({"other bytes"});
    DayTotal one{.kind = fact.kind};
    DayTotal two{.kind = fact.kind};
    one.add(fact);
    two.add(other);
    EXPECT_EQ(one.ids, two.ids);
    EXPECT_NE(one, two);
}

TEST_F(DayTotalTest, KeepsCurrenciesApartUntilThereAreTooMany) {
    std::vector<DayTotal> totals;
    DayFact fact{.kind = "purchase.completed", .amount = 5};
    for (char a = 'A'; a <= 'Z'; ++a) {
        for (char b = 'A'; b <= 'D'; ++b) {
            fact.currency = {'X', a, b};
            totals[row_of(totals, fact)].add(fact);
        }
    }
    ASSERT_EQ(totals.size(), day_rows_max + 1);
    EXPECT_EQ(totals.front().currency, "XAA");
    EXPECT_EQ(totals.front().sum, 5);
    EXPECT_EQ(totals.back().currency, other_currencies);
    EXPECT_EQ(totals.back().sum, 0);
    EXPECT_EQ(totals.back().count, 26 * 4 - std::int64_t{day_rows_max});
    EXPECT_EQ(count_of(totals), 26 * 4);
    // A kind without money still gets a row of its own.
    totals[row_of(totals, {.kind = "task.completed"})].add({.kind = "task.completed"});
    EXPECT_EQ(totals.back().kind, "task.completed");
}

TEST_F(DayTotalTest, ASumTooLargeWrapsAndRefusesNothing) {
    DayTotal total{.kind = "purchase.completed", .currency = "CNY"};
    const DayFact fact{.amount = std::numeric_limits<std::int64_t>::max()};
    for (int i = 0; i < 3; ++i) total.add(fact);
    EXPECT_EQ(total.count, 3);
}

TEST_F(DayTotalTest, TheTakeIsSalesAndReturnsInOneCurrency) {
    const std::vector<DayTotal> totals{
        {.kind = "purchase.completed", .currency = "CNY", .count = 3, .sum = 900},
        {.kind = "purchase.completed", .currency = "USD", .count = 1, .sum = 7},
        {.kind = "return.completed", .currency = "CNY", .count = 1, .sum = -100},
        {.kind = "purchase.voided", .currency = "CNY", .count = 1, .sum = 300}};
    const auto take = take_of(totals, "CNY");
    EXPECT_EQ(take.count, 4);
    EXPECT_EQ(take.grand, 800);
}

TEST_F(DayTotalTest, WritesMoneyOnlyWhereThereIs) {
    std::string text;
    JsonWriter json(text);
    write_totals(json, std::vector<DayTotal>{
                           {.kind = "purchase.completed", .currency = "CNY", .count = 2, .sum = 9},
                           {.kind = "task.completed", .count = 1, .undated = 1}});
    const std::string zero(32, '0');
    EXPECT_EQ(text, R"([{"kind":"purchase.completed","currency":"CNY","count":2,"sum":9,"ids":")" +
                        zero + R"(","digest":")" + zero + zero +
                        R"("},{"kind":"task.completed","count":1,"undated":1,"ids":")" + zero +
                        R"(","digest":")" + zero + zero + R"("}])");
}

}  // namespace
}  // namespace aisle
