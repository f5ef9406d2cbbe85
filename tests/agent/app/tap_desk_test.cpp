// SPDX-License-Identifier: Apache-2.0
#include "agent/app/tap_desk.hpp"

#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace aisle {
namespace {

using Kind = TapPacket::Kind;

const std::string shop_template =
    R"x({"name":"shop","currency":"CNY","recognize":"SHOP","rules":[)x"
    R"x({"line":"items_begin","in":"head","pattern":"ITEMS"},)x"
    R"x({"line":"reprint","in":"head","pattern":"COPY"},)x"
    R"x({"line":"number","pattern":"NO (?P<number>\\d+)"},)x"
    R"x({"line":"total","pattern":"TOTAL (?P<amount>[\\d.]+)"},)x"
    R"x({"line":"tender","in":"foot","tender":"cash","pattern":"CASH (?P<amount>[\\d.]+)"},)x"
    R"x({"line":"item","in":"items","pattern":"(?P<name>.+) (?P<amount>[\\d.]+)"}]})x";
const std::string receipt = "SHOP\nITEMS\nTea 1.50\nMilk 2.00\nTOTAL 3.50\nCASH 3.50\nNO 7\n\x1bi";

struct TapDeskTest : testing::Test {
    TapDeskTest() {
        config.identity.store = "s0042";
        config.taps.resize(1);
        config.taps[0] = {.name = "till-1",
                          .listen = "/run/tap",
                          .receipts = "shop",
                          .template_file = {},
                          .workstation = {}};
    }
    void start(const TemplateFiles& files = {}) {
        taps.emplace(config, files,
                     TapDeskParts{counter.desk, counter.bench.clock, counter.bench.metrics,
                                  counter.bench.lines.log()});
    }
    void hear(const std::string& bytes, std::uint64_t conversation = 1) {
        taps->hear(0, {Kind::bytes, conversation, bytes});
    }
    std::size_t count(Lane lane, const std::string& kind) {
        const auto rows = counter.rows(lane);
        return static_cast<std::size_t>(std::ranges::count_if(rows, [&](const JournalRow& row) {
            return row.event.find("io.aisle." + kind + ".v1") != std::string::npos;
        }));
    }
    std::uint64_t metric(Count which) { return counter.bench.metrics.get(which); }

    Counter counter;
    Config config;
    std::optional<TapDesk> taps;
};

TEST_F(TapDeskTest, AReceiptIsAPurchaseAndItsReprintIsNone) {
    start({{"till-1", shop_template}});
    hear(receipt);
    hear(receipt);
    hear(receipt, 2);
    EXPECT_EQ(count(Lane::ledger, "purchase.completed"), 1u);
    EXPECT_EQ(metric(Count::receipts_read), 1u);
    EXPECT_EQ(metric(Count::receipts_repeated), 2u);
    EXPECT_EQ(metric(Count::receipts_unparsed), 0u);
}

TEST_F(TapDeskTest, ACopyOfALaterDayIsNoPurchase) {
    start({{"till-1", shop_template}});
    hear(receipt);
    counter.bench.clock.advance(std::chrono::hours{48});
    hear("SHOP\nCOPY\n" + receipt.substr(5));
    EXPECT_EQ(count(Lane::ledger, "purchase.completed"), 1u);
    EXPECT_EQ(metric(Count::receipts_repeated), 1u);
    // Till numbers begin anew.
    hear(receipt);
    EXPECT_EQ(count(Lane::ledger, "purchase.completed"), 2u);
    counter.bench.clock.advance(std::chrono::hours{40 * 24});
    hear("SHOP\nCOPY\n" + receipt.substr(5));
    EXPECT_EQ(count(Lane::ledger, "purchase.completed"), 3u) << "nobody knows the first any more";
}

TEST_F(TapDeskTest, OneThatCannotBeReadIsToldWithItsReason) {
    start({{"till-1", shop_template}});
    hear("ELSEWHERE\nTOTAL 1.00\n\x1bi");
    auto wrong = receipt;
    wrong.replace(wrong.find("TOTAL 3.50"), 10, "TOTAL 3.60");
    wrong.replace(wrong.find("CASH 3.50"), 9, "CASH 3.60");
    hear(wrong);
    EXPECT_EQ(count(Lane::ledger, "purchase.unparsed"), 2u);
    const auto rows = counter.rows(Lane::ledger);
    EXPECT_NE(rows[0].event.find(R"("reason":"not_recognized")"), std::string::npos);
    EXPECT_NE(rows[1].event.find(R"("reason":"totals_disagree")"), std::string::npos);
}

TEST_F(TapDeskTest, CentralsTemplateWinsAndAWrongOneIsSaidAndNotUsed) {
    start();
    hear(receipt);
    EXPECT_NE(counter.rows(Lane::ledger).back().event.find("no_template"), std::string::npos);
    EXPECT_NE(taps->trouble(0).find("no template \"shop\" yet"), std::string::npos);
    taps->serve({{"shop", "{}"}});
    EXPECT_EQ(counter.bench.lines.count("tap.template_refused"), 1u);
    EXPECT_NE(taps->trouble(0).find("it has no good template: "), std::string::npos);
    taps->serve({{"shop", shop_template}});
    EXPECT_EQ(taps->trouble(0), "");
    hear(receipt);
    EXPECT_EQ(count(Lane::ledger, "purchase.completed"), 1u);
}

// Not a daemon that does not start: scanners and tills are served meanwhile.
TEST_F(TapDeskTest, AFileThatIsNotThereIsSaid) {
    start({{"till-1", Error(Errc::not_found, "nope.json is not there")}});
    EXPECT_EQ(counter.bench.lines.count("tap.template_refused"), 1u);
    EXPECT_NE(taps->trouble(0).find("nope.json is not there"), std::string::npos);
}

// A serial line is one conversation for ever, and central's template may come behind its beginning.
TEST_F(TapDeskTest, ALineThatWasOpenBeforeItsTemplateCameIsReadInItsCharset) {
    auto chinese = shop_template;
    chinese.replace(chinese.find(R"("SHOP")"), 6, R"("商店","charset":"GB18030","two_byte":true)");
    auto printed = receipt;
    printed.replace(0, 4, "\xc9\xcc\xb5\xea");
    start();
    hear(printed);
    taps->serve({{"shop", chinese}});
    EXPECT_EQ(taps->trouble(0), "");
    hear(printed);
    EXPECT_EQ(count(Lane::ledger, "purchase.completed"), 1u)
        << counter.rows(Lane::ledger).back().event;
    taps->serve({{"shop", shop_template}});
    hear(receipt);
    EXPECT_EQ(metric(Count::receipts_read) + metric(Count::receipts_repeated), 2u);
}

TEST_F(TapDeskTest, EndsAReceiptThatIsNotCutBySilence) {
    start({{"till-1", shop_template}});
    hear(receipt.substr(0, receipt.size() - 2));
    ASSERT_TRUE(taps->deadline());
    counter.bench.clock.advance(paper_idle);
    taps->tick();
    EXPECT_EQ(count(Lane::ledger, "purchase.completed"), 1u);
    EXPECT_FALSE(taps->deadline());
}

TEST_F(TapDeskTest, MakesNoPurchaseOfAReceiptOfWhichAPartWasMissed) {
    start({{"till-1", shop_template}});
    hear(receipt.substr(0, 10));
    taps->hear(0, {Kind::gap, 1, ""});
    hear(receipt.substr(20));
    EXPECT_EQ(counter.rows(Lane::ledger).size(), 0u);
    EXPECT_EQ(metric(Count::receipts_torn), 1u);
    EXPECT_EQ(counter.bench.lines.count("tap.receipt_torn"), 1u);
    hear(receipt);
    EXPECT_EQ(count(Lane::ledger, "purchase.completed"), 1u);
}

// What was missed is the beginning, after a silence; what is left must not pass for a receipt.
TEST_F(TapDeskTest, AGapAfterASilenceTearsWhatComesBehindIt) {
    start({{"till-1", shop_template}});
    hear(receipt);
    counter.bench.clock.advance(std::chrono::minutes{10});
    taps->hear(0, {Kind::gap, 1, ""});
    taps->tick();
    hear(receipt.substr(20));
    EXPECT_EQ(metric(Count::receipts_torn), 1u);
    EXPECT_EQ(metric(Count::receipts_unparsed), 0u);
}

TEST_F(TapDeskTest, AReceiptThatStopsWithinAPictureIsToldAsTorn) {
    start({{"till-1", shop_template}});
    hear(std::string("\x1dv0\0\x48\0\x40\x01half", 12));
    const auto due = taps->deadline();
    ASSERT_TRUE(due);
    counter.bench.clock.advance(*due - counter.bench.clock.mono());
    taps->tick();
    EXPECT_EQ(metric(Count::receipts_torn), 1u);
    hear(receipt);
    EXPECT_EQ(metric(Count::receipts_read), 1u);
}

TEST_F(TapDeskTest, AReceiptThatCannotBeSavedIsNotDroppedWithoutAWord) {
    start({{"till-1", shop_template}});
    counter.room = false;
    hear(receipt);
    hear("ELSEWHERE\nTOTAL 1.00\n\x1bi");
    EXPECT_EQ(counter.rows(Lane::ledger).size(), 0u);
    EXPECT_EQ(counter.bench.lines.count("tap.receipt_not_saved"), 2u);
    EXPECT_EQ(counter.bench.lines.count("receipt=\"disk_full\" why=\"no room\""), 1u)
        << counter.bench.lines.lines().back();
}

TEST_F(TapDeskTest, TheEndOfTheConversationEndsTheReceipt) {
    start({{"till-1", shop_template}});
    taps->hear(0, {Kind::opened, 1, ""});
    hear(receipt.substr(0, receipt.size() - 2));
    taps->hear(0, {Kind::closed, 1, ""});
    taps->hear(0, {Kind::closed, 9, ""});
    EXPECT_EQ(count(Lane::ledger, "purchase.completed"), 1u);
    EXPECT_EQ(taps->name(0), "till-1");
}

}  // namespace
}  // namespace aisle
