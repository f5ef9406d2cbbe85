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

// The stars in its text name nobody; its digest does, to who has the store's key.
TEST(Unparsed, CarriesWhomThePaperNamesSoThatAnErasureFindsIt) {
    const IdentifierKey key(std::string(32, 'k'));
    PrintedPaper paper;
    paper.lines = {"Tel 138 0013 8000"};
    const auto draft = purchase_unparsed({.source = "t", .reason = "r", .receipt_template = ""},
                                         paper, {&key, "CN"});
    const auto digest = to_hex(key.of(IdentifierKind::phone, "+8613800138000").digest.view());
    EXPECT_EQ(draft.person, R"({"text":"Tel 138 **** ****\n","identifiers":[{"kind":"phone",)"
                            R"("hmac":")" +
                                digest + R"("}]})");
    EXPECT_EQ(subjects_of(draft.person), std::vector<std::string>{digest});
}

TEST(Unparsed, IsBounded) {
    const IdentifierKey key(std::string(32, 'k'));
    PrintedPaper paper;
    paper.lines.assign(4000, "13800138000 13900139000 li@example.com " + std::string(200, '"'));
    for (int i = 0; i < 100; ++i) paper.lines.push_back("1380013" + std::to_string(8000 + i));
    const auto draft = purchase_unparsed({.source = "t", .reason = "r", .receipt_template = ""},
                                         paper, {&key, "CN"});
    EXPECT_LE(draft.person.size(), person_bytes_max);
}

}  // namespace
}  // namespace aisle
