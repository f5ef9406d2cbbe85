// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/receipt/till_receipt.hpp"

#include "tests/agent/domain/body.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace aisle {
namespace {

constexpr WallTime noon{std::chrono::seconds{1'782'907'200}};  // 2026-07-01T12:00:00Z

TEST(Amount, IsReadWithTheMarksOfItsCountry) {
    const NumberStyle german{',', '.'};
    EXPECT_EQ(parse_amount("1.234,50", german, 2), 123450);
    EXPECT_EQ(parse_amount("1.234", german, 2), 123400);
    EXPECT_EQ(parse_amount("-0,60", german, 2), -60);
    EXPECT_EQ(parse_amount("0,60-", german, 2), -60);
    EXPECT_EQ(parse_amount("5", {}, 2), 500);
    EXPECT_EQ(parse_amount(".75-", {}, 2), -75);
    EXPECT_EQ(parse_amount("1,234.5", {}, 2), 123450);
    EXPECT_EQ(parse_amount("1 234", {}, 0), 1234);
    EXPECT_EQ(parse_amount("1.250", {}, 3), 1250);
    EXPECT_EQ(parse_amount("  7.10 ", {}, 2), 710);
    EXPECT_EQ(parse_amount("- 7.10", {}, 2), -710);
    EXPECT_EQ(parse_amount("1,23,456.00", {}, 2), 12'345'600);
    EXPECT_EQ(parse_amount("1 234 567", {',', '.'}, 2), 123'456'700);
}

TEST(Amount, IsNoneWhereItIsNone) {
    for (const auto* text : {"",         "-",       ".",      "--1",           "1.2.3",
                             "1.234",    "abc",     "1e5",    "1234567890123", "-1-",
                             "1-2",      "1,2",     "12,50",  "1,23,45",       ",123",
                             "1234,567", "1.2,345", "1,234,", "1. 5",          "1  234"}) {
        EXPECT_FALSE(parse_amount(text, {}, 2)) << text;
    }
    // Of a till that writes the other marks: not a hundred times as much.
    EXPECT_FALSE(parse_amount("12.50", {',', '.'}, 2));
    EXPECT_FALSE(parse_amount("999999999999", {}, 4)) << "more than an amount may be";
}

TillReceipt receipt() {
    TillReceipt receipt;
    TillItem tea;
    tea.name = "Tea";
    tea.price = 350;
    tea.amount = 350;
    receipt.items = {tea};
    receipt.tenders = {{TenderType::cash, 350}};
    receipt.total = 350;
    receipt.number = "42-0000123";
    receipt.time = "2026-07-01T16:30:00";
    return receipt;
}

TEST(TillReceipt, SaysWhatItMisses) {
    EXPECT_EQ(what_is_missing(receipt()), "");
    auto none = receipt();
    none.items.clear();
    EXPECT_EQ(what_is_missing(none), "no line is an item");
    auto open = receipt();
    open.total.reset();
    EXPECT_EQ(what_is_missing(open), "no line is the total");
    auto nameless = receipt();
    nameless.number.clear();
    EXPECT_EQ(what_is_missing(nameless), "no line is the receipt's number");
}

TEST(TillReceipt, IsABodyThatTheDeskTakes) {
    const ReceiptPlace place{
        .workstation = "till-1",
        .store = {.store_id = "s1", .currency = "CNY", .region = "CN", .day = {480, 4}}};
    const auto body = purchase_body(receipt(), place, noon);
    const auto json = Json::parse(body);
    ASSERT_TRUE(json);
    const auto purchase = parse_purchase(*json, place.store, noon);
    ASSERT_TRUE(purchase) << purchase.error().what() << body;
    EXPECT_EQ(purchase->end_date_time, "2026-07-01T16:30:00+08:00");
    EXPECT_EQ(purchase->receipt.sequence_number, 420000123);
    EXPECT_EQ(purchase->receipt.business_day_date, "2026-07-01");
    EXPECT_TRUE(purchase->id.starts_with("receipt-"));
}

// Somebody scanned a card as goods, typed one into a name, and the till logs one as the member's.
TEST(TillReceipt, AMisplacedCardNumberCostsNoSale) {
    constexpr auto card = "4111 1111 1111 1111";
    auto sold = receipt();
    auto& tea = sold.items.front();
    tea.name = std::string("Tea ") + card;
    tea.code = "5555555555554444";
    tea.unit = tea.item_id = card;
    tea.amount += 10;
    tea.price = tea.amount;
    tea.reductions = {{-10, card, card}};
    sold.reductions = {{-50, card, {}}};
    sold.total = sold.tenders.front().amount = 300;
    sold.clerk = sold.member = sold.number = card;
    const ReceiptPlace place{
        .workstation = "till-1",
        .store = {.store_id = "s1", .currency = "CNY", .region = "CN", .day = {480, 4}}};
    const auto body = purchase_body(sold, place, noon);
    const auto purchase = parse_purchase(*Json::parse(body), place.store, noon);
    ASSERT_TRUE(purchase) << purchase.error().code() << purchase.error().place() << body;
    EXPECT_EQ(purchase->lines.at(0).description, "Tea **** **** **** 1111");
    EXPECT_EQ(purchase->lines.at(0).item_id, "************4444");
    EXPECT_EQ(purchase->lines.at(1).description, "**** **** **** 1111");
    EXPECT_EQ(purchase->operator_id, "**** **** **** 1111");
    EXPECT_EQ(purchase->receipt.sequence_number, 1111);
    EXPECT_EQ(body.find("loyalty"), body.npos) << "the sale stays, and is nobody's";
    EXPECT_EQ(body.find("4111"), body.npos);
    EXPECT_EQ(body.find("5555"), body.npos);
    sold.till = card;
    const auto nowhere = purchase_body(sold, place, noon);
    EXPECT_TRUE(refused(parse_purchase(*Json::parse(nowhere), place.store, noon), "card_number",
                        "/workstation_id"))
        << "whose receipt it is cannot be told by stars";
}

std::string id_of(const TillReceipt& receipt) {
    const ReceiptPlace place{
        .workstation = "till-1",
        .store = {.store_id = "s1", .currency = "CNY", .region = "CN", .day = {}}};
    const auto body = purchase_body(receipt, place, noon);
    return std::string(*Json::parse(body)->find("id")->string());
}

// A copy may be made by another clerk, and says when.
TillReceipt printed_again() {
    auto again = receipt();
    again.time = "2026-07-01T17:00:00";
    again.clerk = "Li";
    again.reprint = true;
    return again;
}

TEST(TillReceipt, HasTheSameIdHoweverOftenItIsRead) {
    const ReceiptPlace place{
        .workstation = "till-1",
        .store = {.store_id = "s1", .currency = "CNY", .region = "CN", .day = {}}};
    EXPECT_EQ(purchase_body(receipt(), place, noon),
              purchase_body(receipt(), place, noon + std::chrono::hours{1}));
    EXPECT_EQ(id_of(receipt()), id_of(printed_again()));
}

// Two sales of a day may have a total in common, and most of a number.
TEST(TillReceipt, IsNotAnotherSaleThatLooksLikeIt) {
    const auto numbered = [](const char* number) {
        auto other = receipt();
        other.number = number;
        return id_of(other);
    };
    EXPECT_NE(numbered("A4801"), numbered("B4801"));
    EXPECT_NE(numbered("100-202607040001"), numbered("200-202607040001"));
    EXPECT_NE(numbered("XYZ"), numbered("XYY"));
    EXPECT_NE(numbered("4801"), numbered("4802"));
    EXPECT_EQ(numbered("B-0012"), numbered("B12"));
    EXPECT_EQ(numbered("0012"), numbered(" 12"));
}

// With the day of the copy, or on another day none at all.
TEST(TillReceipt, KnowsUnderWhichIdsItMayHaveBeenToldBefore) {
    const ReceiptPlace place{
        .workstation = "till-1",
        .store = {.store_id = "s1", .currency = "CNY", .region = "CN", .day = {}}};
    const auto tells = [&](const TillReceipt& copy, WallTime at) {
        const auto ids = ids_of_days_before(copy, place, at);
        return std::ranges::find(ids, id_of(receipt())) != ids.end();
    };
    auto copy = printed_again();
    EXPECT_FALSE(tells(copy, noon)) << "that is its own id";
    for (const auto* time : {"2026-07-02T09:00:00", "2026-07-08T09:00:00", "2026-08-01T09:00:00"}) {
        copy.time = time;
        EXPECT_NE(id_of(copy), id_of(receipt()));
        EXPECT_TRUE(tells(copy, noon)) << time;
    }
    copy.time = "2026-08-02T09:00:00";
    EXPECT_FALSE(tells(copy, noon)) << "a month is over";
    copy.time.clear();
    EXPECT_TRUE(tells(copy, noon + std::chrono::hours{48}));
    copy.total = 351;
    EXPECT_FALSE(tells(copy, noon + std::chrono::hours{48}));
}

TEST(TillReceipt, AClerkWithoutADigitMayBeAName) {
    const ReceiptPlace place{
        .workstation = "till-1",
        .store = {.store_id = "s1", .currency = "CNY", .region = "CN", .day = {}}};
    const auto of = [&](const char* clerk) {
        auto sold = receipt();
        sold.clerk = clerk;
        const auto body = purchase_body(sold, place, noon);
        return *parse_purchase(*Json::parse(body), place.store, noon);
    };
    EXPECT_EQ(of("op7").operator_id, "op7");
    EXPECT_EQ(of("0012").operator_id, "0012");
    for (const auto* name : {"Anna K.", "李雷", "jsmith"}) {
        EXPECT_EQ(of(name).operator_name, name);
        EXPECT_EQ(of(name).operator_id, "");
    }
}

}  // namespace
}  // namespace aisle
