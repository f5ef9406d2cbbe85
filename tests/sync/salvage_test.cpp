// SPDX-License-Identifier: Apache-2.0
// Pages of a real file are overwritten, and what is left is counted.
#include "sync/salvage.hpp"

#include "agent/base/limits.hpp"
#include "tests/sync/inner_page.hpp"
#include "tests/sync/journal_bench.hpp"

#include <functional>
#include <set>

namespace aisle {
namespace {

constexpr std::size_t page = page_bytes;

class SalvageTest : public testing::Test {
protected:
    // Copies the file, spoils it, and carries over what is left.
    SalvageOutcome salvage_after(const std::function<void(std::string&)>& spoil) {
        EXPECT_TRUE(old.write->checkpoint(true));
        auto bytes = read_whole(old.path);
        spoil(bytes);
        auto from =
            Database::open({.path = old.folder.write("spoilt.db", bytes), .read_only = true});
        EXPECT_TRUE(from);
        const auto outcome = salvage(*from, *fresh.committer, *fresh.journal);
        EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().what());
        return outcome ? *outcome : SalvageOutcome{};
    }
    static void overwrite(std::string& bytes, std::size_t which) {
        for (std::size_t i = which * page; i < (which + 1) * page; ++i) bytes[i] = '\x5a';
    }
    // Without one of these the file is no database, and is not asked.
    static bool holds_schema(std::string_view bytes) {
        return bytes.find("CREATE TABLE") != bytes.npos;
    }
    std::set<EventId> ids(Lane lane) {
        std::set<EventId> all;
        auto rows = fresh.reader->page(lane, Seq(0), 100'000);
        for (std::uint64_t at = 0; rows && !rows->empty();) {
            for (const auto& row : *rows) all.insert(row.id);
            at = rows->back().seq.value();
            rows = fresh.reader->page(lane, Seq(at), 100'000);
        }
        return all;
    }
    template <std::size_t n>
    std::int64_t count(const char (&sql)[n]) {
        auto statement = fresh.write->prepare(sql);
        auto row = statement.bind();
        EXPECT_TRUE(row.one());
        return row.integer(0);
    }
    JournalBench old{1, "old.db"};
    JournalBench fresh{2, "fresh.db"};
};

TEST_F(SalvageTest, CarriesAWholeFileOverUnderNewNumbers) {
    old.append(Lane::ledger, 20);
    const auto person = old.append(Lane::ledger, true);
    old.append(Lane::touch, 10);
    ASSERT_TRUE(old.acknowledge(Lane::ledger, 5));
    old.trim(Lane::ledger, 5);
    fresh.append(Lane::ledger, 2);
    const auto outcome = salvage_after([](std::string&) {});
    EXPECT_EQ(outcome.epoch, old.journal->epoch());
    EXPECT_EQ(outcome.expected, 26U);
    EXPECT_EQ(outcome.recovered, 26U);
    EXPECT_EQ(outcome.unreadable, 0U);
    EXPECT_EQ(fresh.lane(Lane::ledger).head(), Seq(18));
    EXPECT_EQ(fresh.id_at(Lane::ledger, 3), old.id_at(Lane::ledger, 6));
    const auto entries = fresh.next_batch(Lane::ledger, 17).batch->entries;
    EXPECT_EQ(entries.at(0).event, person.bytes);
    EXPECT_EQ(entries[0].person, person.person);
    EXPECT_EQ(entries[0].salt, person.salt);
}

TEST_F(SalvageTest, LosesOnlyWhatStoodOnTheBadPage) {
    old.append(Lane::ledger, 600);
    old.append(Lane::touch, 600);
    ASSERT_TRUE(old.write->checkpoint(true));
    const std::size_t pages = read_whole(old.path).size() / page;
    ASSERT_GT(pages, 100U);
    const auto outcome = salvage_after([&](std::string& bytes) {
        overwrite(bytes, pages / 2);
        overwrite(bytes, pages / 2 + 10);
    });
    EXPECT_EQ(outcome.expected, 1200U);
    EXPECT_GE(outcome.recovered, 1200U - 60U);
    EXPECT_LT(outcome.recovered, 1200U);
    EXPECT_GT(outcome.unreadable, 0U);
    EXPECT_EQ(ids(Lane::ledger).size() + ids(Lane::touch).size(), outcome.recovered);
}

// Who walks the tree from either end meets the bad page after the row before it.
TEST_F(SalvageTest, TheRowsBesideABadPageAreNotLost) {
    old.append(Lane::ledger, 60);
    ASSERT_TRUE(old.write->checkpoint(true));
    const auto whole = read_whole(old.path);
    std::size_t compared = 0;
    for (std::size_t bad = 20; bad < whole.size() / page; ++bad) {
        if (holds_schema(std::string_view(whole).substr(bad * page, page))) continue;
        JournalBench into(100 + bad);
        auto bytes = whole;
        overwrite(bytes, bad);
        auto from =
            Database::open({.path = old.folder.write("spoilt.db", bytes), .read_only = true});
        ASSERT_TRUE(from);
        const auto outcome = salvage(*from, *into.committer, *into.journal);
        ASSERT_TRUE(outcome);
        std::set<std::int64_t> readable;
        auto forward = from->prepare("SELECT place FROM entry ORDER BY place");
        auto backward = from->prepare("SELECT place FROM entry ORDER BY place DESC");
        for (auto* statement : {&forward, &backward}) {
            auto row = statement->bind();
            for (auto more = row.next(); more && *more; more = row.next()) {
                readable.insert(row.integer(0));
            }
        }
        EXPECT_GE(outcome->recovered, readable.size()) << "page " << bad;
        ++compared;
    }
    EXPECT_GT(compared, 3U);
}

// In an inner page of SQLite's, twelve bytes stand before the places of its cells; a cell is the
// number of a page and the greatest key below it.
TEST_F(SalvageTest, KeysOfAnInnerPageThatAreTooSmallHideNothing) {
    old.append(Lane::ledger, 300);
    const auto root = root_of_entries(*old.write);
    const auto outcome = salvage_after([&](std::string& bytes) {
        for (const auto key : keys_of_inner_page(bytes, root)) bytes[key] = 1;
    });
    EXPECT_EQ(outcome.recovered, 300U);
    EXPECT_EQ(ids(Lane::ledger).size(), 300U);
}

// Whoever looks for what stands behind it is led back, again and again.
TEST_F(SalvageTest, AKeyOfAnInnerPageThatIsTooGreatHidesNothingAndDoesNotKeepItForEver) {
    old.append(Lane::ledger, 300);
    const auto root = root_of_entries(*old.write);
    const auto outcome = salvage_after(
        [&](std::string& bytes) { bytes[keys_of_inner_page(bytes, root).back()] = '\xff'; });
    EXPECT_EQ(outcome.recovered, 300U);
    EXPECT_EQ(ids(Lane::ledger).size(), 300U);
}

TEST_F(SalvageTest, EveryPageMayBeTheBadOne) {
    old.append(Lane::ledger, 40);
    old.append(Lane::touch, 40);
    ASSERT_TRUE(old.write->checkpoint(true));
    const std::size_t pages = read_whole(old.path).size() / page;
    std::size_t mostly_well = 0;
    std::size_t of_the_schema = 0;
    // Page 1 is the root of the schema: without it the file is no database, and is not asked.
    for (std::size_t bad = 1; bad < pages; ++bad) {
        JournalBench into(100 + bad);
        auto bytes = read_whole(old.path);
        overwrite(bytes, bad);
        auto from =
            Database::open({.path = old.folder.write("spoilt.db", bytes), .read_only = true});
        if (!from) {
            ++of_the_schema;
            continue;
        }
        const auto outcome = salvage(*from, *into.committer, *into.journal);
        ASSERT_TRUE(outcome) << "page " << bad << ": " << outcome.error().what();
        mostly_well += outcome->recovered >= 65 ? 1 : 0;
    }
    auto schema = old.write->prepare("SELECT count(*) FROM dbstat WHERE name = 'sqlite_schema'");
    auto filled = schema.bind();
    ASSERT_TRUE(filled.one());
    EXPECT_EQ(of_the_schema + 1, static_cast<std::size_t>(filled.integer(0)))
        << "its own pages, of which the first was not tried";
    EXPECT_GE(mostly_well + 1, pages - 1 - of_the_schema)
        << "only the root of the one big tree costs more";
}

TEST_F(SalvageTest, WithoutCountersItLooksForTheRowsThemselves) {
    old.append(Lane::ledger, 10);
    old.append(Lane::touch, 10);
    // As after a year: the first numbers are long gone.
    ASSERT_TRUE(old.write->run("UPDATE entry SET place = place + 3000000"));
    ASSERT_TRUE(old.write->run("DELETE FROM lane; DELETE FROM setting"));
    const auto outcome = salvage_after([](std::string&) {});
    EXPECT_TRUE(outcome.epoch.none());
    EXPECT_EQ(outcome.expected, 0U);
    EXPECT_EQ(outcome.recovered, 20U);
}

TEST_F(SalvageTest, FindsRowsPastCountersThatAreStale) {
    old.append(Lane::ledger, 30);
    old.append(Lane::touch, 10);
    ASSERT_TRUE(
        old.write->run("UPDATE lane SET first = 5, next = 12, acked = 0, acked_id = x'00'"));
    const auto outcome = salvage_after([](std::string&) {});
    EXPECT_EQ(outcome.expected, 14U);
    EXPECT_EQ(outcome.recovered, 40U);
    EXPECT_EQ(ids(Lane::ledger).size(), 30U);
}

TEST_F(SalvageTest, CountersThatSpeakOfAQuadrillionRowsHoldNobodyUp) {
    old.append(Lane::ledger, 10);
    ASSERT_TRUE(old.write->run("UPDATE lane SET next = 1125899906842624"));
    const auto outcome = salvage_after([](std::string&) {});
    EXPECT_EQ(outcome.expected, 0U);
    EXPECT_EQ(outcome.recovered, 10U);
}

TEST_F(SalvageTest, FindsWhatStandsBehindAWideStretchThatCannotBeRead) {
    old.append(Lane::ledger, 3);
    ASSERT_TRUE(old.write->run(
        "WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)"
        " INSERT INTO entry(place, id, event) SELECT i, zeroblob(16), zeroblob(400) FROM n;"
        "UPDATE entry SET place = place + 40000 WHERE place = 3;"
        "DELETE FROM lane; DELETE FROM setting"));
    const auto outcome = salvage_after([](std::string& bytes) {
        // All that holds the rows without events, but the root and the first and last leaves.
        std::vector<std::size_t> full;
        for (std::size_t at = 1; at < bytes.size() / page; ++at) {
            const std::string_view whole(bytes.data() + at * page, page);
            const bool leaf = whole[0] == '\x0d';
            if (leaf && !holds_schema(whole) && whole.find("io.aisle") == whole.npos &&
                whole.find(std::string(400, '\0')) != whole.npos) {
                full.push_back(at);
            }
        }
        for (const auto at : full) overwrite(bytes, at);
    });
    EXPECT_EQ(outcome.recovered, 3U);
    EXPECT_GT(outcome.unreadable, 0U);
}

TEST_F(SalvageTest, LeavesOutWhatIsNoEventAndCountsIt) {
    old.append(Lane::ledger, 5);
    ASSERT_TRUE(old.write->run("UPDATE entry SET event = x'00' WHERE place = 3"));
    const auto outcome = salvage_after([](std::string&) {});
    EXPECT_EQ(outcome.recovered, 4U);
    EXPECT_EQ(outcome.unreadable, 1U);
}

TEST_F(SalvageTest, BringsTheAnswersAlongSoThatRepeatsStaySafe) {
    ASSERT_TRUE(old.write->run(
        "INSERT INTO request(name, body, place, events, id, epoch, member, at) VALUES"
        " ('purchase:r1', x'01', 1, 1, x'0a', x'0b', NULL, 5),"
        " ('purchase:r2', x'02', 2, 1, x'0a', x'0b', 'p-1', 6);"
        "INSERT INTO task_outcome(key, completed_at, event_id, seq) VALUES('t1', 5, x'01', 9)"));
    salvage_after([](std::string&) {});
    EXPECT_EQ(count("SELECT count(*) FROM request"), 2);
    EXPECT_EQ(count("SELECT at FROM request WHERE name = 'purchase:r2'"), 6);
    EXPECT_EQ(count("SELECT seq FROM task_outcome WHERE key = 't1'"), 9);
    salvage_after([](std::string&) {});
    EXPECT_EQ(count("SELECT count(*) FROM request"), 2) << "a second time changes nothing";
}

TEST_F(SalvageTest, BringsTheMarksOfJournalFilesAlong) {
    ASSERT_TRUE(
        old.write->run("INSERT INTO tail(source, file, position, at)"
                       " VALUES('till', '4:ab', 77, 5)"));
    salvage_after([](std::string&) {});
    EXPECT_EQ(count("SELECT position FROM tail WHERE source = 'till' AND at = 5"), 77);
}

TEST_F(SalvageTest, BringsAlongWhatWasHandedOverSoThatItIsNotHandedOverAgain) {
    ASSERT_TRUE(
        old.write->run("INSERT INTO pickup_done(order_number, at, dated) VALUES('W-1', 5, 6)"));
    salvage_after([](std::string&) {});
    EXPECT_EQ(count("SELECT at FROM pickup_done WHERE order_number = 'W-1' AND dated = 6"), 5);
}

TEST_F(SalvageTest, AFileOfAnOlderSchemaHasNoMarks) {
    old.append(Lane::ledger, 3);
    ASSERT_TRUE(old.write->run("DROP TABLE tail; DROP TABLE pickup_done"));
    EXPECT_EQ(salvage_after([](std::string&) {}).recovered, 3u);
}

TEST_F(SalvageTest, PassesAPageOfAnswersThatCannotBeRead) {
    ASSERT_TRUE(old.write->run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
        " INSERT INTO request(name, body, place, events, id, epoch, at)"
        " SELECT 'purchase:r' || i, zeroblob(32), i, 1, zeroblob(16), zeroblob(16), i FROM n"));
    ASSERT_TRUE(old.write->checkpoint(true));
    const auto bytes = read_whole(old.path);
    const auto middle = bytes.rfind("purchase:r1000") / page;
    salvage_after([&](std::string& spoilt) { overwrite(spoilt, middle); });
    const auto carried = count("SELECT count(*) FROM request");
    EXPECT_LT(carried, 2000);
    EXPECT_GT(carried, 1900);
}

TEST_F(SalvageTest, TellsCentralWhatItFound) {
    SalvageOutcome outcome;
    outcome.file = "journal-1.db";
    outcome.expected = 10;
    outcome.recovered = 9;
    outcome.unreadable = 1;
    const auto draft = salvaged_draft(outcome, fresh.journal->epoch());
    EXPECT_EQ(draft.lane, Lane::ledger);
    EXPECT_EQ(draft.data, R"({"file":"journal-1.db","to":")" + to_hex(fresh.journal->epoch()) +
                              R"(","expected":10,"recovered":9,"unreadable":1})");
    outcome.epoch = old.journal->epoch();
    EXPECT_NE(salvaged_draft(outcome, {}).data.find("\"from\""), std::string::npos);
}

}  // namespace
}  // namespace aisle
