// SPDX-License-Identifier: Apache-2.0
#include "drivers/escpos_writer.hpp"

#include "agent/base/charset.hpp"
#include "agent/base/entropy.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"
#include "tests/drivers/printed_slip.hpp"
#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace aisle {
namespace {

using namespace std::string_literals;

const PrinterProfile chinese{};
const PrinterProfile german{.columns = 42, .charset = "CP858", .code_page = 19, .two_byte = false};
const PrinterProfile american{
    .columns = 32, .charset = "CP437", .two_byte = false, .cutter = false, .has_qr = false};

// ---- What is seen on the paper ----

std::string written(std::vector<SlipPart> parts, const PrinterProfile& profile = chinese) {
    return escpos_of({.language = SlipLanguage::zh, .parts = std::move(parts)}, profile);
}

std::string printed(std::vector<SlipPart> parts, const PrinterProfile& profile) {
    const auto bytes = written(std::move(parts), profile);
    expect_obedient(bytes, profile);
    std::string text;
    for (const auto piece : pieces_of(bytes)) {
        if (!is_lead(piece.front())) text += piece;
    }
    return text;
}

std::string lines(std::string text, const PrinterProfile& profile = chinese, bool large = false) {
    const auto bytes = printed({SlipText{std::move(text), {.large = large}}}, profile);
    const auto charset = Charset::open(profile.charset);
    return charset ? charset->to_utf8(bytes) : bytes;
}

PrinterProfile narrow(std::size_t columns, PrinterProfile profile = chinese) {
    profile.columns = columns;
    return profile;
}

TEST(EscPosWriter, SetsEveryThingItReliesOnAndLeavesThePrinterAsATillExpectsIt) {
    EXPECT_EQ(written({}), "\x1b@\x1bR\0\x1c&\x1b\x64\x02\x1dV\x42\0\x1b@"s);
    EXPECT_EQ(written({}, german), "\x1b@\x1bR\0\x1c.\x1bt\x13\x1b\x64\x02\x1dV\x42\0\x1b@"s);
    EXPECT_EQ(written({}, american), "\x1b@\x1bR\0\x1c.\x1bt\0\x1b\x64\x05\x1b@"s);
}

TEST(EscPosWriter, StylesEveryParagraphAnew) {
    const auto bytes =
        written({SlipText{"a", {.align = SlipAlign::right, .bold = true, .large = true}},
                 SlipText{"b", {.align = SlipAlign::centre}}, SlipRule{}, SlipFeed{3}},
                narrow(8));
    const auto body =
        "\x1b\x61\x02\x1b\x45\x01\x1d!\x11"
        "a\n"
        "\x1b\x61\x01\x1b\x45\0\x1d!\0"
        "b\n"
        "\x1b\x61\0\x1b\x45\0\x1d!\0--------\n\x1b\x64\x03"s;
    EXPECT_NE(bytes.find(body), bytes.npos) << hex(bytes);
}

TEST(EscPosWriter, KeepsWordsWholeWhereTheyFit) {
    EXPECT_EQ(lines("one two three", narrow(8)), "one two\nthree\n");
    EXPECT_EQ(lines("one two three", narrow(7)), "one two\nthree\n");
    EXPECT_EQ(lines("one two three", narrow(6)), "one\ntwo\nthree\n");
    EXPECT_EQ(lines("one   two", narrow(4)), "one\ntwo\n");
    EXPECT_EQ(lines("abcdefghij k", narrow(4)), "abcd\nefgh\nij k\n");
    EXPECT_EQ(lines("", narrow(4)), "\n");
    EXPECT_EQ(lines("abcd  ", narrow(4)), "abcd\n");
    EXPECT_EQ(lines("M\u00fcllers L\u00f6we", narrow(10, german)), "M\u00fcllers\nL\u00f6we\n");
    // In two bytes the same letters are two columns wide.
    EXPECT_EQ(lines("a\u00fcb c\u00fc", narrow(6)), "a\u00fcb\nc\u00fc\n");
}

TEST(EscPosWriter, NeverPartsASignAndCountsWideOnesTwice) {
    EXPECT_EQ(lines("一二三四五", narrow(4)), "一二\n三四\n五\n");
    EXPECT_EQ(lines("一二三四五", narrow(5)), "一二\n三四\n五\n");
    EXPECT_EQ(lines("a一二三", narrow(5)), "a一二\n三\n");
    EXPECT_EQ(lines("满30元可用", narrow(5)), "满30\n元可\n用\n");
    EXPECT_EQ(lines("满100元", narrow(4)), "满\n100\n元\n");
}

TEST(EscPosWriter, BeginsNoLineWithAStopAndEndsNoneWithABracket) {
    EXPECT_EQ(lines("一二，三", narrow(4)), "一\n二，\n三\n");
    EXPECT_EQ(lines("一（二）", narrow(4)), "一\n（二\n）\n") << "there is no better way";
    EXPECT_EQ(lines("一（二）", narrow(6)), "一\n（二）\n");
    EXPECT_EQ(lines("。。。", narrow(4)), "。。\n。\n");
}

TEST(EscPosWriter, PutsHalfAsMuchOnALineOfLargeText) {
    EXPECT_EQ(lines("one two", narrow(8), true), "one\ntwo\n");
    EXPECT_EQ(lines("一二三", narrow(8), true), "一二\n三\n");
}

TEST(EscPosWriter, PrintsASignThatIsWiderThanThePaperAlone) {
    EXPECT_NE(written({SlipText{"一二"}}, narrow(1)).find("\xd2\xbb\n\xb6\xfe\n"),
              std::string::npos);
    EXPECT_NE(written({SlipText{"ab", {.large = true}}}, narrow(0)).find("a\nb\n"),
              std::string::npos);
}

TEST(EscPosWriter, WritesMoneyInSignsThatPrintersHave) {
    EXPECT_EQ(lines("¥5 £6 €7"), "￥5 ￡6 €7\n");
    EXPECT_EQ(printed({SlipText{"¥"}}, chinese), "\xa3\xa4\n");
    EXPECT_EQ(printed({SlipText{"¥ ￥ £ €"}}, german), "\xbe \xbe \x9c \xd5\n");
    EXPECT_EQ(printed({SlipText{"¥ £ €"}}, american), "\x9d \x9c EUR\n");
    const PrinterProfile japanese{.charset = "SHIFT_JIS"};
    EXPECT_EQ(printed({SlipText{"¥ \\"}}, japanese), "\x81\x8f \\\n");
}

TEST(EscPosWriter, WritesPlainlyWhatACharacterSetLacks) {
    EXPECT_EQ(lines("don’t – “see” … •\u00a0x", american), "don't - \"see\" ... *\u00a0x\n");
    EXPECT_EQ(lines("“一” …"), "“一” …\n");
    EXPECT_EQ(lines("\u00a0x"), " x\n");
    EXPECT_EQ(lines("中文 ü", american), "?? ü\n");
}

TEST(EscPosWriter, LeavesOutSignsWithoutInk) {
    EXPECT_EQ(lines("a\u200bb\u202e\u2066c\ufeff\u00ad\ufe0f."), "abc.\n");
}

TEST(EscPosWriter, SendsSignsOfFourBytesOnlyToPrintersThatHaveThem) {
    const auto extension = "𠀀x";  // U+20000
    EXPECT_EQ(printed({SlipText{extension}}, chinese), "?x\n");
    auto four = chinese;
    four.four_byte = true;
    EXPECT_EQ(printed({SlipText{extension}}, four), "\x95\x32\x82\x36x\n");
    EXPECT_EQ(printed({SlipText{"¥"}}, four), "\xa3\xa4\n");
}

TEST(EscPosWriter, SendsNoControlsWhateverTheTextIs) {
    for (const auto& profile : {chinese, german, american}) {
        std::string controls;
        for (char c = 0; c < ' '; ++c) controls += c;
        EXPECT_EQ(printed({SlipText{controls}}, narrow(40, profile)), std::string(32, '?') + "\n");
        EXPECT_EQ(printed({SlipText{"a\x7f\u0080\u0085\u009b\u2028z"}}, profile), "a?????z\n");
        EXPECT_EQ(printed({SlipText{"\x1bp\0\x19\xfa"s}}, profile), "?p???\n");
        EXPECT_EQ(printed({SlipText{"\xff\xc3k\xe4\xb8z\xed\xa0\x80"}}, profile), "??k??z???\n");
    }
    // Letters of a code page at the places of controls are letters.
    EXPECT_EQ(printed({SlipText{"üÇƒ"}}, german), "\x81\x80\x9f\n");
    const PrinterProfile latin{.charset = "ISO-8859-1", .two_byte = false};
    EXPECT_EQ(printed({SlipText{"\u0081\u009bü"}}, latin), "??\xfc\n");
}

TEST(EscPosWriter, PrintsAsciiWhenTheSystemLacksTheCharacterSet) {
    for (const auto* name : {"", "KLINGON", "GB18030//TRANSLIT", "GB18030\x1b"}) {
        const PrinterProfile profile{.charset = name};
        EXPECT_EQ(printed({SlipText{"a中€"}}, profile), "a?EUR\n") << name;
    }
}

TEST(EscPosWriter, PrintsAsciiWhenTheProfileSaysTheWrongWidth) {
    const PrinterProfile one{.charset = "GB18030", .two_byte = false};
    EXPECT_EQ(printed({SlipText{"a中ü"}}, one), "a??\n");
    const PrinterProfile two{.charset = "CP858", .two_byte = true};
    EXPECT_EQ(printed({SlipText{"a中ü"}}, two), "a??\n");
}

// Sets with shifts and escapes of their own, with zeros, with other letters' places for ASCII.
TEST(EscPosWriter, MakesNoCommandOfAnySignInAnyCharacterSet) {
    struct Set {
        const char* name;
        bool two_byte;
        std::uint32_t step;
    };
    for (const auto& [name, two_byte, step] :
         {Set{"GB18030", true, 1},      Set{"GB18030", true, 37},
          Set{"CP437", false, 1},       Set{"CP858", false, 1},
          Set{"GBK", true, 3},          Set{"BIG5", true, 3},
          Set{"SHIFT_JIS", true, 3},    Set{"EUC-KR", true, 7},
          Set{"EUC-JP", true, 7},       Set{"ISO-2022-JP", true, 37},
          Set{"ISO-2022-CN", true, 37}, Set{"UTF-7", false, 37},
          Set{"UTF-16", true, 37},      Set{"JOHAB", true, 1},
          Set{"BIG5-HKSCS", true, 3},   Set{"TSCII", false, 3},
          Set{"UCS-4", true, 97},       Set{"UTF-8", true, 7},
          Set{"IBM037", false, 1},      Set{"KOI8-R", false, 7},
          Set{"TCVN5712-1", false, 3}}) {
        const PrinterProfile profile{
            .charset = name, .two_byte = two_byte, .four_byte = two_byte && step == 1};
        std::string text;
        // The whole BMP, and of the planes beyond it a part.
        for (std::uint32_t point = 0; point < 0x110000; point += point < 0x10000 ? step : 977) {
            if (point < 0xd800 || point > 0xdfff) append_utf8(text, point);
        }
        SCOPED_TRACE(name);
        expect_obedient(written({SlipText{text}}, profile), profile);
        if (testing::Test::HasFatalFailure()) return;
    }
}

// ---- QR codes ----

std::vector<std::string> symbols(const std::string& payload, const PrinterProfile& profile) {
    const auto bytes = written({SlipSymbol{payload}}, profile);
    expect_obedient(bytes, profile);
    std::vector<std::string> found;
    for (auto& token : EscPosDecoder().feed(bytes)) {
        if (token.kind == EscPosToken::Kind::symbol) found.push_back(std::move(token.data));
    }
    return found;
}

TEST(EscPosWriter, PrintsAQrCodeOfModelTwoWithMediumCorrection) {
    const auto bytes = written({SlipSymbol{"AIS1"}});
    const auto code =
        "\x1b\x61\x01\x1b\x45\0\x1d!\0"
        "\x1d(k\x04\0"
        "1A2\0"
        "\x1d(k\x03\0"
        "1C\x06"
        "\x1d(k\x03\0"
        "1E1"
        "\x1d(k\x07\0"
        "1P0"
        "AIS1"
        "\x1d(k\x03\0"
        "1Q0"
        "\n"s;
    EXPECT_NE(bytes.find(code), bytes.npos) << hex(bytes);
}

TEST(EscPosWriter, PrintsEveryPayloadThatIsText) {
    for (std::size_t size = 1; size <= slip_symbol_bytes_max; ++size) {
        const std::string payload(size, 'x');
        ASSERT_EQ(symbols(payload, chinese), std::vector{payload});
    }
    EXPECT_EQ(symbols("优惠", german), std::vector{"优惠"s});
}

TEST(EscPosWriter, MakesACodeAsLargeAsThePaperAndSixDotsAllow) {
    const auto dots = [](std::size_t size, std::size_t columns) {
        const auto bytes = written({SlipSymbol{std::string(size, 'x')}}, narrow(columns));
        return byte_at(bytes, bytes.find("\x1d(k\x03\0"
                                         "1C"s) +
                                  7);
    };
    EXPECT_EQ(dots(14, 32), 6u);
    EXPECT_EQ(dots(180, 32), 6u);  // version 9: 53 modules and 8 of white, 366 of 384 dots
    EXPECT_EQ(dots(181, 32), 5u);  // version 10
    EXPECT_EQ(dots(512, 32), 3u);  // version 18: 89 and 8, 291 dots
    EXPECT_EQ(dots(512, 48), 5u);
    EXPECT_EQ(dots(512, 4), 1u);
}

TEST(EscPosWriter, PrintsTheTextOfACodeWhereThereCanBeNone) {
    EXPECT_EQ(symbols("AIS1", american), std::vector<std::string>{});
    EXPECT_EQ(printed({SlipSymbol{"AIS1"}}, american), "AIS1\n");
    for (const auto& payload : {""s, "a\x10\x14\x01\0\x05"s, "a\x1b@"s, "a\n"s, "a\x7f"s, "\xff"s,
                                "a\u009b"s, std::string(slip_symbol_bytes_max + 1, 'x')}) {
        EXPECT_EQ(symbols(payload, chinese), std::vector<std::string>{}) << hex(payload);
    }
    EXPECT_EQ(printed({SlipSymbol{"a\x10\x14\x01\0\x05"s}}, chinese), "a?????\n");
}

TEST(EscPosWriter, FeedsNoMoreThanASlipMayHave) {
    EXPECT_NE(written({SlipFeed{1000}}).find("\x1b\x64\x64"), std::string::npos);
    EXPECT_EQ(written({SlipFeed{0}, SlipFeed{-3}}), written({}));
}

// ---- Whole slips ----

SlipSurroundings counter(int copy_number) {
    return {.store_name = "南京西路店 Café",
            .device = "lane-1",
            .printed_at = "2026-07-01 16:00",
            .utc_offset = std::chrono::hours{8},
            .copy_number = copy_number};
}

SlipRequest request_of(std::string body) {
    auto request = parse_slip_request(json_of(std::move(body)));
    EXPECT_TRUE(request) << request.error().what() << " at " << request.error().place();
    return request ? std::move(*request) : SlipRequest{};
}

const std::string zh_coupon =
    R"({"id":"kiosk-7","slip":"coupon","language":"zh","coupon":{"title":"夏日优惠：全场通用",)"
    R"("terms":["消费满30元可用，每单限用一张，不与其他优惠同享。","最终解释权归门店所有。"],)"
    R"("value":{"amount":500},"currency":"CNY",)"
    R"("token":"AIS1AEAQAAQAAAAAPUQAAAAAAAAAAJVQ","expires":"2026-08-31T23:59:59+08:00"}})";
const std::string en_coupon =
    R"({"id":"kiosk-8","slip":"coupon","language":"en","coupon":{"title":"Frühstück für 2 – 15 %",)"
    R"("terms":["Not with other offers, and not on public holidays or the days before them.",)"
    R"("Minimum €10."],"value":{"percent_bp":1500},"token":"AIS1AEAQAAQAAAAAPUQ",)"
    R"("expires":"2026-08-31T21:59:59Z"}})";
const std::string zh_consent =
    R"({"id":"c-1","slip":"consent","language":"zh","consent":{"notice_id":"会员告知书",)"
    R"("notice_version":"2026-06","language":"zh-CN","decisions":[)"
    R"({"purpose":"membership","channel":"any","decision":"given"},)"
    R"({"purpose":"marketing","channel":"sms","decision":"refused"},)"
    R"({"purpose":"share:南京西路购物中心","channel":"wecom","decision":"given"}],)"
    R"("collected_at":"2026-07-01T08:00:00Z"}})";
const std::string zh_test = R"({"id":"t-1","slip":"test","language":"zh"})";
const std::string en_test = R"({"id":"t-2","slip":"test","language":"en"})";

// The bytes of each command and line, and what is read.
std::string listing(const std::string& bytes, const PrinterProfile& profile) {
    const auto charset = Charset::open(profile.charset);
    std::string text;
    for (auto piece : pieces_of(bytes)) {
        if (!is_lead(piece.front())) {
            text += "\"" + charset->to_utf8(piece.substr(0, piece.find('\n'))) + "\"\n";
        }
        constexpr std::size_t row = 32;
        for (; !piece.empty(); piece.remove_prefix(std::min(row, piece.size()))) {
            text += hex(piece.substr(0, row)) + "\n";
        }
    }
    return text;
}

void expect_golden(const std::string& name, const std::string& body, int copy_number,
                   const PrinterProfile& profile) {
    const auto bytes = escpos_of(make_slip(request_of(body), counter(copy_number)), profile);
    expect_obedient(bytes, profile);
    const auto path = AISLE_SOURCE_DIR "/tests/golden/slips/" + name + ".txt";
    if (std::getenv("AISLE_WRITE_GOLDEN")) std::ofstream(path) << listing(bytes, profile);
    std::ifstream file(path);
    const std::string golden{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(listing(bytes, profile), golden) << "AISLE_WRITE_GOLDEN=1 writes it anew";
}

TEST(EscPosWriter, PrintsTheGoldenSlips) {
    expect_golden("coupon_zh_gb18030_copy", zh_coupon, 1, chinese);
    expect_golden("coupon_en_cp858", en_coupon, 0, german);
    expect_golden("consent_zh_gb18030_32", zh_consent, 0, narrow(32));
    expect_golden("test_zh_gb18030", zh_test, 0, chinese);
    expect_golden("test_en_cp437_bare", en_test, 0, american);
}

// ---- Strangers' texts ----

class Stranger {
public:
    explicit Stranger(std::uint64_t seed) : chance_(seed) {}

    std::uint64_t below(std::uint64_t bound) { return chance_.below(bound); }

    std::string text() {
        std::string text;
        for (auto parts = below(7); parts > 0; --parts) add_part(text);
        return text;
    }

private:
    void add_part(std::string& text) {
        static const std::string evil[] = {"\x1bp\0\x19\xfa"s,
                                           "\x1bp\x01\x32\x32"s,
                                           "\x10\x14\x01\0\x05"s,
                                           "\x10\x14\x02\x01\x08"s,
                                           "\x10\x04\x01"s,
                                           "\x10\x05\x02"s,
                                           "\x1dV\0"s,
                                           "\x1dV\x42\x10"s,
                                           "\x1bi"s,
                                           "\x1bm"s,
                                           "\x1b@"s,
                                           "\x1bt\x05"s,
                                           "\x1c&"s,
                                           "\x1c."s,
                                           "\x1bR\x08"s,
                                           "\x1d!\x77"s,
                                           "\x1b=\0"s,
                                           "\x1d(k\x04\0"
                                           "1P0x"s,
                                           "\x1d(A\x02\0\0\x02"s,
                                           "\x1dv0\0\xff\xff\xff\xff"s,
                                           "\x07"s,
                                           "\x1bL"s,
                                           "\x1b\x64\xff"s,
                                           "\n\r\t\x0c\x18\x7f"s,
                                           "\x81\x30\x81\x30"s,
                                           "\x90\x30\x81\x30"s,
                                           "\x84\x31\xa4\x37"s,
                                           "\x95\x32\x82\x36"s,
                                           "\x81"s,
                                           "\xc2\x9b"
                                           "31m"s,
                                           "\xc2\x90\xc2\x94"s,
                                           "\xe2\x80\xa8"s,
                                           "\xef\xbb\xbf"s,
                                           "\xed\xa0\x9b"s,
                                           "\xc0\x9b"s,
                                           "\xe0\x80\x9b"s,
                                           "中文，（测试）"s,
                                           "¥€£“”…"s,
                                           "ü ß é"s,
                                           "word "s,
                                           std::string(60, 'w')};
        const auto kind = below(4);
        if (kind == 0) text += evil[below(std::size(evil))];
        if (kind == 1) text += static_cast<char>(below(256));
        if (kind == 2) text += "\x10\x14\x1b\x1c\x1d\x04pV@"[below(9)];
        if (kind == 3) append_utf8(text, static_cast<std::uint32_t>(below(0xd800)));
    }

    SeededEntropy chance_;
};

SlipRequest request_by(Stranger& stranger, std::size_t kind) {
    SlipRequest request;
    request.id = stranger.text();
    request.language = stranger.below(2) == 0 ? SlipLanguage::zh : SlipLanguage::en;
    if (kind == 0) {
        CouponSlip coupon;
        coupon.title = stranger.text();
        coupon.terms = {stranger.text(), stranger.text()};
        coupon.worth = BasisPoints{1500};
        coupon.token = stranger.text();
        request.content = std::move(coupon);
    } else if (kind == 1) {
        ConsentSlip consent;
        consent.notice_id = stranger.text();
        consent.notice_version = stranger.text();
        consent.notice_language = stranger.text();
        consent.answers = {{stranger.text(), stranger.text(), ConsentDecision::given},
                           {"share:" + stranger.text(), "sms"}};
        request.content = std::move(consent);
    }
    return request;
}

// The same slip with nothing in its texts. What cannot be a code was a text.
Slip harmless(Slip slip, const PrinterProfile& profile) {
    for (auto& part : slip.parts) {
        if (auto* text = std::get_if<SlipText>(&part)) text->text = "x";
        auto* symbol = std::get_if<SlipSymbol>(&part);
        if (symbol && !(profile.has_qr && is_plain_text(symbol->payload))) symbol->payload = "";
    }
    return slip;
}

std::string commands_of(std::string_view bytes) {
    std::string commands;
    for (const auto piece : pieces_of(bytes)) {
        if (is_lead(piece.front())) commands += piece;
    }
    return commands;
}

TEST(EscPosWriter, ObeysNoStranger) {
    const PrinterProfile profiles[] = {
        chinese,
        german,
        american,
        narrow(32),
        {.columns = 42, .charset = "GB18030", .four_byte = true},
        {.columns = 32, .charset = "BIG5"},
        {.columns = 48, .charset = "SHIFT_JIS"},
        {.columns = 42, .charset = "WINDOWS-1252", .code_page = 16, .two_byte = false},
    };
    for (std::uint64_t seed = 1; seed <= 10'000; ++seed) {
        Stranger stranger(seed);
        const auto& profile = profiles[seed % std::size(profiles)];
        const auto request = request_by(stranger, stranger.below(10) / 5);
        const SlipSurroundings around{.store_name = stranger.text(),
                                      .device = stranger.text(),
                                      .printed_at = stranger.text(),
                                      .copy_number = static_cast<int>(stranger.below(2))};
        SCOPED_TRACE("seed " + std::to_string(seed));
        const auto slip = make_slip(request, around);
        const auto bytes = escpos_of(slip, profile);
        expect_obedient(bytes, profile);
        const auto meant = commands_of(escpos_of(harmless(slip, profile), profile));
        ASSERT_TRUE(commands_of(bytes) == meant) << hex(bytes);
        if (testing::Test::HasFailure()) return;
    }
}

}  // namespace
}  // namespace aisle
