// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/json_dialect.hpp"

#include "tests/agent/domain/dialect/journal.hpp"
#include "tests/agent/domain/receipt.hpp"

namespace aisle {
namespace {

using Outline = std::vector<std::string>;

const std::string bodies = R"({"name":"b","format":"jsonl"})";
const std::string small =
    R"({"name":"s","format":"jsonl","columns":{"number":"/n","items":"/i","total":"/t",)"
    R"("training":"/x","tenders":"/p"},"item_columns":{"name":"/a","quantity":"/q",)"
    R"("amount":"/v"},"tender_columns":{"amount":"/v"}})";

// A receipt of one item.
std::string line(int number, const std::string& amount = "1") {
    return R"({"n":)" + std::to_string(number) + R"(,"i":[{"a":"milk","v":)" + amount +
           R"(}],"p":[{"v":)" + amount + R"(}],"t":)" + amount + "}\n";
}

TEST(JsonDialect, ReadsTheExample) {
    Journal journal(example("till-jsonl.json"));
    const auto told = journal.records(example("till.jsonl"));
    ASSERT_EQ(told.size(), 5U);
    const auto sale = journal.purchase(told[0]);
    EXPECT_EQ(sale.receipt, (ReceiptIdentity{"S0042", "P03", "2026-07-01", 202607010412}));
    EXPECT_EQ(sale.begin_date_time, "2026-07-01T12:00:41+08:00");
    EXPECT_EQ(sale.end_date_time, "2026-07-01T12:02:13+08:00");
    EXPECT_EQ(sale.operator_id, "c17");
    EXPECT_EQ(sale.customer.member_id, "V-88213");
    EXPECT_EQ(sale.currency.code(), "CNY");
    ASSERT_EQ(sale.lines.size(), 3U);
    EXPECT_EQ(sale.lines[0].gtin, "6921168509256");
    EXPECT_EQ(sale.lines[0].item_id, "10021");
    EXPECT_EQ(sale.lines[0].uom, "瓶");
    EXPECT_EQ(to_string(*sale.lines[1].quantity), "0.836");
    EXPECT_EQ(sale.lines[1].extended_amount, 799);
    EXPECT_EQ(sale.lines[1].modifiers.at(0), (Modifier{-20, "", "", "会员价"}));
    EXPECT_EQ(sale.lines[2].extended_amount, -100);
    EXPECT_EQ(sale.totals.tax, 91);
    EXPECT_EQ(sale.tenders, (std::vector<Tender>{{TenderType::mobile_payment, 1099}}));
    const auto cash = journal.purchase(told[1]);
    EXPECT_TRUE(cash.offline);
    EXPECT_EQ(cash.tenders.at(2), (Tender{TenderType::rounding, -10}));
    EXPECT_EQ(journal.purchase(told[2]).lines.at(0).type, LineType::returned);
    EXPECT_EQ(told[2].line, 4U);
    EXPECT_TRUE(journal.purchase(told[3]).training);
    EXPECT_EQ(journal.purchase(told[4]).status, PurchaseStatus::voided);
}

TEST(JsonDialect, TakesBodiesAsTheyAre) {
    Journal journal(bodies);
    const auto told = journal.records(good_receipt + "\r\n  " + good_receipt + "  ");
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].body, good_receipt);
    EXPECT_EQ(told[1].body, good_receipt);
    EXPECT_EQ(told[0].end, good_receipt.size() + 2);
    EXPECT_EQ(told[1].line, 2U);
}

TEST(JsonDialect, SaysWhyABodyIsNone) {
    Journal journal(bodies);
    const auto trouble = [&](std::string_view from, std::string_view to) {
        return journal.only_trouble(changed(good_receipt, from, to));
    };
    EXPECT_EQ(trouble("3400", "3399"), "tenders_disagree at /tenders");
    EXPECT_EQ(trouble("\"id\"", "\"Li Lei, 138\""), "unknown_member");
    EXPECT_EQ(trouble("op7", "4111 1111 1111 1111"), "card_number");
    EXPECT_EQ(trouble("{", "["), "it is no JSON, byte 5");
    EXPECT_EQ(trouble("op7", "\xff"), "it is no JSON, byte 213");
    EXPECT_EQ(journal.only_trouble("[]"), "wrong_type");
}

TEST(JsonDialect, FindsNumbersAndTextsAlike) {
    Journal journal(small);
    EXPECT_EQ(journal.only_purchase(line(7, "1234.5")).totals.grand, 123450);
    EXPECT_EQ(journal.only_purchase(line(7, "\"1,234.50\"")).totals.grand, 123450);
    EXPECT_EQ(journal.only_trouble(line(7, "1e3")), "\"total\" is no amount");
    EXPECT_EQ(journal.only_trouble(line(7, "1.005")), "\"total\" is no amount");
    Journal german(changed(small, "{", R"({"decimal_mark":",",)"));
    EXPECT_EQ(german.only_purchase(line(7, "1234.50")).totals.grand, 123450);
    EXPECT_EQ(german.only_purchase(line(7, "\"1.234,5\"")).totals.grand, 123450);
    Journal minor(changed(small, "{", R"({"minor_units":true,)"));
    EXPECT_EQ(minor.only_purchase(line(7, "123450")).totals.grand, 123450);
    EXPECT_EQ(minor.only_trouble(line(7, "12.5")), "\"total\" is no amount");
}

TEST(JsonDialect, AReceiptsTaxIsWhatItSaysAndNotItsItemsBesides) {
    const std::string form =
        R"({"name":"s","format":"jsonl","columns":{"number":"/n","items":"/i","tax":"/x"},)"
        R"("item_columns":{"name":"/a","amount":"/v","tax":"/x","return":"/r"}})";
    Journal journal(form);
    EXPECT_EQ(journal
                  .only_purchase(R"({"n":1,"x":0.38,"i":[{"a":"t","v":2,"x":0.38}]})"
                                 "\n")
                  .totals.tax,
              38);
    EXPECT_EQ(journal
                  .only_purchase(R"({"n":1,"i":[{"a":"t","v":2,"x":0.38},)"
                                 R"({"a":"u","v":1,"x":0.19}]})"
                                 "\n")
                  .totals.tax,
              57);
}

TEST(JsonDialect, WhatComesBackBringsItsTaxBack) {
    Journal journal(R"({"name":"s","format":"jsonl","columns":{"number":"/n","items":"/i"},)"
                    R"("item_columns":{"name":"/a","amount":"/v","tax":"/x","return":"/r"}})");
    const auto exchange = journal.only_purchase(
        R"({"n":1,"i":[{"a":"t","v":2,"x":0.38},{"a":"u","v":1,"x":0.19,"r":true}]})"
        "\n");
    EXPECT_EQ(exchange.totals.net, 100);
    EXPECT_EQ(exchange.totals.tax, 19);
}

TEST(JsonDialect, SumsUpWhereNobodySaysATotal) {
    Journal journal(R"({"name":"s","format":"jsonl","columns":{"number":"/n","items":"/i"},)"
                    R"("item_columns":{"name":"/a","amount":"/v"}})");
    const auto sale = journal.only_purchase(line(7));
    EXPECT_EQ(sale.totals.grand, 100);
    EXPECT_EQ(sale.tenders, (std::vector<Tender>{{TenderType::other, 100}}));
}

TEST(JsonDialect, TellsALineThatIsWrongAndGoesOn) {
    Journal journal(small);
    EXPECT_EQ(journal.outline(line(1) + "{\n" + line(2) + "\n \r\n[]\n" + line(3)),
              (Outline{"1", "it is no JSON, byte 1", "2", "no line is an item", "3"}));
    EXPECT_EQ(journal.outline(line(1) + changed(line(2), R"([{"a")", R"(7,"k":[{"a")") + line(3)),
              (Outline{"1", "\"items\" is no array", "3"}));
    EXPECT_EQ(journal.outline(line(1) + changed(line(2), "\"n\":2", "\"n\":[2]") + line(3)),
              (Outline{"1", "\"number\" is no single value", "3"}));
    EXPECT_EQ(journal.outline(line(1) + changed(line(2), "\"n\":2", "\"n\":null") + line(3)),
              (Outline{"1", "no line is the receipt's number", "3"}));
    EXPECT_EQ(journal.outline(changed(line(2), "\"n\"", "\"x\":\"maybe\",\"n\"")),
              Outline{"\"training\" is neither yes nor no"});
    std::string tenders;
    for (int i = 0; i < 33; ++i) tenders += "{\"v\":1},";
    EXPECT_EQ(journal.only_trouble(changed(line(2), R"("p":[)", "\"p\":[" + tenders)),
              "there are too many in \"tenders\"");
}

TEST(JsonDialect, TellsALineThatIsTooLongAndGoesOn) {
    Journal journal(small);
    const auto room = journal_line_bytes_max + 1 - (line(2).size() - 4);
    const auto fitting = changed(line(2), "milk", std::string(room, 'x'));
    EXPECT_EQ(fitting.size(), journal_line_bytes_max + 1);
    const auto too_long = changed(line(3), "milk", std::string(room + 1, 'x'));
    const std::string trouble = "a line is longer than 65536 bytes";
    EXPECT_EQ(journal.outline(line(1) + fitting + too_long + line(4)),
              (Outline{"1", "2", trouble, "4"}));
    EXPECT_EQ(journal.outline(line(1) + too_long.substr(0, journal_line_bytes_max + 1)),
              (Outline{"1", trouble}));
}

TEST(JsonDialect, WaitsForTheEndOfALine) {
    Journal journal(small);
    auto dialect = std::move(*make_dialect(journal.form(), journal.place()));
    const auto one = line(1);
    EXPECT_TRUE(dialect->feed(one.substr(0, one.size() - 1), false, ManualClock::morning).empty());
    EXPECT_EQ(dialect->feed("\n", false, ManualClock::morning).size(), 1U);
    EXPECT_TRUE(dialect->feed("", true, ManualClock::morning).empty());
}

TEST(JsonDialect, SurvivesWhatIsHostile) {
    Journal journal(small);
    const std::string nul(1, '\0');
    EXPECT_EQ(journal.outline(line(1) + nul + "\n\xff\n" + line(2)).size(), 4U);
    EXPECT_EQ(journal.outline(line(1) + std::string(50'000, '[') + "\n" + line(2)).size(), 3U);
    EXPECT_EQ(journal.outline("\xef\xbb\xbf" + line(1)), Outline{"1"});
    auto dialect = std::move(*make_dialect(journal.form(), journal.place()));
    EXPECT_EQ(dialect->feed(line(1), false, ManualClock::morning).size(), 1U);
    const std::string block(1 * MiB, '"');
    for (int i = 0; i < 10; ++i) {
        EXPECT_TRUE(dialect->feed(block, false, ManualClock::morning).empty());
    }
    EXPECT_EQ(dialect->feed("\n" + line(2), true, ManualClock::morning).size(), 2U);
}

TEST(JsonDialect, ReadsTheCharsetsOfOldTills) {
    Journal journal(changed(small, "{", R"({"charset":"GBK",)"));
    EXPECT_EQ(
        journal.only_purchase(changed(line(1), "milk", "\xc5\xa3\xc4\xcc")).lines.at(0).description,
        "牛奶");
}

TEST(JsonPointer, PointsAsItsStandardSays) {
    const auto& json = json_of(R"({"a/b":1,"m~n":{"":2},"o":[3,[4]],"~1":5})");
    const auto at = [&](std::string_view pointer) {
        const Json* found = pointed_at(json, pointer);
        return found ? found->integer().value_or(-1) : 0;
    };
    EXPECT_EQ(pointed_at(json, ""), &json);
    EXPECT_EQ(at("/a~1b"), 1);
    EXPECT_EQ(at("/m~0n/"), 2);
    EXPECT_EQ(at("/o/0"), 3);
    EXPECT_EQ(at("/o/1/0"), 4);
    EXPECT_EQ(at("/~01"), 5);
    EXPECT_EQ(at("/o"), -1);
    for (const auto* nowhere : {"/", "/x", "/o/2", "/o/01", "/o/-1", "/o/", "/o/x", "/o/0/0"}) {
        EXPECT_EQ(at(nowhere), 0) << nowhere;
    }
}

}  // namespace
}  // namespace aisle
