// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/attribution.hpp"

#include "agent/base/entropy.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"
#include "agent/domain/card_number.hpp"
#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace aisle {
namespace {

using namespace std::string_literals;

constexpr std::uint64_t seed = 20260701;

std::string as_json(const Attribution& attribution) {
    std::string text;
    JsonWriter json(text);
    write_attribution(json, attribution);
    return text;
}

// "key=value|…" of what is kept.
std::string kept(std::string_view query, const std::vector<std::string>& listed = {}) {
    std::string text;
    for (const auto& [key, value] : read_attribution(query, listed)) {
        text += (text.empty() ? "" : "|") + key + "=" + value;
    }
    return text;
}

TEST(AttributionTest, KeepsCampaignsAndClicksInTheirOrder) {
    EXPECT_EQ(kept("utm_medium=store_qr&utm_source=S0042&utm_content=t7"),
              "utm_medium=store_qr|utm_source=S0042|utm_content=t7");
    for (const std::string key :
         {"utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id",
          "utm_source_platform", "utm_creative_format", "utm_marketing_tactic", "gclid", "fbclid",
          "msclkid", "qz_gdt", "bd_vid", "clickid"}) {
        EXPECT_EQ(kept("before=1&" + key + "=x&after=2"), key + "=x");
    }
}

TEST(AttributionTest, KnownKeysMayComeInCapitals) {
    EXPECT_EQ(kept("UTM_SOURCE=POSTER&utm_source=x&GCLID=A1"), "utm_source=POSTER|gclid=A1");
    EXPECT_EQ(kept("SHELF=7&shelf=8", {"shelf"}), "shelf=8") << "the tenant's are as listed";
}

TEST(AttributionTest, EverythingElseIsDropped) {
    for (const auto* query : {"phone=13800138000",
                              "email=a%40b.example",
                              "name=Wang",
                              "openid=oABC",
                              "token=secret",
                              "utm_sourc=x",
                              "utm_source2=x",
                              "xutm_source=x",
                              "utm%5Fsource=x",
                              " utm_source=x",
                              "utm_source%00=x",
                              "utm_=x",
                              "utm=x",
                              "=x",
                              "x",
                              "&&;;&",
                              "",
                              "amp;utm_sourcex=1",
                              "utm_source[]=x",
                              "lower=x"}) {
        EXPECT_EQ(kept(query), "") << query;
    }
}

TEST(AttributionTest, TheTenantListsKeysBesides) {
    EXPECT_EQ(kept("till=4&table=9&utm_id=a", {"table", "ref"}), "table=9|utm_id=a");
    EXPECT_EQ(kept("Table=9&tables=9", {"table"}), "") << "as it is written, and all of it";
    EXPECT_EQ(kept("table=4111111111111111", {"table"}), "") << "the same rules hold for them";
}

TEST(AttributionTest, OfADoubledKeyTheFirstCounts) {
    EXPECT_EQ(kept("utm_source=a&utm_medium=m&utm_source=b"), "utm_source=a|utm_medium=m");
    EXPECT_EQ(kept("utm_source=a;utm_source=b&utm_source=a"), "utm_source=a");
}

TEST(AttributionTest, AValueIsDecodedOnce) {
    EXPECT_EQ(kept("utm_campaign=summer+sale"), "utm_campaign=summer sale");
    EXPECT_EQ(kept("utm_campaign=%E5%A4%8F%E5%AD%A3"), "utm_campaign=夏季");
    EXPECT_EQ(kept("utm_campaign=a%2Bb%26c%3Dd"), "utm_campaign=a+b&c=d");
    EXPECT_EQ(kept("utm_campaign=%2541"), "utm_campaign=%41");
    EXPECT_EQ(kept("utm_campaign=a=b=c"), "utm_campaign=a=b=c");
}

TEST(AttributionTest, WhatIsNoCleanTextIsDropped) {
    for (const auto& value :
         {""s,       "%"s,         "%4"s,      "%zz"s,  "a%0"s,    "%00"s,       "a%00b"s,
          "%0A"s,    "a%0D%0Ab"s,  "%1B[31m"s, "%7F"s,  "%C2%9B"s, "%E2%80%A8"s, "%FF"s,
          "%C0%80"s, "%ED%A0%80"s, "%E5%A4"s,  "\x1d"s, "\0"s,     "\xff"s}) {
        EXPECT_EQ(kept("utm_source=" + value), "") << value;
        EXPECT_EQ(kept("utm_source=" + value + "&utm_id=x"), "utm_id=x") << value;
    }
}

TEST(AttributionTest, AValueHasABoundOnceItIsDecoded) {
    const std::string longest(attribution_value_max, 'v');
    EXPECT_EQ(kept("utm_term=" + longest), "utm_term=" + longest);
    EXPECT_EQ(kept("utm_term=" + longest + "v"), "");
    std::string escaped;
    for (std::size_t i = 0; i < attribution_value_max; ++i) escaped += "%76";
    EXPECT_EQ(kept("utm_term=" + escaped), "utm_term=" + longest);
}

TEST(AttributionTest, NoValueHoldsACardNumber) {
    for (const auto* value :
         {"4111111111111111", "4111+1111+1111+1111", "4111%201111%201111%201111",
          "4111-1111-1111-1111", "card4111111111111111x", "%34111111111111111",
          "id.4111111111111111", "6222020000000000000"}) {
        EXPECT_EQ(kept("utm_source=S0042&gclid="s + value), "utm_source=S0042") << value;
    }
    EXPECT_EQ(kept("gclid=4111111111111112"), "gclid=4111111111111112") << "no check digit of one";
    EXPECT_EQ(kept("utm_content=6901234567892"), "utm_content=6901234567892") << "what is sold";
}

TEST(AttributionTest, NoValueIsSomebodysNumberOrAddress) {
    for (const auto* value : {"13800138000", "138+0013+8000", "%2B8613800138000", "%2B491701234567",
                              "li.lei%40shop.example", "11010519491231002X",
                              "id_110105194912310038", "7+110105194912310038"}) {
        EXPECT_EQ(kept("utm_source=S0042&utm_term="s + value), "utm_source=S0042") << value;
    }
    EXPECT_EQ(kept("gclid=12800138000"), "gclid=12800138000") << "no mobile number begins so";
    EXPECT_EQ(kept("utm_term=20261128"), "utm_term=20261128");
    EXPECT_EQ(kept("utm_source=tea%40home"), "utm_source=tea@home") << "no address of a mail";
}

// ---- As JSON ----

TEST(AttributionTest, IsWrittenAsItWasAndInSmallLettersWhereThatDiffers) {
    EXPECT_EQ(as_json({}), "{}");
    EXPECT_EQ(as_json({{"utm_source", "s0042"}}), R"({"utm_source":"s0042"})");
    EXPECT_EQ(as_json({{"utm_source", "S0042"}, {"utm_medium", "store_qr"}, {"utm_term", "Tea"}}),
              R"({"utm_source":"S0042","utm_medium":"store_qr","utm_term":"Tea",)"
              R"("lower":{"utm_source":"s0042","utm_term":"tea"}})");
    EXPECT_EQ(as_json({{"utm_term", "ÄÖ夏Z"}}),
              R"({"utm_term":"ÄÖ夏Z","lower":{"utm_term":"ÄÖ夏z"}})")
        << "other alphabets are left as they are";
    EXPECT_EQ(as_json({{"utm_term", "@[`{AZ"}}),
              R"({"utm_term":"@[`{AZ","lower":{"utm_term":"@[`{az"}})");
}

std::string some_query(Entropy& entropy) {
    constexpr std::string_view keys[] = {"utm_source", "utm_id", "gclid", "table", "phone", "lower",
                                         "",           "utm_ID", "%00",   "\xff",  "x",     "?"};
    constexpr std::string_view values[] = {
        "x",    "A",   "%41", "+",  "=", "%E5%A4%8F", "\"", "\\", "%22", "4111", "4111111111111111",
        "1111", "%FF", "%0A", "%0", "%", "\x1d",      "#",  " ",  "/",   "\xff", "%20"};
    constexpr std::string_view ends[] = {"&", ";", "&&", "=", ""};
    std::string query;
    for (auto count = entropy.below(12); count > 0; --count) {
        query.append(keys[entropy.below(std::size(keys))]).append("=");
        for (auto size = entropy.below(5); size > 0; --size) {
            query += values[entropy.below(std::size(values))];
        }
        query += ends[entropy.below(std::size(ends))];
    }
    return query;
}

TEST(AttributionTest, WhateverTheQueryWhatIsKeptIsListedCleanAndValidJson) {
    SeededEntropy entropy{seed};
    const std::vector<std::string> listed{"table"};
    std::size_t entries = 0;
    for (int i = 0; i < 3000; ++i) {
        const auto query = some_query(entropy);
        const auto attribution = read_attribution(query, listed);
        for (const auto& [key, value] : attribution) {
            EXPECT_TRUE(key == "table" || key == "gclid" || key.starts_with("utm_")) << query;
            EXPECT_TRUE(is_plain_text(value) && !value.empty()) << query;
            EXPECT_FALSE(contains_card_number(value)) << query;
        }
        entries += attribution.size();
        const auto& json = json_of(as_json(attribution));
        const auto shadow = json.find("lower") ? 1U : 0U;
        EXPECT_EQ(json.members().size(), attribution.size() + shadow) << query << ", seed " << seed;
    }
    EXPECT_GT(entries, 500U) << "seed " << seed;
}

TEST(AttributionTest, AsManyParametersAsACodeHoldsAreNoBurden) {
    EXPECT_EQ(kept(std::string(scan_bytes_max, '&')), "");
    std::string query;
    while (query.size() < scan_bytes_max) query += "a=b&";
    EXPECT_EQ(kept(query + "utm_id=last"), "utm_id=last");
    query.clear();
    while (query.size() < scan_bytes_max) query += "utm_id=&utm_id=%&";
    EXPECT_EQ(kept(query), "");
}

}  // namespace
}  // namespace aisle
