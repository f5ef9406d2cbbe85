// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/peripheral.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const Peripheral scanner{"lane1", PeripheralCategory::scanner, "serial"};

TEST(Peripheral, IsATouchpointWithUnifiedPossNames) {
    const auto draft = touchpoint_registered(scanner);
    EXPECT_EQ(draft.type, "touchpoint.registered");
    EXPECT_EQ(draft.data, R"({"name":"lane1","category":"Scanner","connection":"serial"})");
    EXPECT_EQ(to_string(PeripheralCategory::printer), "POSPrinter");
    EXPECT_EQ(to_string(PeripheralCategory::receipt_tap), "ReceiptTap");
    EXPECT_EQ(to_string(PeripheralCategory::journal), "JournalFile");
}

TEST(Peripheral, TellsThatItWorksOrWhyItDoesNot) {
    EXPECT_EQ(peripheral_state(scanner, "").data,
              R"({"name":"lane1","category":"Scanner","state":2,"power_state":2001})");
    EXPECT_EQ(peripheral_state(scanner, "unplugged").data,
              R"({"name":"lane1","category":"Scanner","state":4,"power_state":2004,)"
              R"("trouble":"unplugged"})");
    EXPECT_EQ(peripheral_state(scanner, "").lane, Lane::touch);
}

}  // namespace
}  // namespace aisle
