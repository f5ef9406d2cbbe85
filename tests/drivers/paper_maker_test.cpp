// SPDX-License-Identifier: Apache-2.0
#include "drivers/paper_maker.hpp"

#include "agent/base/wipe.hpp"
#include "tests/support/own_memory.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace aisle {
namespace {

using Lines = std::vector<std::string>;

struct PaperMakerTest : testing::Test {
    void start(const PaperText& text = {}) {
        auto made = PaperMaker::make(text);
        ASSERT_TRUE(made);
        maker.emplace(std::move(*made));
    }
    void feed(std::string_view bytes) { add(maker->feed(bytes, now)); }
    void add(Papers papers) {
        for (auto& paper : papers.whole) whole.push_back(std::move(paper));
        torn += papers.torn;
        overlong += papers.overlong;
    }

    std::optional<PaperMaker> maker;
    std::vector<PrintedPaper> whole;
    std::size_t torn = 0, overlong = 0;
    MonoTime now{Seconds{10}};
};

TEST_F(PaperMakerTest, EndsAPaperWhereItIsCut) {
    start();
    using std::string_literals::operator""s;
    feed("\x1b@\n  SHOP  \n\nTea\t\t1.00\n\x1d(k\x06\0\x31P0ab"s);
    EXPECT_TRUE(whole.empty());
    feed("c\n\n\x1dV\x42\0Next\n\x1bi"s);
    ASSERT_EQ(whole.size(), 2u);
    EXPECT_EQ(whole[0].lines, (Lines{"  SHOP", "", "Tea             1.00"}));
    EXPECT_EQ(whole[0].symbols, Lines{"abc"});
    EXPECT_FALSE(whole[0].image);
    EXPECT_EQ(whole[1].lines, Lines{"Next"});
}

TEST_F(PaperMakerTest, EndsAPaperWhenThePrinterIsSetUpAnewOrNothingComes) {
    start();
    feed("one\n\x1b@two\n");
    ASSERT_EQ(whole.size(), 1u);
    ASSERT_TRUE(maker->deadline());
    EXPECT_EQ(*maker->deadline(), now + paper_idle);
    add(maker->tick(now + paper_idle - Millis{1}));
    EXPECT_EQ(whole.size(), 1u);
    add(maker->tick(now + paper_idle));
    ASSERT_EQ(whole.size(), 2u);
    EXPECT_EQ(whole[1].lines, Lines{"two"});
    EXPECT_FALSE(maker->deadline());
    feed("three");
    add(maker->end());
    ASSERT_EQ(whole.size(), 3u);
}

TEST_F(PaperMakerTest, ReadsChineseInTwoBytesAndCodePagesBetween) {
    start({.charset = "GB18030", .two_byte = true});
    // 合计 in GB18030; then without two-byte signs ü of code page 858.
    feed("\xba\xcf\xbc\xc6 12.50\n\x1c.\x1bt\x13\x81\n\x1c&\xba\xcf\n");
    add(maker->end());
    ASSERT_EQ(whole.size(), 1u);
    EXPECT_EQ(whole[0].lines, (Lines{"合计 12.50", "ü", "合"}));
}

TEST_F(PaperMakerTest, ReadsOtherwiseFromHereOnButForWhatTheTillHasSet) {
    start();
    feed("\x81\n");
    maker->read_as({.charset = "CP858"});
    feed("\x81\n\x1bt\x10\xfc\n");
    maker->read_as({.charset = "GB18030", .two_byte = true});
    feed("\xba\xcf\n\x1c.\xfc\n\x1b@");
    maker->read_as({.charset = "KLINGON"});
    feed("\xba\xcf\n");
    add(maker->end());
    ASSERT_EQ(whole.size(), 2u);
    EXPECT_EQ(whole[0].lines, (Lines{"?", "ü", "ü", "合", "ü"}));
    EXPECT_EQ(whole[1].lines, Lines{"合"});
}

TEST_F(PaperMakerTest, ACodesTextIsReadLikeTheLines) {
    start({.charset = "GB18030", .two_byte = true});
    using std::string_literals::operator""s;
    feed("\x1d(k\x05\0\x31P0\xba\xcf\x1d(k\x06\0\x31P0合\x1bi"s);
    ASSERT_EQ(whole.size(), 1u);
    EXPECT_EQ(whole[0].symbols, (Lines{"合", "合"}));
}

TEST_F(PaperMakerTest, ASignCutInTwoByTheLineComesOutWhole) {
    start({.charset = "GB18030", .two_byte = true});
    for (const char c : std::string("\xba\xcf\xbc\xc6\n")) feed({&c, 1});
    add(maker->end());
    ASSERT_EQ(whole.size(), 1u);
    EXPECT_EQ(whole[0].lines, Lines{"合计"});
}

// Many tills print the amount at a place of the line and no blanks before it.
TEST_F(PaperMakerTest, ColumnsThatArePlacedStandApart) {
    start();
    using std::string_literals::operator""s;
    feed("\x1b$\0\0Vollmilch 2\x1b$\x68\x01\x31,19 A\n"s);
    feed("Kaffee \x1b\\\x30\0\x35,99\x1b\\\x30\0\x1b\\\x0c\0A\n"s);
    feed("\x1b$\x30\0Rabatt\x1b\\\0\0-1\n\x1b$\x10\0\n"s);
    feed("SUMME\x1b$\0\0\x37,18\n\x1bi"s);
    ASSERT_EQ(whole.size(), 1u);
    EXPECT_EQ(whole[0].lines,
              (Lines{"Vollmilch 2  1,19 A", "Kaffee  5,99  A", "  Rabatt-1", "", "SUMME  7,18"}));
}

TEST_F(PaperMakerTest, APlaceInAnEmptyLineIsNoPaper) {
    start();
    using std::string_literals::operator""s;
    feed("\x1b@\x1b$\0\0\x1b\\\0\0"s);
    EXPECT_FALSE(maker->deadline());
    feed("\x1b$\x10\0\n\x1bi"s);
    EXPECT_TRUE(whole.empty());
}

TEST_F(PaperMakerTest, SaysThatThereWerePictures) {
    start();
    feed(std::string("\x1dv0\0\1\0\2\0ab\x1bi", 12));
    ASSERT_EQ(whole.size(), 1u);
    EXPECT_TRUE(whole[0].image);
    EXPECT_TRUE(whole[0].lines.empty());
}

TEST_F(PaperMakerTest, GivesOutNoPaperOfWhichAPartWasMissed) {
    start();
    feed("Tea 1.00\n");
    maker->miss();
    feed("TOTAL 2.00\n\x1bi");
    EXPECT_TRUE(whole.empty());
    EXPECT_EQ(torn, 1u);
    feed("whole\n\x1bi");
    ASSERT_EQ(whole.size(), 1u);
    EXPECT_EQ(whole[0].lines, Lines{"whole"});
}

// A till that died within a picture: what is printed after it was switched on again is none of it.
TEST_F(PaperMakerTest, GivesUpACommandOfWhichNoMoreComes) {
    start();
    using std::string_literals::operator""s;
    feed("\x1dv0\0\x48\0\x40\x01half of a picture"s);
    const auto due = maker->deadline();
    ASSERT_TRUE(due);
    EXPECT_GE(*due, now + std::chrono::minutes{1}) << "there may only be no paper";
    add(maker->tick(*due - Millis{1}));
    EXPECT_EQ(torn, 0u);
    add(maker->tick(*due));
    EXPECT_EQ(torn, 1u);
    EXPECT_FALSE(maker->deadline());
    feed("\x1b@whole\n\x1bi");
    ASSERT_EQ(whole.size(), 1u);
    EXPECT_EQ(whole[0].lines, Lines{"whole"});
    EXPECT_EQ(torn, 1u);
}

TEST_F(PaperMakerTest, TextBeforeAPictureThatStopsIsAPaperOfItsOwn) {
    start();
    using std::string_literals::operator""s;
    feed("Tea 1.00\n\x1dv0\0\x48\0\x40\x01half of a picture"s);
    ASSERT_TRUE(maker->deadline());
    EXPECT_EQ(*maker->deadline(), now + paper_idle);
    add(maker->tick(now + std::chrono::minutes{60}));
    ASSERT_EQ(whole.size(), 1u);
    EXPECT_EQ(whole[0].lines, Lines{"Tea 1.00"});
    EXPECT_EQ(torn, 1u);
    EXPECT_FALSE(maker->deadline());
}

TEST_F(PaperMakerTest, ATillThatIsSwitchedOnAgainHasGivenUpItsPicture) {
    start();
    using std::string_literals::operator""s;
    const auto half = "\x1dv0\0\x48\0\x40\x01half of a picture"s;
    const auto receipt = "\x1b@whole\n\x1bi"s;
    feed(half);
    feed(receipt);
    EXPECT_TRUE(whole.empty()) << "dots may look like it";
    now += paper_idle;
    feed("more dots");
    now += paper_idle;
    feed(receipt);
    EXPECT_EQ(torn, 1u);
    ASSERT_EQ(whole.size(), 1u);
    EXPECT_EQ(whole[0].lines, Lines{"whole"});
}

TEST_F(PaperMakerTest, TheEndOfAJobWithinAPictureIsTold) {
    start();
    using std::string_literals::operator""s;
    feed("\x1dv0\0\x48\0\x40\x01half of a picture"s);
    add(maker->end());
    EXPECT_EQ(torn, 1u);
    EXPECT_FALSE(maker->deadline());
}

// A byte was garbled: no printer takes four gigabytes, and what is swallowed would be receipts.
TEST_F(PaperMakerTest, APictureLargerThanAnyPrinterTakesTearsOnlyItsPaper) {
    using std::string_literals::operator""s;
    for (const auto& head : {"\x1d"
                             "8L\xff\xff\xff\xff"s,
                             "\x1dv0\0\xff\xff\xff\xff"s}) {
        start();
        torn = 0;
        whole.clear();
        feed("Tea 1.00\n" + head + "TOTAL 1.00\n\x1biwhole\n\x1bi");
        EXPECT_EQ(torn, 1u);
        ASSERT_EQ(whole.size(), 1u);
        EXPECT_EQ(whole[0].lines, Lines{"whole"});
    }
}

TEST_F(PaperMakerTest, KeepsNothingOfALineThatWasRead) {
    start();
    const auto memory = [this] { return own_memory(*maker, room_outside); };
    feed("411111111111111");
    EXPECT_NE(memory().find("1111111"), std::string::npos) << "it is looked for where it lies";
    feed("\x1bt\x10\n");
    EXPECT_EQ(memory().find("1111111"), std::string::npos) << "of a line";
    feed("411111111111111");
    for (std::size_t i = 0; i <= paper_lines_max; ++i) feed("\n");
    EXPECT_EQ(memory().find("1111111"), std::string::npos) << "of a paper that is too long";
}

TEST_F(PaperMakerTest, GivesOutNothingOfAPaperWithoutEnd) {
    start();
    for (std::size_t i = 0; i < paper_lines_max + 2; ++i) feed("line\n");
    feed("\x1bi");
    EXPECT_TRUE(whole.empty());
    EXPECT_EQ(overlong, 1u);
    feed(std::string(paper_bytes_max + 1, 'x'));
    feed(
        "\n\x1bi"
        "ok\n\x1bi");
    EXPECT_EQ(overlong, 2u);
    ASSERT_EQ(whole.size(), 1u);
    EXPECT_EQ(whole[0].lines, Lines{"ok"});
}

// Each takes memory, though it has no bytes.
TEST_F(PaperMakerTest, GivesOutNothingOfEmptyCodesWithoutEnd) {
    start();
    using std::string_literals::operator""s;
    for (std::size_t i = 0; i < paper_bytes_max / 64 + 1; ++i) feed("\x1d(k\x03\0\x31P0"s);
    feed("\x1bi");
    EXPECT_TRUE(whole.empty());
    EXPECT_EQ(overlong, 1u);
}

TEST_F(PaperMakerTest, AnEmptyPaperIsNone) {
    start();
    feed("\x1b@\n\n\n\x1bi\x1bi\x1b@");
    EXPECT_TRUE(whole.empty());
    EXPECT_EQ(torn + overlong, 0u);
}

TEST(PaperMaker, SaysThatThereIsNoSuchCharset) {
    EXPECT_FALSE(PaperMaker::make({.charset = "KLINGON"}));
}

}  // namespace
}  // namespace aisle
