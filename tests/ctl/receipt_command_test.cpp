// SPDX-License-Identifier: Apache-2.0
// The example receipts, as they went to a printer, through the example templates.
#include "tools/ctl/receipt_command.hpp"

#include "agent/base/json.hpp"
#include "tests/ctl/recorded_console.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <chrono>

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

struct Expected {
    std::string name;
    std::string currency;
    std::int64_t grand;
    std::size_t lines;
    std::int64_t number;
};

TEST(ReceiptCommand, ReadsEveryExample) {
    for (const auto& example :
         {Expected{"eu-till", "EUR", 1017, 6, 4711}, Expected{"us-till", "USD", 458, 4, 1234},
          Expected{"cn-market", "CNY", 3324, 4, 260701030042}}) {
        const auto parsed = parse(examples + example.name + ".escpos", example.name);
        EXPECT_EQ(parsed.exit, Exit::fine) << example.name << parsed.messages << parsed.results;
        const auto json = Json::parse(parsed.results);
        ASSERT_TRUE(json && json->find("purchase")) << example.name << parsed.results;
        const auto& purchase = *json->find("purchase");
        EXPECT_EQ(purchase.find("currency")->string(), example.currency);
        EXPECT_EQ(purchase.find("totals")->find("grand")->integer(), example.grand);
        EXPECT_EQ(purchase.find("lines")->items().size(), example.lines) << parsed.results;
        EXPECT_EQ(purchase.find("sequence_number")->integer(), example.number);
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
