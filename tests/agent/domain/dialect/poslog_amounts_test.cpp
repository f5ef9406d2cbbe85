// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/poslog_amounts.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

PosLogItem item(std::int64_t extended, std::optional<std::int64_t> regular,
                std::vector<std::int64_t> changes = {}, std::string quantity = "1") {
    PosLogItem made;
    made.extended = extended;
    made.regular = regular;
    made.item.quantity = std::move(quantity);
    made.item.is_return = extended < 0;
    for (const auto change : changes) made.changes.push_back({{change, {}, {}}, false});
    return made;
}

TillReceipt receipt(std::optional<std::int64_t> total, std::vector<Tender> tenders = {}) {
    TillReceipt made;
    made.total = total;
    made.tenders = std::move(tenders);
    return made;
}

std::int64_t paid(const TillItem& item) {
    std::int64_t sum = item.amount;
    for (const auto& reduction : item.reductions) sum += reduction.amount;
    return sum;
}

TillItem only_item(PosLogItem item, std::optional<std::int64_t> total = std::nullopt) {
    auto made = receipt(total);
    settle_amounts({std::move(item)}, made);
    return made.items.at(0);
}

TEST(PosLogAmounts, OfAnItemStandBehindWhatWasTakenOff) {
    const auto made = only_item(item(800, 1000, {-200}), 800);
    EXPECT_EQ(made.amount, 1000);
    EXPECT_EQ(paid(made), 800);
    EXPECT_EQ(made.price, 1000);
}

TEST(PosLogAmounts, OfAnItemStandBeforeItWhereTheyAreThePrice) {
    EXPECT_EQ(paid(only_item(item(1000, 1000, {-200}))), 800);
    EXPECT_EQ(paid(only_item(item(2000, 1000, {-150, -50}, "2"))), 1800);
    EXPECT_EQ(paid(only_item(item(1000, 1000))), 1000);
}

TEST(PosLogAmounts, AreReadAsTheTotalSays) {
    EXPECT_EQ(paid(only_item(item(1000, std::nullopt, {-200}), 1000)), 1000);
    EXPECT_EQ(paid(only_item(item(1000, std::nullopt, {-200}), 800)), 800);
    EXPECT_EQ(paid(only_item(item(1000, 1000, {-200}), 1000)), 1000);
    EXPECT_EQ(paid(only_item(item(1000, 1000, {-200}), 1)), 800) << "as if there were none";
}

TEST(PosLogAmounts, KeepAPriceThatMakesThem) {
    auto both = item(900, 500, {-100}, "2");
    both.actual = 450;
    const auto made = only_item(both);
    EXPECT_EQ(made.actual_price, 450);
    EXPECT_EQ(made.price, 500);
    auto actual_before = item(900, std::nullopt, {-100}, "2");
    actual_before.actual = 500;
    EXPECT_EQ(only_item(actual_before).price, 500);
    EXPECT_FALSE(only_item(actual_before).actual_price);
    EXPECT_FALSE(only_item(item(614, 149, {}, "0.412")).price) << "the price of 100 g";
    EXPECT_FALSE(only_item(item(614, 149, {}, "some")).price);
}

TEST(PosLogAmounts, OfTheWholeAreNotCountedInItsPartsAgain) {
    auto spread = item(1000, 1000, {-100});
    spread.changes[0].of_whole = true;
    auto made = receipt(900);
    made.reductions.push_back({-100, "whole", {}});
    settle_amounts({spread}, made);
    EXPECT_EQ(paid(made.items.at(0)), 1000);
    EXPECT_TRUE(made.items.at(0).reductions.empty());
    made = receipt(900);
    settle_amounts({spread}, made);
    EXPECT_EQ(paid(made.items.at(0)), 900) << "where it stands only there, it counts";
}

TEST(PosLogAmounts, OfGoodsThatComeBackAreBelowNothing) {
    auto back = item(-800, 1000, {-200});
    auto made = receipt(800, {{TenderType::cash, 800}});
    settle_amounts({back}, made);
    EXPECT_EQ(made.items.at(0).amount, -1000);
    EXPECT_EQ(made.items.at(0).reductions.at(0).amount, 200);
    EXPECT_EQ(made.total, -800);
    EXPECT_EQ(made.tenders.at(0).amount, -800);
    made = receipt(-800, {{TenderType::cash, -800}});
    settle_amounts({back}, made);
    EXPECT_EQ(made.total, -800);
    EXPECT_EQ(made.tenders.at(0).amount, -800);
}

TEST(PosLogAmounts, HoldTheTaxOrLeaveItOut) {
    auto made = receipt(1000);
    made.tax = 160;
    settle_amounts({item(1000, 1000)}, made);
    EXPECT_TRUE(made.tax_included);
    made = receipt(1160);
    made.tax = 160;
    settle_amounts({item(1000, 1000)}, made);
    EXPECT_FALSE(made.tax_included);
    made = receipt(1160);
    made.tax = 160;
    settle_amounts({item(-1000, 1000)}, made);
    EXPECT_FALSE(made.tax_included);
    EXPECT_EQ(made.tax, -160);
    EXPECT_EQ(made.total, -1160);
}

TEST(PosLogAmounts, MayStandBeforeWhatWasTakenOffAndBeforeTheTax) {
    auto made = receipt(900);
    made.tax = 100;
    settle_amounts({item(1000, std::nullopt, {-200})}, made);
    EXPECT_EQ(paid(made.items.at(0)), 800);
    EXPECT_FALSE(made.tax_included);
}

TEST(PosLogAmounts, AreSummedUpWithoutATotal) {
    auto made = receipt(std::nullopt, {{TenderType::cash, 2000}, {TenderType::cash, -1000}});
    settle_amounts({item(1000, 1000)}, made);
    EXPECT_EQ(made.total, 1000);
    made = receipt(std::nullopt);
    settle_amounts({item(1000, 1000)}, made);
    EXPECT_EQ(made.total, 1000);
    made = receipt(std::nullopt, {{TenderType::cash, 7}});
    made.suspended = true;
    settle_amounts({item(1000, 1000)}, made);
    EXPECT_EQ(made.total, 1000) << "a deposit is no total";
    made = receipt(std::nullopt);
    auto gone = item(700, std::nullopt);
    gone.item.is_void = true;
    settle_amounts({item(1000, 1000), gone}, made);
    EXPECT_EQ(made.total, 1000) << "a void line is no part of it";
}

TEST(PosLogAmounts, AreRoundedTheWayThatMakesTheTotal) {
    for (const std::int64_t rounding : {3, -3}) {
        auto made = receipt(69997, {{TenderType::cash, 100000},
                                    {TenderType::cash, -30000},
                                    {TenderType::rounding, rounding}});
        settle_amounts({item(69997, std::nullopt)}, made);
        EXPECT_EQ(made.tenders.at(2).amount, -3);
    }
}

TEST(PosLogAmounts, OfWhatIsVoidWereNotKept) {
    auto made = receipt(1000, {{TenderType::cash, 500}});
    made.voided = true;
    auto gone = item(700, std::nullopt);
    gone.item.is_void = true;
    settle_amounts({item(1000, std::nullopt), gone}, made);
    EXPECT_TRUE(made.tenders.empty());
    made = receipt(1000, {{TenderType::cash, 500}});
    settle_amounts({item(1000, std::nullopt)}, made);
    EXPECT_EQ(made.tenders.size(), 1U) << "a sale that does not agree is left as it is";
}

}  // namespace
}  // namespace aisle
