// SPDX-License-Identifier: Apache-2.0
// The example receipts, as they went to a printer, through the example templates.
#include "tools/ctl/receipt_command.hpp"

#include "agent/base/json.hpp"
#include "tests/ctl/recorded_console.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace aisle {
namespace {

const std::string examples = AISLE_SOURCE_DIR "/config/examples/receipts/";
constexpr WallTime noon{std::chrono::seconds{1'782'907'200}};

struct Parsed {
    Exit exit;
    std::string results;
    std::string messages;
};

Parsed parse(const std::string& receipt, const std::string& brand, bool as_json = true) {
    RecordedConsole console;
    const ReceiptPlace place{
        .workstation = "till-1",
        .store = {.store_id = "s0042", .currency = "CNY", .region = "CN", .day = {480, 4}}};
    const auto exit = parse_receipt(
        console.console(),
        {.receipt = receipt, .template_file = examples + brand + ".json", .as_json = as_json},
        place, noon);
    std::fflush(console.console().results);
    std::fflush(console.console().messages);
    return {exit, console.results(), console.messages()};
}

// What is posted for each, byte for byte.
TEST(ReceiptCommand, MakesTheGoldenPurchaseOfEveryExample) {
    for (const std::string name : {"eu-till", "us-till", "cn-market"}) {
        const auto parsed = parse(examples + name + ".escpos", name, false);
        EXPECT_EQ(parsed.exit, Exit::fine) << name << parsed.messages << parsed.results;
        const auto body = parsed.results.rfind("\n{");
        ASSERT_NE(body, std::string::npos) << name << parsed.results;
        const auto purchase = parsed.results.substr(body + 1);
        const auto path = AISLE_SOURCE_DIR "/tests/golden/receipts/" + name + ".json";
        if (std::getenv("AISLE_WRITE_GOLDEN")) std::ofstream(path) << purchase;
        std::ifstream file(path);
        const std::string golden{std::istreambuf_iterator<char>(file), {}};
        EXPECT_EQ(purchase, golden) << "AISLE_WRITE_GOLDEN=1 writes it anew";
    }
}

TEST(ReceiptCommand, SaysTheSameAsJson) {
    for (const std::string name : {"eu-till", "us-till", "cn-market"}) {
        const auto parsed = parse(examples + name + ".escpos", name);
        const auto json = Json::parse(parsed.results);
        ASSERT_TRUE(json && json->find("purchase")) << name;
        const auto shown = parse(examples + name + ".escpos", name, false).results;
        const auto id = json->find("purchase")->find("id")->string();
        ASSERT_TRUE(id);
        EXPECT_NE(shown.find(*id), std::string::npos) << name << shown;
    }
}

TEST(ReceiptCommand, ShowsWhichLineIsInTheWay) {
    ScratchFolder folder;
    const auto file = folder.write("r.txt",
                                   "MARKT AM TOR\nEUR\nMilch 1,19 A\n12 ??? 4111111111111111\n"
                                   "SUMME 1,19\nBAR 1,19\nBon-Nr. 7\n");
    const auto parsed = parse(file, "eu-till", false);
    EXPECT_EQ(parsed.exit, Exit::failed);
    EXPECT_NE(parsed.results.find("! -"), std::string::npos) << parsed.results;
    EXPECT_NE(parsed.messages.find("no purchase: "), std::string::npos);
    EXPECT_EQ(parsed.results.find("41111111"), std::string::npos) << "a card number on the screen";
}

TEST(ReceiptCommand, ShowsWhatTheQrCodesSaidAndWhetherTheRuleTookThem) {
    const auto shown = parse(examples + "eu-till.escpos", "eu-till", false).results;
    EXPECT_NE(shown.find("  qr              https://markt.example/bon/4711?sum=10.17\n"),
              std::string::npos)
        << shown;
    const auto parsed = parse(examples + "eu-till.escpos", "eu-till");
    const auto json = Json::parse(parsed.results);
    ASSERT_TRUE(json && json->find("symbols"));
    const auto& symbols = json->find("symbols")->items();
    ASSERT_EQ(symbols.size(), 1u);
    EXPECT_EQ(symbols[0].find("text")->string(), "https://markt.example/bon/4711?sum=10.17");
    EXPECT_EQ(symbols[0].find("rule")->string(), "qr");
}

TEST(ReceiptCommand, SaysWhichQrCodeIsInTheWayAndShowsNoCardInIt) {
    ScratchFolder folder;
    const auto symbol = [](const std::string& text) {
        return std::string("\x1d(k") + static_cast<char>(text.size() + 3) + std::string("\0", 1) +
               "1P0" + text;
    };
    const auto file = folder.write("r.escpos",
                                   "MARKT AM TOR\nEUR\nMilch 1,19 A\nSUMME 1,19\nBAR 1,19\n"
                                   "Bon-Nr. 7\n" +
                                       symbol("pay 4111111111111111 now") +
                                       symbol("https://markt.example/bon/7?sum=9.99"));
    const auto parsed = parse(file, "eu-till", false);
    EXPECT_EQ(parsed.exit, Exit::failed);
    EXPECT_NE(parsed.results.find("! qr "), std::string::npos) << parsed.results;
    EXPECT_NE(parsed.results.find("the receipt has another total"), std::string::npos)
        << parsed.results;
    EXPECT_NE(parsed.messages.find("no purchase: 1 QR codes were not understood"),
              std::string::npos)
        << parsed.messages;
    EXPECT_EQ(parsed.results.find("41111111"), std::string::npos) << "a card number on the screen";
}

TEST(ReceiptCommand, SaysThatAReceiptStopsWithinAPicture) {
    ScratchFolder folder;
    const auto file = folder.write("r.escpos", std::string("\x1dv0\0\x48\0\x40\x01half", 12));
    const auto parsed = parse(file, "eu-till");
    EXPECT_EQ(parsed.exit, Exit::failed);
    EXPECT_NE(parsed.messages.find("a part of a receipt is missing"), std::string::npos)
        << parsed.messages;
}

TEST(ReceiptCommand, SaysWhatIsWrongWithItsFiles) {
    ScratchFolder folder;
    const auto empty = folder.write("empty", "\x1b@\n\n");
    EXPECT_EQ(parse(empty, "eu-till").exit, Exit::failed);
    EXPECT_NE(parse(empty, "eu-till").messages.find("nothing is printed"), std::string::npos);
    EXPECT_EQ(parse("/nowhere", "eu-till").exit, Exit::failed);
    EXPECT_EQ(parse(empty, "no-such").exit, Exit::failed);
}

}  // namespace
}  // namespace aisle
