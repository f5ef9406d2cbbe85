// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/events_command.hpp"

#include "tests/ctl/recorded_console.hpp"
#include "tests/sync/journal_bench.hpp"

#include <algorithm>

namespace aisle {
namespace {

class EventsCommand : public testing::Test {
protected:
    Exit run(bool persons = false) {
        return show_events(recorded.console(), {bench.folder.path().string(), persons});
    }
    std::size_t lines() const {
        const auto text = recorded.results();
        return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    }
    bool says(const std::string& words) const {
        return recorded.results().find(words) != std::string::npos;
    }
    JournalBench bench{1, "journal-1.db"};
    RecordedConsole recorded;
};

TEST_F(EventsCommand, PrintsEachEventUnderItsNumberAndByteForByte) {
    bench.append(Lane::ledger, 2);
    const auto scan = bench.append(Lane::touch, false);
    EXPECT_EQ(run(), Exit::fine);
    EXPECT_EQ(lines(), 3U);
    EXPECT_TRUE(says(R"("lane":"touch","seq":1,"event":)" + scan.bytes + "}\n"))
        << recorded.results();
    EXPECT_EQ(recorded.messages(), "");
}

TEST_F(EventsCommand, PassesGapsAndPrintsWhatWasSetAside) {
    bench.append(Lane::ledger, 4);
    ASSERT_TRUE(bench.quarantine(Lane::ledger, 2));
    EXPECT_EQ(run(), Exit::fine);
    EXPECT_EQ(lines(), 4U);
    EXPECT_TRUE(says(R"("seq":3,"event":)"));
    EXPECT_TRUE(says(R"("seq":2,"set_aside":"too_large","event":)"));
}

TEST_F(EventsCommand, LeavesPersonsOutUnlessItIsAskedForThem) {
    bench.append(Lane::ledger, true);
    EXPECT_EQ(run(), Exit::fine);
    EXPECT_FALSE(says("example.org"));
    EXPECT_EQ(run(true), Exit::fine);
    EXPECT_TRUE(says(R"("person":{"email":"a@example.org"},"salt":")"));
}

TEST_F(EventsCommand, TakesWhatStandsBesideTheJournalToo) {
    JournalBench beside{2, "journal-1.db"};
    ASSERT_TRUE(beside.write->checkpoint(true));
    std::filesystem::copy_file(beside.path, bench.folder.file("journal-1-schema1.db"));
    bench.append(Lane::ledger, 1);
    EXPECT_EQ(run(), Exit::fine);
    std::filesystem::resize_file(bench.folder.file("journal-1-schema1.db"), 100);
    EXPECT_EQ(run(), Exit::degraded) << "one file cannot be read, the other is printed";
    EXPECT_NE(recorded.messages().find("journal-1-schema1.db"), std::string::npos);
    EXPECT_EQ(lines(), 2U);
}

TEST_F(EventsCommand, SaysWhenThereIsNothingToShow) {
    const ScratchFolder empty;
    EXPECT_EQ(show_events(recorded.console(), {empty.path().string(), false}), Exit::failed);
    EXPECT_EQ(show_events(recorded.console(), {empty.file("no"), false}), Exit::failed);
    EXPECT_NE(recorded.messages().find("no journal"), std::string::npos);
}

}  // namespace
}  // namespace aisle
