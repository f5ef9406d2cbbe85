// SPDX-License-Identifier: Apache-2.0
#include "drivers/printer_status.hpp"

#include "agent/base/utf8.hpp"
#include "drivers/escpos_decoder.hpp"

#include <gtest/gtest.h>

#include <bitset>
#include <set>
#include <string>

namespace aisle {
namespace {

using enum PrinterCondition;
using Condition = std::optional<PrinterCondition>;

constexpr std::uint8_t quiet = 0x12;
constexpr std::array all{ok, paper_low, offline, error, paper_out, cover_open, unreachable};

TEST(PrinterStatus, IsAskedForInRealTime) {
    ASSERT_EQ(printer_status_requests.size(), 3u);
    EXPECT_EQ(printer_status_requests[0], "\x10\x04\x01");
    EXPECT_EQ(printer_status_requests[1], "\x10\x04\x02");
    EXPECT_EQ(printer_status_requests[2], "\x10\x04\x04");
    // A reader of receipts steps over them.
    for (const auto request : printer_status_requests) {
        EXPECT_TRUE(EscPosDecoder().feed(request).empty());
    }
}

TEST(PrinterStatus, TellsEachConditionFromItsBits) {
    EXPECT_EQ(printer_condition({quiet, quiet, quiet}), ok);
    EXPECT_EQ(printer_condition({0x1a, quiet, quiet}), offline);
    EXPECT_EQ(printer_condition({0x1a, 0x16, quiet}), cover_open);
    EXPECT_EQ(printer_condition({0x1a, 0x32, 0x7e}), paper_out);
    EXPECT_EQ(printer_condition({quiet, quiet, 0x72}), paper_out);
    EXPECT_EQ(printer_condition({quiet, 0x32, quiet}), paper_out);
    EXPECT_EQ(printer_condition({0x1a, 0x52, quiet}), error);
    EXPECT_EQ(printer_condition({quiet, quiet, 0x1e}), paper_low);
}

TEST(PrinterStatus, SaysWhatHasToBeMendedFirst) {
    EXPECT_EQ(printer_condition({0x1a, 0x76, 0x7e}), cover_open);
    EXPECT_EQ(printer_condition({0x1a, 0x72, 0x7e}), paper_out);
    EXPECT_EQ(printer_condition({0x1a, 0x52, 0x1e}), error);
    EXPECT_EQ(printer_condition({0x1a, quiet, 0x1e}), offline);
}

TEST(PrinterStatus, IsNotTroubledByTheDrawerOrTheFeedButton) {
    for (const int bits : {0x04, 0x20, 0x40, 0x64}) {
        const auto printer = static_cast<std::uint8_t>(quiet | bits);
        EXPECT_EQ(printer_condition({printer, quiet, quiet}), ok) << bits;
    }
    EXPECT_EQ(printer_condition({quiet, 0x1a, quiet}), ok);
    // Half a sensor is none.
    for (const int bits : {0x04, 0x08, 0x20, 0x40}) {
        const auto paper = static_cast<std::uint8_t>(quiet | bits);
        EXPECT_EQ(printer_condition({quiet, quiet, paper}), ok) << bits;
    }
}

TEST(PrinterStatus, IsNoStatusWithoutItsFixedBits) {
    int replies = 0;
    for (int byte = 0; byte < 256; ++byte) {
        const std::bitset<8> bits(static_cast<unsigned>(byte));
        const bool fixed = !bits[0] && bits[1] && bits[4] && !bits[7];
        const auto reply = static_cast<std::uint8_t>(byte);
        EXPECT_EQ(is_printer_status(reply), fixed) << byte;
        EXPECT_EQ(printer_condition({reply, quiet, quiet}).has_value(), fixed) << byte;
        EXPECT_EQ(printer_condition({quiet, reply, quiet}).has_value(), fixed) << byte;
        EXPECT_EQ(printer_condition({quiet, quiet, reply}).has_value(), fixed) << byte;
        replies += fixed;
    }
    EXPECT_EQ(replies, 16);
    EXPECT_EQ(printer_condition({}), Condition{}) << "a printer that says nothing";
    for (const int flow : {0x11, 0x13}) {
        EXPECT_FALSE(is_printer_status(static_cast<std::uint8_t>(flow))) << "XON, XOFF";
    }
    EXPECT_FALSE(is_printer_status(0x14)) << "an unasked report";
}

TEST(PrinterStatus, HasWordsForEveryCondition) {
    std::set<std::string_view> words;
    for (const auto condition : all) {
        const auto& row = words_of(condition);
        EXPECT_EQ(row.condition, condition);
        EXPECT_TRUE(is_plain_text(row.zh) && is_plain_text(row.en)) << row.word;
        EXPECT_GT(row.zh.size(), 10u) << row.word;
        EXPECT_GT(row.en.size(), 10u) << row.word;
        EXPECT_EQ(row.prints, condition == ok || condition == paper_low) << row.word;
        words.insert({row.word, row.zh, row.en});
    }
    EXPECT_EQ(words.size(), 3 * all.size());
    EXPECT_EQ(words_of(paper_low).word, "paper_low");
    ASSERT_NE(find_condition("unreachable"), nullptr);
    EXPECT_EQ(find_condition("unreachable")->condition, unreachable);
    EXPECT_EQ(find_condition("on fire"), nullptr);
}

TEST(PrinterStatus, HasTheNamesOfUnifiedPos) {
    const auto name = [](const UnifiedPosName& one) {
        return std::string(one.name) + " " + std::to_string(one.number);
    };
    EXPECT_EQ(name(words_of(cover_open).error), "EPTR_COVER_OPEN 201");
    EXPECT_EQ(name(words_of(cover_open).entered), "PTR_SUE_COVER_OPEN 11");
    EXPECT_EQ(name(words_of(cover_open).left), "PTR_SUE_COVER_OK 12");
    EXPECT_EQ(name(words_of(paper_out).error), "EPTR_REC_EMPTY 203");
    EXPECT_EQ(name(words_of(paper_out).entered), "PTR_SUE_REC_EMPTY 24");
    EXPECT_EQ(name(words_of(paper_out).left), "PTR_SUE_REC_PAPEROK 26");
    EXPECT_EQ(name(words_of(paper_low).error), " 0") << "what is sent comes out";
    EXPECT_EQ(name(words_of(paper_low).entered), "PTR_SUE_REC_NEAREMPTY 25");
    EXPECT_EQ(name(words_of(paper_low).left), "PTR_SUE_REC_PAPEROK 26");
    EXPECT_EQ(name(words_of(offline).error), "E_OFFLINE 108");
    EXPECT_EQ(name(words_of(error).error), "E_FAILURE 111");
    EXPECT_EQ(name(words_of(ok).error), " 0");
    EXPECT_EQ(name(words_of(unreachable).error), "E_NOHARDWARE 107");
}

}  // namespace
}  // namespace aisle
