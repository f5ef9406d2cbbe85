// SPDX-License-Identifier: Apache-2.0
#include "agent/api/scanner_setup.hpp"

#include "agent/base/utf8.hpp"
#include "tests/agent/api/served_shop.hpp"
#include "tests/drivers/sheet_scanner.hpp"
#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::string detect = "/v1/scanner-setup/detect";

std::string refusal(const std::string& body) {
    const auto parsed = parse_arrived(json_of(body));
    if (parsed) return "";
    return std::string(parsed.error().code()) + " " + parsed.error().place();
}

std::string body_of(const SheetScanner& scanner) {
    std::string body = R"({"kind":"evdev","arrived":[)";
    for (const auto& one : scanner.scan_sheet()) {
        body += (body.back() == '[' ? "" : ",") + std::string(R"({"code":")") + one.code +
                R"(","took_ms":90,"pause_ms":3,"keys":[)";
        for (const auto& move : one.keys) {
            body += (body.back() == '[' ? "" : ",") + std::string(move.down ? "" : "-") +
                    std::to_string(move.key);
        }
        body += "]}";
    }
    return body + "]}";
}

TEST(ScannerSetup, ReadsKeysAndBytes) {
    const auto typed = parse_arrived(json_of(
        R"({"kind":"evdev","arrived":[{"code":"ean","keys":[42,30,-30,-42],"took_ms":9}]})"));
    ASSERT_TRUE(typed);
    EXPECT_EQ(typed->arrived[0].keys,
              (std::vector<KeyMove>{{42, true}, {30, true}, {30, false}, {42, false}}));
    EXPECT_EQ(typed->arrived[0].took, Millis(9));
    const auto sent = parse_arrived(
        json_of(R"({"kind":"hid_pos","arrived":[{"code":"gs1","data_base64":"AR3/"}]})"));
    ASSERT_TRUE(sent);
    EXPECT_EQ(sent->line, ScannerLine::hid_pos);
    EXPECT_EQ(sent->arrived[0].bytes, "\x01\x1d\xff");
}

TEST(ScannerSetup, PointsAtWhatIsWrong) {
    EXPECT_EQ(refusal("{}"), "missing /kind");
    EXPECT_EQ(refusal(R"({"kind":"usb","arrived":[]})"), "unknown_word /kind");
    EXPECT_EQ(refusal(R"({"kind":"serial"})"), "missing /arrived");
    EXPECT_EQ(refusal(R"({"kind":"serial","arrived":[{}]})"), "missing /arrived/0/code");
    EXPECT_EQ(refusal(R"({"kind":"serial","arrived":[{"code":"x","data":"1"}]})"),
              "unknown_word /arrived/0/code");
    EXPECT_EQ(refusal(R"({"kind":"serial","arrived":[{"code":"ean","keys":[1]}]})"),
              "missing /arrived/0/data");
    EXPECT_EQ(refusal(R"({"kind":"evdev","arrived":[{"code":"ean","data":"1"}]})"),
              "missing /arrived/0/keys");
    for (const std::string keys : {"0", "65536", "-65536", "\"a\"", "1.5", "null"}) {
        EXPECT_EQ(refusal(R"({"kind":"evdev","arrived":[{"code":"ean","keys":[)" + keys + "]}]}"),
                  "out_of_range /arrived/0/keys");
    }
    EXPECT_EQ(refusal(R"({"kind":"serial","arrived":[{"code":"ean","data_base64":"?"}]})"),
              "bad_base64 /arrived/0/data_base64");
    EXPECT_EQ(refusal(R"({"kind":"serial","arrived":[7]})"), "wrong_type /arrived/0");
}

TEST(ScannerSetup, RefusesMoreThanAnySheetBrings) {
    const std::string one = R"({"code":"ean","data":"1"})";
    std::string many = one;
    for (int i = 0; i < 8; ++i) many += "," + one;
    EXPECT_EQ(refusal(R"({"kind":"serial","arrived":[)" + many + "]}"), "too_many /arrived");
    EXPECT_EQ(refusal(R"({"kind":"serial","arrived":[{"code":"ean","data":")" +
                      std::string(65536, 'x') + "\"}]}"),
              "too_long /arrived/0/data");
    std::string keys = "1";
    for (int i = 0; i < 1024; ++i) keys += ",1";
    EXPECT_EQ(refusal(R"({"kind":"evdev","arrived":[{"code":"ean","keys":[)" + keys + "]}]}"),
              "too_many /arrived/0/keys");
}

TEST(ScannerSetup, FindsAScannerOutOverTheInterface) {
    ServedShop shop;
    SheetScanner scanner;
    scanner.layout = KeyboardLayout::fr;
    scanner.prefix = "#";
    scanner.aim = true;
    const auto response = shop.post(detect, body_of(scanner));
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(response.body,
              R"({"kind":"evdev","blocked":false,"profile":{"layout":"fr","prefix":"#",)"
              R"("suffix":"","gs_substitute":"","gs_key":0,"idle_ms":80},"gs":"separator",)"
              R"("aim":true,"caps_inverted":false,"layouts":["fr"],"findings":[],"shown":[)"
              R"({"code":"layout","text":"#]C0AisLe-yzqw_m;:\"@#/=+19 <key 28>"},)"
              R"({"code":"gs1","text":"#]C1010952012345678810LOT42<GS>21SER01 <key 28>"},)"
              R"({"code":"ean","text":"#]E09529876543219 <key 28>"}]})");
    EXPECT_TRUE(shop.saved.empty());
}

TEST(ScannerSetup, AnswersHostileArrivalsInPlainText) {
    ServedShop shop;
    const auto response = shop.post(
        detect, R"({"kind":"serial","arrived":[{"code":"ean","data_base64":"G1syStj/AAA="}]})");
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_TRUE(is_plain_text(response.body));
    EXPECT_NE(response.body.find(R"("blocked":true)"), std::string::npos);
    EXPECT_NE(response.body.find("<ESC>[2J"), std::string::npos);
}

TEST(ScannerSetup, ListsTheSheetAndWhatStandsOnTheCounter) {
    ServedShop shop;
    const auto& answer = json_of(shop.get("/v1/scanner-setup").body);
    EXPECT_EQ(answer.find("sheet")->items().size(), 3U);
    const auto& one = answer.find("candidates")->items()[0];
    EXPECT_EQ(one.find("kind")->string(), "serial");
    EXPECT_EQ(one.find("path")->string(), "/dev/ttyACM0");
    EXPECT_EQ(one.find("likeness")->string(), "unsure");
    EXPECT_EQ(one.find("trouble"), nullptr);
}

}  // namespace
}  // namespace aisle
