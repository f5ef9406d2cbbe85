// SPDX-License-Identifier: Apache-2.0
#include "drivers/tail_reader.hpp"

#include "agent/base/entropy.hpp"
#include "tests/drivers/tailed.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

namespace aisle {
namespace {

namespace fs = std::filesystem;

TEST_F(Tailed, TellsEachRecordOnceAsTheFileGrows) {
    write("journal", line_of(1) + line_of(2));
    EXPECT_EQ(read(), 2u);
    EXPECT_EQ(read(), 0u);
    write("journal", line_of(3).substr(0, 5));
    EXPECT_EQ(read(), 0u) << "half a line is none";
    write("journal", line_of(3).substr(5) + line_of(4));
    EXPECT_EQ(read(), 2u);
    EXPECT_EQ(told, wanted(1, 4));
}

TEST_F(Tailed, GoesOnBehindWhatWasSavedAfterARestart) {
    write("journal", line_of(1) + line_of(2) + line_of(3));
    EXPECT_EQ(read(1), 3u);
    reader.reset();
    write("journal", line_of(4));
    EXPECT_EQ(read(), 1u);
    EXPECT_EQ(told, wanted(1, 4));
}

TEST_F(Tailed, TellsAgainWhatWasNotSaved) {
    write("journal", line_of(1) + line_of(2) + line_of(3));
    open();
    auto step = reader->step(now, wall);
    ASSERT_EQ(step.records.size(), 3u);
    keep(step.records[0]);
    EXPECT_FALSE(reader->settle(1));
    EXPECT_EQ(read(), 2u);
    EXPECT_EQ(told, wanted(1, 3));
}

TEST_F(Tailed, LooksFurtherAheadWhileNothingCanBeSaved) {
    constexpr std::size_t line_bytes = 2 * KiB;  // few receipts: each is read many times
    std::string lines;
    int number = 0;
    while (lines.size() < 2 * tail_ahead_bytes) {
        const auto line = line_of(++number);
        lines += std::string(line_bytes - line.size(), ' ') + line;
    }
    write("journal", lines);
    open();
    std::size_t before = 0, most = 0;
    for (auto bytes = tail_read_bytes; bytes <= 4 * tail_ahead_bytes; bytes *= 2) {
        const auto count = reader->step(now, wall).records.size();
        EXPECT_TRUE(count > before || count == most);
        EXPECT_FALSE(reader->settle(0));
        before = count;
        most = std::max(most, count);
    }
    EXPECT_LE(most * line_bytes, tail_ahead_bytes);
    EXPECT_GT(most * line_bytes, tail_ahead_bytes * 9 / 10);
    EXPECT_EQ(read(), static_cast<std::size_t>(number));
}

TEST_F(Tailed, FollowsARotationWhileItReadsAndWhileItDoesNot) {
    write("journal", line_of(1) + line_of(2));
    read();
    write("journal", line_of(3));
    fs::rename(path, path + ".1");
    write("journal", line_of(4));
    EXPECT_EQ(read(), 1u);
    EXPECT_EQ(read_in_silence(), 1u) << "what comes after it waits until it is still";
    reader.reset();
    write("journal", line_of(5));
    fs::rename(path + ".1", path + ".2");
    fs::rename(path, path + ".1");
    write("journal", line_of(6));
    fs::rename(path, path + "-2026-07-01");
    write("journal", line_of(7));
    EXPECT_EQ(read_in_silence(), 3u) << "of one that nobody saw under its first name, too";
    EXPECT_EQ(told, wanted(1, 7));
}

TEST_F(Tailed, LeavesAloneWhatWasRenamedBeforeItCame) {
    write("journal.1", line_of(1));
    write("journal", line_of(2));
    EXPECT_EQ(read(), 1u);
    EXPECT_EQ(told, wanted(2, 2));
    // A till may still have the renamed one open.
    write("journal.1", line_of(3));
    read_in_silence();
    EXPECT_EQ(told, wanted(2, 3));
    // So it is after a restart.
    write("journal.1", line_of(4));
    open();
    read_in_silence();
    EXPECT_EQ(told, wanted(2, 4));
}

TEST_F(Tailed, ReadsToTheEndOfAFileThatWasTakenAway) {
    write("journal", line_of(1));
    read();
    write("journal", line_of(2));
    fs::rename(path, folder.file("elsewhere"));
    EXPECT_EQ(read(), 1u);
    write("journal", line_of(3));
    EXPECT_EQ(read(), 1u);
    EXPECT_EQ(told, wanted(1, 3));
}

TEST_F(Tailed, SeesThatAFileWasEmptied) {
    write("journal", line_of(1) + line_of(2) + line_of(3));
    read();
    fs::resize_file(path, 0);
    write("journal", line_of(4));
    EXPECT_EQ(read(), 1u);
    // And written anew, longer than it was, between two looks.
    fs::resize_file(path, 0);
    write("journal", line_of(5) + line_of(6) + line_of(7));
    EXPECT_EQ(read(), 3u);
    EXPECT_EQ(told, wanted(1, 7));
}

TEST_F(Tailed, KnowsACopyThatHasMore) {
    write("journal", line_of(1) + line_of(2));
    read();
    const auto before = read_whole(path);
    fs::remove(path);
    write("journal", before + line_of(3));
    EXPECT_EQ(read(), 1u);
    // Copied, and emptied: rotation as some do it.
    write("journal", line_of(4));
    fs::copy_file(path, path + ".1");
    fs::resize_file(path, 0);
    write("journal", line_of(5));
    read();
    EXPECT_EQ(told.size(), 5u);
    EXPECT_EQ(std::set(told.begin(), told.end()).size(), 5u);
}

TEST_F(Tailed, KnowsAFileByItsFirstReceiptThoughItsHeaderIsLong) {
    form = rows();
    path = folder.file("");
    const auto header = "NO,TEXT," + std::string(tail_mark_bytes, 'x') + ",SUM\n";
    for (int day = 1; day <= 3; ++day) {
        const auto number = std::to_string(day);
        write("day" + number, header + number + ",Tea,,1.00\n" + number + "9,Tea,,1.00\n");
    }
    now += tail_silence;
    read();
    now += tail_silence;
    read();
    EXPECT_EQ(told.size(), 6u);
    reader.reset();
    EXPECT_EQ(read(), 0u);
}

// A head that no receipt could be read behind, or before, says nothing about which file it is.
TEST_F(Tailed, TellsEachOfTwoFilesOfWhichTheSameBeginningCannotBeRead) {
    path = folder.file("");
    form = rows();
    write("a.csv", "NO;TEXT;SUM\n1;Tea;1.00\n");
    write("b.csv", "NO;TEXT;SUM\n2;Tea;1.00\n");
    EXPECT_EQ(read(), 2u);
    EXPECT_EQ(refused.size(), 2u);
    now += tail_silence;
    EXPECT_EQ(read(), 0u);
    reader.reset();
    now += tail_silence;
    EXPECT_EQ(read(), 0u) << "each is known again";
    write("a.csv", "3;Tea;1.00\n");
    EXPECT_EQ(read(), 0u) << "also one that has grown";
}

TEST_F(Tailed, KnowsAFileByNoMoreThanAReceiptsBytesWhateverItBeginsWith) {
    write("journal", std::string(2 * journal_receipt_bytes_max, 'x') + "\n" + line_of(1));
    EXPECT_EQ(read(), 2u);
    EXPECT_EQ(refused.size(), 1u);
    for (const auto& [file, kept] : book) {
        EXPECT_TRUE(file.starts_with(std::to_string(journal_receipt_bytes_max) + ":")) << file;
    }
}

TEST_F(Tailed, TellsTwoPosLogsThatBeginWithTheSameDocumentType) {
    path = folder.file("");
    form.format = JournalFormat::poslog;
    const std::string head = "<?xml version='1.0'?><!DOCTYPE POSLog SYSTEM 'p.dtd'><POSLog>\n";
    const auto sale = [](int number) {
        return "<Transaction><SequenceNumber>" + std::to_string(number) +
               "</SequenceNumber><RetailTransaction><LineItem><Sale><ItemID>1</ItemID>"
               "<ExtendedAmount>1</ExtendedAmount></Sale></LineItem><LineItem><Tender "
               "TenderType='Cash'><Amount>1</Amount></Tender></LineItem></RetailTransaction>"
               "</Transaction>\n";
    };
    write("a.xml", head + sale(1) + "</POSLog>");
    write("b.xml", head + sale(2) + "</POSLog>");
    write("c.xml", head + "</POSLog>");
    write("d.xml", head + "</POSLog >");
    read();
    EXPECT_EQ(told, wanted(1, 2));
    EXPECT_EQ(refused.size(), 4u);
    reader.reset();
    EXPECT_EQ(read(), 0u);
}

// After a restart as well, and reading goes on where it was.
TEST_F(Tailed, ReadsAPosLogOnBehindWhatIsBrokenInIt) {
    form.format = JournalFormat::poslog;
    const auto sale = [](int number, const std::string& name) {
        return "<Transaction><SequenceNumber>" + std::to_string(number) +
               "</SequenceNumber><RetailTransaction><LineItem><Sale><ItemID>1</"
               "ItemID><Description>" +
               name +
               "</Description><ExtendedAmount>1</ExtendedAmount></Sale></LineItem><LineItem>" +
               "<Tender TenderType='Cash'><Amount>1</Amount></Tender></LineItem>" +
               "</RetailTransaction></Transaction>\n";
    };
    write("journal", "<POSLog>\n" + sale(1, "Tea") + sale(9, "M&M") + sale(2, "Tea"));
    EXPECT_EQ(read(1), 3u);
    EXPECT_EQ(told, wanted(1, 2));
    ASSERT_EQ(refused.size(), 1u);
    EXPECT_NE(refused[0].find("broken at line 3, byte "), std::string::npos) << refused[0];
    reader.reset();
    write("journal", sale(3, "Tea") + sale(9, "M&M"));
    EXPECT_EQ(read(), 2u);
    reader.reset();
    write("journal", sale(4, "Tea") + "</POSLog>");
    EXPECT_EQ(read(), 1u);
    EXPECT_EQ(told, wanted(1, 4));
    EXPECT_EQ(refused.size(), 2u);
}

TEST_F(Tailed, ReadsEachFileOfAFolderAndThoseThatComeLater) {
    path = folder.file("");
    write("b.jsonl", line_of(1));
    write("a.jsonl", line_of(2));
    write("c.jsonl.tmp", line_of(9));
    write(".hidden", line_of(9));
    fs::create_directory(folder.path() / "done");
    EXPECT_EQ(read(), 2u);
    fs::rename(folder.path() / "c.jsonl.tmp", folder.path() / "c.jsonl");
    write("c.jsonl", line_of(3));
    EXPECT_EQ(read(), 2u);
    EXPECT_EQ(told.size(), 4u);
    reader.reset();
    fs::remove(folder.path() / "a.jsonl");
    EXPECT_EQ(read(), 0u);
}

TEST_F(Tailed, TellsTheLastReceiptOfACsvOnceTheTillIsSilent) {
    form = rows();
    form.columns["total"] = "TOTAL";
    write("journal", "NO,TEXT,SUM,TOTAL\n1,Tea,1.00,1.00\n2,Milk,2.00,5.00\n");
    EXPECT_EQ(read(), 1u);
    now += tail_quiet;
    EXPECT_EQ(read(), 0u) << "its sum says that something is to come";
    now += tail_silence;
    EXPECT_EQ(read(), 0u);
    write("journal", "2,Bread,3.00,5.00\n");
    EXPECT_EQ(read(), 0u);
    now += tail_quiet;
    EXPECT_EQ(read(), 1u);
    now += tail_silence;
    EXPECT_EQ(read(), 0u);
    EXPECT_EQ(told, wanted(1, 2));
    EXPECT_TRUE(refused.empty());
}

TEST_F(Tailed, WaitsLongerForACsvThatHasNoSums) {
    form = rows();
    write("journal", "NO,TEXT,SUM\n1,Tea,1.00\n");
    read();
    now += tail_quiet;
    EXPECT_EQ(read(), 0u);
    now += tail_silence;
    EXPECT_EQ(read(), 1u);
}

// As a copy over a network is seen half way.
TEST_F(Tailed, WaitsForACopyThatIsStillOnItsWay) {
    std::string bytes;
    for (int i = 1; i <= 200; ++i) bytes += line_of(i);
    write("journal", bytes);
    EXPECT_EQ(read(), 200u);
    for (const std::size_t size : {std::size_t{0}, std::size_t{100}, bytes.size() / 2}) {
        fs::resize_file(path, 0);
        write("journal", bytes.substr(0, size));
        open_steps(1);
    }
    fs::resize_file(path, 0);
    write("journal", bytes + line_of(201));
    EXPECT_EQ(read(), 1u);
    EXPECT_EQ(told, wanted(1, 201));
}

TEST_F(Tailed, ReadsAFileOnceThatHasTwoNames) {
    write("journal-0701", line_of(1));
    fs::create_symlink(folder.file("journal-0701"), path);
    EXPECT_EQ(read(), 1u);
    write("journal-0701", line_of(2));
    EXPECT_EQ(read(), 1u);
    EXPECT_EQ(told, wanted(1, 2));
}

TEST_F(Tailed, DoesNotTellHalfALineOfATillThatIsSlow) {
    write("journal", line_of(1) + line_of(2).substr(0, 9));
    read();
    now += tail_silence;
    EXPECT_EQ(read(), 0u);
    write("journal", line_of(2).substr(9));
    EXPECT_EQ(read(), 1u);
    EXPECT_EQ(told, wanted(1, 2));
    EXPECT_TRUE(refused.empty());
}

TEST_F(Tailed, TellsALineWithoutAnEndAfterALongSilence) {
    write("journal", line_of(1).substr(0, line_of(1).size() - 1));
    read();
    now += tail_quiet;
    EXPECT_EQ(read(), 0u);
    now += tail_silence;
    EXPECT_EQ(read(), 1u);
    write("journal", "\n" + line_of(2));
    EXPECT_EQ(read(), 1u);
    EXPECT_EQ(told, wanted(1, 2));
}

TEST_F(Tailed, SaysWhereARecordStandsThatCannotBeRead) {
    write("journal", line_of(1) + "not json\n" + line_of(2) + std::string(3, '\xff') + "\n");
    EXPECT_EQ(read(), 4u);
    EXPECT_EQ(told, wanted(1, 2));
    ASSERT_EQ(refused.size(), 2u);
    EXPECT_EQ(last->file, "journal");
    EXPECT_EQ(last->record.line, 4u);
}

TEST_F(Tailed, SaysWhatIsMissingAndGoesOnWhenItIsThere) {
    EXPECT_EQ(read(), 0u);
    EXPECT_NE(trouble.find("is not there"), std::string::npos) << trouble;
    path = folder.file("none/journal");
    open();
    read();
    EXPECT_NE(trouble.find("mounted"), std::string::npos) << trouble;
    path = folder.file("journal");
    open();
    write("journal", line_of(1));
    EXPECT_EQ(read(), 1u);
    EXPECT_EQ(trouble, "");
}

TEST_F(Tailed, ABadRecordAtTheEndOfADroppedFileIsToldWhenItIsStill) {
    path = folder.file("");
    write("day.jsonl", line_of(1) + "not json");
    read();
    now += tail_quiet;
    EXPECT_EQ(read(), 0u);
    now += tail_silence;
    EXPECT_EQ(read(), 1u);
    EXPECT_EQ(refused.size(), 1u);
}

TEST_F(Tailed, ReadsTheLastOfTooManyAndSaysSo) {
    path = folder.file("");
    const auto fill = [&](std::size_t files) {
        for (std::size_t i = 0; i < files; ++i) {
            write(std::to_string(i), line_of(static_cast<int>(i) + 1));
        }
    };
    fill(tail_files_max);
    EXPECT_EQ(read(), tail_files_max);
    EXPECT_EQ(trouble, "");
    write("one more", line_of(2000));
    EXPECT_EQ(read(), 1u);
    EXPECT_NE(trouble.find("move old ones elsewhere"), std::string::npos) << trouble;
}

TEST_F(Tailed, AQuoteWithoutAnEndHoldsTheNextBackForASilenceOnly) {
    form = rows();
    write("journal", "NO,TEXT,SUM\n1,a,1\n2,\"b,2\n3,c,3\n4,d,4\n");
    read();
    EXPECT_LT(told.size(), 2u);
    now += tail_silence;
    read();
    EXPECT_EQ(told, (std::vector<int>{1, 3, 4}));
    EXPECT_EQ(refused.size(), 1u);
    // Half of one that is being written is waited for, however long.
    for (const auto* half : {"5,\"e\n", "f\",5\n"}) {
        write("journal", half);
        read();
        now += tail_silence;
        read();
    }
    EXPECT_EQ(told, (std::vector<int>{1, 3, 4, 5}));
    EXPECT_EQ(refused.size(), 1u);
}

TEST_F(Tailed, DoesNotWaitForWhoWritesIntoAPipe) {
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    EXPECT_EQ(read(), 0u);
    EXPECT_NE(trouble, "");
}

// A till that writes in pieces that end anywhere, and what is done to its file meanwhile.
class AnyOrder : public Tailed {
protected:
    void begin(std::uint64_t seed) {
        dice.emplace(seed);
        path = folder.file("journal" + std::to_string(seed));
        book.clear();
        told.clear();
        reader.reset();
        number = 0;
        sell(1);
        read();
    }
    void put(const std::string& bytes) { write(fs::path(path).filename(), bytes); }
    void sell(std::uint64_t receipts) {
        while (receipts-- > 0) rest += line_of(++number);
        finish();
    }
    void finish() { put(std::exchange(rest, {})); }
    void sell_and_stop_anywhere() {
        for (auto i = dice->below(4); i > 0; --i) rest += line_of(++number);
        const auto kept = dice->below(rest.size() + 1);
        put(rest.substr(0, kept));
        rest.erase(0, kept);
    }
    void act() {
        switch (dice->below(8)) {
            case 0:
                finish();
                fs::rename(path, path + "." + std::to_string(number));
                return sell(1);
            case 1:
                finish();
                read_in_silence();
                fs::resize_file(path, 0);
                return sell(1);
            case 2:
                return reader.reset();
            case 3:
                read(1 + dice->below(3));
                return;
            case 4: {
                finish();
                const auto before = read_whole(path);
                fs::remove(path);
                return put(before);
            }
            default:
                sell_and_stop_anywhere();
        }
    }

    std::optional<SeededEntropy> dice;
    int number = 0;
    std::string rest;
};

// Written in pieces, rotated, copied and emptied, saved only in part, begun anew: each receipt
// comes once. What was emptied was read before.
TEST_F(AnyOrder, TellsEachReceiptOnce) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        begin(seed);
        for (int action = 0; action < 60; ++action) act();
        finish();
        read_in_silence();
        std::ranges::sort(told);
        ASSERT_EQ(told, wanted(1, number));
    }
}

}  // namespace
}  // namespace aisle
