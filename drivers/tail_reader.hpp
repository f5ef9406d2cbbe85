// SPDX-License-Identifier: Apache-2.0
// A till's journal, read as it grows. Promise: each record is told once, whatever becomes of the
// files: renamed, copied and emptied, replaced by a copy that has more, written while nobody read
// along. One that comes back with another end than was read is told again from its beginning: a
// receipt that comes twice is known, one that never comes is lost. What was told counts as read
// only when it was settled. Blocks on the disk; no clock and no thread of its own.
#pragma once

#include "agent/domain/dialect/dialect.hpp"
#include "agent/domain/dialect/tail_mark.hpp"
#include "drivers/tail_folder.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aisle {

// A journal as it is configured.
struct TailOptions {
    std::string name;
    std::string path;
    JournalTemplate form;
    ReceiptPlace place;
};

struct ReadRecord {
    JournalRecord record;
    std::string file;  // its name
    WallTime changed;  // when it was last written
    TailMark before;
    TailMark after;
};

struct TailStep {
    std::vector<ReadRecord> records;  // all of one file
    bool more = false;                // there is more to read at once
    std::string trouble;              // why nothing can be read, and what to do
};

class TailReader {
public:
    TailReader(TailOptions options, const std::vector<KeptMark>& kept);
    ~TailReader();
    TailReader(TailReader&&) noexcept;
    TailReader& operator=(TailReader&&) = delete;

    // Looks which files there are, and reads a piece of one. After each that told records, settle()
    // comes first.
    TailStep step(MonoTime now, WallTime wall);
    // So many of the last step's records were saved; the others will be told again. Whether all.
    bool settle(std::size_t saved);
    const TailOptions& options() const { return options_; }

private:
    struct File;
    struct Known {
        std::uint64_t position = 0;
        WallTime at{};
        std::string anchor{};
    };

    Result<void> look(MonoTime now, WallTime wall);
    void meet(File& file, bool fresh, const TailFile& seen, MonoTime now) const;
    void miss(File& file, MonoTime now) const;
    Result<bool> recognise(File& file, const Descriptor& opened, MonoTime now);
    Result<TailMark> known_as(const Descriptor& opened) const;
    Result<bool> is_to_wait(File& file, MonoTime now) const;
    Result<bool> is_copied(const File& file, const TailMark& mark, const Descriptor& opened) const;
    bool is_old(const File& file) const;
    std::uint64_t history_of(const File& file) const;
    bool goes_on(const File& file) const;
    File* next(MonoTime now);
    bool has_ended(const File& file, MonoTime now) const;
    Result<void> read(File& file, MonoTime now, WallTime wall, TailStep& step);
    Result<void> begin(File& file, const Descriptor& opened);
    Result<bool> is_as_before(const File& file, const Descriptor& opened) const;
    Result<void> tell(File& file, const Descriptor& opened, std::vector<JournalRecord> records,
                      TailStep& step);
    void remember(const TailMark& before, const TailMark& after);

    TailOptions options_;
    TailFolder folder_;
    std::map<std::string, Known, std::less<>> known_;
    // What was last written before is known or history: files are read in the order of their times.
    std::optional<WallTime> read_until_;
    std::vector<std::unique_ptr<File>> files_;
    // What settle() waits for.
    File* told_of_ = nullptr;
    std::vector<TailMark> told_;
};

}  // namespace aisle
