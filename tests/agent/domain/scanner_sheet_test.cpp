// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scanner_sheet.hpp"

#include "agent/domain/gtin.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(ScannerSheet, HasCodesThatCannotBeTakenForEachOther) {
    for (const auto& one : scanner_sheet()) {
        EXPECT_EQ(find_sheet_code(one.name), &one);
        for (const auto& other : scanner_sheet()) {
            if (&one == &other) continue;
            EXPECT_EQ(other.contents.find(one.contents), std::string_view::npos) << one.name;
            const auto without_check = one.contents.substr(0, one.contents.size() - 1);
            EXPECT_EQ(other.contents.find(without_check), std::string_view::npos) << one.name;
        }
    }
    EXPECT_EQ(find_sheet_code("other"), nullptr);
}

TEST(ScannerSheet, HasNumbersThatAreRight) {
    EXPECT_TRUE(is_gtin(find_sheet_code("ean")->contents));
    EXPECT_TRUE(is_gtin(find_sheet_code("gs1")->contents.substr(2, 14)));
}

TEST(ScannerSheet, HasNoSignThatScannersTypeForASeparator) {
    for (const auto& one : scanner_sheet()) {
        EXPECT_EQ(one.contents.find_first_of("|~^{}<>\\`"), std::string_view::npos) << one.name;
    }
}

}  // namespace
}  // namespace aisle
