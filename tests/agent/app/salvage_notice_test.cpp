// SPDX-License-Identifier: Apache-2.0
#include "agent/app/salvage_notice.hpp"

#include "tests/agent/app/house.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct SalvageNoticeTest : testing::Test {
    void SetUp() override {
        house.start();
        ASSERT_TRUE(house.scan("4006381333931"));
        house.stop();
        house.folder.write("journal-1.db", "this is no database, whatever its name says");
    }
    // Starts, waits until the start is in the journal, and gives the salvages told so far.
    std::vector<std::string> told() {
        house.start();
        EXPECT_TRUE(house.scan("4006381333948"));
        std::optional<Result<JournalPage>> page;
        auto outlook = house.agent->outlook().outlook();
        outlook.journal({Lane::ledger, std::nullopt, Seq{}, 100},
                        [&page](Result<JournalPage> seen) { page = std::move(seen); });
        EXPECT_TRUE(house.until([&page] { return page.has_value(); }));
        house.stop();
        std::vector<std::string> events;
        if (!*page) return events;
        for (auto& entry : (*page)->entries) {
            if (entry.event.find("device.journal.salvaged") != std::string::npos) {
                events.push_back(std::move(entry.event));
            }
        }
        return events;
    }
    void forget(const char* sql) {
        auto db = Database::open({.path = house.folder.file("journal-2.db")});
        ASSERT_TRUE(db);
        ASSERT_TRUE(db->run_script(sql));
    }
    House house;
};

TEST(JournalBefore, IsTheOneThatWasReplaced) {
    EXPECT_EQ(journal_before("journal-7.db"), "journal-6.db");
    for (const auto* none :
         {"journal-1.db", "journal-0.db", "journal-.db", "journal-2-schema1.db", "other.db", ""}) {
        EXPECT_EQ(journal_before(none), "") << none;
    }
}

TEST_F(SalvageNoticeTest, IsToldOnce) {
    const auto first = told();
    ASSERT_EQ(first.size(), 1U);
    EXPECT_NE(first[0].find(R"("file":"journal-1.db")"), std::string::npos);
    EXPECT_NE(first[0].find("recovered"), std::string::npos);
    EXPECT_EQ(told().size(), 1U);
    EXPECT_EQ(told().size(), 1U);
}

TEST_F(SalvageNoticeTest, IsToldAtTheNextStartWhenThePowerWentBeforeItWasSaved) {
    told();
    // What the file is like when the cut came between the mark and the event.
    forget("DELETE FROM setting WHERE name = 'salvage_told'");
    const auto after = told();
    ASSERT_EQ(after.size(), 2U);
    EXPECT_NE(after[1].find(R"({"file":"journal-1.db","to":)"), std::string::npos);
    EXPECT_NE(after[1].find(R"("interrupted":true)"), std::string::npos);
    EXPECT_EQ(told().size(), 2U);
}

}  // namespace
}  // namespace aisle
