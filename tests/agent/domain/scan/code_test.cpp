// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/code.hpp"

#include "agent/base/entropy.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/scan/gs1_check.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace aisle {
namespace {

using namespace std::string_literals;
using enum CodeClass;

constexpr std::uint64_t seed = 20260701;
// Signed with the bytes 0 to 31, a key for tests only.
constexpr std::string_view signed_token =
    "AIS1AEBAABYBGUSMUAADGKRORM37OBVEIWEANJCFVWAAAATSOEJCGNCFKZTXRAAAAE4IAAET2GXZQHZGMYSA7PPB3NXP3D"
    "UJC6TOPKUYLNHLJ56FLF74XU3ZWNIYHG5GK6ESULSWRBPKI6SOMETVNN4ZMZ5EO7MRJM5O3ENY3BQQAY";

TenantPattern tenants(std::string name, CodeClass kind, std::string_view expression,
                      CheckDigit check = CheckDigit::none) {
    auto pattern = Pattern::compile(expression);
    EXPECT_TRUE(pattern) << expression;
    return {std::move(name), kind, std::move(*pattern), check};
}

TokenKey token_key(std::uint16_t kid, char first = 0) {
    std::string bytes;
    for (char c = 0; c < 32; ++c) bytes += static_cast<char>(c + first);
    return {kid, std::move(*Ed25519Key::from_bytes(*ed25519_public_key(bytes)))};
}

CodeRules shop() {
    CodeRules rules;
    rules.web.own_domains = {"own.example"};
    rules.web.parameters = {"table"};
    rules.patterns.push_back(tenants("card", member_card, "M\\d{8}", CheckDigit::luhn));
    rules.patterns.push_back(tenants("old card", member_card, "\\d{16}"));
    rules.patterns.push_back(tenants("staff", badge, "B-\\d{4}", CheckDigit::damm));
    rules.patterns.push_back(tenants("voucher", paper_coupon, "V\\d{6}"));
    rules.patterns.push_back(tenants("receipt", receipt, "R\\d+-\\d+"));
    const auto measure = [&](std::string_view text, MeasureKind kind, int decimals) {
        rules.measures.push_back(*MeasurePattern::parse(text, kind, decimals));
    };
    measure("28{IIII}{K}{VVVVV}{C}", MeasureKind::weight, 3);
    measure("2{P}{IIIII}{VVVVV}{C}", MeasureKind::price, 2);
    rules.keys.push_back(token_key(7));
    return rules;
}

const CodeReader& any_shop() {
    static const CodeReader reader(shop());
    return reader;
}

CodeReader shop_with(TenantPattern last) {
    auto rules = shop();
    rules.patterns.push_back(std::move(last));
    return CodeReader(std::move(rules));
}

// Of a tenant whose first pattern is fitted by everything.
const CodeReader& greedy_shop() {
    static const CodeReader reader([] {
        auto rules = shop();
        rules.patterns.insert(rules.patterns.begin(), tenants("all", badge, "(?s)\\C*"));
        return rules;
    }());
    return reader;
}

// Kept with its scan, into which it has views.
const Code& read(std::string_view raw, const CodeReader& reader = any_shop()) {
    static std::deque<std::pair<Scan, Code>> kept;
    auto& [scan, code] = kept.emplace_back(make_scan(raw, "lane1", MonoTime{}), Code{});
    code = reader.read(scan);
    return code;
}

CodeClass class_of(std::string_view raw, const CodeReader& reader = any_shop()) {
    return read(raw, reader).kind;
}

std::string fault_of(const Code& code) {
    return code.fault ? std::string(code.fault->code()) : "none";
}

std::string with_check_digit(std::string digits) {
    digits += '0';
    while (!passes_mod10(digits)) ++digits.back();
    return digits;
}

constexpr std::pair<std::string_view, CodeClass> vectors[] = {
    {signed_token, token},
    {"134567890123456789", suppressed},
    {"4111 1111 1111 1111", suppressed},
    {"6901234567892", product},
    {"]E0978316148410051999", product},
    {"]C1011231231231233310ABC123\03599TESTING", product},
    {"(01)12312312312333(10)ABC(99)X", product},
    {"]Q1https://own.example/01/09520123456788/10/L%2F4?17=271231&utm_source=S1", product},
    {"2112345678900", variable_measure},
    {"9828508010106", coupon},
    {"]C18110012345612345611110123", coupon},
    {"9801234567892", refund_receipt},
    {"]C100123456789012345675", logistics},
    {"https://u@own.example:80/p?gclid=1#f", handoff},
    {"https://work.weixin.qq.com/ca/x?state=a", contact},
    {"https://other.example/x", link},
    {"M12345674", member_card},
    {"B-5724", badge},
    {"V123456", paper_coupon},
    {"R42-7", receipt},
    {"hello", unknown},
};

TEST(CodeTest, EveryClassIsReached) {
    std::set<std::string_view> reached;
    for (const auto& [raw, kind] : vectors) {
        EXPECT_EQ(to_string(class_of(raw)), to_string(kind)) << raw;
        reached.insert(to_string(kind));
    }
    EXPECT_EQ(reached.size(), static_cast<std::size_t>(unknown) + 1) << "each with its own name";
}

// ---- Ours ----

TEST(CodeTest, ATokenIsFirstWhateverElseItMayBe) {
    const std::string text(signed_token);
    for (const auto* aim : {"", "]Q1", "]Q3", "]C1", "]E0", "]d2", "]X9", "]L0"}) {
        const auto& code = read(aim + text, greedy_shop());
        EXPECT_EQ(code.kind, token) << aim;
        EXPECT_TRUE(code.pattern.empty() && code.gs1.elements.empty() && !code.fault) << aim;
        ASSERT_TRUE(code.token) << aim;
        EXPECT_EQ(code.token->token.serial, 900100200300400U);
    }
}

TEST(CodeTest, ATokenThatWasMisreadIsNothingElse) {
    const std::string text(signed_token);
    for (const auto& wrong : {"AIS1"s, text + "A", text.substr(0, 100), "AIS1 " + text.substr(5),
                              "AIS1" + std::string(scan_bytes_max - 4, 'A'), "AIS1\0"s}) {
        const auto& code = read(wrong, greedy_shop());
        EXPECT_EQ(code.kind, unknown) << wrong;
        EXPECT_EQ(fault_of(code), "bad_token") << wrong;
        EXPECT_TRUE(code.pattern.empty() && !code.token) << wrong;
    }
    EXPECT_FALSE(read("ais1" + text.substr(4)).fault) << "no more ours than any other";
}

TEST(CodeTest, ATokenIsGenuineWithTheKeyOfItsOwnNumber) {
    EXPECT_EQ(read(signed_token).genuine, Genuine::yes);
    EXPECT_EQ(read(signed_token, CodeReader({})).genuine, Genuine::unchecked);
    const auto with_keys = [](TokenKey first, TokenKey second) {
        CodeRules rules;
        rules.keys.push_back(std::move(first));
        rules.keys.push_back(std::move(second));
        return CodeReader(std::move(rules));
    };
    const auto genuine = [](const CodeReader& reader) {
        return read(signed_token, reader).genuine;
    };
    EXPECT_EQ(genuine(with_keys(token_key(6), token_key(8))), Genuine::unchecked);
    EXPECT_EQ(genuine(with_keys(token_key(6, 1), token_key(7))), Genuine::yes);
    EXPECT_EQ(genuine(with_keys(token_key(6), token_key(7, 1))), Genuine::no);
    std::string changed(signed_token);
    std::swap(changed[59], changed[60]);
    EXPECT_EQ(read(changed).genuine, Genuine::no);
}

// ---- What must be forgotten ----

TEST(CodeTest, WhatPaysIsSuppressedBeforeATenantsPatternThatFits) {
    for (const auto* raw :
         {"134567890123456789", "287654321098765432", "6212345678901234567", "11010519491231002X",
          "4111111111111111", "]Q1134567890123456789", "]C04111 1111 1111 1111",
          ";4111111111111111=2912", "%B4111111111111111^DOE/JANE^2912", "134567890123456789\r\n",
          "AIS1%B4111111111111111^DOE/JANE^2912"}) {
        const auto& code = read(raw, greedy_shop());
        EXPECT_EQ(code.kind, suppressed) << raw;
        EXPECT_NE(code.secret, SecretKind::none) << raw;
        EXPECT_TRUE(code.pattern.empty() && code.gtin.empty() && !code.fault && !code.web) << raw;
        EXPECT_TRUE(code.gs1.elements.empty() && !code.trade && !code.token) << raw;
    }
    EXPECT_EQ(class_of("4111111111111112"), member_card) << "no card network's, and the tenant's";
}

TEST(CodeTest, APalletIsNoWalletWhereTheScannerSaysSo) {
    for (int begin = 10; begin <= 15; ++begin) {
        const auto sscc = with_check_digit(std::to_string(begin) + "234567890123456");
        for (const auto* aim : {"]C1", "]e0", "]d2", "]Q3", "]J1"}) {
            const auto& code = read(aim + ("00" + sscc));
            EXPECT_EQ(code.kind, logistics) << aim << sscc;
            EXPECT_EQ(code.gs1.elements.value("00"), sscc);
            EXPECT_EQ(code.gtin, "");
        }
        EXPECT_EQ(class_of("(00)" + sscc), logistics);
        EXPECT_EQ(class_of("\x1d"s + "00" + sscc), logistics);
        EXPECT_EQ(class_of(sscc), suppressed) << "who sends no identifier may have a phone there";
        EXPECT_EQ(class_of("]Q1" + sscc), suppressed);
    }
}

TEST(CodeTest, AnIdentifierThatProvesNothingDoesNotSaveAWallet) {
    for (const char code : "ACFGHILMQRSUXdehz"s) {
        for (const char modifier : "0126789"s) {
            const std::string aim{']', code, modifier};
            const auto symbology = symbology_of(aim, "134567890123456789");
            if (symbology.gs1 || symbology.trade_number) continue;
            EXPECT_EQ(class_of(aim + "134567890123456789", greedy_shop()), suppressed) << aim;
        }
    }
}

// ---- GS1 ----

TEST(CodeTest, TheEquivalencesOfGs1sEngine) {
    const std::string link_text = "https://example.org/01/12312312312333";
    for (const auto& [raw, gtin] : std::initializer_list<std::pair<std::string, std::string>>{
             {"]E02112345678900", "02112345678900"},
             {"]E00416000336108", "00416000336108"},
             {"]E0416000336108", "00416000336108"},
             {"]E402345673", "00000002345673"},
             {"]Q301123123123123338200http://example.com", "12312312312333"},
             {"]C1011231231231233310ABC123\x1d"s + "99TESTING", "12312312312333"},
             {"]C10112312312312333\x1d", "12312312312333"},
             {"(01)12312312312333(10)ABC123(99)TESTING", "12312312312333"},
             {"]Q1" + link_text, "12312312312333"},
             {"]d1" + link_text, "12312312312333"},
             {link_text, "12312312312333"}}) {
        const auto& code = read(raw, CodeReader({}));
        EXPECT_EQ(code.kind, product) << raw;
        EXPECT_EQ(code.gtin, gtin) << raw;
        EXPECT_EQ(fault_of(code), "none") << raw;
    }
    EXPECT_EQ(read("]C10112312312312333").type, ScanDataType::gs1_128);
}

TEST(CodeTest, WhatTheElementsAreAboutIsTheClass) {
    const std::string gtin = "0109520123456788", gcn = "2559520123456788000123";
    EXPECT_EQ(class_of("]Q3" + gtin + "10LOT42"), product);
    EXPECT_EQ(class_of("]e0" + gcn), coupon);
    EXPECT_EQ(class_of("]C18112001234561234560123456"), coupon);
    EXPECT_EQ(class_of("]C18110012345612345611110123"), coupon);
    EXPECT_EQ(class_of("]C102095201234567883724"), unknown) << "(02) stands with (00)";
    EXPECT_EQ(class_of("]C10012345678901234567502095201234567883724"), logistics);
    EXPECT_EQ(class_of("]C14149501101530003"), logistics);
    EXPECT_EQ(class_of("https://a.example/255/9520123456788000123"), coupon);
    EXPECT_EQ(class_of("https://a.example/414/9501101530003"), logistics);
    const auto& item = read("]C18006095201234567880102");
    EXPECT_EQ(item.kind, product);
    EXPECT_EQ(item.gtin, "09520123456788");
}

TEST(CodeTest, AWrongGs1CodeIsNothingElse) {
    for (const auto* raw :
         {"]Q30109520123456789", "]Q3010952012345678817271332", "]C19", "]d2https://own.example/",
          "]C16901234567892", "(01)09520123456789", "\x1d\x30\x35"}) {
        const auto& code = read(raw, greedy_shop());
        EXPECT_EQ(code.kind, unknown) << raw;
        EXPECT_EQ(fault_of(code), "gs1_invalid") << raw;
        EXPECT_TRUE(code.gs1.elements.empty() && code.gtin.empty() && code.pattern.empty()) << raw;
    }
}

TEST(CodeTest, WithoutIdentifiersElementsAreReadLastAndOnlyWhereTheShopSaysSo) {
    auto rules = shop();
    rules.gs1_without_identifier = true;
    const CodeReader reader(std::move(rules));
    EXPECT_EQ(class_of("01095201234567881727123110LOT42"), unknown);
    EXPECT_EQ(class_of("01095201234567881727123110LOT42", reader), product);
    EXPECT_EQ(class_of("0109520123456788", reader), member_card) << "16 digits are the tenant's";
    EXPECT_EQ(class_of("hello", reader), unknown);
}

// ---- EAN and UPC ----

TEST(CodeTest, TheDigitsThatStandOnGoods) {
    using Case = std::tuple<std::string_view, CodeClass, std::string_view>;
    constexpr Case cases[] = {{"6901234567892", product, "06901234567892"},
                              {"4006381333931", product, "04006381333931"},
                              {"9501101530003", product, "09501101530003"},
                              {"09520123456788", product, "09520123456788"},
                              {"9783161484100", product, "09783161484100"},
                              {"]E0978316148410051999", product, "09783161484100"},
                              {"]E0425261", product, "00042100005264"},
                              {"]E001234565", product, "00012345000065"},
                              {"]E0036000291452]E212345", product, "00036000291452"},
                              {"]Xk123456", product, "00012345000065"},
                              {"9828508010106", coupon, "09828508010106"},
                              {"9813765030011", coupon, "09813765030011"},
                              {"9912345678909", coupon, "09912345678909"},
                              {"512345678900", coupon, "00512345678900"},
                              {"9801234567892", refund_receipt, "09801234567892"}};
    for (const auto& [raw, kind, gtin] : cases) {
        const auto& code = read(raw, greedy_shop());
        EXPECT_EQ(to_string(code.kind), to_string(kind)) << raw;
        EXPECT_EQ(code.gtin, gtin) << raw;
        EXPECT_TRUE(code.trade) << raw;
        EXPECT_TRUE(code.pattern.empty() && !code.fault) << raw << ": before the tenant's";
    }
}

TEST(CodeTest, DigitsThatAreNoneAreTheTenants) {
    const auto& code =
        read("6901234567890", shop_with(tenants("thirteen", member_card, "\\d{13}")));
    EXPECT_EQ(code.kind, member_card);
    EXPECT_EQ(code.pattern, "thirteen");
    EXPECT_FALSE(code.trade || code.fault);
    EXPECT_EQ(class_of("]C041600033610812"), unknown) << "no twelve digits and two beside them";
    EXPECT_EQ(class_of("41600033610812"), unknown);
    EXPECT_EQ(read("]E041600033610812").trade->add_on, "12");
    EXPECT_EQ(read("]E09770317847001]E105").trade->add_on, "05") << "with its own identifier";
}

TEST(CodeTest, ABarCodeThatWasMisreadSaysSoWithoutItsDigits) {
    for (const std::string raw :
         {"]E06901234567890", "]E402345672", "]E0425262425261", "]E0x", "]E01234567890123"}) {
        const auto& code = read(raw);
        EXPECT_EQ(code.kind, unknown) << raw;
        ASSERT_EQ(fault_of(code), "check_digit") << raw;
        EXPECT_EQ(code.fault->what().find(raw.substr(3)), std::string::npos) << raw;
    }
    EXPECT_EQ(fault_of(read("6901234567890")), "none") << "nobody said that it is one";
}

TEST(CodeTest, WeighedGoodsAreReadByTheFirstPatternThatFits) {
    const auto weighed = with_check_digit("281234901234");
    const auto& weight = read(weighed);
    EXPECT_EQ(weight.kind, variable_measure);
    EXPECT_EQ(weight.measure->kind, MeasureKind::weight);
    EXPECT_EQ(weight.measure->item, "1234");
    EXPECT_EQ(weight.measure->value, 1234);
    EXPECT_EQ(read("2112345678900").measure->kind, MeasureKind::price);
    EXPECT_EQ(read("2112345678900").measure->value, 67890);
    EXPECT_EQ(class_of("2112345678900", CodeReader({})), product)
        << "nobody says what stands in it";
    EXPECT_EQ(class_of("]E402345673"), product) << "a store's own, and no room for a weight";
    EXPECT_FALSE(read("6901234567892").measure);
}

// ---- Web addresses ----

TEST(CodeTest, ADigitalLinkIsAProductOnTheOwnDomainToo) {
    for (const std::string host : {"own.example", "u.wechat.com", "other.example"}) {
        const auto& code =
            read("]Q1https://" + host + "/p/01/09520123456788/10/LOT42?17=271231&utm_source=S1&a=b",
                 greedy_shop());
        EXPECT_EQ(code.kind, product) << host;
        EXPECT_EQ(code.gtin, "09520123456788") << host;
        EXPECT_EQ(code.gs1.elements.value("10"), "LOT42") << host;
        EXPECT_EQ(code.attribution, (Attribution{{"utm_source", "S1"}})) << host;
        EXPECT_FALSE(code.web || code.fault) << host;
    }
}

TEST(CodeTest, AWrongDigitalLinkIsAnAddressAndSaysWhatIsWrong) {
    const auto& own = read("https://own.example/01/09520123456789?utm_source=S1");
    EXPECT_EQ(own.kind, handoff);
    EXPECT_EQ(fault_of(own), "digital_link_invalid");
    EXPECT_TRUE(own.gs1.elements.empty() && own.gtin.empty());
    EXPECT_EQ(own.attribution, (Attribution{{"utm_source", "S1"}}));
    const auto& other = read("https://a.example/01/09520123456788/10/a%00");
    EXPECT_EQ(other.kind, link);
    EXPECT_EQ(fault_of(other), "digital_link_invalid");
    EXPECT_TRUE(other.gs1.elements.empty() && other.gs1.decoded.empty());
    EXPECT_EQ(fault_of(read("https://id.gs1.org/ARHKVAdpQg")), "digital_link_compressed");
}

TEST(CodeTest, TheOwnDomainIsBeforeAContact) {
    auto rules = shop();
    rules.web.own_domains.emplace_back("qq.com");
    EXPECT_EQ(class_of("https://work.weixin.qq.com/ca/x?state=a", CodeReader(std::move(rules))),
              handoff);
    EXPECT_EQ(class_of("https://work.weixin.qq.com/ca/x?state=a"), contact);
}

TEST(CodeTest, AnAddressIsBeforeTheTenantsPatterns) {
    EXPECT_EQ(class_of("https://own.example/", greedy_shop()), handoff);
    EXPECT_EQ(class_of("HTTPS://U.WECHAT.COM/x", greedy_shop()), contact);
    EXPECT_EQ(class_of("http://a.example/134567890123456789", greedy_shop()), link);
}

TEST(CodeTest, AnAddressThatOnlyLooksLikeTheOwnIsAnybodys) {
    for (const auto* raw :
         {"http://own.example@evil.example/", "http://own.example:80@evil.example/m",
          "http://own.example.evil.example/", "http://notown.example/",
          "http://evil.example/own.example", "http://evil.example#@own.example",
          "http://evil.example?@own.example", "http://own%2Eexample/"}) {
        const auto& code = read(raw);
        EXPECT_EQ(code.kind, link) << raw;
        ASSERT_TRUE(code.web) << raw;
        EXPECT_EQ(code.web->path, "") << raw;
    }
    for (const auto& raw : {"http://evil.example\\@own.example/"s, "http://@/"s, "http:///x"s,
                            "http://own.example/\0"s, "http://own.example/\n"s,
                            "http://own.example/商品"s, "http://"s}) {
        EXPECT_EQ(class_of(raw), unknown) << raw;
        EXPECT_FALSE(read(raw).web) << raw;
    }
}

// ---- The tenant's ----

TEST(CodeTest, TheFirstPatternThatFitsWithItsCheckDigitCounts) {
    const auto reader = shop_with(tenants("spare", paper_coupon, "M\\d{8}"));
    EXPECT_EQ(class_of("]C0M12345674", reader), member_card);
    EXPECT_EQ(read("]C0M12345674", reader).pattern, "card");
    EXPECT_EQ(class_of("M12345675", reader), paper_coupon);
    EXPECT_EQ(read("M12345675", reader).pattern, "spare");
}

TEST(CodeTest, APatternIsOfTheWholeCode) {
    for (const auto& raw : {"xM12345674"s, "M123456749"s, "M12345674\n"s, "M12345674\0"s,
                            " M12345674"s, "m12345674"s, "M1234567４"s, "V12345"s}) {
        EXPECT_EQ(class_of(raw), unknown) << raw;
    }
}

// ---- Whatever comes ----

TEST(CodeTest, WhatIsNothingIsNoFaultEither) {
    for (const auto& raw : {""s,   " "s,     "\0"s, "\r\n"s, "\x1b[31m"s, "\xff\xfe"s, "\xc0\x80"s,
                            "]"s,  "]]]]"s,  "]Q"s, "]Q1"s,  "会员"s,     "("s,        "(0"s,
                            "()"s, "(x)12"s, "0"s,  "-1"s,   "%"s,        ";="s}) {
        const auto& code = read(raw);
        EXPECT_EQ(code.kind, unknown) << raw;
        EXPECT_EQ(fault_of(code), "none") << raw;
    }
}

TEST(CodeTest, TheLongestCodeOfOneByteIsReadToItsEnd) {
    for (int value = 0; value < 256; ++value) {
        const std::string bytes(scan_bytes_max, static_cast<char>(value));
        EXPECT_EQ(class_of(bytes), unknown) << value;
        for (const auto* aim : {"]E0", "]C1", "]Q1", "]X9"}) {
            EXPECT_EQ(class_of(aim + bytes), unknown) << aim << value;
        }
        EXPECT_NE(class_of("https://own.example/" + bytes), member_card) << value;
        EXPECT_EQ(class_of("AIS1" + bytes), unknown) << value;
    }
}

std::string spoilt(Entropy& entropy, std::string_view good) {
    std::string raw(good);
    constexpr std::string_view pieces[] = {"",  "\x1d", "%", "(",  ")",  "/",   "?",    "&", "=",
                                           "@", "#",    "]", "01", "00", "255", "\xff", "1", "A"};
    for (auto count = entropy.below(4); count > 0; --count) {
        const auto at = entropy.below(raw.size() + 1);
        raw.replace(at, entropy.below(3), pieces[entropy.below(std::size(pieces))]);
        if (entropy.below(8) == 0) raw.resize(at);
    }
    return raw;
}

TEST(CodeTest, ASpoiltCodeIsOneOfTheClassesAndOnlyThat) {
    SeededEntropy entropy{seed};
    std::set<CodeClass> reached;
    for (int i = 0; i < 20'000; ++i) {
        const auto raw = spoilt(entropy, vectors[entropy.below(std::size(vectors))].first);
        SCOPED_TRACE(raw + ", seed " + std::to_string(seed));
        const auto scan = make_scan(raw, "lane1", MonoTime{});
        const auto code = any_shop().read(scan);
        reached.insert(code.kind);
        EXPECT_LE(code.kind, unknown);
        EXPECT_EQ(code.kind == suppressed, code.secret != SecretKind::none);
        EXPECT_EQ(code.kind == token, code.token.has_value());
        EXPECT_EQ(code.kind == handoff || code.kind == contact || code.kind == link,
                  code.web.has_value());
        EXPECT_EQ(code.kind >= member_card && code.kind <= receipt, !code.pattern.empty());
        EXPECT_EQ(code.kind == variable_measure, code.measure.has_value());
        EXPECT_TRUE(code.gtin.empty() || is_of_set('N', code.gtin));
        EXPECT_TRUE(code.gtin.empty() || code.gtin.size() == 14U);
    }
    EXPECT_EQ(reached.size(), static_cast<std::size_t>(unknown) + 1) << "seed " << seed;
}

// A Code goes from hand to hand; what was decoded goes along.
TEST(CodeTest, MayBeMoved) {
    const auto scan = make_scan("https://a.example/01/09520123456788/21/%41", "", MonoTime{});
    std::vector<Code> moved;
    moved.push_back(CodeReader({}).read(scan));
    moved.resize(100);
    EXPECT_EQ(moved[0].gs1.elements.value("21"), "A");
    EXPECT_EQ(moved[0].gs1.elements.value("01"), "09520123456788");
}

}  // namespace
}  // namespace aisle
