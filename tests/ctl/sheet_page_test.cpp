// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/sheet_page.hpp"

#include "tools/ctl/bar_code.hpp"

#include <gtest/gtest.h>

#include <charconv>

namespace aisle {
namespace {

// The bars of the n-th drawing, as modules, quiet zone left out.
Modules bars_of(const std::string& page, std::size_t n) {
    std::size_t at = 0;
    for (std::size_t i = 0; i <= n; ++i) at = page.find("<path d=\"", at + 1);
    auto path = std::string_view(page).substr(at + 9);
    path = path.substr(0, path.find('"'));
    Modules modules;
    std::size_t first = 0;
    while (!path.empty()) {
        std::size_t left = 0;
        std::size_t width = 0;
        auto next = std::from_chars(path.data() + 1, path.data() + path.size(), left).ptr;
        std::from_chars(next + 3, path.data() + path.size(), width);
        if (modules.empty()) first = left;
        modules.resize(left - first, '0');
        modules.append(width, '1');
        path.remove_prefix(path.find('z') + 1);
    }
    return modules;
}

TEST(SheetPage, DrawsEachCodeAsItsBars) {
    const auto page = sheet_page();
    std::size_t n = 0;
    for (const auto& code : scanner_sheet()) {
        EXPECT_EQ(bars_of(page, n++), modules_of(code)) << code.name;
        EXPECT_NE(page.find(std::string(code.name) + "</h2>"), std::string::npos);
    }
}

TEST(SheetPage, FitsAPageAndAsksNothingOfTheNetwork) {
    const auto page = sheet_page();
    for (auto at = page.find("<svg width=\""); at != page.npos;
         at = page.find("<svg width=\"", at + 1)) {
        EXPECT_LT(std::stod(page.substr(at + 12)), 170.0);
    }
    EXPECT_EQ(page.find("http"), std::string::npos);
    EXPECT_EQ(page.find('\x1d'), std::string::npos);
    EXPECT_NE(page.find("10LOT42 FNC1 21SER01"), std::string::npos);
}

}  // namespace
}  // namespace aisle
