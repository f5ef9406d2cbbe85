// SPDX-License-Identifier: Apache-2.0
// The network or a device on the counter is not there.
#include "tests/drivers/pty.hpp"
#include "tests/kill/day.hpp"
#include "tests/kill/scanner.hpp"

namespace aisle {
namespace {

TEST(Absence, BrokerGoneForADay) {
    Day day;
    day.open();
    day.capture(30);
    day.deliver();
    day.shop.broker.stop();
    day.capture(300);
    day.shop.stop_daemon();
    day.shop.open_daemon();
    day.capture(150);
    day.shop.kill_daemon();
    day.shop.open_daemon();
    day.capture(30);
    EXPECT_GT(day.shop.waiting(), 480u);
    EXPECT_GE(day.shop.verdict().lost, 480u) << "who carried it?";
    day.shop.broker.start();
    day.expect_whole();
}

TEST(Absence, ColdBootWithoutNetwork) {
    Day day;
    day.shop.broker.stop();
    day.shop.open_daemon();
    day.capture(30);
    day.shop.kill_daemon();
    day.shop.open_daemon();
    day.capture(30);
    day.shop.broker.start();
    day.shop.start_hub();
    day.expect_whole();
}

std::string scanner_word(const Shop& shop, std::string_view key) {
    const Json& status = shop.get("/v1/status");
    const Json* scanners = status.find("scanners");
    if (scanners == nullptr || scanners->items().empty()) return {};
    const Json* found = scanners->items().front().find(key);
    return found == nullptr ? "" : std::string(found->string().value_or(""));
}

TEST(Absence, UnpluggedPty) {
    PtyScanner scanner;
    Day day({.settings = "[[device]]\nname = \"lane1\"\nkind = \"serial\"\npath = \"" +
                         scanner.path() + "\"\n"});
    const auto scan = [&](const std::string& code) {
        ASSERT_TRUE(soon([&] { return scanner_word(day.shop, "state") == "open"; }, patient))
            << scanner_word(day.shop, "state");
        day.shop.evidence.maybe.push_back(code);
        scanner.type(code + "\r");
        const auto saved = [&] {
            const Json& journal = day.shop.get("/v1/journal?lane=touch&limit=500");
            const auto& rows = journal.find("entries")->items();
            return std::any_of(rows.begin(), rows.end(), [&](const Json& row) {
                const Json* body = row.find("event")->find("data");
                const Json* text = body->find("scan_data_label");
                return text != nullptr && text->string() == code;
            });
        };
        EXPECT_TRUE(soon(saved)) << code << " is not saved";
    };
    day.open();
    scan("before");
    scanner.unplug();
    EXPECT_TRUE(soon([&] { return scanner_word(day.shop, "state") != "open"; }));
    EXPECT_FALSE(scanner_word(day.shop, "trouble").empty()) << "it does not say what is wrong";
    day.capture(30);
    scanner.plug();
    scan("after");
    day.expect_whole();
    EXPECT_EQ(Scanner::arrived(day.shop.evidence), 2u);
}

}  // namespace
}  // namespace aisle
