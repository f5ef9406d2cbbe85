// SPDX-License-Identifier: Apache-2.0
#include "drivers/sheet_reading.hpp"

#include "tests/drivers/sheet_scanner.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const SheetCode& code(std::string_view name) {
    return *find_sheet_code(name);
}

TEST(SheetReading, FindsWhatStandsAroundACode) {
    const auto found = find_in_text(code("ean"), "\x02]E09529876543219\r");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->before, "\x02]E0");
    EXPECT_EQ(found->after, "\r");
    EXPECT_FALSE(found->cut || found->swapped);
}

TEST(SheetReading, FindsWhatStandsForASeparator) {
    for (const std::string between : {"", "\x1d", "|", "{GS}", "\n"}) {
        const auto found =
            find_in_text(code("gs1"), "010952012345678810LOT42" + between + "21SER01");
        ASSERT_TRUE(found) << between;
        EXPECT_EQ(found->separator, between);
    }
    EXPECT_FALSE(find_in_text(code("gs1"), "010952012345678810LOT42"));
}

TEST(SheetReading, SeesTurnedLettersAndAMissingCheckDigit) {
    EXPECT_TRUE(find_in_text(code("layout"), "aISlE-YZQW_M;:\"@#/=+19")->swapped);
    EXPECT_TRUE(find_in_text(code("gs1"),
                             "010952012345678810lot42\x1d"
                             "21ser01")
                    ->swapped);
    EXPECT_TRUE(find_in_text(code("ean"), "952987654321\r")->cut);
}

TEST(SheetReading, FindsNothingInTwoCodesAtOnce) {
    EXPECT_FALSE(find_in_text(code("ean"), "9529876543219\r9529876543219\r"));
    EXPECT_FALSE(find_in_text(code("ean"), "952987654321\r952987654321\r"));
    EXPECT_FALSE(find_in_text(code("ean"), ""));
}

TEST(SheetReading, TypesByTheLayoutAndShowsWhereACodeEnded) {
    TypedKeys keys(KeyboardLayout::fr);
    std::vector<KeyMove> moves;
    for (const auto& one : keys_in(keys.text("aq1").tap(KEY_TAB).text("z").enter().bytes())) {
        moves.push_back(one.move);
    }
    EXPECT_EQ(typed_text(moves, KeyboardLayout::fr), "aq1\nz");
    EXPECT_EQ(typed_text(moves, KeyboardLayout::us), "qa!\nw");
    EXPECT_EQ(typed_text({}, KeyboardLayout::us), "");
}

TEST(SheetReading, ReadsBytesOrKeys) {
    SheetScanner scanner;
    EXPECT_TRUE(read_sheet_code(code("ean"), ScannerLine::evdev, scanner.scan(code("ean")),
                                KeyboardLayout::us));
    scanner.line = ScannerLine::serial;
    const auto arrived = scanner.scan(code("ean"));
    EXPECT_TRUE(read_sheet_code(code("ean"), ScannerLine::serial, arrived, KeyboardLayout::fr));
    EXPECT_FALSE(read_sheet_code(code("ean"), ScannerLine::evdev, arrived, KeyboardLayout::us));
}

}  // namespace
}  // namespace aisle
