// SPDX-License-Identifier: Apache-2.0
#include "agent/api/journal_page.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

JournalPage page_of(std::size_t count, std::size_t bytes = 4) {
    JournalPage page;
    for (std::size_t i = 1; i <= count; ++i) {
        page.entries.push_back({Seq{i}, {}, "\"" + std::string(bytes - 2, 'x') + "\"", i == 2});
    }
    return page;
}

TEST(JournalPage, GivesTheStoredBytesUnchanged) {
    EXPECT_EQ(
        journal_json({.lane = Lane::touch, .rows_max = 10}, page_of(2)),
        R"({"epoch":"00000000000000000000000000000000","lane":"touch","entries":[)"
        R"({"seq":1,"id":"00000000-0000-0000-0000-000000000000","person":false,"event":"xx"},)"
        R"({"seq":2,"id":"00000000-0000-0000-0000-000000000000","person":true,"event":"xx"}],)"
        R"("next":null})");
}

TEST(JournalPage, SaysWhereItGoesOn) {
    EXPECT_TRUE(journal_json({.rows_max = 3}, page_of(3)).ends_with("\"next\":3}"));
    EXPECT_TRUE(journal_json({.rows_max = 3}, page_of(2)).ends_with("\"next\":null}"));
    EXPECT_TRUE(journal_json({.rows_max = 3}, page_of(0)).ends_with("\"next\":null}"));
}

TEST(JournalPage, EndsBeforeItIsTooLarge) {
    const auto json = journal_json({.rows_max = 500}, page_of(100, event_bytes_max));
    EXPECT_LE(json.size(), journal_page_bytes_max + KiB);
    EXPECT_TRUE(json.ends_with("\"next\":21}")) << json.substr(json.size() - 20);
}

}  // namespace
}  // namespace aisle
