// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/web_code.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aisle {
namespace {

using namespace std::string_literals;
using Kind = WebCodeKind;

const WebRules rules{.own_domains = {"own.example", "shop.example.com"}, .parameters = {"table"}};

WebCode read(std::string_view text, const WebRules& by = rules) {
    const auto address = parse_web_address(text);
    EXPECT_TRUE(address) << text;
    return address ? read_web_code(*address, by) : WebCode();
}

Kind kind_of(std::string_view text) {
    return read(text).kind;
}

TEST(WebCodeTest, AnOwnDomainIsOwnWithAllBelowIt) {
    for (const auto* text :
         {"https://own.example", "https://own.example/p", "https://a.own.example/",
          "https://a.b.own.example?x", "HTTPS://OWN.EXAMPLE/P", "https://A.Own.Example:8443/",
          "https://user:pass@own.example/", "https://shop.example.com/",
          "https://evil.example@own.example/"}) {
        EXPECT_EQ(kind_of(text), Kind::own) << text;
    }
}

TEST(WebCodeTest, NeitherHostNorPathHoldsACardOrAResidentId) {
    for (const std::string number : {"4111111111111111", "11010519491231002X"}) {
        EXPECT_EQ(read("https://own.example/t/" + number).path, "") << number;
        EXPECT_EQ(read("https://" + number + ".evil.example/").host, "") << number;
    }
    EXPECT_EQ(read("https://own.example/t/134729183746501928").path, "/t/134729183746501928")
        << "goods and campaigns have such numbers";
}

TEST(WebCodeTest, WhatOnlyLooksLikeItIsNot) {
    for (const auto* text : {"https://notown.example/",
                             "https://own.example.evil.example/",
                             "https://own.example@evil.example/",
                             "https://own.example:80@evil.example/",
                             "https://evil.example/own.example",
                             "https://evil.example?own.example",
                             "https://evil.example#own.example",
                             "https://evil.example/?u=https://own.example/",
                             "https://own-example/",
                             "https://ownxexample/",
                             "https://example/",
                             "https://example.com/",
                             "https://own.exampl/",
                             "https://wn.example/",
                             "https://own%2Eexample/",
                             "https://own.example%40evil.example/",
                             "https://xshop.example.com/",
                             "https://[own.example]/",
                             "https://own.example,evil.com/",
                             "https://own.example;evil.com/",
                             "https://evil.com:own.example/"}) {
        EXPECT_EQ(kind_of(text), Kind::other) << text;
    }
}

TEST(WebCodeTest, WithoutADomainOfItsOwnNobodyOwnsAnything) {
    EXPECT_EQ(read("https://own.example/", {}).kind, Kind::other);
    EXPECT_EQ(read("https://./", {}).kind, Kind::other);
}

TEST(WebCodeTest, OfItsOwnPageThePathAndTheCampaignAreKept) {
    const auto code = read("https://A.OWN.example/m/Offer?utm_source=S0042&name=Wang&table=9#x");
    EXPECT_EQ(code.host, "a.own.example");
    EXPECT_EQ(code.path, "/m/Offer");
    EXPECT_EQ(code.state, "");
    EXPECT_EQ(code.attribution, (Attribution{{"utm_source", "S0042"}, {"table", "9"}}));
    EXPECT_EQ(read("https://own.example").path, "");
    EXPECT_EQ(read("https://own.example/?state=x").state, "") << "of a contact only";
}

TEST(WebCodeTest, OfAnybodysTheHostAndTheCampaignAreKept) {
    const auto code = read("https://User:Secret@Other.example:81/wang/13800138000?a=b&gclid=C1#d");
    EXPECT_EQ(code.kind, Kind::other);
    EXPECT_EQ(code.host, "other.example");
    EXPECT_EQ(code.path, "");
    EXPECT_EQ(code.state, "");
    EXPECT_EQ(code.attribution, (Attribution{{"gclid", "C1"}}));
}

TEST(WebCodeTest, AContactIsKnownByItsHostAlone) {
    for (const auto* text : {"https://work.weixin.qq.com/ca/x", "https://weixin.qq.com/g/x",
                             "https://u.wechat.com/x", "HTTP://U.WECHAT.COM/x"}) {
        EXPECT_EQ(kind_of(text), Kind::contact) << text;
    }
    for (const auto* text :
         {"https://a.work.weixin.qq.com/", "https://qq.com/", "https://xweixin.qq.com/",
          "https://wechat.com/", "https://weixin.qq.com.evil.example/",
          "https://u.wechat.com@evil.example/", "https://mp.weixin.qq.com/s/x"}) {
        EXPECT_EQ(kind_of(text), Kind::other) << text;
    }
}

TEST(WebCodeTest, OfAContactOnlyTheStateIsKept) {
    const auto code =
        read("https://work.weixin.qq.com/ca/cawcde1?utm_source=S1&state=till%2D7+A&openid=o1#f");
    EXPECT_EQ(code.host, "work.weixin.qq.com");
    EXPECT_EQ(code.state, "till-7 A");
    EXPECT_EQ(code.path, "");
    EXPECT_TRUE(code.attribution.empty());
    EXPECT_EQ(read("https://u.wechat.com/x").state, "");
}

TEST(WebCodeTest, OfADoubledStateTheFirstCounts) {
    EXPECT_EQ(read("https://u.wechat.com/x?state=a&state=b").state, "a");
    EXPECT_EQ(read("https://u.wechat.com/x?state=%FF&state=b").state, "");
    EXPECT_EQ(read("https://u.wechat.com/x?State=a&states=b&state=c").state, "c");
}

TEST(WebCodeTest, AStateThatIsNoCleanTextIsDropped) {
    for (const auto* value : {"", "%", "%00", "a%0Ab", "%FF", "%C2%9B", "%E2%80%A8", "%1B[2J"}) {
        EXPECT_EQ(read("https://u.wechat.com/x?state="s + value).state, "") << value;
    }
    const std::string longest(attribution_value_max, 's');
    EXPECT_EQ(read("https://u.wechat.com/x?state=" + longest).state, longest);
    EXPECT_EQ(read("https://u.wechat.com/x?state=" + longest + "s").state, "");
}

TEST(WebCodeTest, AContactsHostMayBeTheTenantsOwn) {
    const WebRules tencent{.own_domains = {"qq.com"}, .parameters = {}};
    const auto code = read("https://work.weixin.qq.com/ca/x?state=a", tencent);
    EXPECT_EQ(code.kind, Kind::own);
    EXPECT_EQ(code.path, "/ca/x");
    EXPECT_EQ(code.state, "");
}

TEST(WebCodeTest, TheLongestCodeIsRead) {
    const std::string name(scan_bytes_max, 'A');
    EXPECT_EQ(read("https://" + name).host, std::string(scan_bytes_max, 'a'));
    EXPECT_EQ(kind_of("https://" + std::string(scan_bytes_max, 'a') + "own.example/"), Kind::other);
    std::string query;
    while (query.size() < scan_bytes_max) query += "state=%&";
    EXPECT_EQ(read("https://u.wechat.com/?" + query).state, "");
}

}  // namespace
}  // namespace aisle
