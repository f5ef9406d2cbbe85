// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/csv_dialect.hpp"

#include "tests/agent/domain/dialect/journal.hpp"

namespace aisle {
namespace {

using Outline = std::vector<std::string>;

// Rows of one kind: a number, a name, an amount.
const std::string plain =
    R"({"name":"c","format":"csv","columns":{"number":"N","name":"T","amount":"A"}})";
// Rows of every kind.
const std::string kinds =
    R"({"name":"k","format":"csv","separator":";","columns":{"number":"N","till":"W","date":"D",)"
    R"("time":"C","business_day":"B","store":"S","drawer":"L","clerk":"P","member":"M",)"
    R"("currency":"Y","offline":"O","kind":"K","name":"T","code":"E","unit":"U","quantity":"Q",)"
    R"("price":"1","net_amount":"A","discount":"R","reason":"G","tax":"X","return":"V",)"
    R"("void":"Z","tender":"F"},"kinds":{"i":"item","d":"discount","r":"item_discount",)"
    R"("p":"tender","c":"change","t":"total","x":"tax","-":"ignore"},)"
    R"("tenders":{"card":"credit_debit"}})";
const std::string kinds_header = "N;W;D;C;B;S;L;P;M;Y;O;K;T;E;U;Q;1;A;R;G;X;V;Z;F\n";

TEST(CsvDialect, ReadsTheExample) {
    Journal journal(example("acme-csv.json"));
    const auto told = journal.records(example("acme.csv"));
    ASSERT_EQ(told.size(), 5U);
    const auto sale = journal.purchase(told[0]);
    EXPECT_EQ(told[0].line, 2U);
    EXPECT_EQ(sale.receipt, (ReceiptIdentity{"S0042", "K1", "2026-07-01", 2041}));
    EXPECT_EQ(sale.end_date_time, "2026-07-01T09:14:03+08:00");
    EXPECT_EQ(sale.operator_name, "Müller");
    EXPECT_EQ(sale.currency.code(), "EUR");
    ASSERT_EQ(sale.lines.size(), 2U);
    EXPECT_EQ(sale.lines[0].gtin, "4006381333931");
    EXPECT_EQ(sale.lines[0].item_id, "5170");
    EXPECT_EQ(sale.lines[0].extended_amount, 258);
    EXPECT_EQ(sale.lines[1].description, "Brötchen \"Kaiser\", 4 Stück");
    EXPECT_EQ(sale.lines[1].modifiers.at(0).amount, -40);
    EXPECT_EQ(sale.tenders,
              (std::vector<Tender>{{TenderType::cash, 500}, {TenderType::cash, -86}}));
    EXPECT_EQ(sale.totals.grand, 414);
    EXPECT_EQ(sale.totals.tax, 51);
    const auto mixed = journal.purchase(told[1]);
    EXPECT_EQ(to_string(*mixed.lines.at(0).quantity), "0.412");
    EXPECT_EQ(mixed.lines.at(1).description, "Brötchen lose");
    EXPECT_EQ(mixed.lines.at(2).type, LineType::discount);
    EXPECT_EQ(mixed.tenders.at(0).type, TenderType::voucher);
    EXPECT_EQ(mixed.tenders.at(1).type, TenderType::credit_debit);
    EXPECT_EQ(told[2].line, 16U);
    EXPECT_EQ(journal.purchase(told[2]).lines.at(0).type, LineType::returned);
    EXPECT_TRUE(journal.purchase(told[3]).training);
    EXPECT_EQ(journal.purchase(told[4]).status, PurchaseStatus::voided);
    EXPECT_EQ(told[4].end, example("acme.csv").size());
}

TEST(CsvDialect, SumsUpWhereRowsAreOfOneKind) {
    Journal journal(plain);
    const auto sale = journal.only_purchase("N,T,A\n7,a,1.50\n7,b,2\n");
    EXPECT_EQ(sale.totals.grand, 350);
    EXPECT_EQ(sale.lines.size(), 2U);
    EXPECT_EQ(sale.tenders, (std::vector<Tender>{{TenderType::other, 350}}));
    EXPECT_EQ(sale.receipt.workstation_id, "pos1");
    EXPECT_EQ(sale.receipt.business_day_date, "2026-07-01");
    Journal paid(changed(plain, R"("amount":"A")", R"("amount":"A","tender":"P")")
                     .insert(1, R"("tenders":{"BAR":"cash"},)"));
    EXPECT_EQ(paid.only_purchase("N,T,A,P\n7,a,1.50,BAR\n").tenders,
              (std::vector<Tender>{{TenderType::cash, 150}}));
}

TEST(CsvDialect, TakesEveryColumn) {
    Journal journal(kinds);
    const auto sale = journal.only_purchase(
        kinds_header +
        "9;w;;;2026-06-30;S7;d;p;m;KWD;ja;i;milk;;l;2;1,500.000;2,999.9;0.1;g;0.25;;;\n"
        "9;w;2026-06-30;23:55;2026-06-30;S7;d;p;m;KWD;;i;wine;;;1;;5;;;1;;;\n"
        "9;w;;;2026-06-30;S7;d;p;m;KWD;;r;reward;;;;;-0.5;;;;;;\n"
        "9;w;;;2026-06-30;S7;d;p;m;KWD;;i;mug;;;1;2;2;;;;x;;\n"
        "9;w;;;2026-06-30;S7;d;p;m;KWD;;i;lid;;;1;2;2;;;;;1;\n"
        "9;w;;;2026-06-30;S7;d;p;m;KWD;;d;;;;;;;0.4;whole;;;;\n"
        "9;w;;;2026-06-30;S7;d;p;m;KWD;;-;free words;;;;;?;;;;;;\n"
        "9;w;;;2026-06-30;S7;d;p;m;KWD;;t;;;;;;3,002;;;;;;\n"
        "9;w;;;2026-06-30;S7;d;p;m;KWD;;p;;;;;;2;;;;;;card\n"
        "9;w;;;2026-06-30;S7;d;p;m;KWD;;p;;;;;;3,001;;;;;;beads\n"
        "9;w;;;2026-06-30;S7;d;p;m;KWD;;c;;;;;;1;;;;;;\n");
    EXPECT_EQ(sale.receipt, (ReceiptIdentity{"S7", "w", "2026-06-30", 9}));
    EXPECT_EQ(sale.till_id, "d");
    EXPECT_EQ(sale.operator_name, "p");
    EXPECT_EQ(sale.customer.member_id, "m");
    EXPECT_EQ(sale.currency.code(), "KWD");
    EXPECT_EQ(sale.end_date_time, "2026-06-30T23:55:00+08:00");
    EXPECT_TRUE(sale.offline);
    ASSERT_EQ(sale.lines.size(), 5U);
    EXPECT_EQ(sale.lines[0].extended_amount, 2'999'900);
    EXPECT_EQ(sale.lines[0].regular_unit_price, 1'500'000);
    EXPECT_EQ(sale.lines[0].modifiers.at(0), (Modifier{-100, "", "", "g"}));
    EXPECT_EQ(sale.lines[0].uom, "l");
    EXPECT_EQ(sale.lines[1].modifiers.at(0), (Modifier{-500, "", "", "reward"}));
    EXPECT_EQ(sale.lines[1].extended_amount, 4500);
    EXPECT_EQ(sale.lines[2].extended_amount, -2000);
    EXPECT_TRUE(sale.lines[3].is_void);
    EXPECT_EQ(sale.lines[4].description, "whole");
    EXPECT_EQ(sale.totals.tax, 1250);
    EXPECT_EQ(sale.totals.grand, 3'002'000);
    EXPECT_EQ(sale.tenders, (std::vector<Tender>{{TenderType::credit_debit, 2000},
                                                 {TenderType::other, 3'001'000},
                                                 {TenderType::cash, -1000}}));
}

TEST(CsvDialect, AddsTheTaxWherePricesLeaveItOut) {
    Journal journal(
        R"({"name":"k","format":"csv","tax_included":false,"columns":{"number":"N","kind":"K",)"
        R"("name":"T","amount":"A"},"kinds":{"i":"item","x":"tax","p":"tender"}})");
    const auto sale = journal.only_purchase("N,K,T,A\n1,i,a,2\n1,x,,0.38\n1,p,,2.38\n");
    EXPECT_EQ(sale.totals.grand, 238);
    EXPECT_EQ(sale.totals.tax, 38);
}

TEST(CsvDialect, ATaxOfItsOwnIsNotAddedToThoseOfItems) {
    Journal journal(R"({"name":"k","format":"csv","columns":{"number":"N","kind":"K",)"
                    R"("name":"T","amount":"A","tax":"X"},"kinds":{"i":"item","x":"tax"}})");
    const auto sale = journal.only_purchase("N,K,T,A,X\n1,i,a,2,0.38\n1,x,,,0.30\n1,x,,,0.08\n");
    EXPECT_EQ(sale.totals.tax, 38);
}

TEST(CsvDialect, KnowsAReceiptByItsNumberAndItsTill) {
    Journal journal(
        changed(plain, R"("number":"N")", R"("number":"N","till":"K","business_day":"D")"));
    const auto told = journal.records(
        "N,K,D,T,A\n1,k1,20260701,a,1\n1,k1,20260701,b,1\n1,k2,20260701,a,1\n1,k2,20260702,a,1\n");
    ASSERT_EQ(told.size(), 3U);
    EXPECT_EQ(journal.purchase(told[0]).lines.size(), 2U);
    EXPECT_EQ(journal.purchase(told[2]).receipt.business_day_date, "2026-07-02");
    EXPECT_EQ(told[1].line, 4U);
}

TEST(CsvDialect, TellsAReceiptWhenTheNextBegins) {
    Journal journal(plain);
    auto dialect = std::move(*make_dialect(journal.form(), journal.place()));
    EXPECT_TRUE(dialect->feed("N,T,A\n1,a,1\n1,b,1\n", false, ManualClock::morning).empty());
    const auto told = dialect->feed("2,a,1\n", false, ManualClock::morning);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].end, 18U);
    EXPECT_EQ(dialect->feed("", true, ManualClock::morning).size(), 1U);
    EXPECT_TRUE(dialect->feed("", true, ManualClock::morning).empty());
}

TEST(CsvDialect, FindsColumnsByNameBehindAByteOrderMark) {
    Journal journal(plain);
    EXPECT_EQ(journal.outline("\xef\xbb\xbf\"N\",other, A ,T\n7,x,1,a\n"), Outline{"7"});
}

TEST(CsvDialect, LetsPassAHeaderThatStandsThereAgain) {
    Journal journal(plain);
    EXPECT_EQ(journal.outline("\nN,T,A\n1,a,1\n\n \nN,T,A\n1,b,1\r\n2,a,1"), (Outline{"1", "2"}));
    EXPECT_EQ(journal.only_purchase("N,T,A\n1,a,1\nN,T,A\n1,b,1\n").lines.size(), 2U);
}

// ---- What is wrong ----

TEST(CsvDialect, ReadsNothingUnderAHeaderWithoutItsColumns) {
    Journal journal(plain);
    for (const auto* header : {"N,T", "N,T,A,A", "N;T;A", "\"N,T,A"}) {
        const auto told = journal.records(std::string(header) + "\n1,a,1\n2,b,1\n");
        ASSERT_EQ(told.size(), 1U) << header;
        EXPECT_TRUE(told[0].body.empty());
        EXPECT_EQ(told[0].line, 1U);
    }
    EXPECT_EQ(journal.only_trouble("N,T\n1,a\n"), "the header has not one column \"A\"");
    EXPECT_TRUE(journal.records("N,T\n1,a\n").at(0).last) << "nothing is read behind it";
    EXPECT_EQ(journal.outline(""), Outline{});
    std::string wide = "N,T,A";
    for (int i = 0; i < 10'000; ++i) wide += ",c";
    EXPECT_EQ(journal.only_trouble(wide + "\n1,a,1\n"), "the header has too many columns");
}

TEST(CsvDialect, TellsARowOfOtherColumnsAndGoesOn) {
    Journal journal(plain);
    const std::string trouble = "a row has other than 3 columns";
    EXPECT_EQ(journal.outline("N,T,A\n1,a,1\n5,a,b,1\n2,a,1\n"), (Outline{"1", trouble, "2"}));
    EXPECT_EQ(journal.outline("N,T,A\n1,a,1\n2\n\n3,a,1\n"), (Outline{"1", trouble, "3"}));
    std::string wide = "4";
    for (int i = 0; i < 10'000; ++i) wide += ",=A1";
    EXPECT_EQ(journal.outline("N,T,A\n1,a,1\n" + wide + "\n2,a,1\n"), (Outline{"1", trouble, "2"}));
}

TEST(CsvDialect, DoesNotTellAReceiptThatHasLostARow) {
    Journal journal(plain);
    const std::string trouble = "a row has other than 3 columns";
    EXPECT_EQ(journal.outline("N,T,A\n1,a,1\n1,a,b,1\n2,a,1\n"), (Outline{trouble, "2"}));
    EXPECT_EQ(journal.outline("N,T,A\n1,a,b,1\n1,a,1\n2,a,1\n"), (Outline{trouble, "2"}));
    const auto told = journal.records("N,T,A\n1,a,1\n,,1\n1,b,1\n2,a,1\n");
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].trouble, "a row of it: a row has no number");
    EXPECT_EQ(told[0].line, 2U);
    EXPECT_EQ(told[0].end, 22U);
}

TEST(CsvDialect, TellsRowsOfNobodyByThemselves) {
    Journal journal(plain);
    const std::string trouble = "a row has no number";
    EXPECT_EQ(journal.outline("N,T,A\n,sum,9\n1,a,1\n,sum,9\n,sum,9\n2,a,1\n,end,0\n"),
              (Outline{trouble, "1", trouble, trouble, "2", trouble}));
    std::string many = "N,T,A\n1,a,1\n";
    for (int i = 0; i < 40; ++i) many += ",,\n";
    EXPECT_EQ(journal.outline(many + "1,b,1\n").size(), 42U);
}

TEST(CsvDialect, TellsARowThatIsTooLongAndGoesOn) {
    Journal journal(plain);
    const std::string long_text(journal_line_bytes_max, 'x');
    const std::string trouble = "a row is too long";
    EXPECT_EQ(journal.outline("N,T,A\n1,a,1\n2," + long_text + ",1\n3,a,1\n"),
              (Outline{"1", trouble, "3"}));
    EXPECT_EQ(journal.outline("N,T,A\n1,a,1\n1," + long_text + ",1\n3,a,1\n"),
              (Outline{trouble, "3"}));
    EXPECT_EQ(journal.outline("N,T,A\n1,a,1\n" + long_text + long_text), (Outline{"1", trouble}));
}

// Of what is kept of it the last cell may be half of one.
TEST(CsvDialect, DoesNotTakeHalfANumberForANumber) {
    Journal journal(plain);
    const auto row = [](std::size_t size) {
        return std::string(size, 'x') + ",1,7777777" + std::string(journal_line_bytes_max, 'x');
    };
    EXPECT_EQ(journal.outline("T,A,N\na,1,7777777\n" + row(1018) + "\na,1,7777777\nb,1,8\n"),
              (Outline{"a row of it: a row is too long", "8"}));
}

TEST(CsvDialect, LosesOneReceiptToAQuoteThatNothingEnds) {
    Journal journal(plain);
    EXPECT_EQ(journal.outline("N,T,A\n1,a,1\n2,\"a,1\n3,a,1\n4,a,1\n"),
              (Outline{"1", "a quote has no end", "3", "4"}));
}

TEST(CsvDialect, SaysWhatIsWrongWithoutSayingWhatStoodThere) {
    Journal journal(kinds);
    const auto trouble = [&](std::string_view row) {
        return journal.only_trouble(kinds_header + std::string(row));
    };
    EXPECT_EQ(trouble("9;;;;;;;;;;;i;milk;;;;;12x;;;;;;\n"), "\"net_amount\" is no amount");
    EXPECT_EQ(trouble("9;;;;;;;;;;;i;milk;;;;;;;;;;;\n"), "\"amount\" is empty");
    EXPECT_EQ(trouble("9;;;99:99;;;;;;;;i;milk;;;;;1;;;;;;\n"), "\"time\" is no time of a day");
    EXPECT_EQ(trouble("9;;yesterday;;;;;;;;;i;milk;;;;;1;;;;;;\n"), "\"date\" is no day");
    EXPECT_EQ(trouble("9;;;;soon;;;;;;;i;milk;;;;;1;;;;;;\n"), "\"business_day\" is no day");
    EXPECT_EQ(trouble("9;;;;;;;;;euro;;i;milk;;;;;1;;;;;;\n"),
              "\"currency\" is no code of a currency");
    EXPECT_EQ(trouble("9;;;;;;;;;;perhaps;i;milk;;;;;1;;;;;;\n"),
              "\"offline\" is neither yes nor no");
    EXPECT_EQ(trouble("9;;;;;;;;;;;q;milk;;;;;1;;;;;;\n"), "a row is of a kind that is not known");
    EXPECT_EQ(trouble("9;;;;;;;;;;;r;milk;;;;;1;;;;;;\n"),
              "a discount of an item stands before every item");
    EXPECT_EQ(trouble("9;;;;;;;;;;;i;milk;;;;;1;;;;;;\n"), "no line is the total");
    EXPECT_EQ(trouble("9;;;;;;;;;;;t;;;;;;1;;;;;;\n"), "no line is an item");
    EXPECT_EQ(trouble("9;;;;;;;;;;;t;;;;;;1;;;;;;\n9;;;;;;;;;;;t;;;;;;2;;;;;;\n"),
              "there are two totals");
    EXPECT_EQ(trouble("9;;;;;;;;;EUR;;t;;;;;;1;;;;;;\n9;;;;;;;;;USD;;t;;;;;;1;;;;;;\n"),
              "there are two currencies");
    EXPECT_EQ(trouble("9;;;;;;;;;;;t;;;;;;1;;;;;;\n9;;;;;;;;;JPY;;t;;;;;;1;;;;;;\n"),
              "\"currency\" stands behind the amounts");
    const std::string till = "9;4111111111111111;;;;;;;;;;";
    EXPECT_EQ(trouble(till + "i;milk;;;;;1;;;;;;\n" + till + "t;;;;;;1;;;;;;\n"), "card_number");
}

TEST(CsvDialect, RefusesAReceiptThatDoesNotAgreeWithItself) {
    Journal journal(example("acme-csv.json"));
    const auto off = changed(example("acme.csv"), "0,86", "0,85");
    EXPECT_EQ(journal.outline(off).at(0), "tenders_disagree at /tenders");
    EXPECT_EQ(journal.outline(off).at(1), "2042");
}

// ---- What is hostile ----

TEST(CsvDialect, SurvivesBytesThatAreNoText) {
    Journal journal(plain);
    const std::string nul(1, '\0');
    const auto sale = journal.only_purchase(
        "N,T,A\n1,\"=HYPERLINK(\"\"http://x\"\")\n\xff\xfe\x1b[2J" + nul + "\",1\n");
    EXPECT_EQ(sale.lines.at(0).description, "=HYPERLINK(\"http://x\") ?? [2J");
    EXPECT_EQ(journal.outline("N,T,A\n1,a,1\n" + nul + "\xff,\x80,\n2,a,1\n").size(), 3U);
}

TEST(CsvDialect, ReadsTheCharsetsOfOldTills) {
    Journal journal(changed(plain, "{", R"({"charset":"GB18030","separator":"|",)"));
    // The second byte of the first sign is a bar.
    const auto sale = journal.only_purchase("N|T|A\n1|\x81\x7c\xd6\xd0|1\n");
    EXPECT_EQ(sale.lines.at(0).description, "亅中");
}

TEST(CsvDialect, TakesALongNameAsFarAsItFits) {
    Journal journal(plain);
    std::string name;
    for (int i = 0; i < 100; ++i) name += "中";
    const auto sale = journal.only_purchase("N,T,A\n1," + name + ",1\n");
    EXPECT_EQ(sale.lines.at(0).description.size(), 126U);
}

TEST(CsvDialect, KeepsNoMoreThanAReceiptMayHave) {
    Journal journal(plain);
    std::string file = "N,T,A\n";
    for (int i = 0; i < 2001; ++i) file += "1,a,1\n";
    EXPECT_EQ(journal.outline(file + "2,a,1\n"), (Outline{"too many items", "2"}));
    file = "N,T,A\n";
    const std::string name(60'000, 'x');
    for (int i = 0; i < 20; ++i) file += "1," + name + ",1\n";
    EXPECT_EQ(journal.outline(file + "2,a,1\n"),
              (Outline{"a receipt is larger than 1048576 bytes", "2"}));
}

TEST(CsvDialect, IsBoundedInMemory) {
    Journal journal(plain);
    auto dialect = std::move(*make_dialect(journal.form(), journal.place()));
    const std::string block(1 * MiB, 'x');
    EXPECT_TRUE(dialect->feed("N,T,A\n1,a,1\n2,", false, ManualClock::morning).empty());
    for (int i = 0; i < 10; ++i) {
        EXPECT_TRUE(dialect->feed(block, false, ManualClock::morning).empty());
    }
    const auto told = dialect->feed("\n3,a,1\n", true, ManualClock::morning);
    ASSERT_EQ(told.size(), 3U);
    EXPECT_EQ(told[0].trouble, "");
    EXPECT_EQ(told[1].trouble, "a row is too long");
    EXPECT_EQ(told[1].end, 10 * MiB + 15);
}

}  // namespace
}  // namespace aisle
