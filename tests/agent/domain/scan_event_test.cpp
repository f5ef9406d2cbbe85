// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan_event.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(ScanEvent, CarriesTextAsText) {
    const auto draft = scan_captured({"4006381333931", "]E0", "lane1", MonoTime{}});
    EXPECT_EQ(draft.type, "scan.captured");
    EXPECT_EQ(draft.lane, Lane::touch);
    EXPECT_EQ(draft.data, R"({"source":"lane1","symbology":"]E0","data":"4006381333931"})");
    EXPECT_TRUE(draft.person.empty());
}

TEST(ScanEvent, KeepsTheGroupSeparator) {
    const auto draft =
        scan_captured({"10ABC\x1d"
                       "21X",
                       "", "", MonoTime{}});
    EXPECT_EQ(draft.data, R"({"data":"10ABC\u001d21X"})");
}

TEST(ScanEvent, CarriesBytesThatAreNoTextAsBase64) {
    const auto draft = scan_captured({"\xff\xfe", "]Q1", "gate", MonoTime{}});
    EXPECT_EQ(draft.data, R"({"source":"gate","symbology":"]Q1","data_base64":"//4="})");
}

}  // namespace
}  // namespace aisle
