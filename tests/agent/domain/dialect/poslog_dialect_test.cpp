// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/poslog_dialect.hpp"

#include "tests/agent/domain/dialect/poslog.hpp"

namespace aisle {
namespace {

TEST(PosLogDialect, ReadsTheExample) {
    const Journal journal(example("poslog.json"));
    const auto told = journal.records(example("poslog.xml"));
    ASSERT_EQ(told.size(), 5U);
    const auto sale = journal.purchase(told[0]);
    EXPECT_EQ(told[0].line, 15U);
    EXPECT_EQ(sale.receipt, (ReceiptIdentity{"S0042", "7", "2026-07-01", 1209}));
    EXPECT_EQ(sale.till_id, "DRAWER-2");
    EXPECT_EQ(sale.begin_date_time, "2026-07-01T09:12:40+08:00");
    EXPECT_EQ(sale.end_date_time, "2026-07-01T09:14:03+08:00");
    EXPECT_EQ(sale.operator_id, "100012");
    EXPECT_EQ(sale.customer.member_id, "M-5512");
    EXPECT_TRUE(sale.offline);
    ASSERT_EQ(sale.lines.size(), 3U);
    EXPECT_EQ(sale.lines[0].gtin, "4006381333931");
    EXPECT_EQ(sale.lines[0].regular_unit_price, 129);
    EXPECT_EQ(sale.lines[0].actual_unit_price, 109);
    EXPECT_EQ(sale.lines[0].modifiers.at(0), (Modifier{-40, "SUMMER", "", "Aktion"}));
    EXPECT_EQ(sale.lines[1].description, "Käse am Stück & Feigen");
    EXPECT_TRUE(sale.lines[2].is_void);
    EXPECT_EQ(sale.tenders, (std::vector<Tender>{{TenderType::credit_debit, 500},
                                                 {TenderType::cash, 400},
                                                 {TenderType::cash, -68}}));
    EXPECT_EQ(sale.totals,
              (Totals{.gross = 872, .discount = 40, .net = 832, .tax = 75, .grand = 832}));
    const auto back = journal.purchase(told[1]);
    EXPECT_EQ(back.status, PurchaseStatus::returned);
    EXPECT_EQ(back.return_of->sequence_number, 1209);
    EXPECT_TRUE(journal.purchase(told[2]).training);
    const auto lunch = journal.purchase(told[3]);
    EXPECT_EQ(lunch.tenders,
              (std::vector<Tender>{{TenderType::voucher, 900}, {TenderType::rounding, 3}}));
    EXPECT_EQ(lunch.totals.discount, 100);
    const auto gone = journal.purchase(told[4]);
    EXPECT_EQ(gone.status, PurchaseStatus::voided);
    EXPECT_EQ(gone.void_of->sequence_number, 1205);
}

TEST(PosLogDialect, ReadsTransactionsWhereverTheyStand) {
    const auto both = transaction(1) + transaction(2);
    EXPECT_EQ(outline(document(both)), (Outline{"1", "2"}));
    EXPECT_EQ(outline(both), (Outline{"1", "2"})) << "each a document";
    EXPECT_EQ(outline(document(transaction(1)) + document(transaction(2))), (Outline{"1", "2"}));
    EXPECT_EQ(outline("\xef\xbb\xbf" + document(transaction(1)) + "\n\n\xef\xbb\xbf" +
                      document(transaction(2)) + std::string(3, '\0')),
              (Outline{"1", "2"}));
    EXPECT_EQ(outline("<a:E xmlns:a='x'><Body>" + both + "</Body></a:E>"), (Outline{"1", "2"}));
    auto prefixed = transaction(3);
    for (const std::string_view open : {"</", "<"}) {
        for (auto at = prefixed.find(open); at != prefixed.npos; at = prefixed.find(open, at + 3)) {
            if (prefixed[at + 1] == '/' && open == "<") continue;
            prefixed.insert(at + open.size(), "n:");
        }
    }
    EXPECT_EQ(outline("<n:POSLog xmlns:n='x'>" + prefixed + "</n:POSLog>"), Outline{"3"});
    EXPECT_EQ(outline("<POSLog/>"), Outline{});
    EXPECT_EQ(outline(" "), Outline{});
}

TEST(PosLogDialect, TellsAReceiptAsSoonAsItIsWhole) {
    auto dialect = std::move(*make_dialect(poslog().form(), shop()));
    const auto file = "<POSLog>" + transaction(1);
    EXPECT_TRUE(
        dialect->feed(file.substr(0, file.size() - 1), false, ManualClock::morning).empty());
    const auto told = dialect->feed(">", false, ManualClock::morning);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].end, file.size());
    EXPECT_TRUE(dialect->feed("", true, ManualClock::morning).empty())
        << "a till that has not closed its document yet";
}

TEST(PosLogDialect, LetsPassWhatIsNoReceipt) {
    const std::string other =
        "<Transaction><SequenceNumber>2</SequenceNumber><ControlTransaction><SignOn/>"
        "</ControlTransaction></Transaction><Transaction><TenderControlTransaction>"
        "<RetailTransaction/></TenderControlTransaction></Transaction><Transaction/>";
    const std::string cancelled =
        "<Transaction CancelFlag='true'><RetailTransaction/></Transaction>";
    EXPECT_EQ(outline(document(transaction(1) + other + cancelled + transaction(3))),
              (Outline{"1", "3"}));
}

TEST(PosLogDialect, TellsATransactionThatIsWrongAndGoesOn) {
    const auto wrong = changed(transaction(2), ">5.00</Ext", ">?</Ext");
    EXPECT_EQ(outline(document(transaction(1) + wrong + transaction(3))),
              (Outline{"1", "\"Item/ExtendedAmount\" is no amount", "3"}));
    EXPECT_EQ(outline(document(transaction(1) + "<Transaction><RetailTransaction/></Transaction>" +
                               transaction(3))),
              (Outline{"1", "no line is an item", "3"}));
}

TEST(PosLogDialect, TellsATransactionThatIsTooLargeAndGoesOn) {
    std::string filling;
    while (filling.size() < journal_receipt_bytes_max) {
        filling.append("<x>").append(5000, 'x').append("</x>");
    }
    const auto large = changed(transaction(2), "<LineItem>", filling + "<LineItem>");
    EXPECT_EQ(outline(document(transaction(1) + large + transaction(3))),
              (Outline{"1", "a receipt is larger than 1048576 bytes", "3"}));
}

TEST(PosLogDialect, SaysWhenAFileEndsWithinATransaction) {
    const auto file = document(transaction(1) + transaction(2));
    const auto half = file.substr(0, file.rfind("<Total "));
    EXPECT_EQ(outline(half),
              (Outline{"1",
                       "broken at line 3, byte 1007 (xml_unfinished, it ends within an element): "
                       "the transaction of line 3, byte 563 is left out; see there what was sold, "
                       "and post it by hand; reading goes on at the next transaction"}));
    EXPECT_EQ(outline(document("").substr(0, 30)), Outline{});
    EXPECT_EQ(outline("<POSLog>" + transaction(1) + "<Trans").size(), 2U);
}

TEST(PosLogDialect, RefusesADocumentThatBringsItsOwnEntities) {
    const std::string bomb =
        "<!DOCTYPE POSLog [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;\">]>";
    const std::string refused =
        " (xml_doctype, a DOCTYPE, and with it entities, is not read): reading goes on at the next "
        "transaction";
    EXPECT_EQ(outline(bomb + transaction(1)),
              (Outline{"broken at line 1, byte 17" + refused, "1"}));
    EXPECT_EQ(outline(transaction(1) + "<!DOCTYPE a SYSTEM 'file:///etc/passwd'>" + transaction(2)),
              (Outline{"1", "broken at line 1, byte 571" + refused, "2"}));
    EXPECT_EQ(outline(bomb + changed(transaction(2), "Cheese", "&b;")).size(), 2U);
    EXPECT_EQ(outline(transaction(1) + changed(transaction(2), "Cheese", "&cheese;")).size(), 2U);
}

TEST(PosLogDialect, SurvivesWhatIsHostile) {
    std::string deep = transaction(1);
    for (int i = 0; i < 200; ++i) deep += "<a>";
    EXPECT_EQ(outline(deep).size(), 2U);
    EXPECT_EQ(outline(transaction(1) + "\xff").size(), 2U);
    EXPECT_EQ(outline(document(transaction(1) + "a\x01")).size(), 2U);
    EXPECT_EQ(outline(document(transaction(1) + std::string(1, '\0') + transaction(2))).size(), 3U);
    EXPECT_EQ(outline(document(transaction(1) + changed(transaction(2), "Cheese", "\xff"))).size(),
              2U);
    EXPECT_EQ(outline(document(changed(transaction(1), "Cheese", "=HYPERLINK(\"http://x\")"))),
              Outline{"1"});
    EXPECT_EQ(outline(document(changed(transaction(1), "Cheese", "<![CDATA[<b>]]>&#x1f9c0;"))),
              Outline{"1"});
}

TEST(PosLogDialect, IsBoundedInMemory) {
    auto dialect = std::move(*make_dialect(poslog().form(), shop()));
    EXPECT_EQ(dialect
                  ->feed("<POSLog>" + transaction(1) + "<Transaction><RetailTransaction>", false,
                         ManualClock::morning)
                  .size(),
              1U);
    std::string block;
    while (block.size() < 200 * KiB)
        block += "<LineItem><Sale><ItemID>1</ItemID></Sale></LineItem>";
    for (int i = 0; i < 5; ++i) {
        EXPECT_TRUE(dialect->feed(block, false, ManualClock::morning).empty());
    }
    EXPECT_TRUE(dialect->feed("<Description>", false, ManualClock::morning).empty());
    const std::string text(1 * MiB, 'x');
    for (int i = 0; i < 5; ++i) {
        EXPECT_TRUE(dialect->feed(text, false, ManualClock::morning).empty());
    }
    const auto told =
        dialect->feed("</Description></RetailTransaction></Transaction>" + transaction(2), true,
                      ManualClock::morning);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].trouble, "too many items");
    EXPECT_EQ(told[1].trouble, "");
}

TEST(PosLogDialect, ReadsTheCharsetsOfOldTills) {
    const auto file = changed(document(transaction(1)), "?>", " encoding=\"windows-1252\"?>");
    EXPECT_EQ(
        poslog().only_purchase(changed(file, "Cheese", "K\xe4se \x80")).lines.at(0).description,
        "Käse €");
    const Journal chinese(R"({"name":"p","format":"poslog","charset":"GBK"})");
    EXPECT_EQ(chinese.only_purchase(changed(transaction(1), "Cheese", "\xc5\xa3\xc4\xcc"))
                  .lines.at(0)
                  .description,
              "牛奶");
}

}  // namespace
}  // namespace aisle
