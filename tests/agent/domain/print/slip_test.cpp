// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/print/slip.hpp"

#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"
#include "tests/agent/domain/body.hpp"

#include <algorithm>

namespace aisle {
namespace {

const std::string coupon_body =
    R"({"id":"kiosk-7","printer":"front","slip":"coupon","language":"zh","coupon":{)"
    R"("title":"夏日优惠","terms":["满30元可用","每人一张"],"value":{"amount":500},)"
    R"("currency":"CNY","token":"AIS1ABC","expires":"2026-08-31T23:59:59+08:00"}})";
const std::string consent_body =
    R"({"id":"c-1","slip":"consent","language":"en","consent":{"notice_id":"join",)"
    R"("notice_version":"3","language":"en-GB","decisions":[)"
    R"({"purpose":"membership","channel":"any","decision":"given"},)"
    R"({"purpose":"share:mall","channel":"sms","decision":"refused"}],)"
    R"("collected_at":"2026-07-01T08:00:00Z"}})";
const std::string test_body = R"({"id":"t","slip":"test","language":"zh"})";

SlipSurroundings counter(int copy_number = 0) {
    return {.store_name = "南京西路店",
            .device = "lane-1",
            .printed_at = "2026-07-01 16:00",
            .utc_offset = std::chrono::hours{8},
            .copy_number = copy_number};
}

SlipRequest read(const std::string& body) {
    auto request = parse_slip_request(json_of(body));
    EXPECT_TRUE(request) << request.error().what() << " at " << request.error().place();
    return request ? std::move(*request) : SlipRequest{};
}

::testing::AssertionResult refuses(const std::string& body, std::string_view code,
                                   std::string_view place) {
    return refused(parse_slip_request(json_of(body)), code, place);
}

// One line a part; what is large stands between stars.
std::string shown(const Slip& slip) {
    std::string text;
    for (const auto& part : slip.parts) {
        if (const auto* line = std::get_if<SlipText>(&part)) {
            text += line->style.large ? "*" + line->text + "*\n" : line->text + "\n";
        } else if (const auto* symbol = std::get_if<SlipSymbol>(&part)) {
            text += "[" + symbol->payload + "]\n";
        } else {
            text += std::holds_alternative<SlipRule>(part) ? "----\n" : "\n";
        }
    }
    return text;
}

std::string shown(const std::string& body, const SlipSurroundings& around = counter()) {
    return shown(make_slip(read(body), around));
}

TEST(Slip, OfACouponSaysWhatItIsWorthAndUntilWhen) {
    EXPECT_EQ(shown(coupon_body),
              "南京西路店\n*优惠券*\n----\n夏日优惠\n*立减¥5.00*\n"
              "有效期至：2026-08-31 23:59\n\n[AIS1ABC]\n"
              "使用规则\n- 满30元可用\n- 每人一张\n----\n"
              "设备：lane-1\n打印时间：2026-07-01 16:00\n编号：kiosk-7\n");
    const auto english = changed(coupon_body, R"("zh")", R"("en")");
    EXPECT_EQ(shown(english),
              "南京西路店\n*COUPON*\n----\n夏日优惠\n*5.00 CNY off*\n"
              "Valid until: 2026-08-31 23:59\n\n[AIS1ABC]\n"
              "Terms\n- 满30元可用\n- 每人一张\n----\n"
              "Device: lane-1\nPrinted: 2026-07-01 16:00\nNo.: kiosk-7\n");
}

TEST(Slip, OfAConsentNamesTheNoticeAndEveryAnswer) {
    EXPECT_EQ(shown(consent_body),
              "南京西路店\n*CONSENT RECEIPT*\n----\nNotice: join\nVersion: 3\nLanguage: en-GB\n"
              "Recorded: 2026-07-01 16:00\nYour choices\n- Membership (any channel): agreed\n"
              "- Sharing with mall (SMS): declined\n----\n"
              "You may withdraw your consent at any time.\nPlease keep this receipt.\n----\n"
              "Device: lane-1\nPrinted: 2026-07-01 16:00\nNo.: c-1\n");
    const auto chinese = changed(consent_body, R"("language":"en",)", R"("language":"zh",)");
    const auto text = shown(chinese);
    EXPECT_NE(text.find("*同意回执*\n"), std::string::npos) << text;
    EXPECT_NE(text.find("- 会员服务（所有渠道）：同意\n- 提供给mall（短信）：不同意\n"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("您可以随时撤回同意。"), std::string::npos) << text;
}

TEST(Slip, ForATestShowsWhatThePrinterCanDo) {
    const auto text = shown(test_body);
    for (const auto* shows : {"中文", "€", "¥", "ü", "....+....1....+....2....+....3..", "!\"#$%&'",
                              "xyz{|}~", "[AISLE PRINTER TEST]", "居右", "*大字*"}) {
        EXPECT_NE(text.find(shows), std::string::npos) << shows << " is not in " << text;
    }
    EXPECT_NE(shown(changed(test_body, "zh", "en")).find("*TEST PAGE*"), std::string::npos);
}

TEST(Slip, ThatIsACopySaysSoLargeAtBothEnds) {
    for (const auto& body : {coupon_body, consent_body, test_body}) {
        const auto copy = make_slip(read(body), counter(2));
        const SlipText mark{copy.language == SlipLanguage::zh ? "副本 2" : "COPY 2",
                            {.align = SlipAlign::centre, .bold = true, .large = true}};
        ASSERT_EQ(std::get<SlipText>(copy.parts.front()), mark);
        ASSERT_EQ(std::get<SlipText>(copy.parts.back()), mark);
        const auto original = shown(make_slip(read(body), counter()));
        EXPECT_EQ(shown(copy), "*" + mark.text + "*\n" + original + "*" + mark.text + "*\n");
    }
}

TEST(Slip, IsOfTheRequestedLanguageAndPrinter) {
    const auto request = read(coupon_body);
    EXPECT_EQ(request.id, "kiosk-7");
    EXPECT_EQ(request.printer, "front");
    EXPECT_EQ(make_slip(request, counter()).language, SlipLanguage::zh);
    EXPECT_EQ(read(consent_body).printer, "");
    EXPECT_EQ(make_slip(read(consent_body), counter()).language, SlipLanguage::en);
}

TEST(Slip, ShowsAShareAsItIsUsuallyWritten) {
    struct Written {
        std::string bp;
        std::string zh;
        std::string en;
    };
    for (const auto& [bp, zh, en] :
         {Written{"1500", "*立减15%*", "*15% off*"}, Written{"1250", "*立减12.5%*", "*12.5% off*"},
          Written{"1", "*立减0.01%*", "*0.01% off*"},
          Written{"1005", "*立减10.05%*", "*10.05% off*"},
          Written{"10000", "*立减100%*", "*100% off*"}}) {
        const auto body = changed(coupon_body, R"({"amount":500},"currency":"CNY")",
                                  R"({"percent_bp":)" + bp + "}");
        EXPECT_NE(shown(body).find(zh), std::string::npos) << shown(body);
        const auto english = shown(changed(body, R"("zh")", R"("en")"));
        EXPECT_NE(english.find(en), std::string::npos) << english;
    }
}

TEST(Slip, NamesTheCurrencyWhereItIsNotTheStores) {
    const auto euros = shown(changed(coupon_body, "CNY", "EUR"));
    EXPECT_NE(euros.find("*立减5.00 EUR*"), std::string::npos) << euros;
}

TEST(Slip, OfACouponNeedsNeitherWorthNorTerms) {
    const auto gift =
        changed(changed(coupon_body, R"("value":{"amount":500},"currency":"CNY",)", ""),
                R"("terms":["满30元可用","每人一张"],)", "");
    EXPECT_EQ(shown(gift).substr(0, shown(gift).rfind("----")),
              "南京西路店\n*优惠券*\n----\n夏日优惠\n有效期至：2026-08-31 23:59\n\n[AIS1ABC]\n");
}

TEST(Slip, ShowsTimesAsTheClockOnTheWallDoes) {
    using std::chrono::minutes;
    EXPECT_EQ(local_text(ManualClock::morning, minutes{480}), "2026-07-01 16:00");
    EXPECT_EQ(local_text(ManualClock::morning, minutes{-570}), "2026-06-30 22:30");
    EXPECT_EQ(local_text(WallTime{}, minutes{-1}), "1969-12-31 23:59");
    const auto last = parse_rfc3339("9999-12-31T23:59:59Z");
    ASSERT_TRUE(last);
    EXPECT_EQ(local_text(*last, minutes{480}), "10000-01-01 07:59");
}

TEST(SlipRequest, KnowsEveryPurposeAndChannelThatASignUpKnows) {
    const auto answer = [](const std::string& purpose, const std::string& channel) {
        return R"({"purpose":")" + purpose + R"(","channel":")" + channel +
               R"(","decision":"given")";
    };
    const std::string notice = R"(,"notice":{"id":"n","version":"1","language":"zh","sha256":")" +
                               std::string(64, 'a') + R"("}})";
    for (const std::string purpose :
         {"membership", "marketing", "profiling", "survey", "share:x", "share:", "any", "other"}) {
        for (const std::string channel :
             {"sms", "call", "email", "wecom", "app", "mini", "post", "any", "fax", "membership"}) {
            const auto& sign_up =
                json_of(R"({"consents":[)" + answer(purpose, channel) + notice + "]}");
            Fields fields(sign_up);
            read_consents(fields, "consents", ConsentOccasion::sign_up);
            const auto body = R"({"id":"c","slip":"consent","language":"zh","consent":{)"
                              R"("notice_id":"n","notice_version":"1","language":"zh",)"
                              R"("decisions":[)" +
                              answer(purpose, channel) +
                              R"(}],"collected_at":"2026-07-01T08:00:00Z"}})";
            EXPECT_EQ(parse_slip_request(json_of(body)).has_value(), fields.fine())
                << purpose << " " << channel;
            if (!fields.fine()) continue;
            const auto said = shown(body);
            EXPECT_EQ(said.find("（" + channel + "）"), std::string::npos) << "no word: " << said;
            EXPECT_EQ(said.find("- " + purpose), std::string::npos) << "no word: " << said;
        }
    }
}

TEST(SlipRequest, RefusesMembersThatItDoesNotKnow) {
    EXPECT_TRUE(refuses(changed(coupon_body, "{", R"({"copies":2,)"), "unknown_member", "/copies"));
    EXPECT_TRUE(refuses(changed(coupon_body, R"("title")", R"("titel":"x","title")"),
                        "unknown_member", "/coupon/titel"));
    EXPECT_TRUE(refuses(changed(coupon_body, "500}", R"(500,"cap":1})"), "unknown_member",
                        "/coupon/value/cap"));
    EXPECT_TRUE(refuses(changed(consent_body, R"("notice_id")", R"("name":"x","notice_id")"),
                        "unknown_member", "/consent/name"));
    EXPECT_TRUE(refuses(changed(consent_body, R"("given")", R"("given","why":"x")"),
                        "unknown_member", "/consent/decisions/0/why"));
    EXPECT_TRUE(refuses(changed(test_body, "{", R"({"coupon":{},)"), "unknown_member", "/coupon"));
    EXPECT_TRUE(refuses(changed(coupon_body, R"("slip":"coupon")", R"("slip":"test")"),
                        "unknown_member", "/coupon"));
}

TEST(SlipRequest, RefusesWhatIsMissing) {
    EXPECT_TRUE(refuses(R"({"slip":"test","language":"zh"})", "missing", "/id"));
    EXPECT_TRUE(refuses(R"({"id":"","slip":"test","language":"zh"})", "empty", "/id"));
    EXPECT_TRUE(refuses(R"({"id":"x","language":"zh"})", "missing", "/slip"));
    EXPECT_TRUE(refuses(R"({"id":"x","slip":"test"})", "missing", "/language"));
    EXPECT_TRUE(refuses(R"({"id":"x","slip":"coupon","language":"zh"})", "missing", "/coupon"));
    EXPECT_TRUE(refuses(R"({"id":"x","slip":"consent","language":"zh"})", "missing", "/consent"));
    EXPECT_TRUE(refuses(R"("slip")", "wrong_type", ""));
    EXPECT_TRUE(
        refuses(changed(coupon_body, R"("token":"AIS1ABC",)", ""), "missing", "/coupon/token"));
    EXPECT_TRUE(
        refuses(changed(coupon_body, R"("title":"夏日优惠",)", ""), "missing", "/coupon/title"));
    EXPECT_TRUE(refuses(changed(coupon_body, R"(,"expires":"2026-08-31T23:59:59+08:00")", ""),
                        "missing", "/coupon/expires"));
    EXPECT_TRUE(
        refuses(changed(coupon_body, R"("currency":"CNY",)", ""), "missing", "/coupon/currency"));
    EXPECT_TRUE(refuses(changed(consent_body, R"(,"collected_at":"2026-07-01T08:00:00Z")", ""),
                        "missing", "/consent/collected_at"));
}

TEST(SlipRequest, RefusesWordsTimesAndAmountsThatAreNone) {
    EXPECT_TRUE(refuses(changed(test_body, R"("test")", R"("receipt")"), "unknown_word", "/slip"));
    EXPECT_TRUE(refuses(changed(test_body, R"("zh")", R"("de")"), "unknown_word", "/language"));
    EXPECT_TRUE(
        refuses(changed(coupon_body, "2026-08-31T", "2026-08-32T"), "bad_time", "/coupon/expires"));
    EXPECT_TRUE(
        refuses(changed(consent_body, "08:00:00Z", "08:00"), "bad_time", "/consent/collected_at"));
    EXPECT_TRUE(refuses(changed(coupon_body, R"("amount":500)", R"("amount":0)"), "out_of_range",
                        "/coupon/value/amount"));
    EXPECT_TRUE(
        refuses(changed(coupon_body, R"("amount":500)", R"("amount":500,"percent_bp":1500)"),
                "bad_value", "/coupon/value"));
    EXPECT_TRUE(refuses(changed(coupon_body, R"("amount":500)", ""), "bad_value", "/coupon/value"));
    EXPECT_TRUE(refuses(changed(coupon_body, R"("value":{"amount":500},)", ""), "bad_value",
                        "/coupon/currency"));
    EXPECT_TRUE(refuses(changed(coupon_body, "CNY", "yuan"), "bad_currency", "/coupon/currency"));
    EXPECT_TRUE(refuses(changed(consent_body, R"("given")", R"("maybe")"), "unknown_word",
                        "/consent/decisions/0/decision"));
    EXPECT_TRUE(refuses(
        changed(consent_body, R"("share:mall","channel":"sms")", R"("membership","channel":"any")"),
        "duplicate_consent", "/consent/decisions/1"));
    EXPECT_TRUE(refuses(changed(consent_body,
                                R"([{"purpose":"membership","channel":"any",)"
                                R"("decision":"given"},{"purpose":"share:mall",)"
                                R"("channel":"sms","decision":"refused"}])",
                                "[]"),
                        "empty", "/consent/decisions"));
}

TEST(SlipRequest, RefusesControlCharactersInEveryText) {
    struct Text {
        const std::string& body;
        std::string text;
        std::string place;
    };
    const Text texts[] = {
        {coupon_body, "kiosk-7", "/id"},
        {coupon_body, "front", "/printer"},
        {coupon_body, "夏日优惠", "/coupon/title"},
        {coupon_body, "满30元可用", "/coupon/terms/0"},
        {coupon_body, "每人一张", "/coupon/terms/1"},
        {coupon_body, "AIS1ABC", "/coupon/token"},
        {consent_body, "join", "/consent/notice_id"},
        {consent_body, "\"3\"", "/consent/notice_version"},
        {consent_body, "en-GB", "/consent/language"},
        {consent_body, "share:mall", "/consent/decisions/1/purpose"},
    };
    for (const auto& [body, text, place] : texts) {
        const bool quoted = text.starts_with('"');
        for (const std::string bad : {"\\u001b", "\\u001dV", "\\u0010\\u0014", "\\u001c.", "\\n",
                                      "\\t", "\\u007f", "\\u0085", "\\u009b", "\\u2028"}) {
            auto hostile = text;
            hostile.insert(hostile.size() - (quoted ? 1 : 0), bad);
            EXPECT_TRUE(refuses(changed(body, text, hostile), "bad_text", place)) << bad;
        }
    }
}

TEST(SlipRequest, RefusesWhatIsTooLongOrTooMuch) {
    const auto longer = [](std::size_t bytes) { return std::string(bytes, 'x'); };
    const auto title = [&](std::size_t n) { return changed(coupon_body, "夏日优惠", longer(n)); };
    EXPECT_TRUE(parse_slip_request(json_of(title(name_bytes_max))));
    EXPECT_TRUE(refuses(title(name_bytes_max + 1), "too_long", "/coupon/title"));
    const auto token = [&](std::size_t n) { return changed(coupon_body, "AIS1ABC", longer(n)); };
    EXPECT_TRUE(parse_slip_request(json_of(token(slip_symbol_bytes_max))));
    EXPECT_TRUE(refuses(token(slip_symbol_bytes_max + 1), "too_long", "/coupon/token"));
    EXPECT_TRUE(refuses(changed(coupon_body, "kiosk-7", longer(65)), "too_long", "/id"));
    EXPECT_TRUE(
        refuses(changed(coupon_body, "front", longer(name_bytes_max + 1)), "too_long", "/printer"));
    EXPECT_TRUE(
        refuses(changed(consent_body, "en-GB", longer(36)), "too_long", "/consent/language"));
    // All terms together, and how many there are.
    const auto terms = [&](const std::string& list) {
        return changed(coupon_body, R"(["满30元可用","每人一张"])", "[" + list + "]");
    };
    const auto half = "\"" + longer(slip_text_bytes_max / 2) + "\"";
    EXPECT_TRUE(parse_slip_request(json_of(terms(half + "," + half))));
    EXPECT_TRUE(refuses(terms(half + "," + half + ",\"x\""), "too_long", "/coupon/terms/2"));
    std::string many = "\"x\"";
    for (std::size_t i = 1; i < slip_lines_max; ++i) many += ",\"x\"";
    EXPECT_TRUE(parse_slip_request(json_of(terms(many))));
    EXPECT_TRUE(refuses(terms(many + ",\"x\""), "too_many", "/coupon/terms"));
    EXPECT_TRUE(refuses(terms(R"("x","")"), "empty", "/coupon/terms/1"));
    EXPECT_TRUE(refuses(terms("1"), "wrong_type", "/coupon/terms/0"));
    std::string answers;
    for (std::size_t i = 0; i <= consents_max; ++i) {
        answers += R"({"purpose":"share:)" + std::to_string(i) +
                   R"(","channel":"sms","decision":"given"},)";
    }
    EXPECT_TRUE(refuses(changed(consent_body, R"([{)", "[" + answers + "{"), "too_many",
                        "/consent/decisions"));
}

TEST(SlipRequest, RefusesCardNumbersAnywhere) {
    const std::string card = "4111 1111 1111 1111";
    EXPECT_TRUE(refuses(changed(coupon_body, "夏日优惠", card), "card_number", "/coupon/title"));
    EXPECT_TRUE(
        refuses(changed(coupon_body, "每人一张", "x " + card), "card_number", "/coupon/terms/1"));
    EXPECT_TRUE(refuses(changed(coupon_body, "AIS1ABC", card), "card_number", "/coupon/token"));
    EXPECT_TRUE(refuses(changed(consent_body, "share:mall", "share:" + card), "card_number",
                        "/consent/decisions/1/purpose"));
    EXPECT_TRUE(refuses(changed(test_body, R"("t")", "\"" + card + "\""), "card_number", "/id"));
}

TEST(SlipRequest, SaysNothingOfWhatWasRefused) {
    const auto secret = changed(coupon_body, "夏日优惠", "secret\\u001b");
    const auto request = parse_slip_request(json_of(secret));
    ASSERT_FALSE(request);
    EXPECT_EQ(request.error().what().find("secret"), std::string::npos) << request.error().what();
}

}  // namespace
}  // namespace aisle
