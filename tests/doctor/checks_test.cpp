// SPDX-License-Identifier: Apache-2.0
// The judgements, from facts alone: no network, no disk, no clock.
#include "tests/doctor/judged.hpp"
#include "tests/support/json_of.hpp"
#include "tests/support/manual_clock.hpp"
#include "tools/doctor/broker_check.hpp"
#include "tools/doctor/clock_check.hpp"
#include "tools/doctor/credential_check.hpp"
#include "tools/doctor/device_check.hpp"
#include "tools/doctor/examination.hpp"
#include "tools/doctor/state_check.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr WallTime now = ManualClock::morning;
constexpr Micros day = Seconds{86'400};

TEST(Checks, TheStateFolder) {
    StateFacts facts{"/var/lib/aisle", true, true, true, false, "aisle", "aisle"};
    AISLE_EXPECT(ok, judge_state(facts));
    facts.open_to_others = true;
    AISLE_EXPECT(warn, judge_state(facts));
    facts.writable = false;
    AISLE_EXPECT(fail, judge_state(facts));
    EXPECT_TRUE(says(judge_state(facts), "aisle may not write there"));
    facts.folder = false;
    AISLE_EXPECT(fail, judge_state(facts));
    facts.there = false;
    EXPECT_TRUE(says(judge_state(facts), "install -d"));
}

TEST(Checks, TheRoomOnDisk) {
    constexpr std::uint64_t gib = 1024 * MiB;
    AISLE_EXPECT(ok, judge_room({100 * MiB, 50 * gib, 1'000'000, 2'000'000, 2 * gib}));
    AISLE_EXPECT(ok, judge_room({0, 50 * gib, 0, 0, 2 * gib}));
    const auto small_disk = judge_room({100 * MiB, gib, 1'000'000, 2'000'000, 2 * gib});
    AISLE_EXPECT(warn, small_disk);
    EXPECT_TRUE(says(small_disk, "the disk ends before the budget"));
    AISLE_EXPECT(warn, judge_room({1700 * MiB, 50 * gib, 1'000'000, 2'000'000, 2 * gib}));
    AISLE_EXPECT(fail, judge_room({2 * gib, 50 * gib, 1'000'000, 2'000'000, 2 * gib}));
    AISLE_EXPECT(fail, judge_room({gib, MiB, 1'000'000, 2'000'000, 2 * gib}));
    AISLE_EXPECT(fail, judge_room({0, 50 * gib, 3, 2'000'000, 2 * gib}));
    AISLE_EXPECT(warn, judge_room({0, 50 * gib, 300, 2'000'000, 2 * gib}));
}

TEST(Checks, TheJournal) {
    AISLE_EXPECT(ok, judge_journal(JournalFacts{}));
    AISLE_EXPECT(ok, judge_journal(JournalFacts{"journal-1.db", {}, 0}));
    AISLE_EXPECT(warn, judge_journal(JournalFacts{"journal-1.db", {}, 2}));
    const Error bad(Errc::corrupt, "page 3 is not what it was");
    AISLE_EXPECT(fail, judge_journal(JournalFacts{"journal-1.db", bad, 0}));
    const Error newer(Errc::newer, "schema 9");
    EXPECT_TRUE(says(judge_journal(JournalFacts{"journal-1.db", newer, 0}), "the newer aisled"));
    DaemonWord daemon;
    daemon.runs = true;
    AISLE_EXPECT(ok, judge_journal(daemon));
    daemon.problems = {"the disk is full", "nobody answers"};
    AISLE_EXPECT(ok, judge_journal(daemon));
    AISLE_EXPECT(warn, judge_daemon(daemon));
    EXPECT_TRUE(says(judge_daemon(daemon), "it says: the disk is full; it says: nobody answers"));
}

TEST(Checks, TheClock) {
    AISLE_EXPECT(ok, judge_clock({true, now, now - day, now - Seconds{5}}));
    AISLE_EXPECT(ok, judge_clock({true, now, std::nullopt, std::nullopt}));
    AISLE_EXPECT(warn, judge_clock({false, now, now - day, std::nullopt}));
    AISLE_EXPECT(fail, judge_clock({true, now - 2 * day, now, std::nullopt}));
    const auto behind = judge_clock({true, now, std::nullopt, now + day});
    AISLE_EXPECT(fail, behind);
    EXPECT_TRUE(says(behind, "before the newest event"));
    AISLE_EXPECT(fail, judge_clock({false, WallTime{}, now, std::nullopt}));
}

CertificateView certificate(Micros from, Micros to) {
    return {"broker.example", "Shop CA", now + from, now + to};
}

TEST(Checks, CertificatesByTheirDays) {
    const auto judged = [](Micros from, Micros to) {
        return judge_certificates("broker.ca", {"/ca.pem", "", {certificate(from, to)}}, now);
    };
    AISLE_EXPECT(ok, judged(-day, 31 * day));
    AISLE_EXPECT(warn, judged(-day, 29 * day));
    EXPECT_TRUE(says(judged(-day, 29 * day), "ends in 29 days"));
    AISLE_EXPECT(fail, judged(-9 * day, -2 * day));
    EXPECT_TRUE(says(judged(-9 * day, -2 * day), "ended 2 days ago"));
    AISLE_EXPECT(fail, judged(3 * day, 9 * day));
    EXPECT_TRUE(says(judged(3 * day, 9 * day), "begins in 3 days"));
    AISLE_EXPECT(fail, judge_certificates("broker.ca", {"/ca.pem", "not there", {}}, now));
    const auto bundle = judge_certificates(
        "broker.ca", {"/ca.pem", "", {certificate(-day, 900 * day), certificate(-day, day)}}, now);
    AISLE_EXPECT(warn, bundle);
}

TEST(Checks, Secrets) {
    AISLE_EXPECT(ok, judge_secret("broker.key", {"/k", "", false, true, ""}));
    AISLE_EXPECT(ok, judge_secret("broker.password", {"/k", "", false, std::nullopt, ""}));
    AISLE_EXPECT(fail, judge_secret("broker.key", {"/k", "", false, false, ""}));
    AISLE_EXPECT(fail, judge_secret("broker.key", {"/k", "", true, true, ""}));
    AISLE_EXPECT(fail, judge_secret("broker.key", {"/k", "denied", false, std::nullopt, ""}));
    AISLE_EXPECT(fail, judge_secret("broker.key", {"/k", "", false, std::nullopt, "no key"}));
}

TEST(Checks, NameAndConnection) {
    AISLE_EXPECT(ok, judge_name("b:1", {{NetworkAddress{{}, 0, "192.0.2.1"}}, ""}));
    AISLE_EXPECT(fail, judge_name("b:1", {{}, "Name or service not known"}));
    AISLE_EXPECT(ok, judge_reach("b:1", {"192.0.2.1", ""}));
    AISLE_EXPECT(fail, judge_reach("b:1", {"", "Connection refused"}));
}

TEST(Checks, TlsByWhatIsWrongFirst) {
    const BrokerUrl url{BrokerScheme::mqtts, "broker.example", 8883, ""};
    TlsFacts facts{{"TLSv1.3", {certificate(-day, 90 * day)}, "", false, true}, ""};
    AISLE_EXPECT(ok, judge_tls(url, facts, now));
    facts.view.chain.front() = certificate(-day, 3 * day);
    AISLE_EXPECT(warn, judge_tls(url, facts, now));
    facts.view.name_fits = false;
    EXPECT_TRUE(says(judge_tls(url, facts, now), "is not for broker.example"));
    facts.view.untrusted = "unable to get local issuer certificate";
    EXPECT_TRUE(says(judge_tls(url, facts, now), "ca_file"));
    facts.view.expired = true;
    EXPECT_TRUE(says(judge_tls(url, facts, now), "this clock is wrong"));
    AISLE_EXPECT(fail, judge_tls(url, facts, now));
    AISLE_EXPECT(fail, judge_tls(url, {{}, "hung up"}, now));
}

TEST(Checks, Mqtt) {
    const BrokerUrl url{BrokerScheme::mqtts, "broker.example", 8883, ""};
    MqttFacts facts{true, MqttVersion::v5, {}, {true, ""}};
    AISLE_EXPECT(ok, judge_mqtt("till", url, facts));
    facts.subscribed = {false, "down/till/ack was refused"};
    AISLE_EXPECT(fail, judge_mqtt("till", url, facts));
    facts.up = false;
    facts.down = {LinkLoss::refused_credentials, 0x86, "refused: bad user name"};
    AISLE_EXPECT(fail, judge_mqtt("till", url, facts));
    EXPECT_TRUE(says(judge_mqtt("till", url, facts), "(tried as till)"));
}

TEST(Checks, TheDaemonAndCentralsWelcome) {
    DaemonWord daemon;
    AISLE_EXPECT(warn, judge_daemon(daemon));
    EXPECT_EQ(judge_welcome(daemon).health, Health::skip);
    daemon.runs = true;
    daemon.central = "connecting";
    daemon.trouble = "nobody answers";
    AISLE_EXPECT(ok, judge_daemon(daemon));
    EXPECT_TRUE(says(judge_welcome(daemon), "connecting: nobody answers"));
    daemon.central = "greeting";
    AISLE_EXPECT(fail, judge_welcome(daemon));
    daemon.central = "streaming";
    AISLE_EXPECT(ok, judge_welcome(daemon));
    daemon.error = "permission denied";
    AISLE_EXPECT(fail, judge_daemon(daemon));
}

TEST(Checks, ADoctorNeverTakesTheNameOfARunningDaemon) {
    DaemonWord daemon;
    EXPECT_EQ(probing_id("s0042-pos1", daemon), "s0042-pos1");
    daemon.runs = true;
    EXPECT_EQ(probing_id("s0042-pos1", daemon), "s0042-pos1-doctor");
    const std::string longest(client_id_bytes_max, 'a');
    EXPECT_EQ(probing_id(longest, daemon).size(), client_id_bytes_max);
    EXPECT_NE(probing_id(longest, daemon), longest);
}

TEST(Checks, Devices) {
    DeviceFacts facts{"lane1", DeviceKind::serial, "/dev/ttyUSB0", false, true, true, true, "",
                      {},      std::nullopt};
    AISLE_EXPECT(ok, judge_device(facts));
    facts.holders = {"gpsd (71)"};
    AISLE_EXPECT(warn, judge_device(facts));
    EXPECT_TRUE(says(judge_device(facts), "gpsd (71)"));
    facts.permitted = false;
    EXPECT_TRUE(says(judge_device(facts), "dialout"));
    facts.suitable = false;
    AISLE_EXPECT(fail, judge_device(facts));
    facts.there = false;
    facts.trouble = "No such file or directory";
    AISLE_EXPECT(fail, judge_device(facts));
    facts.word = PeripheralWord{"lane1", "open", ""};
    AISLE_EXPECT(ok, judge_device(facts));
    facts.word = PeripheralWord{"lane1", "closed", "unplugged"};
    EXPECT_TRUE(says(judge_device(facts), "aisled says: unplugged"));
    const DeviceFacts gate{"gate", DeviceKind::tcp, "192.0.2.1:9",        false, false,
                           false,  false,           "Connection refused", {},    std::nullopt};
    AISLE_EXPECT(fail, judge_device(gate));
}

TEST(Checks, AConfigurationIsNeverQuoted) {
    const auto outcome = parse_config(
        "[broker]\npassword_file = \"hunter2\"\nurls = [\"mqtt://u:hunter2@b\"]\n", "f.toml");
    const auto one = judge_config(outcome);
    AISLE_EXPECT(fail, one);
    EXPECT_TRUE(says(one, "f.toml:2:17 broker.password_file")) << one.seen;
    EXPECT_EQ(one.seen.find("hunter2"), std::string::npos) << one.seen;
    bool quoted = false;
    for (const auto& problem : outcome.problems) {
        quoted = quoted || problem.text.find("hunter2") != std::string::npos;
    }
    EXPECT_TRUE(quoted) << "the control: the problem's own text would have given it away";
}

TEST(Checks, AsJsonTheyAreOneObjectWithStableNames) {
    const Diagnoses all{{"clock", Health::ok, "it is noon", ""},
                        {"daemon", Health::warn, "asleep", "wake it"}};
    EXPECT_FALSE(all_well(all));
    EXPECT_EQ(diagnoses_json(all),
              R"({"schema_version":1,"well":false,"checks":[)"
              R"({"check":"clock","health":"ok","seen":"it is noon"},)"
              R"({"check":"daemon","health":"warn","seen":"asleep","next":"wake it"}]})");
    EXPECT_TRUE(all_well({{"x", Health::skip, "", ""}}));
}

TEST(Checks, TheDaemonsWordIsReadFromItsStatus) {
    const auto daemon = daemon_word(json_of(
        R"({"version":"0.1.0","problems":["a","b\u001b[2J"],"central":{"state":"greeting",)"
        R"("broker":"mqtt://b:1883"},"lanes":{"ledger":{"waiting":3},"touch":{"waiting":4}},)"
        R"("scanners":[{"name":"lane1","state":"open"}],"taps":[{"name":"till-1",)"
        R"("state":"lost","trouble":"start it"}],"journals":[{"name":"till-2","state":"open"}]})"));
    EXPECT_TRUE(daemon.connected());
    EXPECT_EQ(daemon.waiting, 7U);
    EXPECT_EQ(daemon.problems, (std::vector<std::string>{"a"})) << "no terminal obeys the other";
    EXPECT_EQ(daemon.scanners.at(0).name, "lane1");
    EXPECT_EQ(daemon.taps.at(0).trouble, "start it");
    EXPECT_EQ(daemon.journals.at(0).state, "open");
    EXPECT_TRUE(daemon.printers.empty());
    EXPECT_FALSE(daemon_word(json_of("{}")).connected());
}

}  // namespace
}  // namespace aisle
