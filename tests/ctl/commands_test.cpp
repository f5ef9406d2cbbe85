// SPDX-License-Identifier: Apache-2.0
// The commands against what the daemon itself writes, so that a changed member is noticed here.
#include "agent/api/journal_page.hpp"
#include "agent/api/status.hpp"
#include "tests/ctl/canned_daemon.hpp"
#include "tests/ctl/recorded_console.hpp"
#include "tests/support/json_of.hpp"
#include "tools/ctl/capture_command.hpp"
#include "tools/ctl/config_command.hpp"
#include "tools/ctl/read_command.hpp"
#include "tools/ctl/status_view.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TillStatus till() {
    TillStatus status;
    status.tenant = "demo";
    status.device = "pos1";
    status.store = "s1";
    status.version = "0.1.0";
    status.uptime_seconds = 3 * 3600 + 12 * 60 + 5;
    status.clock = ClockQuality::synced;
    status.lanes[0] = {Seq{12}, Seq{12}, 0, std::nullopt};
    status.lanes[1] = {Seq{500}, Seq{480}, 20, WallTime{Micros{1'782'892'800'000'000}}};
    status.central = {"streaming", "mqtts://broker:8883", "5", "", 12};
    status.disk = {"ok", 12 * MiB + 512 * KiB, 2048 * MiB};
    status.scanners = {{"lane1", "open", 7, ""}};
    status.printers = {{"coupons", "paper_out", "The printer is out of paper."}};
    status.taps = {{"till-1", "open", ""}};
    status.journals = {{"till-2", "waiting", ""}};
    return status;
}

class Commands : public ::testing::Test {
protected:
    LocalClient client_of(const CannedDaemon& daemon) {
        return *LocalClient::over_socket(daemon.path(), clock);
    }
    SystemClock clock;
    RecordedConsole recorded;
};

TEST_F(Commands, StatusSaysInWordsWhatIsSavedDeliveredAndWaiting) {
    CannedDaemon daemon({http_answer(200, status_json(till()))});
    EXPECT_EQ(show_status(recorded.console(), client_of(daemon), false), Exit::fine);
    EXPECT_EQ(recorded.results(),
              "pos1 in store s1 of demo: all is well\n"
              "\n"
              "lane    saved  delivered  waiting  since\n"
              "ledger     12         12        0\n"
              "touch     500        480       20  2026-07-01T08:00:00.000Z\n"
              "\n"
              "central  streaming for 12 s, mqtts://broker:8883, MQTT 5\n"
              "disk     ok, 12.5 MiB of 2 GiB\n"
              "scanner  lane1 open, 7 scans\n"
              "printer  coupons paper_out: The printer is out of paper.\n"
              "tap      till-1 open\n"
              "journal  till-2 waiting\n"
              "clock    synced, 1970-01-01T00:00:00.000Z\n"
              "agent    0.1.0, up 3 h 12 min, 0 gaps, 0 set aside\n");
    EXPECT_EQ(recorded.messages(), "");
}

TEST_F(Commands, WhatNeedsAttentionIsToldFirstAndByTheExitCode) {
    auto status = till();
    status.problems = {"The disk is full: make room or raise disk.budget."};
    CannedDaemon daemon({http_answer(200, status_json(status))}, 2);
    EXPECT_EQ(show_status(recorded.console(), client_of(daemon), false), Exit::degraded);
    EXPECT_EQ(recorded.results().find("pos1 in store s1 of demo: needs attention\n"
                                      "! The disk is full: make room or raise disk.budget.\n"),
              0U);
    EXPECT_EQ(show_status(recorded.console(), client_of(daemon), true), Exit::degraded);
}

TEST_F(Commands, AsJsonTheAnswerIsGivenUnchanged) {
    const auto json = status_json(till());
    CannedDaemon daemon({http_answer(200, json)});
    EXPECT_EQ(show_status(recorded.console(), client_of(daemon), true), Exit::fine);
    EXPECT_EQ(recorded.results(), json + "\n");
}

TEST_F(Commands, WatchingGoesOnWhenNobodyAnswers) {
    const auto client = *LocalClient::over_socket("/nowhere/socket", clock);
    int left = 3;
    const auto again = [&left] { return --left > 0; };
    EXPECT_EQ(watch_status(recorded.console(), client, false, again), Exit::not_running);
    EXPECT_EQ(left, 0);
    EXPECT_EQ(recorded.results(), "");
    EXPECT_NE(recorded.messages().find("is aisled running?"), std::string::npos);
}

TEST_F(Commands, AStatusOfAnotherVersionCanStillBeRead) {
    const auto text = status_text(*Json::parse("{}"), recorded.console());
    EXPECT_EQ(text.find("- in store - of -: all is well\n"), 0U);
}

TEST_F(Commands, WhatATerminalWouldObeyIsNotShown) {
    auto status = till();
    status.device = "pos\x1b[2J";
    const auto text = status_text(json_of(status_json(status)), recorded.console());
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST_F(Commands, TheJournalIsATableWithThePlaceToGoOn) {
    JournalQuery query;
    query.rows_max = 1;
    JournalPage page;
    const auto id = *parse_event_id("0190a5c6-8f3e-7cc0-9b1f-2d9f6f3a4b5c");
    page.entries.push_back({Seq{41}, id,
                            R"({"type":"io.aisle.scan.captured.v1","time":"2026-07-01T08:00:00Z"})",
                            false});
    CannedDaemon daemon({http_answer(200, journal_json(query, page))});
    const JournalAsk ask{"ledger", "", 40, 1, false};
    EXPECT_EQ(show_journal(recorded.console(), client_of(daemon), ask), Exit::fine);
    EXPECT_EQ(daemon.asked().find("GET /v1/journal?after=40&lane=ledger&limit=1 HTTP/1.1\r\n"), 0U);
    EXPECT_EQ(recorded.results(),
              "ledger of epoch 00000000000000000000000000000000\n"
              "seq  time                  type                       id\n"
              " 41  2026-07-01T08:00:00Z  io.aisle.scan.captured.v1  "
              "0190a5c6-8f3e-7cc0-9b1f-2d9f6f3a4b5c\n"
              "there may be more: --after 41\n");
}

TEST_F(Commands, AnEpochCannotSmuggleInAParameter) {
    const auto client = *LocalClient::over_socket("/nowhere/socket", clock);
    EXPECT_EQ(show_journal(recorded.console(), client, {"", "0&limit=9 HTTP/1.1", 0, 0, false}),
              Exit::usage);
}

TEST_F(Commands, FeedsShowHowFarEachHasCome) {
    const std::vector<FeedStatus> feeds{
        {"coupons", "store-s1", Generation{2}, Cursor{40}, Cursor{41}, ""},
        {"tasks", "fleet", Generation{1}, Cursor{3}, Cursor{3}, "page 4 does not fit"}};
    CannedDaemon daemon({http_answer(200, feeds_json(feeds))});
    EXPECT_EQ(show_feeds(recorded.console(), client_of(daemon), false), Exit::fine);
    EXPECT_EQ(recorded.results(),
              "feed     scope     generation  applied  head  problem\n"
              "coupons  store-s1           2       40    41\n"
              "tasks    fleet              1        3     3  page 4 does not fit\n");
}

TEST_F(Commands, ACaptureIsSaidToBeSavedOnlyWhenTheDaemonSaidSo) {
    CannedDaemon daemon({http_answer(201, R"({"id":"i","lane":"touch","seq":7,"epoch":"e"})")});
    const auto scan = *scan_capture("69012345\"", "lane1");
    EXPECT_EQ(capture(recorded.console(), client_of(daemon), scan, false), Exit::fine);
    EXPECT_EQ(recorded.results(), "saved as i, touch 7\n");
    EXPECT_EQ(daemon.asked().find("POST /v1/scans HTTP/1.1\r\n"), 0U);
    EXPECT_TRUE(
        daemon.asked().ends_with("\r\n\r\n{\"data\":\"69012345\\\"\",\"source\":\"lane1\"}"));
}

TEST_F(Commands, ARefusalIsToldInTheDaemonsWordsWithItsPlace) {
    const std::string problem = R"({"title":"T","detail":"lines add up to 5",)"
                                R"("code":"totals_disagree","pointer":"/total"})";
    CannedDaemon daemon({http_answer(422, problem)});
    EXPECT_EQ(capture(recorded.console(), client_of(daemon), {"/v1/purchases", "{}"}, false),
              Exit::failed);
    EXPECT_EQ(recorded.messages(), "aisle: /total: lines add up to 5 [totals_disagree]\n");
    EXPECT_EQ(recorded.results(), "");
}

TEST_F(Commands, WhatNoScannerCouldReadIsNotSent) {
    EXPECT_FALSE(scan_capture("\xFF", ""));
    EXPECT_FALSE(scan_capture(std::string(scan_bytes_max + 1, '1'), ""));
    EXPECT_EQ(scan_capture("1", "")->body, R"({"data":"1"})");
}

TEST_F(Commands, ConfigCheckTellsWhatIsWrongAndWhere) {
    const auto outcome = parse_config("[sync]\nwindow = 0\n", "f.toml");
    EXPECT_EQ(check_config(recorded.console(), outcome, false), Exit::bad_configuration);
    EXPECT_EQ(recorded.results().find(
                  "f.toml:2:10: sync.window: got 0, expected a whole number from 1 to 64\n"),
              0U);
}

TEST_F(Commands, ConfigCheckAsJsonHasThePlaceInParts) {
    const auto outcome = parse_config("[sync]\nwindow = 0\n", "f.toml");
    EXPECT_EQ(check_config(recorded.console(), outcome, true), Exit::bad_configuration);
    const Json& json = json_of(recorded.results());
    const Json& first = json.find("problems")->items().at(0);
    EXPECT_EQ(first.find("line")->integer(), 2);
    EXPECT_EQ(first.find("column")->integer(), 10);
    EXPECT_EQ(first.find("key")->string(), "sync.window");
    EXPECT_EQ(json.find("good")->boolean(), false);
}

TEST_F(Commands, ConfigShowShowsNothingOfABadConfiguration) {
    const auto outcome = parse_config("", "f.toml");
    EXPECT_EQ(show_config(recorded.console(), outcome, {}), Exit::bad_configuration);
    EXPECT_EQ(recorded.results(), "");
    EXPECT_NE(recorded.messages().find("identity.device: missing"), std::string::npos);
}

}  // namespace
}  // namespace aisle
