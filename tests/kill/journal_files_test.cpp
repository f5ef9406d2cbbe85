// SPDX-License-Identifier: Apache-2.0
// Tills that know nothing of the agent write their journal files while it is killed again and
// again; the files are rotated in both ways. Each receipt is at central once.
#include "agent/base/entropy.hpp"
#include "agent/store/sqlite.hpp"
#include "tests/kill/day.hpp"

#include <filesystem>
#include <fstream>
#include <map>

namespace aisle {
namespace {

const std::string examples = AISLE_SOURCE_DIR "/config/examples/journals/";

constexpr std::size_t header_bytes = 79;  // of acme.csv

std::string csv_of(int number) {
    const auto head = std::to_string(number) + ";01.07.2026 09:14:03;K1;Meier;";
    return head + "A;4006381333931;5170;Textmarker;1;1,29;1,29;;\n" + head +
           "S;;;SUMME;;;1,29;;\n" + head + "Z;;;BAR;;;1,29;;\n";
}

std::string jsonl_of(int number) {
    return R"({"pos":"P03","receipt":{"no":")" + std::to_string(number) +
           R"(","closed":"2026-07-01 12:02:13"},"goods":[{"title":"水","sku":"1","qty":1,)"
           R"("price":2.00,"subtotal":2.00}],"sum":{"payable":2.00},)"
           R"("payments":[{"via":"cash","amount":2.00}]})"
           "\n";
}

std::string poslog_of(int number) {
    return R"(<Transaction><RetailStoreID>S1</RetailStoreID><WorkstationID>7</WorkstationID>)"
           "<SequenceNumber>" +
           std::to_string(number) +
           "</SequenceNumber><BusinessDayDate>2026-07-01</BusinessDayDate>"
           "<BeginDateTime>2026-07-01T09:12:40</BeginDateTime>"
           "<EndDateTime>2026-07-01T09:14:03</EndDateTime><CurrencyCode>EUR</CurrencyCode>"
           R"(<RetailTransaction TransactionStatus="Completed"><LineItem><SequenceNumber>1)"
           "</SequenceNumber><Sale><ItemID>5170</ItemID><Description>Pen</Description>"
           "<RegularSalesUnitPrice>1.29</RegularSalesUnitPrice><ExtendedAmount>1.29"
           "</ExtendedAmount><Quantity>1</Quantity></Sale></LineItem><LineItem>"
           R"(<SequenceNumber>2</SequenceNumber><Tender TenderType="Cash"><Amount>1.29</Amount>)"
           R"(</Tender></LineItem><Total TotalType="TransactionGrandAmount">1.29</Total>)"
           "</RetailTransaction></Transaction>\n";
}

std::string journal(const std::string& name, const std::string& path, const std::string& form) {
    return "[[journal]]\nname = \"" + name + "\"\npath = \"" + path + "\"\ntemplate_file = \"" +
           examples + form + "\"\n";
}

class JournalFiles : public testing::Test {
protected:
    JournalFiles() : shop({.settings = settings()}) {}

    std::string settings() const {
        return journal("csv", folder.file("till.csv"), "acme-csv.json") +
               journal("jsonl", folder.file("till.jsonl"), "till-jsonl.json") +
               journal("poslog", folder.file("poslog/"), "poslog.json");
    }
    // A receipt of each kind; what is written at once ends anywhere.
    void sell(int receipts) {
        for (int i = 0; i < receipts; ++i) {
            ++number;
            csv += csv_of(number);
            jsonl += jsonl_of(number);
            poslog += poslog_of(number);
        }
        write("till.csv", csv);
        write("till.jsonl", jsonl);
        write("poslog/day.xml", poslog);
    }
    void write(const std::string& name, std::string& rest) {
        const auto bytes = dice.below(rest.size() + 1);
        std::ofstream(folder.path() / name, std::ios::binary | std::ios::app)
            << rest.substr(0, bytes);
        rest.erase(0, bytes);
    }
    void write_all() {
        for (auto* rest : {&csv, &jsonl, &poslog}) *rest += " ";
        for (const auto& [name, rest] :
             {std::pair{"till.csv", &csv}, {"till.jsonl", &jsonl}, {"poslog/day.xml", &poslog}}) {
            rest->pop_back();
            std::ofstream(folder.path() / name, std::ios::binary | std::ios::app) << *rest;
            rest->clear();
        }
    }
    // By what it was, how often.
    std::map<std::string, int> at_central() {
        shop.verdict();
        std::map<std::string, int> found;
        for (const auto& event : shop.evidence.accepted) {
            if (event.find("purchase.completed") == std::string::npos) continue;
            const auto from = event.find("\"workstation_id\"");
            const auto behind = event.find_first_of(",}", event.find("\"sequence_number\":"));
            ++found[event.substr(from, behind - from)];
        }
        return found;
    }

    ScratchFolder folder;
    SeededEntropy dice{1};
    int number = 0;
    std::string csv = read_whole(examples + "acme.csv").substr(0, header_bytes);
    std::string jsonl;
    std::string poslog = R"(<POSLog xmlns="http://www.nrf-arts.org/IXRetail/namespace/">)";
    Shop shop;
};

TEST_F(JournalFiles, EachReceiptArrivesOnceThoughTheDaemonIsKilled) {
    std::filesystem::create_directory(folder.path() / "poslog");
    shop.start_hub();
    shop.open_daemon();
    for (int life = 1; life <= 8; ++life) {
        for (int i = 0; i < 6; ++i) sell(2);
        const auto target = static_cast<std::uint64_t>(dice.below(12));
        ASSERT_TRUE(soon([&] { return shop.metric("aisle_tail_records_total") >= target; }));
        EXPECT_EQ(shop.metric("aisle_receipts_repeated_total"), 0u);
        if (life == 3) {
            write_all();
            std::filesystem::rename(folder.file("till.csv"), folder.file("till.csv.1"));
            csv = read_whole(examples + "acme.csv").substr(0, header_bytes);
        }
        shop.kill_daemon();
        if (life == 5) {
            write_all();
            std::filesystem::rename(folder.file("till.jsonl"), folder.file("till.jsonl.1"));
        }
        sell(1);
        shop.open_daemon();
    }
    write_all();
    const auto wanted = static_cast<std::size_t>(number) * 3;
    std::map<std::string, int> found;
    EXPECT_TRUE(soon(
        [&] {
            if (!shop.drained()) return false;
            found = at_central();
            return found.size() >= wanted;
        },
        patient))
        << found.size() << " of " << wanted;
    EXPECT_EQ(found.size(), wanted);
    for (const auto& [receipt, times] : found) EXPECT_EQ(times, 1) << receipt;
    EXPECT_EQ(shop.metric("aisle_receipts_repeated_total"), 0u)
        << "and none was read twice, though a second reading would do no harm";
    EXPECT_EQ(shop.metric("aisle_tail_refused_total"), 0u);
}

// The control: were the marks not kept, this is how it would be seen.
TEST_F(JournalFiles, ALostMarkIsSeenAndDoesNoHarm) {
    std::filesystem::create_directory(folder.path() / "poslog");
    shop.start_hub();
    shop.open_daemon();
    sell(5);
    write_all();
    ASSERT_TRUE(soon([&] { return shop.metric("aisle_tail_records_total") >= 14; }));
    shop.stop_daemon();
    {
        auto database = Database::open({.path = shop.journal_file()});
        ASSERT_TRUE(database);
        ASSERT_TRUE(database->run("DELETE FROM tail"));
    }
    shop.open_daemon();
    ASSERT_TRUE(soon([&] { return shop.metric("aisle_receipts_repeated_total") >= 14; }));
    ASSERT_TRUE(soon([&] { return shop.drained(); }, patient));
    for (const auto& [receipt, times] : at_central()) EXPECT_EQ(times, 1) << receipt;
}

}  // namespace
}  // namespace aisle
