// SPDX-License-Identifier: Apache-2.0
// Cards and wallet codes that were scanned, typed into a name, or printed on a receipt are looked
// for everywhere a thief could: in the state folder, the logs, what went over the broker, central's
// database, and all the memory of the daemon while it is idle.
#include "agent/domain/luhn.hpp"
#include "tests/kill/shop.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace aisle {
namespace {

const std::string programs = AISLE_BINARY_DIR "/";
const std::string examples = AISLE_SOURCE_DIR "/config/examples/";

// So many digits in a row are looked for: the last four of a card may stay.
constexpr std::size_t enough = 10;

// As a library between two character sets keeps it: four bytes a sign.
std::string wide(const std::string& text) {
    std::string signs;
    for (const char c : text) signs.append(1, c).append(3, '\0');
    return signs;
}

// The number's beginnings and ends would be no proof; any part of it that long is.
std::vector<std::string> parts_of(const std::string& number) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at + enough <= number.size(); ++at) {
        parts.push_back(number.substr(at, enough));
        parts.push_back(wide(parts.back()));
    }
    return parts;
}

class Thief {
public:
    explicit Thief(const std::vector<std::string>& numbers) {
        for (const auto& number : numbers) {
            for (auto& part : parts_of(number)) parts_.push_back(std::move(part));
        }
    }
    // Where in the bytes a part of a number stands, with what stands round it.
    std::string finds(std::string_view bytes) const {
        std::ostringstream found;
        for (const auto& part : parts_) {
            const auto at = bytes.find(part);
            if (at == std::string_view::npos) continue;
            found << "\"" << part << "\" in \"";
            for (const char c : bytes.substr(at < 40 ? 0 : at - 40, 100)) {
                found << (c >= ' ' && c <= '~' ? c : '.');
            }
            found << "\"\n";
        }
        return found.str();
    }
    std::string finds_in_folder(const std::string& folder) const {
        std::string found;
        for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
            if (!file.is_regular_file()) continue;
            const auto here = finds(read_whole(file.path()));
            if (!here.empty()) found += file.path().string() + ": " + here;
        }
        return found;
    }
    std::string finds_in_memory(pid_t process) const {
        const auto root = "/proc/" + std::to_string(process);
        std::ifstream maps(root + "/maps");
        const int memory = ::open((root + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
        EXPECT_GE(memory, 0);
        std::string found;
        std::size_t seen = 0;
        for (std::string line; std::getline(maps, line);) {
            std::uint64_t from = 0;
            std::uint64_t to = 0;
            char rights[5] = {};
            std::sscanf(line.c_str(), "%lx-%lx %4s", &from, &to, rights);
            // A sanitizer's shadow is terabytes of nothing.
            if (rights[1] != 'w' || to - from > (std::uint64_t{1} << 30)) continue;
            std::string bytes(to - from, '\0');
            const auto got =
                ::pread(memory, bytes.data(), bytes.size(), static_cast<::off_t>(from));
            if (got <= 0) continue;
            bytes.resize(static_cast<std::size_t>(got));
            seen += bytes.size();
            const auto here = finds(bytes);
            if (!here.empty()) found += line + ": " + here;
        }
        ::close(memory);
        EXPECT_GT(seen, 100'000u);
        return found;
    }

private:
    std::vector<std::string> parts_;
};

std::string many(const std::string& text) {
    std::string all;
    for (int i = 0; i < 500; ++i) all += text;
    return all;
}

std::string card(const std::string& without_check) {
    for (char check = '0'; check <= '9'; ++check) {
        if (passes_luhn(without_check + check)) return without_check + check;
    }
    return without_check;
}

std::string sign_up(const std::string& name) {
    return R"({"id":"m1","email":"li@example.com","name":")" + name +
           R"(","consents":[{"purpose":"membership","channel":"any","decision":"given",)"
           R"("notice":{"id":"n1","version":"3","language":"en","sha256":")" +
           std::string(64, '7') + R"("}}]})";
}

class Forgotten : public testing::Test {
protected:
    Forgotten() : shop(options()) {
        EXPECT_EQ(::mkfifo(folder.file("scanner").c_str(), 0600), 0);
        scanner_ = ::open(folder.file("scanner").c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    }
    ~Forgotten() override { ::close(scanner_); }

    ShopOptions options() const {
        ShopOptions options;
        options.settings =
            "compression = \"off\"\n[[device]]\nname = \"lane1\"\nkind = \"fd\"\npath = \"" +
            folder.file("scanner") + "\"\nsuffix = \"\\r\"\n[[tap]]\nname = \"till-1\"\n" +
            "listen = \"" + folder.file("tap.sock") + "\"\ntemplate_file = \"" + examples +
            "receipts/eu-till.json\"\n" + journal("csv", "acme-csv.json") +
            journal("jsonl", "till-jsonl.json") + journal("xml", "poslog.json");
        options.before_daemon = wiping();
        return options;
    }
    std::string journal(const std::string& name, const std::string& form) const {
        return "[[journal]]\nname = \"" + name + "\"\npath = \"" + folder.file("till." + name) +
               "\"\ntemplate_file = \"" + examples + "journals/" + form + "\"\n";
    }
    // What the sanitizer keeps of freed memory is filled as the programs' own wiping does it.
    static std::vector<std::string> wiping() {
        return {"env", "ASAN_OPTIONS=max_free_fill_size=1000000000:free_fill_byte=85"};
    }
    void scan(const std::string& code) {
        const auto bytes = code + "\r";
        ASSERT_EQ(::write(scanner_, bytes.data(), bytes.size()),
                  static_cast<ssize_t>(bytes.size()));
    }
    // The connection stays open: what it read into must not.
    int post(const std::string& path, const std::string& body) {
        caller_.write("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" +
                      std::to_string(shop.port()) + "\r\nContent-Type: application/json\r\n" +
                      "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        std::string answer;
        while (answer.find("\r\n\r\n") == std::string::npos) {
            const auto part = caller_.read_some();
            if (part.empty()) return 0;
            answer += part;
        }
        const auto length = answer.find("Content-Length: ");
        const auto head = answer.find("\r\n\r\n") + 4;
        const auto whole = head + std::stoul(answer.substr(length + 16));
        while (answer.size() < whole) answer += caller_.read_some();
        return std::stoi(answer.substr(9, 3));
    }
    void open() {
        shop.start_hub();
        shop.open_daemon();
        caller_ = Stream::connect_to(shop.port());
    }
    // Lets one receipt through a real tap, to a printer that takes whatever comes; and looks into
    // the tap's memory, too.
    void print(const std::string& receipt, const Thief& thief);

    ScratchFolder folder;
    Shop shop;

private:
    int scanner_ = -1;
    Stream caller_;
};

void Forgotten::print(const std::string& receipt, const Thief& thief) {
    LoopbackServer printer([](Stream& stream) {
        while (!stream.read_some().empty()) {
        }
    });
    ScratchFolder own;
    auto words = wiping();
    for (const auto& word :
         {programs + "aisle-tap", std::string("--from"), std::string("tcp:127.0.0.1:0"),
          std::string("--to"), "tcp:127.0.0.1:" + std::to_string(printer.port()),
          std::string("--copy"), folder.file("tap.sock")}) {
        words.push_back(word);
    }
    ChildProcess tap(words, own.file("said"));
    std::string said;
    ASSERT_TRUE(soon([&] {
        said = read_whole(own.file("said"));
        return said.find("port ") != std::string::npos && said.ends_with('\n');
    }));
    const auto port = static_cast<std::uint16_t>(std::stoi(said.substr(said.find("port ") + 5)));
    const auto before = shop.metric("aisle_receipts_unparsed_total");
    ASSERT_TRUE(soon([&] {
        auto till = Stream::connect_to(port);
        till.write(receipt);
        return shop.metric("aisle_receipts_unparsed_total") > before;
    }));
    // The last receipt may still be on its way: a few looks, and no more.
    std::string found;
    const auto forgotten = [&] { return (found = thief.finds_in_memory(tap.pid())).empty(); };
    EXPECT_TRUE(soon(forgotten, 5)) << found;
}

TEST_F(Forgotten, WhatPaysIsFoundNowhere) {
    open();
    ScratchFolder traffic;
    auto words = shop.broker.client_words();
    words.insert(words.begin(), "mosquitto_sub");
    for (const char* word : {"-t", "#", "-F", "%t %p"}) words.emplace_back(word);
    ChildProcess listener(words, traffic.file("heard"));
    ASSERT_TRUE(soon([&] { return shop.central() == "streaming"; }, patient));

    const auto scanned = card("492918237465019");
    const auto posted = card("37144963539843");  // 15 digits, small enough to stand in a string
    const auto express = card("37028193746551");
    const std::string wallet = "134729183746501928";
    const std::string typed_wallet = "150928374655647382";
    const std::string resident = "11010519491231002X";
    const std::string printed_wallet = "126473829105847362";
    const auto typed = card("550123498761234");
    const auto printed = card("601198765432109");
    scan(scanned);
    scan(wallet);
    scan(express);
    EXPECT_EQ(post("/v1/scans", R"({"id":"s1","data":")" + posted + "\"}"), 400);
    const auto spaced = typed.substr(0, 4) + " " + typed.substr(4, 4) + " " + typed.substr(8, 4) +
                        " " + typed.substr(12);
    EXPECT_EQ(post("/v1/members", sign_up(typed)), 400);
    EXPECT_EQ(post("/v1/members", sign_up(spaced)), 400);
    EXPECT_EQ(post("/v1/members", sign_up("Li " + typed_wallet)), 400);
    EXPECT_EQ(post("/v1/members", sign_up(resident)), 400);
    const Thief thief({scanned, wallet, express, posted, typed, spaced, typed_wallet, resident,
                       printed, printed_wallet});
    print("SOMEWHERE\nTea 1.00\nCARD " + printed + "\nWeChat Pay " + printed_wallet +
              "\nTOTAL 1.00\n\x1bi",
          thief);
    ASSERT_TRUE(soon([&] { return shop.metric("aisle_scans_suppressed_total") == 4; }));
    const auto limits = read_whole("/proc/" + std::to_string(shop.daemon_pid()) + "/limits");
    EXPECT_NE(limits.find("Max core file size        0                    0"), std::string::npos);
    EXPECT_EQ(thief.finds_in_memory(shop.daemon_pid()), "");
    // Then ordinary work, and all of it at central.
    for (int i = 0; i < 20; ++i) {
        scan("4006381333931");
        EXPECT_LT(
            post("/v1/scans", R"({"id":"o)" + std::to_string(i) + R"(","data":"4006381333931"})"),
            300);
    }
    ASSERT_TRUE(soon([&] { return shop.drained(); }, patient));

    EXPECT_EQ(thief.finds_in_folder(shop.state()), "");
    EXPECT_EQ(thief.finds(shop.daemon_log()), "");
    EXPECT_EQ(thief.finds(shop.hub_log()), "");
    EXPECT_EQ(thief.finds(shop.broker.log()), "");
    EXPECT_EQ(thief.finds(read_whole(shop.hub_database())), "");
    EXPECT_EQ(thief.finds(read_whole(shop.hub_database() + "-wal")), "");
    const auto heard = read_whole(traffic.file("heard"));
    EXPECT_NE(heard.find("scan.suppressed"), std::string::npos) << "the control: it does hear";
    EXPECT_EQ(thief.finds(heard), "");
    EXPECT_EQ(thief.finds_in_memory(shop.daemon_pid()), "");
}

TEST_F(Forgotten, SoIsWhatATillWroteIntoItsFiles) {
    const auto written = card("420012873465019");
    const std::string head = ";01.07.2026 09:14:03;K1;M\xfcller;";
    // A receipt that is wrong is told when the next has begun.
    folder.write("till.csv",
                 "BON;ZEIT;KASSE;BEDIENER;TYP;EAN;ARTIKEL;TEXT;MENGE;PREIS;BETRAG;"
                 "UEBUNG;STORNO\n77" +
                     head + "A;;1;Karte hinter allem, was danach noch umgewandelt wird: " +
                     written + ";1;1,29;1,29;;\n77" + head + "S;;;SUMME;;;9,29;;\n77" + head +
                     "Z;;;BAR;;;9,29;;\n78" + head + "A;;1;Tee;1;1,29;1,29;;\n");
    folder.write("till.jsonl",
                 R"({"pos":"P03","receipt":{"no":"77","closed":"2026-07-01 12:02:13"},"goods":[)"
                 R"({"title":"水 )" +
                     written + R"(","sku":"1","qty":1,"price":2.00,"subtotal":2.00}],)" +
                     R"("sum":{"payable":3.00},"payments":[{"via":"cash","amount":3.00}]})" + "\n");
    folder.write(
        "till.xml",
        "<POSLog>" + many("<Pad>12345</Pad>") +
            "<Transaction><RetailStoreID>S1</RetailStoreID>"
            "<WorkstationID>7</WorkstationID>"
            "<SequenceNumber>77</SequenceNumber><BusinessDayDate>2026-07-01</BusinessDayDate>"
            "<RetailTransaction><LineItem><Sale><ItemID>1</ItemID><Description>Card " +
            written +
            "</Description><ExtendedAmount>1.29</ExtendedAmount></Sale></LineItem>"
            "<Total TotalType=\"TransactionGrandAmount\">9.29</Total>"
            "</RetailTransaction></Transaction>\n<Trans");
    open();
    ASSERT_TRUE(soon([&] { return shop.metric("aisle_tail_refused_total") == 3; }, patient))
        << shop.daemon_log();
    ASSERT_TRUE(soon([&] { return shop.central() == "streaming" && shop.drained(); }, patient));
    const Thief thief({written});
    EXPECT_NE(thief.finds(read_whole(folder.file("till.csv"))), "") << "the control: it is there";
    EXPECT_EQ(thief.finds_in_folder(shop.state()), "");
    EXPECT_EQ(thief.finds(shop.daemon_log()), "");
    EXPECT_EQ(
        thief.finds(read_whole(shop.hub_database()) + read_whole(shop.hub_database() + "-wal")),
        "");
    EXPECT_EQ(thief.finds_in_memory(shop.daemon_pid()), "");
}

// The control: what is stored is found in each of these places.
TEST_F(Forgotten, TheThiefFindsWhatIsThere) {
    open();
    const std::string kept = "kept-0a1b2c3d4e5f";
    EXPECT_EQ(post("/v1/scans", R"({"id":"s1","data":")" + kept + "\"}"), 201);
    ASSERT_TRUE(soon([&] { return shop.central() == "streaming" && shop.drained(); }, patient));
    const Thief thief({kept});
    EXPECT_NE(thief.finds_in_folder(shop.state()), "");
    EXPECT_NE(
        thief.finds(read_whole(shop.hub_database()) + read_whole(shop.hub_database() + "-wal")),
        "");
    EXPECT_NE(thief.finds_in_memory(shop.daemon_pid()), "");
}

}  // namespace
}  // namespace aisle
