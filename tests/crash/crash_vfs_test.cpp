// SPDX-License-Identifier: Apache-2.0
// The tool is tried on bare SQLite first: where SQLite promises, it must find nothing, and where
// SQLite does not promise, it must find the loss. What it says about our store rests on this.
#include "tests/crash/crash_vfs.hpp"

#include "tests/crash/bare_database.hpp"
#include "tests/crash/power_cut.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <iostream>
#include <thread>

namespace aisle {
namespace {

constexpr const char* file_name = "till.db";

struct Settings {
    std::string journal = "WAL";
    std::string synchronous = "FULL";
    int payments = 12;
};

// A payment is two rows and a total, or nothing. Returns how many were answered as saved; each is
// a promise of the disk's.
int pay(CrashDisk& disk, const Settings& settings) {
    const CrashVfs vfs(disk);
    BareDatabase db(vfs, file_name);
    if (db.run("PRAGMA journal_mode=" + settings.journal) != SQLITE_OK ||
        db.run("PRAGMA synchronous=" + settings.synchronous) != SQLITE_OK ||
        db.run("PRAGMA wal_autocheckpoint=7") != SQLITE_OK ||
        db.run("CREATE TABLE IF NOT EXISTS total (payments INTEGER)") != SQLITE_OK ||
        db.run("CREATE TABLE IF NOT EXISTS line (payment INTEGER, side TEXT, filler BLOB)") !=
            SQLITE_OK) {
        return 0;
    }
    int saved = 0;
    for (int i = 1; i <= settings.payments; ++i) {
        const std::string n = std::to_string(i);
        const int answer =
            db.run("BEGIN IMMEDIATE; DELETE FROM total; INSERT INTO total VALUES (" + n +
                   "); INSERT INTO line VALUES (" + n + ", 'debit', zeroblob(900)); " +
                   "INSERT INTO line VALUES (" + n + ", 'credit', zeroblob(2900)); COMMIT");
        if (answer == SQLITE_OK) {
            disk.promise();
            saved = i;
        } else {
            db.run("ROLLBACK");
            break;
        }
    }
    return saved;
}

struct Verdict {
    std::size_t states = 0;
    std::size_t corrupt = 0;
    std::size_t lost = 0;
    std::size_t halves = 0;
    std::string first;  // the first state that was not whole

    void look(DiskImage image, std::size_t promises, const std::string& where);
    std::size_t wrong() const { return corrupt + lost + halves; }
};

void Verdict::look(DiskImage image, std::size_t promises, const std::string& where) {
    ++states;
    CrashDisk disk(std::move(image));
    const CrashVfs vfs(disk);
    BareDatabase db(vfs, file_name);
    const std::size_t wrong_before = wrong();
    if (db.ask("PRAGMA integrity_check") != "ok") {
        ++corrupt;
    } else {
        const std::size_t payments = db.count("SELECT payments FROM total");
        const std::size_t lines = db.count("SELECT count(*) FROM line");
        if (payments < promises) ++lost;
        if (lines != 2 * payments) ++halves;
    }
    if (wrong() != wrong_before && first.empty()) first = where;
}

Verdict cut_power_everywhere(const Settings& settings, const Exploration& exploration = {}) {
    CrashDisk disk;
    EXPECT_EQ(pay(disk, settings), settings.payments);
    Verdict verdict;
    explore(disk, exploration, [&](CrashState& state) {
        verdict.look(std::move(state.image), state.promises, state.describe());
    });
    return verdict;
}

std::ostream& operator<<(std::ostream& out, const Verdict& verdict) {
    return out << verdict.states << " states: " << verdict.corrupt << " corrupt, " << verdict.lost
               << " lost, " << verdict.halves << " halves; first " << verdict.first;
}

class CrashVfsTest : public testing::Test {
protected:
    // WAL salts come from SQLite's own generator; seeded, a run is the same run every time.
    void SetUp() override { sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, 42, nullptr); }
};

TEST_F(CrashVfsTest, AWalWithFullSyncLosesNothingAndTearsNothing) {
    const auto verdict = cut_power_everywhere({}, {.states_wanted = 5000});
    EXPECT_GE(verdict.states, 5000U);
    EXPECT_EQ(verdict.wrong(), 0U) << verdict;
}

TEST_F(CrashVfsTest, ARollbackJournalWithExtraSyncLosesNothingAndTearsNothing) {
    const auto verdict = cut_power_everywhere({.journal = "DELETE", .synchronous = "EXTRA"});
    EXPECT_GT(verdict.states, 500U);
    EXPECT_EQ(verdict.wrong(), 0U) << verdict;
}

// SQLite says so itself: with FULL the journal's removal is not synced, and a journal that is back
// takes the last commit with it.
TEST_F(CrashVfsTest, ControlARollbackJournalWithFullSyncMayComeBackAndUndoACommit) {
    const auto verdict = cut_power_everywhere({.journal = "DELETE"});
    EXPECT_GT(verdict.lost, 0U) << verdict;
    EXPECT_EQ(verdict.corrupt + verdict.halves, 0U) << verdict;
}

TEST_F(CrashVfsTest, ControlNormalSyncLosesWhatWasAnsweredAsSavedButTearsNothing) {
    const auto verdict = cut_power_everywhere({.synchronous = "NORMAL"});
    EXPECT_GT(verdict.lost, 0U) << verdict;
    EXPECT_EQ(verdict.corrupt + verdict.halves, 0U) << verdict;
}

TEST_F(CrashVfsTest, ControlNoSyncCorrupts) {
    const auto verdict = cut_power_everywhere({.synchronous = "OFF"});
    EXPECT_GT(verdict.corrupt, 0U) << verdict;
    EXPECT_GT(verdict.lost, 0U) << verdict;
}

TEST_F(CrashVfsTest, ControlARollbackJournalWithoutSyncTearsTransactions) {
    const auto verdict = cut_power_everywhere({.journal = "DELETE", .synchronous = "OFF"});
    EXPECT_GT(verdict.corrupt + verdict.halves, 0U) << verdict;
}

TEST_F(CrashVfsTest, ControlADriveThatLiesAboutSyncsIsFoundOut) {
    CrashDisk disk;
    disk.plant({.call = DiskCall::sync, .for_ever = true, .answer = DiskAnswer::lied});
    pay(disk, {});
    Verdict verdict;
    explore(disk, {}, [&](CrashState& state) {
        verdict.look(std::move(state.image), state.promises, state.describe());
    });
    EXPECT_GT(verdict.lost, 0U) << verdict;
}

TEST_F(CrashVfsTest, AKilledProcessLosesNothingWhateverTheSyncs) {
    const auto verdict = cut_power_everywhere({.synchronous = "OFF"}, {.losses = {Loss::nothing}});
    EXPECT_GT(verdict.states, 50U);
    EXPECT_EQ(verdict.wrong(), 0U) << verdict;
}

TEST_F(CrashVfsTest, ARecoveryThatIsCutShortItselfLosesNothing) {
    CrashDisk first;
    pay(first, {.payments = 5});
    Verdict verdict;
    explore(first, {.losses = {Loss::nothing, Loss::sectors}}, [&](CrashState& state) {
        CrashDisk second(std::move(state.image));
        {
            const CrashVfs vfs(second);
            BareDatabase db(vfs, file_name);
            db.run("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        explore(second, {.losses = {Loss::everything, Loss::sectors}}, [&](CrashState& again) {
            verdict.look(std::move(again.image), state.promises,
                         state.describe() + ", then " + again.describe());
        });
    });
    EXPECT_GT(verdict.states, 500U);
    EXPECT_EQ(verdict.wrong(), 0U) << verdict;
}

// Every call of the run is made to fail in turn; then the power goes as well.
Verdict fail_every_call(DiskFault fault, const Settings& settings) {
    Verdict verdict;
    for (std::size_t nth = 1;; ++nth) {
        CrashDisk disk;
        fault.nth = nth;
        disk.plant(fault);
        const int saved = pay(disk, settings);
        if (!disk.tripped()) break;
        disk.heal();
        PowerCut cut(disk);
        while (cut.step()) continue;
        SeededEntropy dice(nth);
        const std::string where = "call " + std::to_string(nth);
        for (const Loss loss : {Loss::everything, Loss::nothing, Loss::sectors}) {
            verdict.look(cut.disk(loss, dice).image, static_cast<std::size_t>(saved), where);
        }
    }
    return verdict;
}

TEST_F(CrashVfsTest, NoFailingCallLosesWhatWasAnsweredAsSaved) {
    for (const bool for_ever : {false, true}) {
        const auto verdict = fail_every_call({.for_ever = for_ever}, {.payments = 6});
        EXPECT_GT(verdict.states, 300U);
        EXPECT_EQ(verdict.wrong(), 0U) << verdict;
    }
}

TEST_F(CrashVfsTest, NoFullDiskLosesWhatWasAnsweredAsSaved) {
    const DiskFault full{.call = DiskCall::write, .for_ever = true, .answer = DiskAnswer::full};
    const auto verdict = fail_every_call(full, {.payments = 6});
    EXPECT_GT(verdict.states, 100U);
    EXPECT_EQ(verdict.wrong(), 0U) << verdict;
}

TEST_F(CrashVfsTest, AFailedSyncIsSeenByTheCaller) {
    CrashDisk disk;
    pay(disk, {.payments = 1});
    const CrashVfs vfs(disk);
    BareDatabase db(vfs, file_name);
    db.run("PRAGMA synchronous=FULL");
    disk.plant({.call = DiskCall::sync});
    EXPECT_EQ(db.run("INSERT INTO total VALUES (99)"), SQLITE_IOERR);
    EXPECT_EQ(db.run("INSERT INTO total VALUES (100)"), SQLITE_OK);
}

TEST_F(CrashVfsTest, AFullDiskIsSeenByTheCallerAndReadingGoesOn) {
    CrashDisk disk;
    pay(disk, {.payments = 2});
    disk.set_budget(64 * 1024);
    const CrashVfs vfs(disk);
    BareDatabase db(vfs, file_name);
    EXPECT_EQ(db.run("INSERT INTO line VALUES (3, 'debit', zeroblob(100000))"), SQLITE_FULL);
    EXPECT_EQ(db.ask("SELECT count(*) FROM line"), "4");
}

TEST_F(CrashVfsTest, TwoConnectionsSeeEachOtherAndKeepOutOfEachOthersWay) {
    CrashDisk disk;
    pay(disk, {.payments = 1});
    const CrashVfs vfs(disk);
    BareDatabase one(vfs, file_name);
    BareDatabase two(vfs, file_name);
    EXPECT_EQ(one.run("BEGIN IMMEDIATE; INSERT INTO total VALUES (7)"), SQLITE_OK);
    EXPECT_EQ(two.run("BEGIN IMMEDIATE"), SQLITE_BUSY);
    EXPECT_EQ(two.ask("SELECT count(*) FROM total"), "1");
    EXPECT_EQ(one.run("COMMIT"), SQLITE_OK);
    EXPECT_EQ(two.ask("SELECT count(*) FROM total"), "2");
}

TEST_F(CrashVfsTest, AReaderOnAnotherThreadSeesOnlyWholePayments) {
    CrashDisk disk;
    pay(disk, {.payments = 1});
    const CrashVfs vfs(disk);
    std::size_t halves = 0;
    std::atomic<bool> done = false;
    std::thread reader([&] {
        BareDatabase db(vfs, file_name);
        while (!done) {
            const std::string odd = db.ask("SELECT count(*) % 2 FROM line");
            if (odd == "1") ++halves;
        }
    });
    BareDatabase db(vfs, file_name);
    db.run("PRAGMA wal_autocheckpoint=7");
    for (int i = 0; i < 200; ++i) {
        EXPECT_EQ(db.run("BEGIN; INSERT INTO line VALUES (9, 'debit', zeroblob(900));"
                         "INSERT INTO line VALUES (9, 'credit', zeroblob(900)); COMMIT"),
                  SQLITE_OK);
    }
    done = true;
    reader.join();
    EXPECT_EQ(halves, 0U);
    EXPECT_EQ(db.ask("SELECT count(*) FROM line"), "402");
}

TEST(CrashDisk, WhatAKilledProcessStillTriesIsNotDone) {
    CrashDisk disk;
    const auto file = disk.create("till.db");
    ASSERT_TRUE(file);
    ASSERT_EQ(disk.write(*file, 0, "saved"), DiskAnswer::done);
    const auto logged = disk.log().size();
    disk.leave();
    EXPECT_EQ(disk.write(*file, 0, "spoilt"), DiskAnswer::failed);
    EXPECT_EQ(disk.sync(*file), DiskAnswer::failed);
    EXPECT_EQ(disk.remove("till.db"), DiskAnswer::failed);
    disk.come_back();
    EXPECT_EQ(disk.image().at("till.db"), "saved");
    EXPECT_EQ(disk.log().size(), logged) << "nor is it remembered as tried";
    EXPECT_EQ(disk.sync(*file), DiskAnswer::done);
}

}  // namespace
}  // namespace aisle
