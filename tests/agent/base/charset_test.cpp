// SPDX-License-Identifier: Apache-2.0
#include "agent/base/charset.hpp"

#include "agent/base/entropy.hpp"
#include "agent/base/utf8.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <utility>

namespace aisle {
namespace {

using namespace std::string_literals;

constexpr std::uint64_t seed = 20260701;
// Those that printers and tills have.
constexpr const char* usual[] = {"GB18030", "GBK",          "BIG5",       "CP437",
                                 "CP850",   "CP858",        "CP866",      "CP932",
                                 "EUC-KR",  "WINDOWS-1252", "ISO-8859-15"};

Charset charset(const std::string& name) {
    auto opened = Charset::open(name);
    EXPECT_TRUE(opened) << name << ": " << opened.error().what();
    return std::move(*opened);
}

std::string read(const std::string& name, std::string_view bytes) {
    return charset(name).to_utf8(bytes);
}

std::string write(const std::string& name, std::string_view text) {
    return charset(name).from_utf8(text);
}

TEST(CharsetTest, ReadsAndWritesWhatPrintersHave) {
    struct Case {
        const char* name;
        std::string_view bytes;
        std::string_view text;
    };
    for (const auto& [name, bytes, text] :
         std::initializer_list<Case>{{"GB18030", "\xd6\xd0\xb9\xfa", "中国"},
                                     {"GB18030", "\xa2\xe3", "€"},
                                     {"GB18030", "\x95\x32\x82\x36", "𠀀"},
                                     {"GB18030", "\x81\x30\x84\x36", "¥"},
                                     {"BIG5", "\xa4\xa4\xb0\xea", "中國"},
                                     {"CP437", "caf\x82 \x9c", "café £"},
                                     {"CP437", "\xc9\xcd\xbb", "╔═╗"},
                                     {"CP858", "\xd5 5", "€ 5"},
                                     {"WINDOWS-1252", "\x80 \xfc", "€ ü"},
                                     {"CP866", "\x8f\xe0", "Пр"},
                                     {"CP932", "\x83\x8c\x83\x57", "レジ"}}) {
        EXPECT_EQ(read(name, bytes), text) << name;
        EXPECT_EQ(write(name, text), bytes) << name;
    }
}

TEST(CharsetTest, PlainLettersAreTheSameInAll) {
    std::string letters;
    for (char c = 0x20; c < 0x7f; ++c) {
        // Japan writes its yen at the place of a backslash, and a macron for a tilde.
        if (c != '\\' && c != '~') letters += c;
    }
    letters += "\n\r\t";
    for (const auto* name : usual) {
        EXPECT_EQ(read(name, letters), letters) << name;
        EXPECT_EQ(write(name, letters), letters) << name;
    }
}

TEST(CharsetTest, AnUnknownOneIsNamed) {
    for (const auto* name : {"CP99999", "nonsense", "GB18031", "../x"}) {
        const auto opened = Charset::open(name);
        ASSERT_FALSE(opened) << name;
        EXPECT_EQ(opened.error().kind(), Errc::not_found);
        EXPECT_NE(opened.error().what().find(name), std::string::npos) << opened.error().what();
    }
}

TEST(CharsetTest, WhatCannotBeReadIsOneQuestionMarkEach) {
    EXPECT_EQ(read("WINDOWS-1252", "a\x81\x8d."), "a??.");
    EXPECT_EQ(read("GB18030", "a\xff\xff"), "a??");
    EXPECT_EQ(read("GB18030", "\xd6\xd0\xff\xb9\xfa"), "中?国");
    EXPECT_EQ(read("EUC-KR", "\xff"), "?");
}

TEST(CharsetTest, ASignThatWasCutOffDoesNotEndTheText) {
    EXPECT_EQ(read("GB18030", "a\xd6"), "a?");
    EXPECT_EQ(read("GB18030", "a\x81\x30\x84"), "a?0?");
    EXPECT_EQ(write("GB18030", "a\xe4\xb8"), "a?");
    EXPECT_EQ(write("CP437", "\xf0\x9f\x98"), "?");
}

TEST(CharsetTest, ASignThatIsNotThereIsOneQuestionMarkHoweverManyBytesItHas) {
    EXPECT_EQ(write("CP437", "中"), "?");
    EXPECT_EQ(write("CP437", "a中b€c😀"), "a?b?c?");
    EXPECT_EQ(write("WINDOWS-1252", "😀😀"), "??");
    EXPECT_EQ(write("CP858", "\u0103"), "?") << "a breve is not written without its mark";
}

TEST(CharsetTest, WhatIsNoUtf8IsNotWritten) {
    EXPECT_EQ(write("GB18030",
                    "a\xff"
                    "b"),
              "a?b");
    EXPECT_EQ(write("GB18030",
                    "\x80\x80"
                    "b"),
              "?b");
    EXPECT_EQ(write("GB18030",
                    "\xc0\xaf"
                    "b"),
              "?b")
        << "an overlong slash is none";
    EXPECT_EQ(write("CP437",
                    "\xed\xa0\x80"
                    "b"),
              "?b")
        << "half of a pair is none";
}

TEST(CharsetTest, AZeroByteAndAnEmptyTextPass) {
    for (const auto* name : usual) {
        EXPECT_EQ(read(name, ""), "") << name;
        EXPECT_EQ(write(name, ""), "") << name;
        EXPECT_EQ(read(name, "a\0b"s), "a\0b"s) << name;
        EXPECT_EQ(write(name, "a\0b"s), "a\0b"s) << name;
    }
}

// The blocks in which it is done are no edge of the text.
TEST(CharsetTest, ASignIsWholeWhereverItStands) {
    const auto gb = charset("GB18030");
    for (std::size_t before = 0; before < 1100; ++before) {
        const std::string front(before, 'x');
        ASSERT_EQ(gb.to_utf8(front + "\xd6\xd0\xff!"), front + "中?!") << before;
        ASSERT_EQ(gb.from_utf8(front + "中\xff!"), front + "\xd6\xd0?!") << before;
    }
}

TEST(CharsetTest, EveryByteOfAnOldCodePageIsReturned) {
    std::string all;
    for (int value = 0; value < 256; ++value) all += static_cast<char>(value);
    for (const auto* name : {"CP437", "CP850", "CP858", "CP866", "ISO-8859-15"}) {
        const auto page = charset(name);
        EXPECT_EQ(page.from_utf8(page.to_utf8(all)), all) << name;
    }
}

TEST(CharsetTest, EverySignIsReturnedByTheOneThatHasAll) {
    const auto gb = charset("GB18030");
    SeededEntropy entropy{seed};
    for (std::size_t size = 0; size < 300; ++size) {
        std::string text;
        for (std::size_t i = 0; i < size; ++i) {
            const auto sign = static_cast<std::uint32_t>(0x4e00 + entropy.below(0x9fa5 - 0x4e00));
            append_utf8(text, entropy.below(3) == 0 ? sign % 0x7f : sign);
        }
        ASSERT_EQ(gb.to_utf8(gb.from_utf8(text)), text) << "seed " << seed << ", size " << size;
    }
}

TEST(CharsetTest, WhateverArrivesIsUtf8AfterItAndNeverTheEnd) {
    SeededEntropy entropy{seed};
    for (const auto* name : usual) {
        const auto page = charset(name);
        for (int i = 0; i < 500; ++i) {
            std::string bytes(entropy.below(64), '\0');
            entropy.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
            const auto text = page.to_utf8(bytes);
            ASSERT_TRUE(is_utf8(text)) << name << ", seed " << seed;
            ASSERT_EQ(text.empty(), bytes.empty()) << name << ", seed " << seed;
            ASSERT_EQ(page.from_utf8(bytes).empty(), bytes.empty()) << name << ", seed " << seed;
        }
    }
}

TEST(CharsetTest, RemembersNothingOfTheTextBefore) {
    const auto gb = charset("GB18030");
    EXPECT_EQ(gb.to_utf8("\xd6"), "?");
    EXPECT_EQ(gb.to_utf8("\xd0\xd6\xd0"), read("GB18030", "\xd0\xd6\xd0"));
    EXPECT_EQ(gb.from_utf8("\xe4\xb8"), "?");
    EXPECT_EQ(gb.from_utf8("\xad"
                           "中"),
              "?\xd6\xd0");
}

TEST(CharsetTest, AShiftThatWasLeftOpenEndsWithItsText) {
    const auto mail = charset("ISO-2022-JP");
    EXPECT_EQ(mail.to_utf8("\x1b$B\x46\x7c"), "日");
    EXPECT_EQ(mail.to_utf8("F|"), "F|");
}

TEST(CharsetTest, MayBeMoved) {
    auto first = charset("CP858");
    auto second = std::move(first);
    EXPECT_EQ(second.to_utf8("\xd5"), "€");
    auto third = charset("GB18030");
    third = std::move(second);
    EXPECT_EQ(third.name(), "CP858");
    EXPECT_EQ(third.from_utf8("€"), "\xd5");
}

}  // namespace
}  // namespace aisle
