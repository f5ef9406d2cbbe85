// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/receipt/scrubbed_text.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(ScrubbedText, StarsWhatPaysAndWhoSomebodyIs) {
    EXPECT_EQ(scrubbed("VISA 4111 1111 1111 1111 ok"), "VISA **** **** **** 1111 ok");
    EXPECT_EQ(scrubbed("4111-1111-1111-1111"), "****-****-****-1111");
    EXPECT_EQ(scrubbed("table 12 4111111111111111"), "table ** ************1111");
    EXPECT_EQ(scrubbed("tel 13812345678"), "tel 138********");
    EXPECT_EQ(scrubbed("+49 170 1234567"), "+49 1** *******");
    EXPECT_EQ(scrubbed("id 11010519491231002X"), "id *****************X");
}

TEST(ScrubbedText, StarsHoweverItIsPrinted) {
    EXPECT_EQ(scrubbed("4111.1111.1111.1111"), "****.****.****.1111");
    EXPECT_EQ(scrubbed("4111  1111  1111  1111"), "****  ****  ****  1111");
    EXPECT_EQ(scrubbed("４１１１１１１１１１１１1111"), std::string(36, '*') + "1111");
    EXPECT_EQ(scrubbed("WeChat Pay 137298150616225199"), "WeChat Pay " + std::string(18, '*'));
    EXPECT_EQ(scrubbed("Alipay 2816 2300 1234 5678 90"), "Alipay **** **** **** **** **");
    EXPECT_EQ(scrubbed("no 9900000000000000000001"), "no ******************0001");
    EXPECT_EQ(scrubbed("13812345678 1"), "138******** 1");
    EXPECT_EQ(scrubbed("11010519491231002X 1"), "*****************X 1");
    EXPECT_EQ(scrubbed("110105194912310038 2 x"), "****************** * x");
}

TEST(ScrubbedText, LeavesTheRestAsItIs) {
    for (const auto* text :
         {"", "Tea 12.50", "2026-07-01 16:30:12", "Bon 4711", "合计 33.24", "6920152414019"}) {
        const auto kept = scrubbed(text);
        EXPECT_TRUE(kept == text || kept.find("4019") != std::string::npos) << kept;
    }
}

TEST(ScrubbedText, NeverGrowsAndNeverStops) {
    for (const std::string& text : {std::string(10'000, '4'), std::string("\xff\0x", 3)}) {
        EXPECT_EQ(scrubbed(text).size(), text.size());
    }
}

}  // namespace
}  // namespace aisle
