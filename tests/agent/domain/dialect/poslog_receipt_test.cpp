// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/poslog_receipt.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/dialect/poslog.hpp"

namespace aisle {
namespace {

// A receipt of two marks and one cheese, in another way in each test.
Purchase with(std::string_view from, std::string_view to) {
    return poslog().only_purchase(changed(small_transaction, from, to));
}
std::string trouble_with(std::string_view from, std::string_view to) {
    return poslog().only_trouble(changed(small_transaction, from, to));
}
// Behind the line item of the cheese.
std::string_view more = "<Total ";
std::string plus(std::string_view elements) {
    return changed(small_transaction, more, std::string(elements) + std::string(more));
}

TEST(PosLogReceipt, TakesWhoWhereAndWhen) {
    const auto sale = poslog().only_purchase(small_transaction);
    EXPECT_EQ(sale.receipt, (ReceiptIdentity{"S7", "3", "2026-06-30", 12}));
    EXPECT_EQ(sale.end_date_time, "2026-07-01T01:30:00+08:00");
    EXPECT_EQ(sale.begin_date_time, "");
    EXPECT_EQ(sale.currency.code(), "EUR");
    EXPECT_EQ(sale.status, PurchaseStatus::completed);
    EXPECT_EQ(sale.totals.grand, 500);
    EXPECT_EQ(sale.tenders, (std::vector<Tender>{{TenderType::cash, 500}}));
    EXPECT_EQ(sale.lines.at(0).description, "Cheese");
}

TEST(PosLogReceipt, TakesTheFlagsOfItsTransaction) {
    const auto sale =
        with("<Transaction>", R"(<Transaction TrainingModeFlag="true" OfflineFlag="1">)");
    EXPECT_TRUE(sale.training);
    EXPECT_TRUE(sale.offline);
    const auto cancelled = with("<Transaction>", R"(<Transaction CancelFlag="true">)");
    EXPECT_TRUE(cancelled.cancelled);
    EXPECT_EQ(cancelled.status, PurchaseStatus::voided);
    EXPECT_EQ(trouble_with("<Transaction>", R"(<Transaction CancelFlag="perhaps">)"),
              "\"CancelFlag\" is neither yes nor no");
}

TEST(PosLogReceipt, KnowsWhatBecameOfIt) {
    const auto status = [](std::string_view word) {
        return with("<RetailTransaction>",
                    "<RetailTransaction TransactionStatus=\"" + std::string(word) + "\">")
            .status;
    };
    for (const auto* word : {"", "Completed", "Finished", "Tendered", "X:Totaled", "Returned"}) {
        EXPECT_EQ(status(word), PurchaseStatus::completed) << word;
    }
    for (const auto* word : {"Voided", "PostVoided", "Canceled", "X:Deleted"}) {
        EXPECT_EQ(status(word), PurchaseStatus::voided) << word;
    }
    EXPECT_EQ(status("Suspended"), PurchaseStatus::suspended);
    EXPECT_EQ(trouble_with("<RetailTransaction>", R"(<RetailTransaction TransactionStatus="?">)"),
              "\"TransactionStatus\" is a word that is not known");
}

TEST(PosLogReceipt, TakesTheTimeFromWhereItIs) {
    const std::string ended = "<EndDateTime>2026-07-01T01:30:00</EndDateTime>";
    EXPECT_EQ(with(ended, "<ReceiptDateTime>2026-07-01T02:00:00</ReceiptDateTime>").end_date_time,
              "2026-07-01T02:00:00+08:00");
    EXPECT_EQ(with(ended, "<POSLogDateTime>2026-06-30T18:00:00Z</POSLogDateTime>").end_date_time,
              "2026-07-01T02:00:00+08:00");
    const auto begun = with(ended, "<BeginDateTime>2026-07-01T01:00:00.5</BeginDateTime>");
    EXPECT_EQ(begun.begin_date_time, "2026-07-01T01:00:00+08:00");
    EXPECT_EQ(begun.end_date_time, begun.begin_date_time);
    EXPECT_EQ(with(ended, "<EndDateTime/>").end_date_time, "2026-07-01T16:00:00+08:00");
    EXPECT_EQ(trouble_with("2026-07-01T01:30:00", "yesterday"),
              "\"EndDateTime\" is no time of a day");
    EXPECT_EQ(trouble_with(ended, "<ReceiptDateTime>soon</ReceiptDateTime>"),
              "\"ReceiptDateTime\" is no time of a day");
    EXPECT_EQ(trouble_with("2026-06-30<", "2026-06-31<"), "\"BusinessDayDate\" is no day");
}

TEST(PosLogReceipt, TellsWhoItWas) {
    EXPECT_EQ(poslog()
                  .only_purchase(plus("<Customer><CustomerID>c-1</CustomerID></Customer>"
                                      "<LoyaltyAccount><CustomerID>c-2</CustomerID>"
                                      "</LoyaltyAccount>"))
                  .customer.member_id,
              "c-1");
    EXPECT_EQ(
        poslog()
            .only_purchase(plus("<LoyaltyAccount><LoyaltyID>l-1</LoyaltyID></LoyaltyAccount>"))
            .customer.member_id,
        "l-1");
}

TEST(PosLogReceipt, TakesDiscountsOfTheWholeAndOfAnItem) {
    const auto sale = poslog().only_purchase(
        changed(changed(plus("<LineItem><Discount><Amount>0.30</Amount>"
                             "<PriceDerivationRule ApplicationType='Total'>"
                             "<ReasonCode>staff</ReasonCode></PriceDerivationRule></Discount>"
                             "</LineItem><LineItem VoidFlag='true'><Discount><Amount>9</Amount>"
                             "</Discount></LineItem>"),
                        "</Quantity>",
                        "</Quantity><RetailPriceModifier><Amount Action='Subtract'>1.20</Amount>"
                        "<PromotionID>P1</PromotionID><PriceDerivationRule ApplicationType='Item'>"
                        "<ReasonCode>ripe</ReasonCode></PriceDerivationRule></RetailPriceModifier>"
                        "<RetailPriceModifier><Amount Action='Add'>0.20</Amount>"
                        "</RetailPriceModifier>"
                        "<RetailPriceModifier><Amount Action='Replace'>7</Amount>"
                        "</RetailPriceModifier><RetailPriceModifier>"
                        "<Amount Action='Subtract'>0.30</Amount>"
                        "<PriceDerivationRule ApplicationType='Total'/></RetailPriceModifier>"),
                ">5.00</ExtendedAmount>", ">5.30</ExtendedAmount>"));
    ASSERT_EQ(sale.lines.size(), 2U);
    EXPECT_EQ(sale.lines[0].modifiers,
              (std::vector<Modifier>{{-120, "P1", "", "ripe"}, {20, "", "", ""}}));
    EXPECT_EQ(sale.lines[0].extended_amount, 530);
    EXPECT_EQ(sale.lines[1].description, "staff");
    EXPECT_EQ(sale.totals.gross, 630);
}

TEST(PosLogReceipt, TellsTendersByTheirWords) {
    const auto tender = [](std::string_view word) {
        const auto sale = with("TenderType=\"Cash\"", "TenderType=\"" + std::string(word) + "\"");
        return sale.tenders.empty() ? TenderType::rounding : sale.tenders[0].type;
    };
    EXPECT_EQ(tender("CreditDebit"), TenderType::credit_debit);
    EXPECT_EQ(tender("GiftCertificate"), TenderType::voucher);
    EXPECT_EQ(tender("ManufacturerCoupon"), TenderType::coupon);
    EXPECT_EQ(tender("LoyaltyRedemption"), TenderType::loyalty_redemption);
    EXPECT_EQ(tender("X:MobilePayment"), TenderType::mobile_payment);
    EXPECT_EQ(tender("X:Chip"), TenderType::voucher) << "a word of the template's";
    EXPECT_EQ(tender("Cheque"), TenderType::other);
}

TEST(PosLogReceipt, CountsWhatWasGivenBack) {
    const std::vector<Tender> expected{{TenderType::cash, 600}, {TenderType::cash, -100}};
    EXPECT_EQ(with("<Amount>5.00</Amount>",
                   "<Amount>6.00</Amount><TenderChange><Amount>1.00</Amount></TenderChange>")
                  .tenders,
              expected);
    EXPECT_EQ(poslog()
                  .only_purchase(changed(plus("<LineItem><TenderChange><Amount>1.00</Amount>"
                                              "</TenderChange></LineItem>"),
                                         "<Amount>5.00", "<Amount>6.00"))
                  .tenders,
              expected);
    EXPECT_EQ(poslog()
                  .only_purchase(changed(plus("<LineItem><Tender TenderType='Cash' "
                                              "TypeCode='Refund'><Amount>1.00</Amount></Tender>"
                                              "</LineItem>"),
                                         "<Amount>5.00", "<Amount>6.00"))
                  .tenders,
              expected);
    EXPECT_EQ(with("<Amount>5.00</Amount>", "<Amount>5.02</Amount><Rounding>0.02</Rounding>")
                  .tenders.at(1),
              (Tender{TenderType::rounding, -2}));
    EXPECT_EQ(poslog()
                  .only_purchase(plus("<LineItem VoidFlag='true'><Tender TenderType='Cash'>"
                                      "<Amount>9</Amount><TenderChange><Amount>1</Amount>"
                                      "</TenderChange></Tender></LineItem>"))
                  .tenders.size(),
              1U);
    EXPECT_EQ(poslog().only_trouble(plus("<LineItem><Tender TenderType='Cash' TypeCode='Refund'>"
                                         "<Amount>9</Amount></Tender></LineItem>")),
              "tenders_disagree at /tenders");
}

TEST(PosLogReceipt, TakesTheTaxFromWhereItIs) {
    const auto line = plus(
        "<LineItem><Tax><Amount>0.40</Amount></Tax></LineItem>"
        "<LineItem><Tax><Amount>0.10</Amount></Tax></LineItem>"
        "<LineItem VoidFlag='true'><Tax><Amount>7</Amount></Tax></LineItem>");
    EXPECT_EQ(poslog().only_purchase(line).totals.tax, 50);
    EXPECT_EQ(poslog()
                  .only_purchase(changed(
                      line, more,
                      "<Total TotalType='TransactionTaxAmount'>0.51</Total>" + std::string(more)))
                  .totals.tax,
              51);
    const auto of_item = with("</Quantity>", "</Quantity><Tax><Amount>0.33</Amount></Tax>");
    EXPECT_EQ(of_item.totals.tax, 33);
    EXPECT_TRUE(of_item.tax_included);
    const auto outside = poslog().only_purchase(
        changed(changed(line, "<Amount>5.00", "<Amount>5.50"), ">5.00</Total>", ">5.50</Total>"));
    EXPECT_FALSE(outside.tax_included);
    EXPECT_EQ(outside.totals.grand, 550);
}

TEST(PosLogReceipt, NamesTheReceiptThatIsBroughtBack) {
    const std::string link =
        "<TransactionLink ReasonCode='Return'><WorkstationID>2</WorkstationID>"
        "<BusinessDayDate>2026-06-01</BusinessDayDate><SequenceNumber>9</SequenceNumber>"
        "</TransactionLink>";
    auto back = changed(small_transaction, "<Sale>", "<Return>");
    back = changed(back, "</Sale>", link + "</Return>");
    const auto whole = poslog().only_purchase(back);
    EXPECT_EQ(whole.status, PurchaseStatus::returned);
    EXPECT_EQ(whole.return_of, (ReceiptIdentity{"S7", "2", "2026-06-01", 9}));
    EXPECT_EQ(whole.lines.at(0).extended_amount, -500);
    EXPECT_EQ(whole.totals.grand, -500);
    EXPECT_EQ(whole.tenders.at(0).amount, -500);
    const auto by_time =
        poslog().only_purchase(changed(back, "<BusinessDayDate>2026-06-01</BusinessDayDate>",
                                       "<BeginDateTime>2026-06-01T10:00:00</BeginDateTime>"));
    EXPECT_EQ(by_time.return_of->business_day_date, "2026-06-01");
    for (const auto& [from, to] :
         {std::pair{"<SequenceNumber>9", "<SequenceNumber>nine"},
          std::pair{"<WorkstationID>2</WorkstationID>", ""}, std::pair{"2026-06-01", "June"}}) {
        const auto nameless = poslog().only_purchase(changed(back, from, to));
        EXPECT_EQ(nameless.status, PurchaseStatus::completed) << to;
        EXPECT_FALSE(nameless.return_of) << to;
    }
    const auto two = changed(
        back, more, changed(link, "<SequenceNumber>9", "<SequenceNumber>8") + std::string(more));
    EXPECT_FALSE(poslog().only_purchase(two).return_of) << "of two receipts none is the one";
}

TEST(PosLogReceipt, NamesTheReceiptThatIsVoid) {
    const auto made = poslog().only_purchase(
        changed(plus("<TransactionLink ReasonCode='X:PostVoid'><WorkstationID>3</WorkstationID>"
                     "<BusinessDayDate>2026-06-30</BusinessDayDate><SequenceNumber>11"
                     "</SequenceNumber></TransactionLink>"),
                "<RetailTransaction>", "<RetailTransaction TransactionStatus='Voided'>"));
    EXPECT_EQ(made.void_of, (ReceiptIdentity{"S7", "3", "2026-06-30", 11}));
}

TEST(PosLogReceipt, WhatComesBackInAnExchangeBringsItsTaxBack) {
    auto exchange = changed(small_transaction, "</Quantity></Sale></LineItem>",
                            "</Quantity><Tax><Amount>0.80</Amount></Tax></Sale></LineItem>"
                            "<LineItem><Return><ItemID>89</ItemID><Description>Milk</Description>"
                            "<ExtendedAmount>2.00</ExtendedAmount><Quantity>1</Quantity>"
                            "<Tax><Amount>0.30</Amount></Tax></Return></LineItem>");
    exchange = changed(changed(exchange, "<Amount>5.00", "<Amount>3.00"), ">5.00</Total>",
                       ">3.00</Total>");
    const auto made = poslog().only_purchase(exchange);
    EXPECT_EQ(made.totals.net, 300);
    EXPECT_EQ(made.totals.tax, 50);
}

TEST(PosLogReceipt, TakesASaleBelowNothingForAReturn) {
    EXPECT_EQ(
        poslog()
            .only_purchase(changed(changed(changed(small_transaction, ">5.00</Ext", ">-5.00</Ext"),
                                           "<Amount>5.00", "<Amount>-5.00"),
                                   ">5.00</Total>", ">-5.00</Total>"))
            .lines.at(0)
            .type,
        LineType::returned);
    EXPECT_EQ(with(">1</Quantity>", ">-1</Quantity>").totals.grand, -500);
}

TEST(PosLogReceipt, CountsInItsOwnCurrency) {
    EXPECT_EQ(with("<RetailTransaction>", "<CurrencyCode>USD</CurrencyCode><RetailTransaction>")
                  .currency.code(),
              "USD");
    EXPECT_EQ(with("<ExtendedAmount>", "<ExtendedAmount Currency='THB'>").currency.code(), "THB");
    EXPECT_EQ(poslog().only_trouble(changed(
                  changed(small_transaction, "<ExtendedAmount>", "<ExtendedAmount Currency='THB'>"),
                  "<Amount>", "<Amount Currency='USD'>")),
              "there are two currencies");
    EXPECT_EQ(trouble_with("</Transaction>", "<CurrencyCode>JPY</CurrencyCode></Transaction>"),
              "\"currency\" stands behind the amounts");
}

TEST(PosLogReceipt, SaysWhatIsWrong) {
    EXPECT_EQ(trouble_with(">5.00</ExtendedAmount>", ">a lot</ExtendedAmount>"),
              "\"Item/ExtendedAmount\" is no amount");
    EXPECT_EQ(trouble_with("<SequenceNumber>12</SequenceNumber>", ""),
              "no line is the receipt's number");
    EXPECT_EQ(trouble_with(">5.00</Total>", ">5.01</Total>"), "totals_disagree at /totals/grand");
    EXPECT_EQ(trouble_with("<WorkstationID>3<", "<WorkstationID>4111 1111 1111 1111<"),
              "card_number");
    std::string many;
    for (std::size_t i = 0; i <= line_modifiers_max; ++i) {
        many += "<RetailPriceModifier><Amount>0.01</Amount></RetailPriceModifier>";
    }
    EXPECT_EQ(trouble_with("</Quantity>", "</Quantity>" + many),
              "too many changes of an item's price");
    many.clear();
    for (std::size_t i = 0; i <= purchase_lines_max; ++i) {
        many += "<LineItem><Sale><ItemID>1</ItemID></Sale></LineItem>";
    }
    EXPECT_EQ(poslog().only_trouble(plus(many)), "too many items");
    many.clear();
    for (std::size_t i = 0; i <= purchase_tenders_max; ++i) {
        many += "<TenderChange><Amount>1</Amount></TenderChange>";
    }
    EXPECT_EQ(trouble_with("<Amount>5.00</Amount>", "<Amount>5.00</Amount>" + many),
              "too many tenders");
}

TEST(PosLogReceipt, LooksForThingsOnlyWhereTheyBelong) {
    const auto sale = poslog().only_purchase(
        plus("<LineItem><Sale><ItemID>2</ItemID><Quantity>1</Quantity><ExtendedAmount>0"
             "</ExtendedAmount><Extension><ExtendedAmount>99</ExtendedAmount><Sale><Amount>7"
             "</Amount></Sale></Extension><Deep><a><b><c><d><e><Amount>9</Amount></e></d></c></b>"
             "</a></Deep></Sale><Attachment>text</Attachment></LineItem>"
             "<Elsewhere><LineItem><Sale/></LineItem></Elsewhere>"));
    EXPECT_EQ(sale.lines.size(), 2U);
    EXPECT_EQ(sale.totals.grand, 500);
}

TEST(PosLogReceipt, KeepsOfATextWhatFits) {
    const auto sale = with("Cheese", std::string(5000, 'C'));
    EXPECT_EQ(sale.lines.at(0).description, std::string(128, 'C'));
}

}  // namespace
}  // namespace aisle
