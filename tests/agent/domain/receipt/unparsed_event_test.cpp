// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/receipt/unparsed_event.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(Unparsed, TellsWhyAndKeepsTheTextApartAndScrubbed) {
    PrintedPaper paper;
    paper.lines = {"Li Lei", "VISA 4111 1111 1111 1111", "\x1b[31mred"};
    paper.image = true;
    const auto draft = purchase_unparsed(
        {.source = "till-1", .reason = "raster", .receipt_template = "eu"}, paper);
    EXPECT_EQ(draft.type, "purchase.unparsed");
    EXPECT_EQ(draft.lane, Lane::ledger);
    EXPECT_EQ(draft.data,
              R"({"source":"till-1","reason":"raster","template":"eu","lines":3,"image":true})");
    EXPECT_EQ(draft.person, R"({"text":"Li Lei\nVISA **** **** **** 1111\n[31mred\n"})");
}

TEST(Unparsed, IsBounded) {
    PrintedPaper paper;
    paper.lines.assign(4000, std::string(200, 'x'));
    const auto draft =
        purchase_unparsed({.source = "t", .reason = "r", .receipt_template = ""}, paper);
    EXPECT_LE(draft.person.size(), person_bytes_max);
}

}  // namespace
}  // namespace aisle
