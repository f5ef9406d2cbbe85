// SPDX-License-Identifier: Apache-2.0
// Files that come back as another than the one that was read: shorter after a power cut, a copy of
// the beginning beside the journal, written to though they were history, renamed with a rest.
#include "agent/base/entropy.hpp"
#include "agent/base/limits.hpp"
#include "drivers/tail_reader.hpp"
#include "tests/drivers/tailed.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

namespace aisle {
namespace {

namespace fs = std::filesystem;

class TailReturn : public Tailed {
protected:
    static std::string lines_of(int from, int to) {
        std::string bytes;
        for (int i = from; i <= to; ++i) bytes += line_of(i);
        return bytes;
    }
    void read_200() {
        write("journal", lines_of(1, 200));
        ASSERT_EQ(read(), 200u);
        told.clear();
    }
    // Of what was written the last never reached the disk.
    void come_back_with(const std::string& bytes) {
        fs::resize_file(path, bytes.size());
        stamp("journal");
        may_go_back = true;
    }
    bool was_told(int from, int to) const {
        const auto numbers = wanted(from, to);
        return std::ranges::all_of(
            numbers, [&](int number) { return std::ranges::find(told, number) != told.end(); });
    }
};

TEST_F(TailReturn, WhatIsWrittenBehindALostEndIsReadThoughItIsLongerThanItsMark) {
    read_200();
    reader.reset();
    come_back_with(lines_of(1, 190));
    write("journal", lines_of(201, 230));
    read();
    EXPECT_TRUE(was_told(201, 230)) << told.size();
    EXPECT_EQ(trouble, "");
    told.clear();
    reader.reset();
    EXPECT_EQ(read(), 0u) << "once is enough";
    write("journal", line_of(231));
    EXPECT_EQ(read(), 1u);
}

TEST_F(TailReturn, WhatIsWrittenBehindALostEndIsReadThoughItGrowsSlowly) {
    for (const bool restart : {true, false}) {
        SCOPED_TRACE(restart);
        path = folder.file("journal");
        fs::remove(path);
        book.clear();
        reader.reset();
        read_200();
        if (restart) reader.reset();
        come_back_with(lines_of(1, 190));
        for (int i = 201; i <= 230; ++i) {
            write("journal", line_of(i));
            read();
        }
        EXPECT_TRUE(was_told(201, 230)) << told.size();
        EXPECT_EQ(trouble, "");
    }
}

TEST_F(TailReturn, AFileThatStaysShorterIsReadAgainAfterASilence) {
    read_200();
    reader.reset();
    come_back_with(lines_of(1, 190));
    write("journal", line_of(201));
    EXPECT_EQ(read(), 0u) << "it may be a copy on its way";
    EXPECT_EQ(trouble, "");
    now += tail_quiet;
    EXPECT_EQ(read(), 0u);
    EXPECT_NE(trouble.find("shorter"), std::string::npos) << trouble;
    now += tail_silence;
    EXPECT_EQ(read(), 191u);
    EXPECT_EQ(trouble, "");
    EXPECT_TRUE(was_told(201, 201));
    reader.reset();
    EXPECT_EQ(read(), 0u) << "the mark is where it was read to";
    write("journal", line_of(202));
    EXPECT_EQ(read(), 1u);
}

TEST_F(TailReturn, AFileThatIsReadAgainGoesOnWhereItWasSaved) {
    read_200();
    come_back_with(lines_of(1, 190));
    read();
    now += tail_silence;
    EXPECT_EQ(read(7), 190u);
    std::ranges::sort(told);
    EXPECT_EQ(told, wanted(1, 190)) << "each of them once more, though it was saved in pieces";
}

TEST_F(TailReturn, AMarkOfAnEarlierVersionSaysHowFarAFileWasRead) {
    read_200();
    for (auto& [file, kept] : book) kept.mark = {kept.mark.file, kept.mark.position};
    reader.reset();
    write("journal", line_of(201));
    EXPECT_EQ(read(), 1u);
    for (auto& [file, kept] : book) kept.mark = {kept.mark.file, kept.mark.position};
    reader.reset();
    come_back_with(lines_of(1, 190));
    read();
    now += tail_silence;
    EXPECT_EQ(read(), 190u);
}

TEST_F(TailReturn, ACopyOfItsBeginningBesideAJournalKeepsNobodyWaiting) {
    read_200();
    write("journal-sample", lines_of(1, 120) + line_of(121).substr(0, 9));
    write("journal", lines_of(201, 210));
    EXPECT_EQ(read(), 10u);
    EXPECT_EQ(trouble, "");
    reader.reset();
    write("journal", line_of(211));
    EXPECT_EQ(read(), 1u);
    EXPECT_EQ(read_in_silence(), 0u);
    EXPECT_EQ(told, wanted(201, 211));
    EXPECT_TRUE(refused.empty());
    EXPECT_EQ(trouble, "");
}

TEST_F(TailReturn, ACopyOfItsBeginningInAFolderIsNotReadEither) {
    path = folder.file("");
    read_200();
    write("sample", lines_of(1, 120));
    EXPECT_EQ(read_in_silence(), 0u);
    write("sample", lines_of(121, 200) + line_of(201));
    EXPECT_EQ(read(), 1u) << "a copy that has more is";
    EXPECT_EQ(trouble, "");
}

TEST_F(TailReturn, ACopyThatBrokeOffMakesNoReceiptOfTheJournalUnreadable) {
    write("journal.1", lines_of(1, 120) + line_of(121).substr(0, 9));
    write("journal", lines_of(1, 200));
    wall = WallTime(Seconds{1'780'000'000});
    may_go_back = true;
    read_in_silence();
    EXPECT_TRUE(was_told(1, 200));
    EXPECT_EQ(refused.size(), 1u) << "of the copy";
}

TEST_F(TailReturn, AFileThatLostItsEndAndWasRenamedIsReadAndKeepsNobodyWaiting) {
    read_200();
    reader.reset();
    come_back_with(lines_of(1, 190));
    write("journal", line_of(201));
    fs::rename(path, path + ".1");
    write("journal", line_of(202));
    EXPECT_EQ(read(), 1u);
    EXPECT_TRUE(was_told(202, 202));
    read_in_silence();
    EXPECT_TRUE(was_told(201, 201));
    EXPECT_EQ(trouble, "");
}

TEST_F(TailReturn, HistoryStaysHistoryThoughWhatCameBehindItWasNotSaved) {
    write("journal.1", lines_of(1, 50));
    write("journal", line_of(51));
    wall += Seconds{60};
    read();
    write("journal.1", line_of(52));
    for (int unsaved = 0; unsaved < 3; ++unsaved) {
        const auto step = reader->step(now, wall);
        EXPECT_EQ(step.records.size(), 1u);
        EXPECT_FALSE(reader->settle(0));
    }
    read_in_silence();
    EXPECT_EQ(told, wanted(51, 52));
}

TEST_F(TailReturn, HistoryIsWhatStoodThereAtTheFirstLook) {
    write("journal.2", lines_of(1, 20));
    write("journal.1", lines_of(21, 50));
    write("journal", line_of(51));
    wall += Seconds{60};
    open();
    open_steps(1);
    write("journal.1", line_of(52));
    read_in_silence();
    std::ranges::sort(told);
    EXPECT_EQ(told, wanted(51, 52));
}

TEST_F(TailReturn, WhatWasRenamedBeforeItCouldBeSavedIsNotHistory) {
    write("journal", lines_of(1, 2));
    wall += Seconds{60};
    open();
    EXPECT_EQ(reader->step(now, wall).records.size(), 2u);
    EXPECT_FALSE(reader->settle(0));
    fs::rename(path, path + ".1");
    write("journal", line_of(3));
    read_in_silence();
    EXPECT_EQ(told, wanted(1, 3));
}

TEST_F(TailReturn, ABadRecordAtTheEndIsToldWhenTheFileIsRenamed) {
    for (const auto* before : {"", "something"}) {
        SCOPED_TRACE(before);
        path = folder.file(std::string("journal") + before);
        const auto name = fs::path(path).filename().string();
        reader.reset();
        book.clear();
        told.clear();
        refused.clear();
        write(name, (*before == '\0' ? "" : lines_of(1, 3)) + "{\"no\":4,\"items\":[{\"na");
        read_in_silence();
        EXPECT_TRUE(refused.empty()) << "the till may still be writing it";
        fs::rename(path, path + ".1");
        write(name, line_of(5));
        read_in_silence();
        EXPECT_EQ(refused.size(), 1u);
        EXPECT_TRUE(was_told(5, 5));
        reader.reset();
        EXPECT_EQ(read_in_silence(), 0u);
        EXPECT_EQ(refused.size(), 1u) << "and once";
    }
}

TEST_F(TailReturn, ABadRecordAtTheEndIsToldWhenTheFileIsTakenAway) {
    write("journal", lines_of(1, 3) + "{\"no\":4,\"items\":[{\"na");
    read_in_silence();
    fs::rename(path, folder.file("elsewhere"));
    read_in_silence();
    EXPECT_EQ(refused.size(), 1u);
    EXPECT_EQ(told, wanted(1, 3));
}

// A till that loses what it wrote last, again and again.
class PowerCuts : public TailReturn {
protected:
    void act() {
        switch (dice->below(10)) {
            case 0:
                return lose();
            case 1:
                reader.reset();
                return lose();
            case 2:
                return reader.reset();
            case 3:
                if (std::exchange(copied, true)) return;
                return write("journal-sample", read_whole(path).substr(0, dice->below(9000)));
            case 4:
                fs::rename(path, path + "." + std::to_string(++number));
                return write("journal", line_of(number));
            case 5:
            case 6:
                read(1 + dice->below(3));
                return;
            default:
                for (auto i = dice->below(60); i > 0; --i) write("journal", line_of(++number));
        }
    }
    void lose() {
        const auto bytes = read_whole(path);
        auto kept = bytes.size() - std::min(bytes.size(), dice->below(2000));
        kept = kept == 0 ? kept : bytes.rfind('\n', kept - 1) + 1;
        come_back_with(bytes.substr(0, kept));
    }
    std::vector<int> on_disk() const {
        std::vector<int> numbers;
        for (const auto& file : fs::directory_iterator(folder.path())) {
            if (file.path().filename() == "journal-sample") continue;
            std::istringstream all(read_whole(file.path().string()));
            for (std::string line; std::getline(all, line);) {
                numbers.push_back(std::atoi(line.c_str() + std::string_view("{\"no\":").size()));
            }
        }
        return numbers;
    }

    std::optional<SeededEntropy> dice;
    int number = 0;
    bool copied = false;
};

TEST_F(PowerCuts, WhatIsOnTheDiskIsTold) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        dice.emplace(seed);
        for (const auto& file : fs::directory_iterator(folder.path())) fs::remove(file);
        book.clear();
        told.clear();
        reader.reset();
        copied = false;
        number = 0;
        write("journal", line_of(++number));
        read();
        for (int action = 0; action < 40; ++action) act();
        read_in_silence();
        for (const int one : on_disk()) ASSERT_TRUE(was_told(one, one)) << one;
        ASSERT_EQ(trouble, "");
    }
}

}  // namespace
}  // namespace aisle
