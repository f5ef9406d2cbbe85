// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/scan_event.hpp"

#include "agent/base/json.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aisle {
namespace {

struct ScanEventTest : testing::Test {
    ScanEventTest() {
        CodeRules rules;
        rules.web.own_domains = {"shop.example"};
        rules.patterns.push_back({"green", CodeClass::member_card, *card(), CheckDigit::none});
        policy.codes = CodeReader(std::move(rules));
        policy.digest_key = std::string(32, 'k');
    }
    static std::optional<Pattern> card() {
        auto pattern = Pattern::compile("GC[0-9]{8}");
        return std::move(*pattern);
    }
    EventDraft drafted(std::string_view raw) {
        const auto scan = make_scan(raw, "lane1", MonoTime{});
        return scan_captured(scan, policy.codes.read(scan), policy);
    }

    ScanPolicy policy;
};

TEST_F(ScanEventTest, TellsAProductByItsNumberAndAsItWasRead) {
    const auto draft = drafted("]E04006381333931");
    EXPECT_EQ(draft.type, "scan.captured");
    EXPECT_EQ(draft.lane, Lane::touch);
    EXPECT_EQ(draft.data,
              R"({"source":"lane1","class":"product","symbology":"]E0","scan_data_type":104,)"
              R"("gtin":"04006381333931","scan_data_label":"4006381333931"})");
    EXPECT_EQ(draft.person, "");
}

TEST_F(ScanEventTest, TellsElementsAsALinkAndLeavesOutWhoTheyAreFor) {
    const auto draft = drafted(
        "]C100340123450000000000\x1d"
        "4301LI+LEI\x1d"
        "4307CN");
    EXPECT_NE(draft.data.find("https://id.gs1.org/00/340123450000000000"), std::string::npos)
        << draft.data;
    EXPECT_NE(draft.data.find("4307=CN"), std::string::npos) << draft.data;
    EXPECT_EQ(draft.data.find("LI"), std::string::npos) << draft.data;
    EXPECT_EQ(draft.data.find("scan_data_label"), std::string::npos);
}

TEST_F(ScanEventTest, KeepsOfAnAddressItsHostAndWhereSomebodyCameFrom) {
    const auto draft =
        drafted("https://elsewhere.example/u/john?utm_source=S0042&token=secret&sid=17");
    EXPECT_EQ(draft.data,
              R"({"source":"lane1","class":"link","scan_data_type":0,"host":"elsewhere.example",)"
              R"("attribution":{"utm_source":"S0042","lower":{"utm_source":"s0042"}}})");
}

TEST_F(ScanEventTest, PutsACardIntoThePersonPart) {
    const auto draft = drafted("GC12345678");
    EXPECT_EQ(draft.data.find("12345678"), std::string::npos) << draft.data;
    EXPECT_NE(draft.data.find(R"("class":"member_card")"), std::string::npos);
    EXPECT_EQ(draft.person, R"({"scan_data_label":"GC12345678"})");
}

TEST_F(ScanEventTest, NamesACardByWhatItIsForgottenBy) {
    const IdentifierKey key(std::string(32, 'k'));
    policy.identifiers = key;
    const auto digest = key.of(IdentifierKind::member_card, "GC12345678").digest;
    EXPECT_EQ(subjects_of(drafted("GC12345678").person),
              std::vector<std::string>{to_hex(digest.view())});
}

TEST_F(ScanEventTest, KeepsOfAnUnknownCodeWhatThePolicySays) {
    const auto hashed = drafted("hello world").data;
    EXPECT_EQ(hashed.find("hello"), std::string::npos);
    const auto json = Json::parse(hashed);
    ASSERT_TRUE(json && json->find("digest"));
    EXPECT_EQ(json->find("digest")->string().value_or("").size(), 32u);
    EXPECT_EQ(drafted("hello world").data, hashed) << "the same code is known again";
    policy.digest_key = std::string(32, 'l');
    EXPECT_NE(drafted("hello world").data, hashed) << "but by this device alone";

    policy.unknown = UnknownCodes::keep;
    EXPECT_NE(drafted("hello world").data.find(R"("scan_data_label":"hello world")"),
              std::string::npos);
    EXPECT_NE(drafted("\xff\xfe").data.find(R"("scan_data_b64":"//4=")"), std::string::npos);
}

TEST_F(ScanEventTest, NeverKeepsACardNumberAmidAnUnknownCode) {
    policy.unknown = UnknownCodes::keep;
    const auto data = drafted("PAN: 4111 1111 1111 1111").data;
    EXPECT_EQ(data.find("4111"), std::string::npos) << data;
    EXPECT_NE(data.find("digest"), std::string::npos);
}

TEST_F(ScanEventTest, TellsATokenWithoutItsSignatureAndItsMemberApart) {
    const auto draft = drafted(
        "AIS1AEBAABYBGUSMUAADGKRORM37OBVEIWEANJCFVWAAAATSOEJCGNCFKZTXRAAAAE4IAAET2GXZQHZGMYSA7PPB3N"
        "XP3DUJC6TOPKUYLNHLJ56FLF74XU3ZWNIYHG5GK6ESULSWRBPKI6SOMETVNN4ZMZ5EO7MRJM5O3ENY3BQQAY");
    EXPECT_NE(draft.data.find(R"("campaign":20260042)"), std::string::npos) << draft.data;
    EXPECT_EQ(draft.data.find("AIS1"), std::string::npos);
    EXPECT_EQ(draft.person, R"({"member_ref":"1234605616436508552"})");
}

TEST(ScanSuppressed, TellsOnlyTheKind) {
    const auto draft =
        scan_suppressed({.bytes = "134567890123456789", .aim = "]Q1", .source = "lane1", .at = {}},
                        SecretKind::wechat_pay);
    EXPECT_EQ(draft.type, "scan.suppressed");
    EXPECT_EQ(draft.data, R"({"source":"lane1","kind":"wechat_pay"})");
}

}  // namespace
}  // namespace aisle
