// SPDX-License-Identifier: Apache-2.0
#include "agent/app/agent.hpp"

#include "tests/agent/app/house.hpp"
#include "tests/drivers/pty.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace aisle {
namespace {

TEST(Agent, SavesAndRemembersOverARestart) {
    House house;
    house.start();
    const auto first = house.scan("4006381333931");
    ASSERT_TRUE(first);
    EXPECT_EQ(first->receipt.seq, Seq(1));
    house.stop();
    house.start();
    const auto second = house.scan("4006381333948");
    ASSERT_TRUE(second);
    EXPECT_EQ(second->receipt.seq, Seq(2));
    EXPECT_EQ(second->receipt.epoch, first->receipt.epoch);
    const auto status = house.status();
    ASSERT_TRUE(status);
    EXPECT_EQ(status->lanes[index_of(Lane::touch)].saved, Seq(2));
    EXPECT_EQ(status->lanes[index_of(Lane::touch)].waiting, 2U);
    // Each start is a fact of the ledger.
    EXPECT_EQ(status->lanes[index_of(Lane::ledger)].saved, Seq(2));
}

TEST(Agent, StartsOnADamagedFileAndSaysSo) {
    House house;
    house.start();
    ASSERT_TRUE(house.scan("4006381333931"));
    house.stop();
    ASSERT_EQ(house.lines.count("state.damaged"), 0U);
    house.folder.write("journal-1.db", "this is no database, whatever its name says");
    house.start();
    const auto status = house.status();
    ASSERT_TRUE(status);
    EXPECT_EQ(house.lines.count("state.damaged"), 1U);
    ASSERT_FALSE(status->problems.empty());
    EXPECT_NE(status->problems.front().find("journal-1.db is damaged"), std::string::npos);
    EXPECT_TRUE(house.scan("4006381333948"));
    EXPECT_EQ(read_whole(house.folder.file("current")), "journal-2.db");
}

// Starts on a file whose header speaks of a free page where the file has none: seen only when a
// page is needed, as the large scan does.
const std::string large(4000, 'x');
void start_on_hidden_damage(House& house) {
    constexpr std::size_t free_pages_at = 32;
    house.start();
    ASSERT_TRUE(house.scan("4006381333931"));
    house.stop();
    auto bytes = read_whole(house.folder.file("journal-1.db"));
    bytes.replace(free_pages_at, 8, std::string("\0\0\x7f\xff\0\0\0\1", 8));
    house.folder.write("journal-1.db", bytes);
    house.start();
}

void add(House& house, const PtyScanner& scanner) {
    auto& device = house.config.devices.emplace_back();
    device.name = "lane1";
    device.path = scanner.path();
}

TEST(Agent, SetsAsideAFileWhoseDamageACaptureMet) {
    House house;
    start_on_hidden_damage(house);
    EXPECT_FALSE(house.scan(large));
    EXPECT_TRUE(house.until([&] { return !house.fatal.empty(); }))
        << "it ends, to be started again";
    house.stop();
    house.start();
    EXPECT_TRUE(house.scan(large));
    EXPECT_EQ(read_whole(house.folder.file("current")), "journal-2.db");
}

TEST(Agent, AScanOfAScannerThatIsNotSavedIsToldAtTheCounter) {
    const PtyScanner scanner;
    House house;
    add(house, scanner);
    start_on_hidden_damage(house);
    std::vector<std::string> lost;
    house.agent->on_happening([&lost](const Happening& happening) {
        if (happening.kind == Happening::Kind::scan_lost) lost.push_back(happening.name);
    });
    ASSERT_TRUE(house.until([&] { return house.lines.count("device.opened") == 2; }));
    scanner.type(large + "\r");
    EXPECT_TRUE(house.until([&] { return !lost.empty(); }));
    EXPECT_EQ(lost, std::vector<std::string>{"lane1"});
    house.stop();
}

// A customer's payment code is no lost scan: the clerk is to scan something else.
TEST(Agent, AScanOfAScannerThatIsRefusedIsNotToBeScannedAgain) {
    const PtyScanner scanner;
    House house;
    add(house, scanner);
    house.start();
    bool lost = false;
    house.agent->on_happening([&lost](const Happening& happening) {
        lost = lost || happening.kind == Happening::Kind::scan_lost;
    });
    ASSERT_TRUE(house.until([&] { return house.lines.count("device.opened") == 1; }));
    scanner.type("134512345678901234\r");
    EXPECT_TRUE(house.until([&] { return house.metrics.get(Count::scans_suppressed) == 1; }));
    ASSERT_TRUE(house.scan("4006381333931"));
    EXPECT_FALSE(lost);
}

TEST(Agent, CannotBeOpenedWhereNothingCanBeWritten) {
    House house;
    house.config.disk.directory = house.folder.file("not/there");
    auto opened = Agent::open(house.config, {house.io, house.clock, house.entropy, house.files,
                                             house.metrics, house.lines.log()});
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().what().find("not/there"), std::string::npos);
}

TEST(Agent, StopsInOrderAndMayBeStoppedTwice) {
    House house;
    house.start();
    bool gone = false;
    house.agent->stop([&gone] { gone = true; });
    house.agent->stop([] { ADD_FAILURE() << "the second stop has nothing to do"; });
    house.io.run();
    EXPECT_TRUE(gone);
    house.agent.reset();
    EXPECT_TRUE(house.fatal.empty());
}

// A loop with nothing more to turn for would end before the store has answered, and its threads
// would go on in what is gone by then.
TEST(Agent, TurnsItsLoopUntilTheStoreHasAnswered) {
    House house;
    auto& printer = house.config.printers.emplace_back();
    printer.name = "counter";
    printer.address = "127.0.0.1:9";
    house.start();
    Request request;
    request.method = "POST";
    request.path = {"v1", "print-jobs"};
    request.body = R"({"id":"s-1","slip":"test","language":"en"})";
    bool answered = false;
    bool gone = false;
    house.agent->ask(request, [&answered](const Response&) { answered = true; });
    house.agent->stop([&gone] { gone = true; });
    house.io.run();
    EXPECT_TRUE(answered);
    EXPECT_TRUE(gone);
    house.agent.reset();
}

}  // namespace
}  // namespace aisle
