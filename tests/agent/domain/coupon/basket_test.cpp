// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/basket.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct ReadBasket {
    Basket basket;
    Result<void> outcome;
};

ReadBasket read(const std::string& text, std::string_view currency = "CNY") {
    const auto json = Json::parse(text);
    EXPECT_TRUE(json);
    Fields fields(*json);
    auto basket = read_basket(fields, "basket", currency);
    return {std::move(basket), fields.done()};
}

TEST(BasketTest, IsReadWithItsLines) {
    const auto found = read(R"({"basket":{"currency":"EUR","total":3000,"lines":[)"
                            R"({"item_id":"A1","gtin":"4006381333931","amount":2900}]}})");
    ASSERT_TRUE(found.outcome);
    EXPECT_EQ(found.basket.currency.code(), "EUR");
    EXPECT_EQ(found.basket.total, 3000);
    ASSERT_EQ(found.basket.lines.size(), 1U);
    EXPECT_EQ(found.basket.lines[0].gtin, "04006381333931");
}

TEST(BasketTest, CountsInTheStoresCurrencyWhenItNamesNone) {
    EXPECT_EQ(read(R"({"basket":{"total":1}})").basket.currency.code(), "CNY");
    EXPECT_FALSE(read(R"({"basket":{"total":1}})", "").outcome);
}

TEST(BasketTest, NamesThePlaceOfWhatIsWrong) {
    const auto pointer = [](const std::string& text) {
        const auto outcome = read(text).outcome;
        EXPECT_FALSE(outcome) << text;
        return outcome ? std::string() : outcome.error().place();
    };
    EXPECT_EQ(pointer(R"({})"), "/basket");
    EXPECT_EQ(pointer(R"({"basket":{"total":-1}})"), "/basket/total");
    EXPECT_EQ(pointer(R"({"basket":{"total":1,"lines":[{"item_id":"A","amount":2}]}})"),
              "/basket/total");
    EXPECT_EQ(pointer(R"({"basket":{"total":1,"lines":[{"gtin":"4006381333932","amount":1}]}})"),
              "/basket/lines/0/gtin");
    EXPECT_EQ(pointer(R"({"basket":{"total":1,"lines":[{"amount":1}]}})"), "/basket/lines/0");
}

TEST(BasketTest, OnlyTheGoodsThatARuleMeansAreEligible) {
    Basket basket{
        .currency = {}, .total = 1000, .lines = {{"A", "04006381333931", 300}, {"B", "", 500}}};
    EXPECT_EQ(eligible_amount(basket, {}), 1000);
    EXPECT_EQ(eligible_amount(basket, {.only = {"B"}}), 500);
    EXPECT_EQ(eligible_amount(basket, {.only = {item_number("4006381333931")}}), 300);
    EXPECT_EQ(eligible_amount(basket, {.never = {"B"}}), 300) << "what has no line is not known";
    EXPECT_EQ(eligible_amount(basket, {.only = {"B"}, .never = {"B"}}), 0);
}

}  // namespace
}  // namespace aisle
