// SPDX-License-Identifier: Apache-2.0
// A till on a CrashDisk: the real database, committer, journal, feeds, books and desk, opened as
// the daemon opens them, and the words in which the workloads of the power test are told. Every
// word that answers somebody makes a promise of the disk's and notes what the till then held.
// One thread: the store runs each job at once. (Its threads are tried in power_threads_test.)
// Or on a real folder, for a process that may end at any word; there no state is noted.
#pragma once

#include "agent/base/limits.hpp"
#include "agent/base/metrics.hpp"
#include "agent/books/desk.hpp"
#include "sync/feeds.hpp"
#include "sync/journal.hpp"
#include "sync/state_folder.hpp"
#include "tests/crash/crash_files.hpp"
#include "tests/crash/crash_vfs.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/recording_log.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aisle {

// What was told, and when: promise number n was kept if the disk holds states[n] or what came next.
struct Story {
    struct Told {
        Receipt receipt;
        std::string bytes;        // empty: only the id is known
        std::size_t promise = 0;  // the first one that covers it
    };
    std::vector<std::uint64_t> states;  // digests; the first is what the till held when opened
    std::vector<Told> told;
    std::vector<Error> refusals;  // the errors that were answered
    // After a refusal the till held something else than before it.
    struct Doubt {
        std::size_t promises = 0;  // made so far
        std::uint64_t found = 0;
    };
    std::vector<Doubt> doubts;

    std::string last_refusal() const { return refusals.empty() ? "" : refusals.back().what(); }

    // What was told so far holds from here on, before the first promise.
    void begin_here() {
        states.clear();
        for (auto& one : told) one.promise = 0;
    }
};

struct TillOptions {
    bool syncs_every_commit = true;
    std::uint64_t budget_bytes = disk_budget_default;
    std::uint64_t birth_seed = 1;  // of the epochs it mints
    std::uint64_t event_seed = 1;  // of the ids it mints
    // Heard by the caller; before the story has it.
    std::function<void(const Story::Told&)> told = {};
    // Planted faults: "done" is said before the commit; no room is taken for done.
    bool answers_early = false;
    bool takes_full_for_done = false;
    // What a start reads of its log is what the cache has.
    bool trusts_cache = false;
};

class Till {
public:
    explicit Till(CrashDisk& disk, TillOptions options = {});
    explicit Till(std::string real_folder, TillOptions options = {});
    ~Till();
    Till(const Till&) = delete;
    Till& operator=(const Till&) = delete;

    // Whatever the folder holds: see open_state_folder.
    Result<void> open();
    void close();

    // From now on every answer is noted here; the first state is what the till holds now.
    void tell(Story& story);

    // Through the desk, as a scanner, a till and a kiosk would; answered after the commit.
    void scan(const std::string& code);
    void purchase(const std::string& id);
    void sign_up(const std::string& id);
    void complete_task(const std::string& key);

    // Straight to the journal and the feeds; each is one commit, answered once.
    void capture(Lane lane, std::size_t events, std::size_t bytes_each = 200);
    void acknowledge(Lane lane, Seq through);
    void trim(Lane lane, Seq through);
    void evict(std::size_t rows);
    void quarantine(Lane lane, Seq seq);
    void rewind(Lane lane, Seq through);
    void fork();
    void follow(const std::vector<FeedHead>& heads);
    void apply(const Page& page);
    // No commit and no answer: what the store does in between.
    void checkpoint(bool truncate);
    void shrink();
    void restart();

    // One more event, as the first customer after a power cut brings it.
    Result<Receipt> capture_one(Lane lane);
    bool opened() const { return parts_ != nullptr; }
    // The disk's word is gone: it wants to be started again.
    bool dead() const;
    Journal& journal();
    // Where the journal is now.
    std::string path() const;
    const Metrics& metrics() const { return metrics_; }
    const CrashVfs& vfs() const { return *vfs_; }

private:
    struct Parts;

    Event make_event(Lane lane, std::size_t bytes);
    std::vector<Result<void>> commit(std::vector<Job> jobs);
    bool commit_and_answer(std::vector<Job> jobs);
    bool commit_and_answer(Job job);
    Accept answer();
    void hear(const Result<Accepted>& accepted);
    void promise();
    void tell_caller(const Story::Told& told);
    void refuse(const Error& why);
    std::uint64_t digest() const;
    void note_state();

    CrashDisk* disk_ = nullptr;
    TillOptions options_;
    std::string folder_ = "state";
    std::optional<CrashVfs> vfs_;
    std::unique_ptr<Files> files_;
    RecordingLog log_;
    Metrics metrics_;
    ManualClock clock_;
    SeededEntropy entropy_;
    std::unique_ptr<Parts> parts_;
    Story* story_ = nullptr;
};

}  // namespace aisle
