// SPDX-License-Identifier: Apache-2.0
#include "agent/app/options.hpp"

#include "config/parse.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::string whole = R"(
[identity]
tenant = "demo"
device = "s0042-pos1"
store = "s0042"
[store]
utc_offset = "+08:00"
cut_off_hour = 5
currency = "CNY"
region = "HK"
[broker]
urls = ["mqtts://a.example.com", "ws://b.example.com:8080/mqtt"]
version = "3.1.1"
password_file = "/secret"
proxy = "http://proxy.example.com:3128"
[sync]
window = 5
backoff_cap = "90s"
ack_patience = "20s"
compression = "off"
[http]
listen = "127.0.0.1:9000"
socket = "/run/a.sock"
[[device]]
name = "front"
kind = "serial"
path = "/dev/ttyACM0"
speed = 115200
[[device]]
name = "gate"
kind = "tcp"
listen = "127.0.0.1:2001"
)";

Config config_of(const std::string& text) {
    const auto outcome = parse_config(text, "test.toml");
    for (const auto& problem : outcome.problems) ADD_FAILURE() << to_string(problem);
    return outcome.config;
}

TEST(Options, LeadTheSessionAndTheLinkAsTheFileSays) {
    const auto options = runner_options(config_of(whole));
    ASSERT_TRUE(options) << options.error().what();
    EXPECT_EQ(options->session.version, VersionPreference::v311);
    EXPECT_EQ(options->session.window, 5U);
    EXPECT_EQ(options->session.backoff_cap, Seconds{90});
    EXPECT_EQ(options->session.ack_patience, Seconds{20});
    EXPECT_FALSE(options->session.compress);
    ASSERT_EQ(options->brokers.size(), 2U);
    EXPECT_EQ(options->session.brokers, 2U);
    const auto& first = options->brokers[0];
    EXPECT_EQ(first.url.host, "a.example.com");
    EXPECT_EQ(first.url.port, 8883);
    EXPECT_EQ(first.client_id, "s0042-pos1");
    EXPECT_EQ(first.username, "s0042-pos1");
    EXPECT_EQ(first.password_file, "/secret");
    ASSERT_TRUE(first.proxy);
    EXPECT_EQ(first.proxy->port, 3128);
    EXPECT_TRUE(options->brokers[1].url.websocket());
    EXPECT_EQ(options->topics.journal, "aisle/v1/up/s0042-pos1/journal");
    EXPECT_EQ(options->topics.feed, "aisle/v1/feed/{scope}");
}

TEST(Options, GiveACloudTheNameThatItPrescribesAndNothingThatItRefuses) {
    auto config = config_of(whole);
    config.broker.password_file.clear();
    config.broker.client_id = "GID_tills@@@s0042-pos1";
    config.broker.retain = config.broker.will = false;
    config.sync.messages_per_second = 12;
    const auto options = runner_options(config);
    ASSERT_TRUE(options) << options.error().what();
    EXPECT_EQ(options->brokers[0].client_id, "GID_tills@@@s0042-pos1");
    EXPECT_EQ(options->brokers[0].username, "s0042-pos1");
    EXPECT_FALSE(options->retain || options->will);
    EXPECT_EQ(options->session.messages_per_second, 12);
}

TEST(Options, OpenTheDoorsOfTheLocalInterface) {
    const auto http = http_options(config_of(whole));
    ASSERT_TRUE(http);
    EXPECT_EQ(http->address, "127.0.0.1");
    EXPECT_EQ(http->port, 9000);
    EXPECT_EQ(http->socket_path, "/run/a.sock");
}

TEST(Options, MakeADeviceOfEachEntry) {
    const auto devices = device_options(config_of(whole));
    ASSERT_EQ(devices.size(), 2U);
    EXPECT_EQ(devices[0].kind, SourceKind::serial);
    EXPECT_EQ(devices[0].speed, 115200U);
    EXPECT_EQ(devices[1].kind, SourceKind::tcp_listen);
    EXPECT_EQ(devices[1].port, 2001);
    for (const auto& device : devices) EXPECT_TRUE(check_options(device));
}

TEST(Options, TellTheStoreItsDay) {
    const auto profile = store_profile(config_of(whole));
    EXPECT_EQ(profile.store_id, "s0042");
    EXPECT_EQ(profile.currency, "CNY");
    EXPECT_EQ(profile.region, "HK");
    EXPECT_EQ(profile.day.utc_offset_minutes, 480);
    EXPECT_EQ(profile.day.cut_off_hour, 5);
}

TEST(Options, OfPrinters) {
    Config config;
    config.printers.resize(3);
    config.printers[0].name = "front";
    config.printers[0].address = "192.0.2.30:9100";
    config.printers[1].kind = PrinterKind::serial;
    config.printers[1].path = "/dev/ttyS1";
    config.printers[1].speed = 19200;
    config.printers[1].hardware_flow = true;
    config.printers[2].kind = PrinterKind::file;
    config.printers[2].status = false;
    const auto options = printer_options(config);
    ASSERT_EQ(options.size(), 3u);
    EXPECT_EQ(options[0].name, "front");
    EXPECT_EQ(options[0].port_kind, PrinterPort::tcp);
    EXPECT_EQ(options[0].host, "192.0.2.30");
    EXPECT_EQ(options[0].port, 9100);
    EXPECT_TRUE(options[0].asks);
    EXPECT_EQ(options[1].port_kind, PrinterPort::serial);
    EXPECT_EQ(options[1].path, "/dev/ttyS1");
    EXPECT_EQ(options[1].speed, 19200u);
    EXPECT_TRUE(options[1].hardware_flow);
    EXPECT_EQ(options[2].port_kind, PrinterPort::node);
    EXPECT_FALSE(options[2].asks);
}

TEST(Options, WhichPrintersPrintChinese) {
    PrinterConfig printer;
    for (const auto* charset : {"GB18030", "gb18030", "GBK", "gb2312"}) {
        printer.charset = charset;
        EXPECT_TRUE(prints_chinese(printer)) << charset;
        EXPECT_TRUE(printer_profile(printer).two_byte) << charset;
    }
    printer.charset = "BIG5";
    EXPECT_FALSE(prints_chinese(printer)) << "other signs than ours are in it";
    EXPECT_TRUE(printer_profile(printer).two_byte);
    printer.columns = 32;
    printer.charset = "CP858";
    printer.code_page = 19;
    printer.cutter = printer.qr = false;
    EXPECT_FALSE(prints_chinese(printer));
    const auto profile = printer_profile(printer);
    EXPECT_FALSE(profile.two_byte);
    EXPECT_EQ(profile.columns, 32u);
    EXPECT_EQ(profile.charset, "CP858");
    EXPECT_EQ(profile.code_page, 19);
    EXPECT_FALSE(profile.cutter);
    EXPECT_FALSE(profile.has_qr);
}

}  // namespace
}  // namespace aisle
