// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/decode_command.hpp"

#include "agent/base/limits.hpp"
#include "tests/ctl/recorded_console.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace aisle {
namespace {

TEST(Decode, SaysWhatEachLineIs) {
    std::istringstream codes(
        "]E04006381333931\n]"
        "Q301095201234567881727123110LOT42\\x1d21SER0001\r\n\n134567890123456789");
    RecordedConsole console;
    EXPECT_EQ(decode_codes(console.console(), codes, CodeReader(CodeRules{})), Exit::fine);
    EXPECT_EQ(
        console.results(),
        R"({"class":"product","symbology":"]E0","scan_data_type":104,"gtin":"04006381333931"})"
        "\n"
        R"({"class":"product","symbology":"]Q3","scan_data_type":209,"gs1":[)"
        R"({"ai":"01","value":"09520123456788","title":"GTIN"},)"
        R"({"ai":"17","value":"271231","title":"USE BY or EXPIRY"},)"
        R"({"ai":"10","value":"LOT42","title":"BATCH/LOT"},)"
        R"({"ai":"21","value":"SER0001","title":"SERIAL"}],)"
        R"("digital_link":"https://id.gs1.org/01/09520123456788/10/LOT42/21/SER0001?17=271231",)"
        R"("gtin":"09520123456788"})"
        "\n"
        R"({"class":"unknown","scan_data_type":0})"
        "\n"
        R"({"class":"suppressed","scan_data_type":0,"secret":"wechat_pay"})"
        "\n");
    EXPECT_EQ(console.messages(), "");
}

TEST(Decode, SaysWhichLineIsTooLongAndGoesOn) {
    std::istringstream codes(std::string(scan_bytes_max + 1, 'x') + "\n4006381333931\n");
    RecordedConsole console;
    EXPECT_EQ(decode_codes(console.console(), codes, CodeReader(CodeRules{})), Exit::failed);
    EXPECT_NE(console.results().find("longer than any code"), std::string::npos);
    EXPECT_NE(console.results().find("04006381333931"), std::string::npos);
}

TEST(Decode, KnowsEscapesAndLeavesOtherBackslashesAlone) {
    EXPECT_EQ(unescaped(R"(a\x1db\xFF)"),
              "a\x1d"
              "b\xff");
    EXPECT_EQ(unescaped(R"(\000026\x\xg0\x1)"), R"(\000026\x\xg0\x1)");
    EXPECT_EQ(unescaped(R"(\\x41)"), "\\A");
}

}  // namespace
}  // namespace aisle
