// SPDX-License-Identifier: Apache-2.0
#include "drivers/hid_pos_decoder.hpp"

#include "agent/base/entropy.hpp"
#include "tests/drivers/hid_reports.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using Frames = std::vector<std::string>;

constexpr MonoTime start{Micros{1'000'000}};
constexpr Millis pause_max{500};

const HidPosLayout usual = usual_hid_pos_layout();

void add(Decoded& to, Decoded more) {
    for (auto& frame : more.frames) to.frames.push_back(std::move(frame));
    to.overlong += more.overlong;
    to.torn += more.torn;
    to.dropped += more.dropped;
}

Decoded decode(const HidPosLayout& layout, const std::vector<std::string>& reports) {
    HidPosDecoder decoder(layout);
    Decoded out;
    auto now = start;
    for (const auto& report : reports) add(out, decoder.feed(report, now += Millis(4)));
    add(out, decoder.tick(now + Seconds(1)));
    return out;
}

Frames scan(const HidPosLayout& layout, std::string_view code, std::string_view aim = "]Q1") {
    return decode(layout, hid_reports(layout, code, aim)).frames;
}

const std::string link = "https://example.com/01/09520123456788/10/LOT42/21/SER0001?17=271231";

TEST(HidPosDecoder, ReadsACodeOutOfTwoReports) {
    const std::vector<std::string> reports = {
        from_hex("02385d513168747470733a2f2f6578616d706c652e636f6d2f30312f3039353230313233343536373"
                 "8382f31302f4c4f5434322f32312f534552303030730001"),
        from_hex("020b5d5131313f31373d3237313233310000000000000000000000000000000000000000000000000"
                 "00000000000000000000000000000000000000000730000"),
    };
    const auto out = decode(usual, reports);
    EXPECT_EQ(out.frames, Frames{"]Q1" + link});
    EXPECT_EQ(out.torn + out.overlong, 0u);
}

TEST(HidPosDecoder, ReadsTheReportsOfAScannerThatDescribesThem) {
    const auto layout = find_hid_pos_layout(short_hid_pos_descriptor());
    ASSERT_TRUE(layout);
    EXPECT_EQ(scan(*layout, link), Frames{"]Q1" + link});
    EXPECT_EQ(scan(*layout, "4006381333931", "]E0"), Frames{"]E04006381333931"});
}

TEST(HidPosDecoder, KnowsWhereACodeEndsByTheFlagAlone) {
    for (const std::size_t size : {1u, 55u, 56u, 57u, 112u, 113u, 500u}) {
        const std::string code(size, 'x');
        EXPECT_EQ(scan(usual, code), Frames{"]Q1" + code}) << size;
    }
}

TEST(HidPosDecoder, GivesACodeWithoutIdentifierWhereTheScannerTellsNone) {
    for (const auto* const aim : {"", "   ", "Q1 ", "]", "] 1", "]!!", "]Q\xe9", "]1Q"}) {
        EXPECT_EQ(scan(usual, "4006381333931", aim), Frames{"4006381333931"}) << aim;
    }
}

TEST(HidPosDecoder, TakesTheIdentifierOfTheFirstReport) {
    auto reports = hid_reports(usual, link, "]Q3");
    reports[1].replace(2, 3, "]C1");
    EXPECT_EQ(decode(usual, reports).frames, Frames{"]Q3" + link});
    reports[0].replace(2, 3, 3, '\0');
    EXPECT_EQ(decode(usual, reports).frames, Frames{link});
}

// So do scanners of which the well-known reader for browsers knows: all behind the count is late.
TEST(HidPosDecoder, UnderstandsScannersThatBeginAByteLate) {
    auto late = usual;
    late.aim->at += 8;
    late.data.at += 8;
    EXPECT_EQ(decode(usual, hid_reports(late, "4006381333931", "]E0")).frames,
              Frames{"]E04006381333931"});
    EXPECT_EQ(decode(usual, hid_reports(late, link, "]Q1")).frames, Frames{"]Q1" + link});
}

TEST(HidPosDecoder, ReadsALateIdentifierBesideDataThatIsNotLate) {
    const HidPosLayout roomy{.report = 2,
                             .report_bytes = 64,
                             .data = {10 * 8, 50 * 8},
                             .count = HidField{8, 8},
                             .aim = HidField{16, 24}};
    auto late = roomy;
    late.aim->at += 8;
    EXPECT_EQ(decode(roomy, hid_reports(late, "4006381333931", "]E0")).frames,
              Frames{"]E04006381333931"});
}

TEST(HidPosDecoder, TakesAllOfItWhereTheCountIsLargerThanTheRoom) {
    auto reports = hid_reports(usual, "4006381333931", "]E0");
    for (const int count : {57, 64, 255}) {
        reports[0][1] = static_cast<char>(count);
        EXPECT_EQ(decode(usual, reports).frames, Frames{"]E04006381333931"}) << count;
    }
    reports[0][1] = 0;
    EXPECT_TRUE(decode(usual, reports).frames.empty());
}

TEST(HidPosDecoder, BelievesTheCountAboutZerosAtTheEnd) {
    const std::string code("a\0b\0", 4);
    EXPECT_EQ(scan(usual, code), Frames{"]Q1" + code});
    auto uncounted = usual;
    uncounted.count.reset();
    EXPECT_EQ(scan(uncounted, code), Frames{"]Q1" + code.substr(0, 3)});
}

TEST(HidPosDecoder, ReadsReportsWithoutNumberCountIdentifierOrFlag) {
    const HidPosLayout bare{.report = 0, .report_bytes = 8, .data = {0, 64}};
    EXPECT_EQ(decode(bare, {"12345678", std::string("\x02\x00\x00z\0\0\0\0", 8)}).frames,
              (Frames{"12345678", std::string("\x02\0\0z", 4)}));
}

TEST(HidPosDecoder, ReadsAsMuchAsAShortReportHas) {
    const auto report = hid_reports(usual, "4006381333931", "]E0")[0];
    for (std::size_t size = 1; size < report.size(); ++size) {
        const auto out = decode(usual, {report.substr(0, size)});
        const bool whole = size >= 18;
        ASSERT_LE(out.frames.size(), 1u);
        EXPECT_EQ(out.frames == Frames{"]E04006381333931"}, whole) << size;
    }
}

TEST(HidPosDecoder, StripsOneLineEnd) {
    EXPECT_EQ(scan(usual, "one\r"), Frames{"]Q1one"});
    EXPECT_EQ(scan(usual, "one\r\n"), Frames{"]Q1one"});
    EXPECT_EQ(scan(usual, "one\r\r"), Frames{"]Q1one\r"});
    EXPECT_EQ(scan(usual, "one\r\n\r\n"), Frames{"]Q1one\r\n"});
    EXPECT_EQ(scan(usual, "\rone"), Frames{"]Q1\rone"});
    EXPECT_EQ(scan(usual, "one\n"), Frames{"]Q1one\n"});
    EXPECT_EQ(scan(usual, "one\n\n"), Frames{"]Q1one\n\n"});
    EXPECT_EQ(scan(usual, "one\n\r"), Frames{"]Q1one\n"});
    EXPECT_EQ(scan(usual, std::string(56, 'x') + "\r\n"), Frames{"]Q1" + std::string(56, 'x')});
    EXPECT_EQ(scan(usual, std::string(55, 'x') + "\r\n"), Frames{"]Q1" + std::string(55, 'x')});
}

TEST(HidPosDecoder, KeepsEveryOtherByte) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
    EXPECT_EQ(scan(usual, all), Frames{"]Q1" + all});
    EXPECT_EQ(scan(usual,
                   "\x1d"
                   "10A\x1d"
                   "21B\x1d",
                   "]d2"),
              Frames{"]d2\x1d"
                     "10A\x1d"
                     "21B\x1d"});
}

TEST(HidPosDecoder, IgnoresEmptyCodes) {
    const auto out =
        decode(usual, {hid_report(usual, "", "]Q1", false), hid_report(usual, "\r\n", "]Q1", false),
                       hid_report(usual, "one", "]Q1", false)});
    EXPECT_EQ(out.frames, Frames{"]Q1one"});
    EXPECT_EQ(out.torn, 0u);
}

TEST(HidPosDecoder, IgnoresOtherReportsBetweenCodes) {
    const std::string other = "\x04status";
    const auto code = hid_report(usual, "one", "]Q1", false);
    const auto out = decode(usual, {other, code, other, "", code, other});
    EXPECT_EQ(out.frames, (Frames{"]Q1one", "]Q1one"}));
    EXPECT_EQ(out.torn, 0u);
}

TEST(HidPosDecoder, CountsACodeAsTornWhenAnotherReportStandsInIt) {
    for (const std::string other : {"\x04status", "\x01", ""}) {
        HidPosDecoder decoder(usual);
        decoder.feed(hid_reports(usual, link, "]Q1")[0], start);
        const auto out = decoder.feed(other, start);
        EXPECT_TRUE(out.frames.empty());
        EXPECT_EQ(out.torn, 1u);
        EXPECT_FALSE(decoder.deadline());
        EXPECT_EQ(decoder.feed(hid_report(usual, "next", "]E0", false), start).frames,
                  Frames{"]E0next"});
    }
}

TEST(HidPosDecoder, CountsACodeAsTornAfterAPause) {
    HidPosDecoder decoder(usual);
    EXPECT_FALSE(decoder.deadline());
    decoder.feed(hid_reports(usual, link, "]Q1")[0], start);
    EXPECT_EQ(decoder.deadline(), start + pause_max);
    EXPECT_FALSE(decoder.tick(start + pause_max - Micros(1)).decided());
    const auto out = decoder.tick(start + pause_max);
    EXPECT_TRUE(out.frames.empty());
    EXPECT_EQ(out.torn, 1u);
    EXPECT_FALSE(decoder.deadline());
    EXPECT_EQ(decoder.feed(hid_report(usual, "next", "]E0", false), start + Seconds(2)).frames,
              Frames{"]E0next"});
}

TEST(HidPosDecoder, MeasuresThePauseFromTheLastReport) {
    HidPosDecoder decoder(usual);
    const auto reports = hid_reports(usual, std::string(150, 'x'), "]Q1");
    decoder.feed(reports[0], start);
    decoder.feed(reports[1], start + Millis(400));
    EXPECT_EQ(decoder.deadline(), start + Millis(900));
    EXPECT_FALSE(decoder.tick(start + Millis(899)).decided());
    EXPECT_EQ(decoder.feed(reports[2], start + Millis(899)).frames,
              Frames{"]Q1" + std::string(150, 'x')});
    EXPECT_FALSE(decoder.deadline());
}

TEST(HidPosDecoder, DoesNotTakeItsOwnSlownessForAPause) {
    HidPosDecoder decoder(usual);
    const auto reports = hid_reports(usual, link, "]Q1");
    decoder.feed(reports[0], start);
    const auto out = decoder.feed(reports[1], start + Seconds(5));
    EXPECT_EQ(out.frames, Frames{"]Q1" + link});
    EXPECT_EQ(out.torn, 0u);
}

TEST(HidPosDecoder, TakesTheLongestCodeAndItsIdentifier) {
    const std::string longest(scan_bytes_max, 'x');
    EXPECT_EQ(scan(usual, longest), Frames{"]Q1" + longest});
    EXPECT_EQ(scan(usual, longest + "\r\n"), Frames{"]Q1" + longest});
    EXPECT_EQ(scan(usual, longest, "]!!"), Frames{longest});
}

TEST(HidPosDecoder, ThrowsALongerCodeAwayWholeAndCountsIt) {
    for (const std::size_t over : {1u, 2u, 3u, 56u, 57u, 5000u}) {
        auto reports = hid_reports(usual, std::string(scan_bytes_max + over, 'x'), "]Q1");
        reports.push_back(hid_report(usual, "next", "]E0", false));
        const auto out = decode(usual, reports);
        EXPECT_EQ(out.frames, Frames{"]E0next"}) << over;
        EXPECT_EQ(out.overlong, 1u) << over;
    }
}

TEST(HidPosDecoder, ThrowsAwayWhatALineCutOffHoweverItEnded) {
    HidPosDecoder decoder(usual);
    const auto first = hid_reports(usual, link, "]Q1")[0];
    decoder.feed(first, start);
    EXPECT_EQ(decoder.reset().torn, 1u);
    EXPECT_EQ(decoder.reset().torn, 0u);
    decoder.feed(first, start);
    EXPECT_EQ(decoder.end().torn, 1u);
    EXPECT_FALSE(decoder.deadline());
    EXPECT_EQ(decoder.feed(hid_report(usual, "next", "", false), start).frames, Frames{"next"});
}

TEST(HidPosDecoder, GivesWhatWasScannedInAnyLayout) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        SeededEntropy chance(seed);
        const auto room = 1 + chance.below(200);
        const auto before = 5 + chance.below(8);
        const HidPosLayout layout{.report = static_cast<std::uint8_t>(1 + chance.below(255)),
                                  .report_bytes = before + room + 1,
                                  .data = {before * 8, room * 8},
                                  .count = HidField{8, 8},
                                  .aim = HidField{16, 24},
                                  .continued = HidField{(before + room) * 8 + chance.below(8), 1}};
        std::string code;
        for (auto size = 1 + chance.below(600); size > 0; --size) {
            code += static_cast<char>(chance.below(256));
        }
        code += '.';
        ASSERT_EQ(scan(layout, code), Frames{"]Q1" + code});
    }
}

}  // namespace
}  // namespace aisle
