// SPDX-License-Identifier: Apache-2.0
#include "sync/state_folder.hpp"

#include "agent/base/limits.hpp"
#include "agent/store/schema.hpp"
#include "tests/sync/journal_bench.hpp"

#include <filesystem>

namespace aisle {
namespace {

// Real files, until the n-th change of one: then, and for ever after, the power is gone.
class FilesUntilPowerCut final : public Files {
public:
    explicit FilesUntilPowerCut(int changes) : changes_(changes) {}
    Result<std::string> read(const std::string& path, std::size_t bytes_max) override {
        return files_.read(path, bytes_max);
    }
    Result<void> replace(const std::string& path, std::string_view bytes) override {
        return gone() ? cut() : files_.replace(path, bytes);
    }
    Result<void> remove(const std::string& path) override {
        return gone() ? cut() : files_.remove(path);
    }
    Result<std::vector<std::string>> list(const std::string& folder) override {
        return files_.list(folder);
    }
    Result<void> sync_names(const std::string& folder) override {
        return files_.sync_names(folder);
    }
    bool gone_ = false;

private:
    bool gone() {
        gone_ = gone_ || changes_-- <= 0;
        return gone_;
    }
    static Result<void> cut() { return Error(Errc::io, "the power is gone"); }
    SystemFiles files_;
    int changes_;
};

class StateFolderTest : public testing::Test {
protected:
    StateFolder folder(Files& through) {
        return {scratch.path().string(), through, dice, lines.log(), metrics, nullptr, false};
    }
    OpenJournal open() {
        auto opened = open_state_folder(folder(files));
        EXPECT_TRUE(opened) << (opened ? "" : opened.error().what());
        return opened ? std::move(*opened) : OpenJournal{};
    }
    Event make(Lane lane) {
        clock.advance(Seconds{1});
        EventContext context;
        context.tenant = "demo";
        context.device = "s0042-pos1";
        context.wall = clock.wall();
        const auto& kind =
            lane == Lane::ledger ? EventKinds::purchase_completed : EventKinds::scan_captured;
        return *encode_event(make_draft(kind, R"({"n":1})"), context, dice);
    }
    void append(OpenJournal& opened, int count) {
        std::vector<Write> group;
        for (int i = 0; i < count; ++i) {
            group.push_back({[&opened, event = make(Lane::ledger)](Txn& txn) -> Result<void> {
                                 TRY(opened.journal->append(txn, event));
                                 return {};
                             },
                             {}});
        }
        for (const auto& outcome : opened.committer->commit(group)) EXPECT_TRUE(outcome);
    }
    static std::uint64_t entries(OpenJournal& opened) {
        const auto rows = JournalReader(*opened.read).page(Lane::ledger, Seq(0), 500);
        EXPECT_TRUE(rows);
        return rows ? rows->size() : 0;
    }
    std::string file(const std::string& name) { return scratch.file(name); }
    void spoil(const std::string& name, std::size_t from, std::size_t count) {
        auto bytes = read_whole(file(name));
        ASSERT_GE(bytes.size(), from + count);
        for (std::size_t i = from; i < from + count; ++i) bytes[i] = '\x5a';
        scratch.write(name, bytes);
    }
    // Makes the journal a newer program's.
    void make_newer(const std::string& name) {
        auto db = *Database::open({.path = file(name), .sync_every_commit = false});
        ASSERT_TRUE(db.run("CREATE TABLE hologram(x INTEGER) STRICT"));
        ASSERT_TRUE(db.set_user_version(schema_version + 1));
    }
    void make_old_again(const std::string& name) {
        auto db = *Database::open({.path = file(name), .sync_every_commit = false});
        ASSERT_TRUE(db.run("DROP TABLE hologram"));
        ASSERT_TRUE(db.set_user_version(schema_version));
    }
    ScratchFolder scratch;
    SystemFiles files;
    SeededEntropy dice{1};
    RecordingLog lines;
    Metrics metrics;
    ManualClock clock;
};

TEST_F(StateFolderTest, AFreshFolderGivesAJournal) {
    auto opened = open();
    EXPECT_EQ(opened.file, "journal-1.db");
    EXPECT_TRUE(opened.notes.empty());
    EXPECT_FALSE(opened.journal->epoch().none());
    append(opened, 3);
    EXPECT_EQ(entries(opened), 3U);
}

TEST_F(StateFolderTest, OpensTheSameJournalAgain) {
    Epoch epoch;
    {
        auto opened = open();
        epoch = opened.journal->epoch();
        append(opened, 3);
    }
    auto opened = open();
    EXPECT_EQ(opened.journal->epoch(), epoch);
    EXPECT_EQ(opened.journal->lane(Lane::ledger).next, Seq(4));
    EXPECT_TRUE(opened.notes.empty());
}

// One that outlived its process, or that a tool holds on to, shows what the disk may have lost.
TEST_F(StateFolderTest, ALogsIndexThatIsThereIsNotBelieved) {
    append(*std::make_unique<OpenJournal>(open()), 3);
    const auto old = scratch.write("journal-1.db-shm", std::string(32 * 1024, 'x'));
    std::filesystem::create_hard_link(old, file("held"));
    auto opened = open();
    EXPECT_EQ(opened.journal->lane(Lane::ledger).next, Seq(4));
    EXPECT_FALSE(std::filesystem::equivalent(old, file("held")));
}

TEST_F(StateFolderTest, AFolderThatIsNotThereIsAnErrorAndNothingElse) {
    StateFolder nowhere = folder(files);
    nowhere.path += "/none";
    EXPECT_FALSE(open_state_folder(nowhere));
}

TEST_F(StateFolderTest, ADamagedHeaderIsSetAsideAndTheDaemonStarts) {
    Epoch epoch;
    {
        auto opened = open();
        epoch = opened.journal->epoch();
        append(opened, 3);
    }
    spoil("journal-1.db", 0, 100);
    const auto before = read_whole(file("journal-1.db"));
    auto opened = open();
    EXPECT_EQ(opened.file, "journal-2.db");
    EXPECT_NE(opened.journal->epoch(), epoch);
    ASSERT_EQ(opened.notes.size(), 1U);
    EXPECT_NE(opened.notes[0].find("journal-1.db is damaged"), std::string::npos);
    ASSERT_EQ(opened.salvaged.size(), 1U);
    EXPECT_EQ(opened.salvaged[0].file, "journal-1.db");
    EXPECT_EQ(opened.salvaged[0].recovered, 0U);
    EXPECT_TRUE(read_whole(file("journal-1.db")) == before) << "it is kept as it is";
    EXPECT_EQ(lines.count("state.damaged"), 1U);
    append(opened, 1);
    opened = OpenJournal{};
    EXPECT_EQ(open().file, "journal-2.db");
}

// Where the header of SQLite's file says who may write it, and which schema it has.
constexpr std::size_t write_version_at = 18;
constexpr std::size_t schema_version_at = 63;

TEST_F(StateFolderTest, AHeaderThatForbidsToWriteIsDamageAndEverythingIsCarriedOver) {
    {
        auto opened = open();
        append(opened, 5);
    }
    spoil("journal-1.db", write_version_at, 1);
    auto opened = open();
    EXPECT_EQ(opened.file, "journal-2.db");
    EXPECT_EQ(entries(opened), 5U);
    append(opened, 1);
}

TEST_F(StateFolderTest, AHeaderThatHasForgottenItsSchemaHidesNoEvent) {
    {
        auto opened = open();
        append(opened, 5);
    }
    auto bytes = read_whole(file("journal-1.db"));
    bytes[schema_version_at] = 0;
    scratch.write("journal-1.db", bytes);
    auto opened = open();
    EXPECT_EQ(opened.file, "journal-2.db");
    EXPECT_EQ(entries(opened), 5U);
}

TEST_F(StateFolderTest, OfADamagedPageTheRestIsCarriedOver) {
    {
        auto opened = open();
        append(opened, 300);
        ASSERT_TRUE(opened.write->checkpoint(true));
    }
    const auto size = read_whole(file("journal-1.db")).size();
    spoil("journal-1.db", size - page_bytes, page_bytes);  // the newest rows: seen at once
    auto opened = open();
    EXPECT_EQ(opened.file, "journal-2.db");
    EXPECT_GT(opened.salvaged.at(0).recovered, 280U);
    EXPECT_LT(opened.salvaged[0].recovered, 300U);
    EXPECT_EQ(opened.salvaged[0].expected, 300U);
    EXPECT_EQ(opened.journal->lane(Lane::ledger).head().value(), opened.salvaged[0].recovered);
}

TEST_F(StateFolderTest, WhatWasFoundDamagedWhileRunningIsSetAsideAtTheNextStart) {
    {
        auto opened = open();
        append(opened, 20);
        ASSERT_TRUE(mark_damaged(folder(files), opened.file, "ledger 3 breaks the chain"));
    }
    {
        auto opened = open();
        EXPECT_EQ(opened.file, "journal-2.db");
        EXPECT_NE(opened.notes.at(0).find("breaks the chain"), std::string::npos);
        EXPECT_EQ(opened.salvaged.at(0).recovered, 20U);
    }
    auto opened = open();
    EXPECT_EQ(opened.file, "journal-2.db") << "once, not at every start";
    EXPECT_TRUE(opened.notes.empty());
}

TEST_F(StateFolderTest, MissingCountersAreDamage) {
    {
        auto opened = open();
        append(opened, 5);
        ASSERT_TRUE(opened.write->run("DELETE FROM lane"));
    }
    auto opened = open();
    EXPECT_EQ(opened.file, "journal-2.db");
    EXPECT_EQ(opened.salvaged.at(0).recovered, 5U);
}

TEST_F(StateFolderTest, CountersWithoutAnEpochAreDamage) {
    {
        auto opened = open();
        append(opened, 5);
        ASSERT_TRUE(opened.write->run("DELETE FROM setting"));
    }
    auto opened = open();
    EXPECT_EQ(opened.file, "journal-2.db");
    EXPECT_EQ(opened.salvaged.at(0).recovered, 5U);
}

TEST_F(StateFolderTest, AnotherProgramsFileIsLeftAlone) {
    {
        auto db = *Database::open({.path = file("journal-1.db")});
        ASSERT_TRUE(db.run("CREATE TABLE bookmark(x INTEGER)"));
    }
    auto opened = open();
    EXPECT_EQ(opened.file, "journal-2.db");
    EXPECT_EQ(opened.salvaged.at(0).recovered, 0U);
}

TEST_F(StateFolderTest, APowerCutAtAnyStepOfReplacingADamagedFileLosesNothing) {
    for (int changes = 0; changes < 12; ++changes) {
        ScratchFolder place;
        const auto at = [&](Files& with) {
            return StateFolder{
                place.path().string(), with, dice, lines.log(), metrics, nullptr, false};
        };
        {
            auto opened = *open_state_folder(at(files));
            append(opened, 20);
            ASSERT_TRUE(mark_damaged(at(files), opened.file, "a test"));
        }
        FilesUntilPowerCut cut(changes);
        [[maybe_unused]] const auto half = open_state_folder(at(cut));
        auto opened = open_state_folder(at(files));
        ASSERT_TRUE(opened) << changes;
        EXPECT_EQ(opened->file, "journal-2.db") << changes;
        EXPECT_EQ(entries(*opened), 20U) << changes;
        if (!cut.gone_) return;
    }
    FAIL() << "the steps were never all done";
}

// What this program keeps beside a newer one's file.
const std::string beside = "journal-1-schema" + std::to_string(schema_version);

TEST_F(StateFolderTest, ANewerProgramsFileIsLeftUntouchedAndAJournalBegunBesideIt) {
    {
        auto opened = open();
        append(opened, 5);
    }
    make_newer("journal-1.db");
    const auto before = read_whole(file("journal-1.db"));
    {
        auto opened = open();
        EXPECT_EQ(opened.file, beside + ".db");
        ASSERT_EQ(opened.notes.size(), 1U);
        EXPECT_NE(opened.notes[0].find("newer program"), std::string::npos);
        append(opened, 3);
    }
    {
        auto opened = open();
        EXPECT_EQ(opened.file, beside + ".db");
        EXPECT_EQ(entries(opened), 3U) << "the same one again";
    }
    EXPECT_TRUE(read_whole(file("journal-1.db")) == before);
    EXPECT_FALSE(std::filesystem::exists(file("current")));
}

TEST_F(StateFolderTest, AJournalBesideANewerOneThatIsDamagedIsReplacedToo) {
    { auto opened = open(); }
    make_newer("journal-1.db");
    {
        auto opened = open();
        append(opened, 7);
        ASSERT_TRUE(mark_damaged(folder(files), opened.file, "a test"));
    }
    {
        auto opened = open();
        EXPECT_EQ(opened.file, beside + "-2.db");
        EXPECT_EQ(entries(opened), 7U);
    }
    EXPECT_EQ(open().file, beside + "-2.db");
}

TEST_F(StateFolderTest, WhatWasKeptBesideIsCarriedOverWhenTheJournalCanBeReadAgain) {
    {
        auto opened = open();
        append(opened, 5);
    }
    make_newer("journal-1.db");
    {
        auto opened = open();
        append(opened, 3);
    }
    make_old_again("journal-1.db");
    {
        auto opened = open();
        EXPECT_EQ(opened.file, "journal-1.db");
        EXPECT_EQ(entries(opened), 8U);
        EXPECT_EQ(opened.salvaged.at(0).recovered, 3U);
        EXPECT_NE(opened.notes.at(0).find(beside + ".db"), std::string::npos);
    }
    EXPECT_FALSE(std::filesystem::exists(file(beside + ".db")));
    auto opened = open();
    EXPECT_EQ(entries(opened), 8U);
    EXPECT_TRUE(opened.notes.empty());
}

TEST_F(StateFolderTest, WhatWasKeptBesideIsCarriedOverAlsoWhenTheJournalItselfIsDamagedByThen) {
    {
        auto opened = open();
        append(opened, 5);
    }
    make_newer("journal-1.db");
    {
        auto opened = open();
        append(opened, 3);
    }
    make_old_again("journal-1.db");
    spoil("journal-1.db", 0, 100);
    {
        auto opened = open();
        EXPECT_EQ(opened.file, "journal-2.db");
        EXPECT_EQ(entries(opened), 3U);
        EXPECT_EQ(lines.count("state.adopted"), 1U);
    }
    EXPECT_FALSE(std::filesystem::exists(file(beside + ".db")));
    EXPECT_EQ(open().file, "journal-2.db");
}

TEST_F(StateFolderTest, WhatWasKeptBesideAnEarlierJournalIsCarriedOverToo) {
    {
        auto opened = open();
        append(opened, 2);
    }
    std::filesystem::copy_file(file("journal-1.db"), file("journal-7-schema2-2.db"));
    // A newer program's, and names that are nobody's.
    const auto newer = "journal-7-schema" + std::to_string(schema_version + 1) + ".db";
    std::filesystem::copy_file(file("journal-1.db"), file(newer));
    std::filesystem::copy_file(file("journal-1.db"), file("journal-x-schema2.db"));
    std::filesystem::copy_file(file("journal-1.db"), file("journal-7-schema2.db-old"));
    auto opened = open();
    EXPECT_EQ(opened.file, "journal-1.db");
    EXPECT_EQ(entries(opened), 4U);
    EXPECT_FALSE(std::filesystem::exists(file("journal-7-schema2-2.db")));
    for (const std::string& kept :
         {newer, std::string("journal-x-schema2.db"), std::string("journal-7-schema2.db-old")}) {
        EXPECT_TRUE(std::filesystem::exists(file(kept))) << kept;
    }
}

TEST_F(StateFolderTest, WhatWasKeptBesideAnotherIsCarriedOverEvenIntoAJournalBesideANewerOne) {
    {
        auto opened = open();
        append(opened, 4);
    }
    std::filesystem::copy_file(file("journal-1.db"), file("journal-7-schema2.db"));
    make_newer("journal-1.db");
    auto opened = open();
    EXPECT_EQ(opened.file, beside + ".db");
    EXPECT_EQ(entries(opened), 4U);
    EXPECT_FALSE(std::filesystem::exists(file("journal-7-schema2.db")));
}

TEST_F(StateFolderTest, APowerCutWhileADamagedJournalIsReplacedLosesNothingThatWasKeptBeside) {
    for (int changes = 0; changes < 20; ++changes) {
        ScratchFolder place;
        const auto at = [&](Files& with) {
            return StateFolder{
                place.path().string(), with, dice, lines.log(), metrics, nullptr, false};
        };
        {
            auto opened = *open_state_folder(at(files));
            append(opened, 20);
            ASSERT_TRUE(mark_damaged(at(files), opened.file, "a test"));
        }
        std::filesystem::copy_file(place.file("journal-1.db"), place.file(beside + ".db"));
        FilesUntilPowerCut cut(changes);
        [[maybe_unused]] const auto half = open_state_folder(at(cut));
        auto opened = open_state_folder(at(files));
        ASSERT_TRUE(opened) << changes;
        EXPECT_EQ(opened->file, "journal-2.db") << changes;
        EXPECT_GE(entries(*opened), 40U) << changes;
        if (!cut.gone_) return;
    }
    FAIL() << "the steps were never all done";
}

TEST_F(StateFolderTest, WhatWasKeptBesideAndCannotBeReadStopsNobody) {
    {
        auto opened = open();
        append(opened, 5);
    }
    scratch.write(beside + ".db", std::string(8192, 'x'));
    auto opened = open();
    EXPECT_EQ(opened.file, "journal-1.db");
    EXPECT_EQ(entries(opened), 5U);
    EXPECT_NE(opened.notes.at(0).find("cannot be read"), std::string::npos);
}

TEST_F(StateFolderTest, AMarkThatMakesNoSenseIsPassedBy) {
    {
        auto opened = open();
        append(opened, 2);
        ASSERT_TRUE(mark_damaged(folder(files), opened.file, "a test"));
    }
    {
        auto opened = open();
        append(opened, 1);
    }
    for (const std::string& mark :
         {std::string("../../etc/passwd"), std::string(), std::string(100'000, 'j'),
          std::string("journal-2147483647.db")}) {
        SCOPED_TRACE(mark.substr(0, 30));
        scratch.write("current", mark);
        auto opened = open();
        EXPECT_EQ(opened.file, "journal-2.db") << "the last one begun";
        EXPECT_EQ(entries(opened), 3U);
        EXPECT_EQ(*current_journal(scratch.path().string(), files), "journal-2.db");
    }
}

TEST_F(StateFolderTest, AMarkOfDamageThatIsTooLargeToBeOneMeansNothing) {
    open();
    scratch.write("damaged", "journal-1.db" + std::string(100'000, ' '));
    EXPECT_EQ(open().file, "journal-1.db");
}

TEST_F(StateFolderTest, AMarkOfDamageThatNamesAnOlderFileMeansNothing) {
    { auto opened = open(); }
    scratch.write("damaged", "journal-9.db: long ago");
    EXPECT_EQ(open().file, "journal-1.db");
}

TEST_F(StateFolderTest, ADamagedFileIsKeptUntilSomebodyIsErased) {
    append(*std::make_unique<OpenJournal>(open()), 3);
    spoil("journal-1.db", 0, 100);
    ASSERT_EQ(open().file, "journal-2.db");
    ASSERT_EQ(open().file, "journal-2.db");
    EXPECT_TRUE(std::filesystem::exists(file("journal-1.db")));
    {
        auto opened = open();
        append(opened, 1);
        ASSERT_TRUE(opened.write->run(
            "INSERT INTO erasure(request, erase_seq, counts) VALUES('r-1', 7, '{}');"
            "INSERT INTO setting(name, value)"
            " VALUES('salvage_told', CAST('journal-2.db' AS BLOB))"));
        EXPECT_TRUE(std::filesystem::exists(file("journal-1.db")));
    }
    EXPECT_EQ(open().notes.size(), 1U);
    for (const auto* suffix : {"", "-wal", "-shm"}) {
        EXPECT_FALSE(std::filesystem::exists(file(std::string("journal-1.db") + suffix)));
    }
    EXPECT_TRUE(open().notes.empty());
}

}  // namespace
}  // namespace aisle
