// SPDX-License-Identifier: Apache-2.0
#include "drivers/shown_arrival.hpp"

#include "agent/base/utf8.hpp"
#include "tests/drivers/sheet_scanner.hpp"

#include <gtest/gtest.h>

#include <random>

namespace aisle {
namespace {

TEST(ShownArrival, NamesControlCharacters) {
    EXPECT_EQ(shown_bytes("]C101\x1d"
                          "21A\r\n"),
              "]C101<GS>21A<CR><LF>");
    EXPECT_EQ(shown_bytes(std::string_view("\x00\x1b[2J\x7f", 6)), "<NUL><ESC>[2J\\x7F");
}

TEST(ShownArrival, TellsABackslashFromAnEscape) {
    EXPECT_EQ(shown_bytes("a\\x1d"), "a\\\\x1d");
}

TEST(ShownArrival, ShowsOtherScriptsAndNothingThatTurnsOrHides) {
    EXPECT_EQ(shown_bytes("Größe 小计"), "Größe 小计");
    EXPECT_EQ(shown_bytes("a\xe2\x80\xae"
                          "b"),
              "a\\xE2\\x80\\xAE"
              "b");
    EXPECT_EQ(shown_bytes("\xc2\x9b"
                          "2J"),
              "\\xC2\\x9B2J");
    EXPECT_EQ(shown_bytes("\xef\xbb\xbf"), "\\xEF\\xBB\\xBF");
    EXPECT_EQ(shown_bytes("\xff\xc3"), "\\xFF\\xC3");
}

TEST(ShownArrival, CutsWhatIsLong) {
    const auto shown = shown_bytes(std::string(65536, 'x'));
    EXPECT_LT(shown.size(), 300U);
    EXPECT_NE(shown.find("65296 bytes more"), std::string::npos);
}

TEST(ShownArrival, IsPlainWhateverCame) {
    std::mt19937 dice(5);
    for (int i = 0; i < 2000; ++i) {
        std::string bytes;
        for (auto size = dice() % 40; size > 0; --size) bytes += static_cast<char>(dice());
        EXPECT_TRUE(is_plain_text(shown_bytes(bytes)));
    }
}

TEST(ShownArrival, ShowsKeysByTheLayoutAndOthersByNumber) {
    SheetScanner scanner;
    scanner.layout = KeyboardLayout::de;
    scanner.gs = SheetScanner::Gs::key;
    const auto arrived = scanner.scan("",
                                      "yz\x1d"
                                      "1");
    EXPECT_EQ(shown_arrival(ScannerLine::evdev, arrived, KeyboardLayout::de),
              "yz1 <key 66> <key 28>");
    EXPECT_EQ(shown_arrival(ScannerLine::evdev, arrived, KeyboardLayout::us),
              "zy1 <key 66> <key 28>");
}

}  // namespace
}  // namespace aisle
