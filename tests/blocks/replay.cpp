// SPDX-License-Identifier: Apache-2.0
#include "tests/blocks/replay.hpp"

#include "agent/app/verify.hpp"
#include "agent/base/check.hpp"
#include "agent/base/files.hpp"
#include "sync/journal_reader.hpp"
#include "sync/state_folder.hpp"
#include "tests/support/recording_log.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>
#include <set>

namespace aisle {
namespace {

constexpr std::size_t rows_a_page = 500;

// A disk in memory with these pages.
class MemoryDisk {
public:
    MemoryDisk(const BlockLog::Pages& pages, std::uint64_t bytes)
        : fd_(memfd_create("disk", MFD_CLOEXEC)) {
        CHECK(fd_ >= 0 && ftruncate(fd_, static_cast<off_t>(bytes)) == 0, "memory for a disk");
        for (const auto& [number, page] : pages) {
            const auto at = static_cast<off_t>(number * BlockLog::page_size);
            const auto done = pwrite(fd_, page.data(), page.size(), at);
            CHECK(done == static_cast<ssize_t>(page.size()), "memory for a disk");
        }
    }
    ~MemoryDisk() { close(fd_); }
    MemoryDisk(const MemoryDisk&) = delete;
    MemoryDisk& operator=(const MemoryDisk&) = delete;
    int fd() const { return fd_; }

private:
    int fd_;
};

}  // namespace

std::string ReplayCount::text() const {
    return std::to_string(points) + " power cuts, " + std::to_string(promises) +
           " answers looked for: " + std::to_string(broken) + " broken, " + std::to_string(lost) +
           " lost" + (first_wrong.empty() ? "" : "; first: " + first_wrong);
}

Replay::Replay(BlockLog log, const RecordedDay& day) : log_(std::move(log)) {
    std::filesystem::create_directory(scratch_.file("volume"));
    for (const auto& [answer, log_bytes] : day.heard()) {
        promises_.emplace_back(answer, log_.calls_within(log_bytes));
    }
    DatabaseOptions options;
    options.path = day.shop.journal_file();
    options.read_only = true;
    auto db = Database::open(options);
    CHECK(db, "the day's own journal");
    auto rows = rows_of(*db);
    CHECK(rows, "the day's own journal");
    expected_ = std::move(*rows);
}

void Replay::look(std::size_t points, std::uint64_t seed) {
    SeededEntropy dice(seed);
    std::set<std::size_t> cuts{log_.calls()};
    while (cuts.size() < std::min(points, log_.calls())) {
        cuts.insert(static_cast<std::size_t>(dice.below(log_.calls())) + 1);
    }
    for (const std::size_t calls : cuts) {
        look_at(calls, static_cast<BlockLoss>(dice.below(3)), dice);
    }
}

void Replay::look_at(std::size_t calls, BlockLoss loss, Entropy& dice) {
    ++count_.points;
    name_ = "after call " + std::to_string(calls) + " of " + std::to_string(log_.calls()) + ", " +
            std::string(to_string(loss)) + " lost of what was not flushed";
    log_.go_to(calls);
    const MemoryDisk disk(log_.disk(loss, dice), log_.disk_bytes());
    const std::string folder = scratch_.file("volume");
    const auto mounted = Mount::ext4_on(disk.fd(), folder);
    std::string broken = mounted ? "" : mounted.error().what();
    std::string lost;
    if (mounted) {
        std::filesystem::create_directories(folder + "/state");
        const auto rows = open_state(folder + "/state");
        if (rows) {
            lost = missing_from(*rows, calls);
        } else {
            broken = rows.error().what();
        }
    }
    count_.broken += broken.empty() ? 0 : 1;
    count_.lost += lost.empty() ? 0 : 1;
    if (count_.first_wrong.empty() && !(broken + lost).empty()) {
        count_.first_wrong = name_ + ": " + broken + lost;
    }
}

// As the daemon opens it; then as the operator checks it.
Result<Replay::Rows> Replay::open_state(const std::string& folder) {
    Rows rows;
    {
        SystemFiles files;
        SeededEntropy entropy(1);
        RecordingLog log;
        Metrics metrics;
        TRY(auto journal, open_state_folder({folder, files, entropy, log.log(), metrics}));
        if (!journal.notes.empty()) return Error(Errc::corrupt, journal.notes.front());
        TRY(rows, rows_of(*journal.read));
    }
    TRY(const auto report, verify_state(folder));
    if (!report.whole()) return Error(Errc::corrupt, report.problems.front());
    return rows;
}

Result<Replay::Rows> Replay::rows_of(Database& db) {
    JournalReader reader(db);
    Rows rows;
    for (const Lane lane : both_lanes) {
        Seq after;
        for (std::size_t read = rows_a_page; read == rows_a_page;) {
            TRY(auto page, reader.page(lane, after, rows_a_page));
            for (auto& row : page) {
                after = row.seq;
                rows[{lane, row.seq.value()}] = {to_string(row.id), std::move(row.event)};
            }
            read = page.size();
        }
    }
    return rows;
}

std::string Replay::missing_from(const Rows& rows, std::size_t calls) {
    for (const auto& [answer, made] : promises_) {
        if (made > calls) continue;
        ++count_.promises;
        for (std::uint64_t seq = answer.seq; seq < answer.seq + answer.events; ++seq) {
            const auto found = rows.find({answer.lane, seq});
            const std::string what =
                std::string(to_string(answer.lane)) + " " + std::to_string(seq);
            if (found == rows.end()) return what + " was answered and is gone";
            if (found->second != expected_.at({answer.lane, seq})) return what + " is another one";
            if (seq == answer.seq && found->second.first != answer.id)
                return what + " has another id";
        }
    }
    return "";
}

}  // namespace aisle
