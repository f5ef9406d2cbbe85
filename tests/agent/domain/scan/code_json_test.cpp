// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/code_json.hpp"

#include "agent/base/entropy.hpp"
#include "agent/base/limits.hpp"
#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace aisle {
namespace {

using namespace std::string_literals;

constexpr std::uint64_t seed = 20260701;

const CodeReader& shop() {
    static const CodeReader reader([] {
        CodeRules rules;
        rules.web.own_domains = {"own.example"};
        rules.patterns.push_back(
            {"card", CodeClass::member_card, std::move(*Pattern::compile("M\\d{8}"))});
        rules.measures.push_back(
            *MeasurePattern::parse("2{P}{IIIII}{VVVVV}{C}", MeasureKind::price, 2));
        return rules;
    }());
    return reader;
}

// What a caller is told.
std::string told(std::string_view raw) {
    const auto scan = make_scan(raw, "lane1", MonoTime{});
    return code_json(scan, shop().read(scan));
}

// What is written into an event.
std::string kept(std::string_view raw) {
    const auto scan = make_scan(raw, "lane1", MonoTime{});
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    write_code(json, scan, shop().read(scan));
    json.end_object();
    return text;
}

TEST(CodeJsonTest, AProduct) {
    EXPECT_EQ(told("]E06901234567892"),
              R"({"class":"product","symbology":"]E0","scan_data_type":104,)"
              R"("gtin":"06901234567892"})");
    EXPECT_EQ(told("]E0977123456700312"),
              R"({"class":"product","symbology":"]E0","scan_data_type":104,)"
              R"("gtin":"09771234567003","number":"periodical","add_on":"12"})");
    EXPECT_EQ(told("2112345678900"),
              R"({"class":"variable_measure","scan_data_type":0,"gtin":"02112345678900",)"
              R"("number":"restricted",)"
              R"("measure":{"kind":"price","item":"12345","value":67890,"decimals":2}})");
}

TEST(CodeJsonTest, Gs1ElementsAreTheSameHoweverTheyWereWritten) {
    const auto elements = R"("gs1":[{"ai":"01","value":"09520123456788","title":"GTIN"},)"
                          R"({"ai":"10","value":"LOT42","title":"BATCH/LOT"}],)"
                          R"("digital_link":"https://id.gs1.org/01/09520123456788/10/LOT42",)"
                          R"("gtin":"09520123456788"})"s;
    EXPECT_EQ(told("]Q3010952012345678810LOT42"),
              R"({"class":"product","symbology":"]Q3","scan_data_type":209,)" + elements);
    EXPECT_EQ(told("(01)09520123456788(10)LOT42"),
              R"({"class":"product","scan_data_type":0,)" + elements);
    EXPECT_EQ(told("https://a.example/01/9520123456788/10/%4COT42"),
              R"({"class":"product","scan_data_type":0,)" + elements);
}

TEST(CodeJsonTest, AnEventTellsElementsOnce) {
    EXPECT_EQ(kept("]Q3010952012345678810LOT42"),
              R"({"class":"product","symbology":"]Q3","scan_data_type":209,)"
              R"("digital_link":"https://id.gs1.org/01/09520123456788/10/LOT42",)"
              R"("gtin":"09520123456788"})");
    EXPECT_EQ(kept("]C10209520123456788371\x1d"s + "00123456789012345675"),
              R"({"class":"logistics","symbology":"]C1","scan_data_type":120,)"
              R"("digital_link":"https://id.gs1.org/00/123456789012345675?02=09520123456788&37=1",)"
              R"("gtin":"09520123456788"})");
    EXPECT_EQ(kept("]C190AGREED"), R"({"class":"logistics","symbology":"]C1","scan_data_type":120,)"
                                   R"("gs1":[{"ai":"90","value":"AGREED","title":"INTERNAL"}]})");
}

TEST(CodeJsonTest, AnEventDoesNotTellToWhomAParcelGoes) {
    const auto parcel =
        "]C1001234567890123456754300SHOP\x1d"s + "4301JANE\x1d" + "4308+8613800138000";
    EXPECT_EQ(json_of(kept(parcel)).find("digital_link")->string(),
              "https://id.gs1.org/00/123456789012345675");
    EXPECT_EQ(kept(parcel).find("JANE"), std::string::npos);
    EXPECT_NE(told(parcel).find("JANE"), std::string::npos) << "whoever scanned it has it in hand";
}

TEST(CodeJsonTest, Coupons) {
    EXPECT_EQ(told("9828508010106"),
              R"({"class":"coupon","scan_data_type":0,"gtin":"09828508010106",)"
              R"("number":"currency_coupon","value_hundredths":10})");
    EXPECT_EQ(json_of(kept("]e02559520123456788000123")).find("coupon")->find("gcn")->string(),
              "9520123456788");
    EXPECT_EQ(json_of(kept("]e02559520123456788000123")).find("coupon")->find("serial")->string(),
              "000123");
    EXPECT_EQ(json_of(kept("]e02559520123456788")).find("coupon")->find("serial"), nullptr);
    const auto american = kept(
        "]C18110012345612345611110123"
        "3271231");
    EXPECT_NE(american.find(R"("coupon":{"company":"123456","offer":"123456","save":"1",)"
                            R"("save_code":"0","first":{"value":"1","code":"0","family":"123"},)"
                            R"("expires":"271231"})"),
              std::string::npos)
        << american;
    const auto offer = kept("]C18112001234561234560123456");
    EXPECT_NE(offer.find(R"("coupon":{"format":"0","funder":"123456","offer":"123456",)"
                         R"("serial":"123456"})"),
              std::string::npos)
        << offer;
}

TEST(CodeJsonTest, OfWhatMustBeForgottenOnlyTheKindIsSaid) {
    EXPECT_EQ(told("134567890123456789"),
              R"({"class":"suppressed","scan_data_type":0,"secret":"wechat_pay"})");
    EXPECT_EQ(told("]Q1287654321098765432"),
              R"({"class":"suppressed","symbology":"]Q1","scan_data_type":204,"secret":"alipay"})");
    for (const auto* raw : {"6212345678901234567", "4111111111111111", "11010519491231002X",
                            "%B4111111111111111^DOE/JANE^2912", ";4111111111111111=2912"}) {
        for (const auto& text : {told(raw), kept(raw)}) {
            EXPECT_EQ(json_of(text).members().size(), 3U) << text;
            EXPECT_EQ(text.find("111"), std::string::npos) << text;
            EXPECT_EQ(text.find("DOE"), std::string::npos) << text;
        }
    }
}

TEST(CodeJsonTest, ATokenSaysItsFieldsButNotWhoseItIsNorItsSignature) {
    const Token member{.type = TokenType::member,
                       .kid = 65535,
                       .campaign = 4294967295U,
                       .serial = 18446744073709551615U,
                       .issued = 1782864000,
                       .expires = 4294967295U,
                       .audience = 10023,
                       .member = 1234567890987654321U,
                       .value = 5000,
                       .flags = 65535};
    const auto text = token_text(token_payload(member), std::string(64, 's'));
    for (const auto& json : {told(text), kept(text)}) {
        EXPECT_EQ(json, R"({"class":"token","scan_data_type":0,"token":{"type":"member",)"
                        R"("genuine":"unchecked","kid":65535,"campaign":4294967295,)"
                        R"("serial":"18446744073709551615","expires":4294967295,"audience":10023,)"
                        R"("value":5000,"flags":65535}})");
    }
}

TEST(CodeJsonTest, OfAnAddressTheLeastThatIsOfUse) {
    EXPECT_EQ(told("https://U:P@Own.example:81/m/Offer?utm_source=S1&name=Wang#f"),
              R"({"class":"handoff","scan_data_type":0,"host":"own.example","path":"/m/Offer",)"
              R"("attribution":{"utm_source":"S1","lower":{"utm_source":"s1"}}})");
    EXPECT_EQ(told("https://work.weixin.qq.com/ca/x?state=till7&openid=o"),
              R"({"class":"contact","scan_data_type":0,"host":"work.weixin.qq.com",)"
              R"("state":"till7"})");
    EXPECT_EQ(told("]Q1https://other.example/wang/13800138000?phone=13800138000"),
              R"({"class":"link","symbology":"]Q1","scan_data_type":204,"host":"other.example"})");
}

TEST(CodeJsonTest, OfATenantsCodeWhichItIsAndNotItsNumber) {
    for (const auto& json : {told("]C0M12345674"), kept("]C0M12345674")}) {
        EXPECT_EQ(json, R"({"class":"member_card","symbology":"]C0","scan_data_type":110,)"
                        R"("pattern":"card"})");
    }
}

TEST(CodeJsonTest, WhatIsWrongIsSaidForPeopleAndForPrograms) {
    EXPECT_EQ(told("]Q30109520123456789"),
              R"({"class":"unknown","symbology":"]Q3","scan_data_type":209,)"
              R"("error":"(01) has a wrong check digit","error_code":"gs1_invalid"})");
    EXPECT_EQ(json_of(told("AIS1AAAA")).find("error_code")->string(), "bad_token");
    EXPECT_EQ(json_of(told("]E06901234567890")).find("error_code")->string(), "check_digit");
    const auto& link = json_of(told("https://own.example/01/09520123456789"));
    EXPECT_EQ(link.find("class")->string(), "handoff");
    EXPECT_EQ(link.find("error_code")->string(), "digital_link_invalid");
}

// A fault names what it is about, and nobody knows what stands there.
TEST(CodeJsonTest, AFaultIsShortAndRepeatsNoCardNumber) {
    const std::string card = "4111111111111111";
    for (const auto& raw :
         {"(" + card + ")x", "(01)09520123456788(" + card + ")x",
          "https://a.example/01/09520123456788?" + card + "=x", "]Q3" + card, "]Q301" + card,
          "\x1d" + card, "]E0" + card + "1", "AIS1" + card, "(01)" + card + "x"}) {
        EXPECT_TRUE(json_of(kept(raw)).find("error")) << raw;
        EXPECT_EQ(kept(raw).find(card), std::string::npos) << kept(raw);
        EXPECT_EQ(told(raw).find(card), std::string::npos) << told(raw);
    }
    for (const auto& begin : {"(01"s, "https://a.example/01/09520123456788?"s, "]Q3"s, "AIS1"s}) {
        const auto raw = begin + std::string(scan_bytes_max - begin.size() - 3, '9') + "=x)";
        EXPECT_LT(json_of(kept(raw)).find("error")->string()->size(), 200U) << begin;
    }
}

TEST(CodeJsonTest, OfWhatNobodyKnowsNothing) {
    for (const auto& raw : {"hello"s, ""s, "\0\x1b\xff"s, "13800138000"s, "wang@a.example"s}) {
        EXPECT_EQ(told(raw), R"({"class":"unknown","scan_data_type":0})");
        EXPECT_EQ(kept(raw), told(raw));
    }
}

std::string hostile(Entropy& entropy) {
    constexpr std::string_view pieces[] = {"]Q1",
                                           "]C1",
                                           "]E0",
                                           "]Q3",
                                           "AIS1",
                                           "(01)",
                                           "(10)",
                                           "(",
                                           ")",
                                           "01",
                                           "09520123456788",
                                           "10",
                                           "\x1d",
                                           "https://",
                                           "own.example",
                                           "u.wechat.com",
                                           "/01/",
                                           "/10/",
                                           "?",
                                           "&",
                                           "=",
                                           "state",
                                           "utm_source",
                                           "A",
                                           "%",
                                           "%22",
                                           "%00",
                                           "%FF",
                                           "\"",
                                           "\\",
                                           "\n",
                                           "\x7f",
                                           "\xff",
                                           "\xe4\xb8",
                                           "会",
                                           "M12345674",
                                           "6901234567892",
                                           "@",
                                           ":",
                                           "#",
                                           "."};
    std::string raw;
    for (auto count = entropy.below(12); count > 0; --count) {
        raw += pieces[entropy.below(std::size(pieces))];
    }
    if (entropy.below(4) == 0) raw += std::string(entropy.below(3), '\0');
    return raw;
}

// Strict: no doubled member, no byte that is no UTF-8, no control character.
TEST(CodeJsonTest, WhateverWasScannedItIsJson) {
    SeededEntropy entropy{seed};
    for (int i = 0; i < 10'000; ++i) {
        const auto raw = hostile(entropy);
        for (const auto& text : {told(raw), kept(raw)}) {
            const auto json = Json::parse(text);
            ASSERT_TRUE(json) << text << ": " << json.error().what() << ", seed " << seed;
            ASSERT_TRUE(json->find("class")) << text;
        }
    }
}

TEST(CodeJsonTest, TheLongestCodeFitsIntoAnEvent) {
    for (const auto* begin : {"", "]E0", "]C1", "(01)", "(9", "AIS1", "https://own.example/",
                              "https://u.wechat.com/?state=", "https://own.example/?utm_id="}) {
        for (const char fill : {'0', '"', '\0', '\x01', '\xff', '(', '%', '/', 'a'}) {
            std::string raw = begin;
            raw.resize(scan_bytes_max, fill);
            const auto text = kept(raw);
            EXPECT_TRUE(Json::parse(text)) << text;
            EXPECT_LT(text.size(), event_data_bytes_max) << begin << fill;
        }
    }
}

}  // namespace
}  // namespace aisle
