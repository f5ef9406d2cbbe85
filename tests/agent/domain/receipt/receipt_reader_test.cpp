// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/receipt/receipt_reader.hpp"

#include "agent/domain/purchase.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <iterator>

namespace aisle {
namespace {

constexpr WallTime printed{std::chrono::seconds{1'782'894'612}};  // 2026-07-01T08:30:12Z

std::string file_text(const std::string& name) {
    std::ifstream file(AISLE_SOURCE_DIR "/config/examples/receipts/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

ReceiptTemplate template_of(std::string_view text) {
    const auto json = Json::parse(text);
    EXPECT_TRUE(json);
    auto brand = parse_receipt_template(*json);
    EXPECT_TRUE(brand) << brand.error().what() << " " << brand.error().place();
    return std::move(*brand);
}

struct ReceiptReaderTest : testing::Test {
    ReceiptReading read(std::vector<std::string> lines) {
        paper.lines = std::move(lines);
        return ReceiptReader(brand, place).read(paper, printed);
    }
    Result<Purchase> judged(const ReceiptReading& reading) {
        const auto json = Json::parse(reading.body);
        EXPECT_TRUE(json) << reading.refused;
        return json ? parse_purchase(*json, place.store, printed) : Result<Purchase>(json.error());
    }
    // What most receipts have; the test changes a line.
    std::vector<std::string> usual() const {
        return {"MARKT AM TOR", "EUR",           "Milch 1,19 A",  "Kaffee 5,99 A",
                "SUMME 7,18",   "BAR 10,00",     "Rückgeld 2,82", "01.07.2026 16:30:12",
                "Bon-Nr. 4711", "Kasse 3 ist zu"};
    }

    ReceiptTemplate brand = template_of(file_text("eu-till.json"));
    ReceiptPlace place{
        .workstation = "till-1",
        .store = {.store_id = "s0042", .currency = "EUR", .region = "DE", .day = {}}};
    PrintedPaper paper;
};

TEST_F(ReceiptReaderTest, MakesThePurchaseThatATillWouldHavePosted) {
    const auto reading = read(usual());
    EXPECT_EQ(reading.refused, "");
    const auto purchase = judged(reading);
    ASSERT_TRUE(purchase) << purchase.error().what();
    EXPECT_EQ(purchase->receipt.workstation_id, "till-1");
    EXPECT_EQ(purchase->receipt.sequence_number, 4711);
    EXPECT_EQ(purchase->receipt.store_id, "s0042");
    ASSERT_EQ(purchase->lines.size(), 2u);
    EXPECT_EQ(purchase->totals.grand, 718);
    EXPECT_EQ(purchase->tenders,
              (std::vector<Tender>{{TenderType::cash, 1000}, {TenderType::cash, -282}}));
}

TEST_F(ReceiptReaderTest, IsTheSamePurchaseWhenItIsPrintedAgain) {
    auto again = usual();
    again.insert(again.begin() + 1, "*** KOPIE ***");
    const auto first = read(usual());
    const auto second = read(again);
    EXPECT_TRUE(second.reprint);
    EXPECT_EQ(first.body, second.body);
    EXPECT_TRUE(first.repeats_of.empty());
    EXPECT_FALSE(second.repeats_of.empty()) << "it may be of a day before";
}

TEST_F(ReceiptReaderTest, AnotherNumberOrTotalIsAnotherPurchase) {
    auto other = usual();
    other[8] = "Bon-Nr. 4712";
    EXPECT_NE(read(usual()).body, read(other).body);
}

TEST_F(ReceiptReaderTest, ALineAmongTheItemsThatNobodyTakesIsARefusal) {
    auto strange = usual();
    strange.insert(strange.begin() + 2, "12345 ????");
    const auto reading = read(strange);
    EXPECT_EQ(reading.body, "");
    EXPECT_EQ(reading.refused, "1 lines were not understood");
    EXPECT_EQ(reading.lines[2].trouble, "no rule takes it, and it stands among the items");
}

TEST_F(ReceiptReaderTest, SaysWhatIsMissing) {
    const auto without = [this](std::size_t line) {
        auto lines = usual();
        lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(line));
        return read(lines).refused;
    };
    EXPECT_EQ(without(0), "not_recognized");
    EXPECT_EQ(without(4), "no line is the total");
    EXPECT_EQ(without(8), "no line is the receipt's number");
    EXPECT_EQ(read({"MARKT AM TOR", "EUR", "SUMME 0,00"}).refused, "no line is an item");
    auto open = usual();
    open.insert(open.begin() + 4, "Bananen");
    EXPECT_EQ(read(open).refused, "the last item has no amount");
}

// The line that only this brand prints is in the picture, too.
TEST_F(ReceiptReaderTest, SaysThatAReceiptIsAPictureWhateverTheTemplate) {
    paper.image = true;
    for (const auto& example : {"eu-till.json", "us-till.json", "cn-market.json"}) {
        brand = template_of(file_text(example));
        EXPECT_EQ(read({}).refused, "raster") << example;
        EXPECT_EQ(read({"", "  "}).refused, "raster") << example;
    }
}

TEST_F(ReceiptReaderTest, APictureBesideTextIsNoReasonNotToReadTheText) {
    paper.image = true;
    EXPECT_EQ(read(usual()).refused, "");
    EXPECT_EQ(read({"MARKT AM TOR"}).refused, "raster") << "its items can only be in the picture";
    EXPECT_EQ(read({"KARTENZAHLUNG", "TERMINAL 7"}).refused, "not_recognized");
    paper.image = false;
    EXPECT_EQ(read({}).refused, "not_recognized");
}

TEST_F(ReceiptReaderTest, OneThatDoesNotAddUpIsRefusedByWhoJudgesAllPurchases) {
    auto wrong = usual();
    wrong[4] = "SUMME 7,19";
    wrong[6] = "Rückgeld 2,81";
    const auto purchase = judged(read(wrong));
    ASSERT_FALSE(purchase);
    EXPECT_EQ(purchase.error().code(), "totals_disagree");
}

// The expression of every group, over codes whose fields are parted by bars.
const std::string all_of_a_code =
    R"x((?P<number>[^|]*)\\|(?P<total>[^|]*)\\|(?P<store>[^|]*)\\|(?P<till>[^|]*)\\|)x"
    R"x((?P<clerk>[^|]*)\\|(?P<member>[^|]*)\\|(?P<year>\\d*)-?(?P<month>\\d*)-?(?P<day>\\d*))x";

struct QrCodeTest : ReceiptReaderTest {
    QrCodeTest() {
        auto text = file_text("eu-till.json");
        const auto begin = text.find(R"("qr": ")") + 7;
        text.replace(begin, text.find("\",\n", begin) - begin, all_of_a_code);
        brand = template_of(text);
    }
    ReceiptReading read_with(std::vector<std::string> codes, std::vector<std::string> lines) {
        paper.symbols = std::move(codes);
        return read(std::move(lines));
    }
    // Without its lines of total, time and number.
    static std::vector<std::string> bare() {
        return {"MARKT AM TOR",       "EUR",       "Milch 1,19 A", "Kaffee 5,99 A",
                "Zwischensumme 7,18", "BAR 10,00", "Rückgeld 2,82"};
    }
};

TEST_F(QrCodeTest, FillsWhatNoLineSaid) {
    const auto reading =
        read_with({"https://markt.example/app", "0815|7.18|77|4|12|m-9|2026-06-30"}, bare());
    EXPECT_EQ(reading.refused, "");
    ASSERT_EQ(reading.symbols.size(), 2u);
    EXPECT_FALSE(reading.symbols[0].taken);
    EXPECT_TRUE(reading.symbols[1].taken);
    const auto purchase = judged(reading);
    ASSERT_TRUE(purchase) << purchase.error().what() << reading.body;
    EXPECT_EQ(purchase->receipt.sequence_number, 815);
    EXPECT_EQ(purchase->receipt.store_id, "77");
    EXPECT_EQ(purchase->receipt.workstation_id, "4");
    EXPECT_EQ(purchase->receipt.business_day_date, "2026-06-30");
    EXPECT_EQ(purchase->totals.grand, 718);
    EXPECT_NE(reading.body.find(R"("operator_id":"12")"), std::string::npos) << reading.body;
    EXPECT_NE(reading.body.find(R"("member_id":"m-9")"), std::string::npos) << reading.body;
}

TEST_F(QrCodeTest, ChangesNothingThatTheLinesSaid) {
    auto lines = usual();
    lines.insert(lines.begin() + 1, "Bediener 17");
    const auto plain = read_with({}, lines);
    const auto reading = read_with({"04711|7.18|||99||2026-06-30"}, lines);
    EXPECT_EQ(reading.refused, "");
    EXPECT_TRUE(reading.symbols[0].taken);
    EXPECT_EQ(reading.body, plain.body);
}

TEST_F(QrCodeTest, OfAnotherReceiptIsARefusal) {
    struct Wrong {
        std::string code;
        std::string trouble;
    };
    for (const auto& [code, trouble] : {Wrong{"4712|7.18|||||", "the receipt has another number"},
                                        Wrong{"4711|7.19|||||", "the receipt has another total"},
                                        Wrong{"4711|7,18|||||", "\"7,18\" is no amount"}}) {
        const auto reading = read_with({code}, usual());
        EXPECT_EQ(reading.refused, "1 QR codes were not understood");
        EXPECT_EQ(reading.body, "");
        EXPECT_EQ(reading.symbols[0].trouble, trouble);
    }
    EXPECT_EQ(read_with({"|7.18|||||2026-99-01"}, bare()).symbols[0].trouble,
              "\"2026-99-01T00:00:00\" is no time");
    EXPECT_EQ(read_with({"1|7.18|||||", "2|7.18|||||"}, bare()).refused,
              "1 QR codes were not understood");
}

TEST_F(QrCodeTest, IsTalkWhereTheTemplateHasNoRuleForIt) {
    brand.qr.reset();
    const auto reading = read_with({"4712|7.18|||||"}, usual());
    EXPECT_EQ(reading.refused, "");
    EXPECT_FALSE(reading.symbols[0].taken);
}

TEST_F(QrCodeTest, GivesUpOnCodesThatMakeEndlessWork) {
    const auto reading = read_with(std::vector<std::string>(300, std::string(7000, '|')), usual());
    EXPECT_EQ(reading.refused, "too_much_work");
}

TEST_F(ReceiptReaderTest, TakesTheTimeOfPrintingWhereThereIsNone) {
    auto lines = usual();
    lines.erase(lines.begin() + 7);
    const auto purchase = judged(read(lines));
    ASSERT_TRUE(purchase);
    EXPECT_EQ(purchase->receipt.business_day_date, "2026-07-01");
}

TEST_F(ReceiptReaderTest, ADateWithoutATimeIsTheDayThatItNames) {
    auto text = file_text("eu-till.json");
    const std::string time = R"( +(?P<hour>\\d{2}):(?P<minute>\\d{2})(?::(?P<second>\\d{2}))?.*)";
    text.erase(text.find(time), time.size());
    brand = template_of(text);
    auto lines = usual();
    lines[7] = "01.07.2026";
    const auto purchase = judged(read(lines));
    ASSERT_TRUE(purchase) << purchase.error().what();
    EXPECT_EQ(purchase->receipt.business_day_date, "2026-07-01");
}

TEST_F(ReceiptReaderTest, KeepsVoidedItemsAndReturnsAsTheyAre) {
    brand = template_of(file_text("us-till.json"));
    place.store.currency = "USD";
    const auto reading =
        read({"CORNER GROCERY", "ITEM   PRICE", "041570054161 ALMOND MILK 3.49 F",
              "012345678905 CHEDDAR 4.29 F", "VOID 4.29-", "RETURN 042100005264 SODA 1.99- T",
              "SUBTOTAL 1.50", "TAX .10", "** TOTAL 1.60", "CASH 2.00", "CHANGE .40", "TRANS# 77"});
    const auto purchase = judged(reading);
    ASSERT_TRUE(purchase) << purchase.error().what() << reading.body;
    ASSERT_EQ(purchase->lines.size(), 3u);
    EXPECT_EQ(purchase->totals.grand, 160);
}

TEST_F(ReceiptReaderTest, ADiscountOfWhatComesBackMakesTheRefundSmaller) {
    brand = template_of(file_text("us-till.json"));
    place.store.currency = "USD";
    const auto purchase = judged(
        read({"CORNER GROCERY", "ITEM   PRICE", "RETURN 042100005264 SODA 10.00- T",
              "MFR COUPON 1.00-", "SUBTOTAL -9.00", "** TOTAL -9.00", "CASH -9.00", "TRANS# 77"}));
    ASSERT_TRUE(purchase) << purchase.error().what();
    EXPECT_EQ(purchase->totals.grand, -900);
}

TEST_F(ReceiptReaderTest, ReadsTheHalvesOfADay) {
    brand = template_of(file_text("us-till.json"));
    place.store.currency = "USD";
    struct Hour {
        std::string written, meant;
    };
    for (const auto& [written, meant] :
         {Hour{"4:30 PM", "16:30"}, Hour{"04:30 am", "04:30"}, Hour{"12:05 AM", "00:05"},
          Hour{"12:05 P.M.", "12:05"}, Hour{"11:59PM", "23:59"}, Hour{"16:30", "16:30"}}) {
        const auto reading = read(
            {"CORNER GROCERY", "ITEM   PRICE", "041570054161 ALMOND MILK 3.49 F", "SUBTOTAL 3.49",
             "** TOTAL 3.49", "CASH 3.49", "TRANS# 77", "07/01/26 " + written});
        EXPECT_NE(reading.body.find("2026-07-01T" + meant + ":00"), std::string::npos)
            << written << reading.refused << reading.body;
    }
    const auto wrong = read({"CORNER GROCERY", "07/01/26 13:30 PM"});
    EXPECT_NE(wrong.lines.back().trouble, "");
}

TEST_F(ReceiptReaderTest, ReadsWhateverItIsGiven) {
    for (const std::string& line : {std::string(100'000, '9'), std::string("\0\x1b\xff", 3),
                                    std::string("SUMME 99999999999999,99"),
                                    std::string("SUMME --1,00"), std::string("01.99.2026 99:99")}) {
        auto lines = usual();
        lines.insert(lines.begin() + 4, line);
        read(lines);
    }
}

// It would be read for minutes, by the thread that answers tills.
TEST_F(ReceiptReaderTest, GivesUpOnATemplateThatMakesEndlessWorkOfAPaper) {
    std::string rules;
    for (int i = 0; i < 100; ++i) {
        rules += (i == 0 ? "" : ",") +
                 (R"({"line":"ignore","pattern":"(?:.*a){20}(?:.|b){0,40}c)" + std::to_string(i)) +
                 "\"}";
    }
    brand = template_of(R"({"name":"slow","rules":[)" + rules + "]}");
    const auto reading = read(std::vector<std::string>(1000, std::string(200, 'a')));
    EXPECT_EQ(reading.refused, "too_much_work");
    EXPECT_EQ(reading.body, "");
    EXPECT_EQ(reading.lines.size(), 1000u);
}

TEST_F(ReceiptReaderTest, ReadsALongReceiptThroughAUsualTemplate) {
    auto lines = usual();
    lines.insert(lines.begin() + 2, 1000, "Pfandflasche lose, einzeln, Rückgabe   0,00 A");
    EXPECT_EQ(read(lines).refused, "");
}

}  // namespace
}  // namespace aisle
