// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/receipt_draft.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/dialect/journal.hpp"

namespace aisle {
namespace {

class ReceiptDraftTest : public testing::Test {
protected:
    ReceiptDraft draft() const { return {form_, place_}; }

    // An item of 1.00, and nothing else.
    ReceiptDraft small() const {
        auto made = draft();
        made.take_head({{"number", "7"}});
        made.take_item({{"name", "milk"}, {"amount", "1.00"}});
        return made;
    }
    Purchase purchase(ReceiptDraft made) const {
        const auto outcome = made.finish(ManualClock::morning, true, true);
        EXPECT_EQ(outcome.trouble, "");
        if (outcome.body.empty()) return {};
        return *parse_purchase(json_of(outcome.body), place_.store, ManualClock::morning);
    }
    static std::string trouble(ReceiptDraft made) {
        return made.finish(ManualClock::morning, true, true).trouble;
    }

    JournalTemplate form_;
    ReceiptPlace place_ = shop();
};

TEST_F(ReceiptDraftTest, ReadsAmountsInTheDecimalsOfTheCurrency) {
    struct Case {
        const char* currency;
        const char* text;
        std::int64_t amount;
    };
    for (const auto& [currency, text, amount] :
         {Case{"EUR", " 1,234.5 ", 123450}, Case{"EUR", "12.5000", 1250},
          Case{"EUR", "12.50-", -1250}, Case{"EUR", "12.00100", 0}, Case{"JPY", "100.00", 100},
          Case{"JPY", "100.5", 0}, Case{"KWD", "1.234", 1234}, Case{"KWD", "1.2340", 1234},
          Case{"EUR", "", 0}, Case{"EUR", "1 000", 100000},
          Case{"EUR", "9999999999.99", 999'999'999'999}, Case{"EUR", "99999999999", 0},
          Case{"EUR", "12€", 0}, Case{"EUR", "=1+1", 0}}) {
        auto made = draft();
        made.set_currency(currency);
        EXPECT_EQ(made.amount("amount", text), amount) << text;
        EXPECT_EQ(made.fine(), amount != 0) << text;
    }
}

TEST_F(ReceiptDraftTest, ReadsQuantitiesWithoutTheirSign) {
    form_.numbers = {',', '.'};
    const auto made = draft();
    EXPECT_EQ(made.quantity("1.000,50"), "1000.50");
    EXPECT_EQ(made.quantity("-2"), "2");
    EXPECT_EQ(made.quantity("2 -"), "2");
    EXPECT_EQ(made.quantity("0,12300000"), "0.123000");
    EXPECT_EQ(made.quantity(" "), "1");
    EXPECT_EQ(made.quantity("two"), "two");
}

TEST_F(ReceiptDraftTest, ReadsYesAndNo) {
    auto made = draft();
    for (const auto* text : {"1", "true", "YES", "J", "x", "是", " on "}) {
        EXPECT_TRUE(made.flag("void", text)) << text;
    }
    for (const auto* text : {"", "0", "False", "nein", "N", "-", "否"}) {
        EXPECT_FALSE(made.flag("void", text)) << text;
    }
    EXPECT_TRUE(made.fine());
    made.flag("void", "perhaps");
    EXPECT_EQ(trouble(made), "\"void\" is neither yes nor no");
}

TEST_F(ReceiptDraftTest, TellsAGtinFromTheShopsOwnNumber) {
    struct Case {
        std::string code, item_id, gtin, own;
    };
    const std::string gtin = "4006381333931";
    for (const auto& [code, item_id, is_gtin, own] :
         {Case{gtin, "", gtin, ""}, Case{gtin, "88", gtin, "88"}, Case{"88", gtin, gtin, "88"},
          Case{"", "88", "", "88"}, Case{"12", "88", "", "88"}, Case{"88", "", "", "88"},
          Case{gtin, gtin, gtin, ""}, Case{"", gtin, gtin, ""}, Case{"", "", "", "milk"}}) {
        auto made = small();
        made.receipt().items.clear();
        made.take_item({{"name", "milk"}, {"amount", "1"}, {"code", code}, {"item_id", item_id}});
        const auto line = purchase(made).lines.at(0);
        EXPECT_EQ(line.gtin, is_gtin) << code << " " << item_id;
        EXPECT_EQ(line.item_id, own) << code << " " << item_id;
    }
}

TEST_F(ReceiptDraftTest, TakesOffWhatIsTakenOff) {
    auto made = small();
    made.take_item({{"name", "a"}, {"amount", "5"}, {"discount", "1"}});
    made.take_item({{"name", "b"}, {"net_amount", "4"}, {"discount", "-1"}, {"price", "5"}});
    made.take_item({{"name", "c"}, {"net_amount", "-4"}, {"discount", "1"}, {"price", "5"}});
    made.take_item_discount({{"amount", "0.50"}, {"name", "why"}});
    made.take_discount({{"discount", "0.25"}, {"amount", ""}});
    const auto lines = purchase(made).lines;
    ASSERT_EQ(lines.size(), 5U);
    EXPECT_EQ(lines[1].extended_amount, 400);
    EXPECT_EQ(lines[2].extended_amount, 400);
    EXPECT_EQ(lines[2].modifiers.at(0).amount, -100);
    EXPECT_EQ(lines[3].type, LineType::returned);
    EXPECT_EQ(lines[3].extended_amount, -350);
    EXPECT_EQ(lines[3].modifiers.at(0).amount, 100);
    EXPECT_EQ(lines[3].modifiers.at(1), (Modifier{50, "", "", "why"}));
    EXPECT_EQ(lines[4].extended_amount, -25);
}

TEST_F(ReceiptDraftTest, HasOneCurrency) {
    form_.currency = "EUR";
    auto made = small();
    made.set_currency(" USD ");
    made.set_currency("");
    made.set_currency("USD");
    EXPECT_EQ(purchase(made).currency.code(), "USD") << "its own word, not the template's";
    made.set_currency("EUR");
    EXPECT_EQ(trouble(made), "there are two currencies");
    made = small();
    made.set_currency("EUR");
    made.set_currency("USD");
    EXPECT_EQ(trouble(made), "there are two currencies");
    made = small();
    made.set_currency("JPY");
    EXPECT_EQ(trouble(made), "\"currency\" stands behind the amounts");
}

TEST_F(ReceiptDraftTest, RemembersTheFirstTrouble) {
    auto made = small();
    made.fail("one");
    made.fail("two");
    made.give_up();
    EXPECT_EQ(trouble(made), "one");
    made = small();
    made.give_up();
    made.take_item({{"name", "a"}, {"amount", "5"}});
    made.take_item_discount({{"amount", "5"}});
    made.take_discount({{"amount", "5"}});
    made.take_tender({{"amount", "5"}});
    made.take_head({{"number", "9"}});
    EXPECT_TRUE(made.receipt().items.empty());
    EXPECT_TRUE(made.receipt().tenders.empty());
    EXPECT_TRUE(made.receipt().number.empty());
    EXPECT_EQ(trouble(made), "a receipt is larger than 1048576 bytes");
}

TEST_F(ReceiptDraftTest, IsBounded) {
    auto made = small();
    for (std::size_t i = 0; i <= line_modifiers_max; ++i)
        made.take_item_discount({{"amount", "0.01"}});
    EXPECT_EQ(trouble(made), "too many discounts of an item");
    made = small();
    for (std::size_t i = 0; i <= purchase_tenders_max; ++i) made.take_tender({{"amount", "0.01"}});
    EXPECT_EQ(trouble(made), "too many tenders");
    made = small();
    for (std::size_t i = 0; i <= purchase_lines_max; ++i) made.take_discount({{"amount", "0.01"}});
    EXPECT_EQ(trouble(made), "too many discounts");
    made = small();
    for (int i = 0; i < 101; ++i) made.take_tax({{"tax", "99999999.99"}});
    EXPECT_EQ(trouble(made), "the taxes are too much");
}

TEST_F(ReceiptDraftTest, IsPaidSomehowOnlyWhenSomethingWasPaid) {
    auto made = small();
    made.receipt().voided = true;
    EXPECT_TRUE(purchase(made).tenders.empty());
    made = small();
    made.take_head({{"tender", "BAR"}});
    EXPECT_EQ(purchase(made).tenders.at(0).type, TenderType::other);
    form_.tenders["BAR"] = TenderType::cash;
    EXPECT_EQ(purchase(made).tenders.at(0).type, TenderType::other);
    made = small();
    made.take_head({{"tender", "BAR"}});
    EXPECT_EQ(purchase(made).tenders.at(0).type, TenderType::cash);
}

TEST_F(ReceiptDraftTest, NeedsNoTotalWhenItWasNeverPaid) {
    auto made = small();
    EXPECT_EQ(made.finish(ManualClock::morning, false, false).trouble, "no line is the total");
    made = small();
    made.receipt().voided = true;
    EXPECT_EQ(made.finish(ManualClock::morning, false, false).trouble, "");
}

TEST(FittingText, IsWhatABodyMayHold) {
    EXPECT_EQ(fitting_text("  a b\r\n", 9), "a b");
    EXPECT_EQ(fitting_text("a\x1b[31m\t\n\nb", 20), "a [31m b");
    EXPECT_EQ(fitting_text("a\xff\xc2\x9b\xe2\x80\xa8z", 20), "a z");
    EXPECT_EQ(fitting_text("中国人", 8), "中国");
    EXPECT_EQ(fitting_text("𠀀𠀀", 7), "𠀀");
    EXPECT_EQ(fitting_text("\xe4\xb8", 9), "");
    EXPECT_EQ(fitting_text("", 9), "");
}

}  // namespace
}  // namespace aisle
