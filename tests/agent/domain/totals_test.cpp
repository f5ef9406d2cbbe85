// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/totals.hpp"

#include "tests/agent/domain/body.hpp"

#include <limits>

namespace aisle {
namespace {

PurchaseLine line(LineType type, std::int64_t amount, std::int64_t modifier = 0) {
    PurchaseLine made;
    made.type = type;
    made.extended_amount = amount;
    if (modifier != 0) made.modifiers.push_back({modifier, "", "", ""});
    return made;
}

StatedTotals tax_said(std::int64_t tax) {
    StatedTotals stated;
    stated.tax = tax;
    return stated;
}

const std::vector<PurchaseLine> basket{
    line(LineType::sale, 2900, -100), line(LineType::sale, 1000), line(LineType::returned, -400),
    line(LineType::discount, -50), line(LineType::loyalty_reward, -150)};

TEST(Totals, AreMadeFromTheLines) {
    const auto totals = add_up(basket, true, {});
    ASSERT_TRUE(totals);
    EXPECT_EQ(*totals, (Totals{.gross = 3600, .discount = 300, .net = 3300, .grand = 3300}));
}

TEST(Totals, AddTheTaxOnlyWherePricesLeaveItOut) {
    auto lines = basket;
    lines.push_back(line(LineType::tax, 330));
    EXPECT_EQ(*add_up(lines, false, {}),
              (Totals{.gross = 3600, .discount = 300, .net = 3300, .tax = 330, .grand = 3630}));
    EXPECT_EQ(*add_up(lines, true, {}),
              (Totals{.gross = 3600, .discount = 300, .net = 3300, .tax = 330, .grand = 3300}));
}

TEST(Totals, TakeTheTaxFromTheTillWhereNoLineSaysIt) {
    EXPECT_EQ(add_up(basket, false, tax_said(200))->grand, 3500);
    auto lines = basket;
    lines.push_back(line(LineType::tax, 330));
    EXPECT_EQ(add_up(lines, false, tax_said(200))->tax, 330);
}

TEST(Totals, LeaveVoidLinesOut) {
    auto lines = basket;
    lines.push_back(line(LineType::sale, 77777, -5));
    lines.back().is_void = true;
    EXPECT_EQ(*add_up(lines, true, {}), *add_up(basket, true, {}));
}

TEST(Totals, SayWhenASumDoesNotFit) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    const auto code = [](const std::vector<PurchaseLine>& lines, const StatedTotals& stated = {}) {
        const auto totals = add_up(lines, false, stated);
        return std::string(totals ? "fine" : totals.error().code());
    };
    EXPECT_EQ(code({line(LineType::sale, most), line(LineType::sale, 1)}), "amount_overflow");
    EXPECT_EQ(code({line(LineType::sale, 1, most), line(LineType::sale, 1, most)}),
              "amount_overflow");
    EXPECT_EQ(code({line(LineType::tax, most), line(LineType::tax, 1)}), "amount_overflow");
    EXPECT_EQ(code({line(LineType::sale, 1, std::numeric_limits<std::int64_t>::min())}),
              "amount_overflow");
    EXPECT_EQ(code({line(LineType::sale, most, -1)}), "amount_overflow");
    EXPECT_EQ(code({line(LineType::sale, most)}, tax_said(1)), "amount_overflow");
}

TEST(Totals, AreReadWithWhatMayBeLeftOut) {
    const Json& json = json_of(R"({"net":1,"grand":2})");
    Fields fields(json, "/totals");
    const auto stated = read_totals(fields);
    EXPECT_TRUE(fields.fine());
    EXPECT_EQ(stated.net, 1);
    EXPECT_EQ(stated.grand, 2);
    EXPECT_FALSE(stated.gross || stated.discount || stated.tax);

    const Json& other = json_of(R"({"net":1,"grand":2,"sum":3})");
    Fields unknown(other, "/totals");
    read_totals(unknown);
    EXPECT_TRUE(refused(unknown.done(), "unknown_member", "/totals/sum"));
    const Json& half = json_of(R"({"net":1})");
    Fields missing(half, "/totals");
    read_totals(missing);
    EXPECT_TRUE(refused(missing.done(), "missing", "/totals/grand"));
}

TEST(Totals, EachOneSaidMustBeTheOneComputed) {
    const Totals computed{.gross = 5, .discount = 1, .net = 4, .tax = 2, .grand = 6};
    EXPECT_TRUE(compare_totals({5, 1, 4, 2, 6}, computed, "/totals"));
    EXPECT_TRUE(compare_totals({}, computed, "/totals"));
    const auto place_with = [&](std::optional<std::int64_t> StatedTotals::*total) {
        StatedTotals stated;
        stated.*total = 77;
        const auto outcome = compare_totals(stated, computed, "/totals");
        return outcome ? "" : outcome.error().place() + " " + std::string(outcome.error().code());
    };
    EXPECT_EQ(place_with(&StatedTotals::gross), "/totals/gross totals_disagree");
    EXPECT_EQ(place_with(&StatedTotals::discount), "/totals/discount totals_disagree");
    EXPECT_EQ(place_with(&StatedTotals::net), "/totals/net totals_disagree");
    EXPECT_EQ(place_with(&StatedTotals::tax), "/totals/tax totals_disagree");
    EXPECT_EQ(place_with(&StatedTotals::grand), "/totals/grand totals_disagree");
}

TEST(Totals, AreWrittenInOneOrder) {
    std::string text;
    JsonWriter json(text);
    write_totals(json, {.gross = 5, .discount = 1, .net = 4, .tax = 2, .grand = 6});
    EXPECT_EQ(text, R"({"gross":5,"discount":1,"net":4,"tax":2,"grand":6})");
}

}  // namespace
}  // namespace aisle
