// SPDX-License-Identifier: Apache-2.0
// The examination against real brokers: each fault is put there, and the check that has to see it
// does, while those before it are well.
#include "tools/doctor/examination.hpp"

#include "agent/base/files.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/mosquitto.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <fstream>

namespace aisle {
namespace {

class ExaminationTest : public testing::Test {
protected:
    ExaminationTest() { std::filesystem::create_directory(state); }

    void examine_at(const std::string& url, const std::string& settings = "") {
        const auto outcome = parse_config(
            "[identity]\ntenant = \"demo\"\ndevice = \"s0042-pos1\"\nstore = \"s0042\"\n"
            "[store]\nutc_offset = \"+08:00\"\ncurrency = \"CNY\"\n[disk]\ndirectory = \"" +
                state + "\"\nbudget = \"16MiB\"\n[broker]\nurls = [\"" + url + "\"]\n" + settings,
            "aisle.toml");
        std::string shown;
        found = examine({outcome, daemon, clock, network}, [&](const Diagnosis& one) {
            shown += std::string(to_string(one.health)) + " " + one.check + ": " + one.seen + "\n";
        });
        story = shown;
    }
    Health health(std::string_view check) const {
        const auto one = std::ranges::find(found, check, &Diagnosis::check);
        EXPECT_NE(one, found.end()) << check << " was not made\n" << story;
        return one == found.end() ? Health::skip : one->health;
    }
    bool made(std::string_view check) const {
        return std::ranges::find(found, check, &Diagnosis::check) != found.end();
    }
    bool says(std::string_view check, std::string_view words) const {
        const auto one = std::ranges::find(found, check, &Diagnosis::check);
        return one != found.end() && (one->seen + one->next).find(words) != std::string::npos;
    }
    static std::string trusted() { return "ca_file = \"" + test_certificates().ca + "\"\n"; }
    static std::string certified() {
        return trusted() + "cert_file = \"" + test_certificates().device_cert +
               "\"\nkey_file = \"" + test_certificates().device_key + "\"\n";
    }

    ScratchFolder folder;
    std::string state = folder.file("state");
    SystemClock clock;
    DaemonWord daemon;
    bool network = true;
    Diagnoses found;
    std::string story;
};

TEST_F(ExaminationTest, AGoodBrokerIsGoodAtEveryStep) {
    const Mosquitto broker({.tls = true, .require_certificate = true});
    examine_at(broker.url().text(), certified());
    for (const auto* check : {"config", "broker.name", "broker.tcp", "broker.mqtt", "broker.key"}) {
        EXPECT_EQ(health(check), Health::ok) << story;
    }
    // The certificates of a test last two days.
    EXPECT_EQ(health("broker.tls"), Health::warn) << story;
    EXPECT_EQ(health("broker.certificate"), Health::warn) << story;
    EXPECT_TRUE(says("broker.mqtt", "as s0042-pos1, MQTT 5")) << story;
    EXPECT_NE(broker.log().find("as s0042-pos1 ("), std::string::npos) << broker.log();
}

TEST_F(ExaminationTest, AnExpiredCertificateIsSeenWithItsDays) {
    const Mosquitto broker({.tls = true, .expired = true});
    examine_at(broker.url().text(), trusted());
    EXPECT_EQ(health("broker.tcp"), Health::ok) << story;
    EXPECT_EQ(health("broker.tls"), Health::fail) << story;
    EXPECT_TRUE(says("broker.tls", "ended 1 day ago")) << story;
    EXPECT_EQ(health("broker.mqtt"), Health::fail) << "the link does not believe it either";
}

TEST_F(ExaminationTest, ACertificateForAnotherHostIsSeen) {
    const Mosquitto broker({.tls = true, .elsewhere = true});
    examine_at(broker.url().text(), trusted());
    EXPECT_EQ(health("broker.tls"), Health::fail) << story;
    EXPECT_TRUE(says("broker.tls", "is not for localhost")) << story;
    EXPECT_EQ(health("broker.mqtt"), Health::fail) << story;
}

TEST_F(ExaminationTest, AnotherAuthorityIsSeen) {
    const Mosquitto broker({.tls = true});
    examine_at(broker.url().text(), "ca_file = \"" + test_certificates().stranger_ca + "\"\n");
    EXPECT_EQ(health("broker.tls"), Health::fail) << story;
    EXPECT_TRUE(says("broker.tls", "Aisle test authority")) << story;
    EXPECT_TRUE(says("broker.tls", "ca_file")) << story;
    EXPECT_EQ(health("broker.mqtt"), Health::fail) << story;
}

TEST_F(ExaminationTest, ARefusedPasswordIsSeenAndNeverShown) {
    const Mosquitto broker({.passwords = {{"s0042-pos1", "right-word"}}});
    const auto file = folder.write("password", "wrong-word\n");
    ::chmod(file.c_str(), 0600);
    examine_at(broker.url().text(), "password_file = \"" + file + "\"\n");
    EXPECT_EQ(health("broker.password"), Health::ok) << story;
    EXPECT_EQ(health("broker.tcp"), Health::ok) << story;
    EXPECT_EQ(health("broker.mqtt"), Health::fail) << story;
    EXPECT_TRUE(says("broker.mqtt", "user name, password")) << story;
    EXPECT_EQ(diagnoses_json(found).find("wrong-word"), std::string::npos);
    folder.write("password", "right-word\n");
    examine_at(broker.url().text(), "password_file = \"" + file + "\"\n");
    EXPECT_EQ(health("broker.mqtt"), Health::ok) << story;
}

TEST_F(ExaminationTest, ANameThatIsNotKnownEndsTheWayThere) {
    examine_at("mqtt://broker.invalid:1883");
    EXPECT_EQ(health("broker.name"), Health::fail) << story;
    EXPECT_FALSE(made("broker.tcp"));
    EXPECT_FALSE(made("broker.mqtt"));
}

TEST_F(ExaminationTest, AClosedPortEndsTheWayThere) {
    examine_at("mqtt://localhost:" + std::to_string(free_port()));
    EXPECT_EQ(health("broker.name"), Health::ok) << story;
    EXPECT_EQ(health("broker.tcp"), Health::fail) << story;
    EXPECT_TRUE(says("broker.tcp", "refused")) << story;
    EXPECT_FALSE(made("broker.mqtt"));
}

TEST_F(ExaminationTest, APortThatSpeaksSomethingElseIsSeen) {
    const LoopbackServer web(answer_and_close("HTTP/1.1 400 Bad Request\r\n\r\n"));
    examine_at("mqtts://localhost:" + std::to_string(web.port()), trusted());
    EXPECT_EQ(health("broker.tls"), Health::fail) << story;
}

// mosquitto takes every subscription, so this broker is four packets of MQTT 5: it lets in, and
// answers each of five filters with "not authorized".
void let_in_and_refuse(Stream& client) {
    if (client.read_some().empty()) return;  // somebody who only looked whether the port is open
    client.write(std::string("\x20\x03\0\0\0", 5));
    const auto subscribe = client.read_some();
    if (subscribe.size() < 5) return;
    std::size_t at = 1;
    while (at < subscribe.size() && (subscribe[at] & 0x80) != 0) ++at;
    client.write("\x90\x08" + subscribe.substr(at + 1, 2) + std::string(1, '\0') +
                 "\x87\x87\x87\x87\x87");
    client.read_some();
}

TEST_F(ExaminationTest, WhereTheBrokerDoesNotLetItListenIsSeen) {
    const LoopbackServer broker(let_in_and_refuse);
    examine_at("mqtt://localhost:" + std::to_string(broker.port()), "version = \"5\"\n");
    EXPECT_EQ(health("broker.mqtt"), Health::fail) << story;
    EXPECT_TRUE(says("broker.mqtt", "access list")) << story;
}

TEST_F(ExaminationTest, AConnectedDaemonIsNotThrownOff) {
    const Mosquitto broker;
    daemon.runs = true;
    daemon.central = "streaming";
    daemon.broker = broker.url().text();
    examine_at(broker.url().text());
    EXPECT_EQ(health("broker.mqtt"), Health::ok) << story;
    EXPECT_EQ(health("central.welcome"), Health::ok) << story;
    EXPECT_EQ(broker.log().find("s0042-pos1"), std::string::npos) << broker.log();
}

TEST_F(ExaminationTest, ADaemonThatTriesIsNotThrownOffEither) {
    const Mosquitto broker;
    daemon.runs = true;
    daemon.central = "connecting";
    daemon.broker = broker.url().text();
    examine_at(broker.url().text());
    EXPECT_TRUE(says("broker.mqtt", "as s0042-pos1-doctor")) << story;
    EXPECT_EQ(health("broker.mqtt"), Health::ok) << story;
    EXPECT_EQ(health("central.welcome"), Health::fail) << story;
}

TEST_F(ExaminationTest, AKeyThatEverybodyReadsAndAStrangersKeyAreSeen) {
    network = false;
    const auto key = folder.write("device.key", read_whole(test_certificates().device_key));
    ::chmod(key.c_str(), 0644);
    const auto settings = [&](const std::string& file) {
        return trusted() + "cert_file = \"" + test_certificates().device_cert +
               "\"\nkey_file = \"" + file + "\"\n";
    };
    examine_at("mqtts://broker.invalid:8883", settings(key));
    EXPECT_EQ(health("broker.key"), Health::fail) << story;
    EXPECT_TRUE(says("broker.key", "chmod 0600")) << story;
    ::chmod(key.c_str(), 0600);
    examine_at("mqtts://broker.invalid:8883", settings(key));
    EXPECT_EQ(health("broker.key"), Health::ok) << story;
    examine_at("mqtts://broker.invalid:8883", settings(test_certificates().server_key));
    EXPECT_TRUE(says("broker.key", "not the key of the certificate")) << story;
    examine_at("mqtts://broker.invalid:8883", settings(folder.file("no")));
    EXPECT_EQ(health("broker.key"), Health::fail) << story;
}

TEST_F(ExaminationTest, DevicesAreLookedForAndWhoHoldsThemIsNamed) {
    network = false;
    const auto fifo = folder.file("scans");
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    const auto settings = "[[device]]\nname = \"kiosk\"\nkind = \"fd\"\npath = \"" + fifo +
                          "\"\n[[device]]\nname = \"lane1\"\nkind = \"serial\"\npath = \"" +
                          folder.file("ttyUSB9") +
                          "\"\n[[device]]\nname = \"gate\"\nkind = \"tcp\"\n" +
                          "address = \"127.0.0.1:" + std::to_string(free_port()) + "\"\n";
    examine_at("mqtt://broker.invalid", settings);
    EXPECT_EQ(health("device.kiosk"), Health::ok) << story;
    EXPECT_EQ(health("device.lane1"), Health::fail) << story;
    EXPECT_EQ(health("device.gate"), Health::fail) << story;
    ChildProcess other({"tail", "-f", "/dev/null", fifo}, folder.file("tail.log"));
    const std::fstream writer(fifo, std::ios::in | std::ios::out);
    EXPECT_TRUE(soon(
        [&] {
            examine_at("mqtt://broker.invalid", settings);
            return says("device.kiosk", "tail (" + std::to_string(other.pid()) + ")");
        },
        50))
        << story;
    EXPECT_EQ(health("device.kiosk"), Health::warn) << story;
    other.signal(SIGTERM);
    other.wait();
}

TEST_F(ExaminationTest, TapsPrintersAndJournalsHaveTheirRows) {
    network = false;
    const auto settings =
        "[[tap]]\nname = \"till-1\"\nlisten = \"" + folder.file("till-1.sock") +
        "\"\nreceipts = \"till\"\n[[printer]]\nname = \"coupons\"\nkind = \"file\"\npath = \"" +
        folder.file("lp0") + "\"\n[[journal]]\nname = \"till-2\"\npath = \"" +
        folder.file("till.csv") + "\"\ntemplate_file = \"" + AISLE_SOURCE_DIR +
        "/config/examples/journals/acme-csv.json\"\n";
    examine_at("mqtt://broker.invalid", settings);
    EXPECT_EQ(health("tap.till-1"), Health::warn) << story;
    EXPECT_EQ(health("printer.coupons"), Health::fail) << story;
    EXPECT_EQ(health("journal.till-2"), Health::fail) << story;
    daemon.runs = true;
    daemon.taps = {{"till-1", "lost", "no aisle-tap copies there"}};
    daemon.printers = {{"coupons", "ok", ""}};
    daemon.journals = {{"till-2", "open", ""}};
    examine_at("mqtt://broker.invalid", settings);
    EXPECT_EQ(health("tap.till-1"), Health::fail) << story;
    EXPECT_TRUE(says("tap.till-1", "no aisle-tap copies there")) << story;
    EXPECT_EQ(health("printer.coupons"), Health::ok) << story;
    EXPECT_EQ(health("journal.till-2"), Health::ok) << story;
    EXPECT_NE(diagnoses_json(found).find(R"({"check":"tap.till-1","health":"fail")"),
              std::string::npos);
}

TEST_F(ExaminationTest, TheStateFolderIsLookedAt) {
    network = false;
    examine_at("mqtt://broker.invalid");
    EXPECT_EQ(health("state.journal"), Health::ok) << story;
    folder.write("state/current", "journal-1.db");
    folder.write("state/journal-1.db", std::string(4096, 'x'));
    examine_at("mqtt://broker.invalid");
    EXPECT_EQ(health("state.journal"), Health::fail) << story;
    std::filesystem::remove_all(state);
    examine_at("mqtt://broker.invalid");
    EXPECT_EQ(health("state.folder"), Health::fail) << story;
    EXPECT_FALSE(made("state.journal")) << story;
}

TEST_F(ExaminationTest, ABadConfigurationEndsIt) {
    examine_at("http://broker");
    EXPECT_EQ(found.size(), 1U) << story;
    EXPECT_EQ(health("config"), Health::fail);
}

}  // namespace
}  // namespace aisle
