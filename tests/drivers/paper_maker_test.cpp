// SPDX-License-Identifier: Apache-2.0
#include "drivers/paper_maker.hpp"

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

TEST_F(PaperMakerTest, ASignCutInTwoByTheLineComesOutWhole) {
    start({.charset = "GB18030", .two_byte = true});
    for (const char c : std::string("\xba\xcf\xbc\xc6\n")) feed({&c, 1});
    add(maker->end());
    ASSERT_EQ(whole.size(), 1u);
    EXPECT_EQ(whole[0].lines, Lines{"合计"});
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
