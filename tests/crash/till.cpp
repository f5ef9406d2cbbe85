// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/till.hpp"

#include "agent/base/check.hpp"
#include "agent/books/member_shelf.hpp"
#include "agent/books/task_desk.hpp"
#include "sync/retention.hpp"
#include "tests/crash/power_checker.hpp"
#include "tests/crash/sqlite_memory.hpp"

#include <algorithm>

namespace aisle {
namespace {

const Epoch rebirth{{0xE9, 0x0C, 0x5}};

constexpr std::string_view notice_text = "We remember your card.";
// What its form shows, if it is not there from an earlier life.
Result<void> put_notice(Txn& txn, NoticeBook& notices) {
    Consent consent;
    consent.notice = Notice{"n1", "3", "zh-CN", to_hex(sha256({notice_text}).view())};
    if (notices.were_shown(txn, {&consent, 1})) return {};
    const auto body = R"({"id":"n1","version":"3","language":"zh-CN","text":")" +
                      std::string(notice_text) + R"("})";
    return notices.put(txn, "fleet", {Cursor(1), true, "n1", body});
}

EventContext context() {
    EventContext context;
    context.tenant = "t";
    context.device = "till-1";
    context.wall = ManualClock::morning;
    return context;
}

}  // namespace

struct Till::Parts {
    Parts(OpenJournal opened, Till& till)
        : state(std::move(opened)),
          store({.write = db,
                 .committer = committer,
                 .post = [](Function<void()> task) { task(); },
                 .threads = false}),
          retention(journal, {.budget_bytes = till.options_.budget_bytes}, till.log_.log(),
                    till.metrics_),
          requests(db),
          tasks(db),
          task_list(db),
          coupon_list(db),
          shelf(db, *state.read, journal),
          feeds(db, {&tasks}),
          recorder(
              {store, journal, requests, till.clock_, till.entropy_, till.metrics_,
               till.log_.log()},
              {.context = context,
               .admit = [this](Txn& txn, Lane lane,
                               std::size_t bytes) { return retention.admit(txn, lane, bytes); },
               .saved = {}}),
          members(shelf.desk_parts(recorder, {}, "digest key"),
                  StoreProfile{.store_id = "S0042", .region = "CN", .day = {}}),
          desk({recorder, tasks, coupon_list, &members},
               StoreProfile{.store_id = "S0042", .region = "CN", .day = {}},
               // Codes are marks here, and have to be found again.
               {.codes = CodeReader({}), .unknown = UnknownCodes::keep, .digest_key = {}}),
          task_desk({recorder, tasks, task_list, [this] {
                         return TaskMoment{recorder.now(), {}, "S0042", "till-1"};
                     }}) {}

    OpenJournal state;
    Database& db = *state.write;
    Committer& committer = *state.committer;
    Journal& journal = *state.journal;
    Store store;
    Retention retention;
    RequestBook requests;
    TaskBook tasks;
    TaskList task_list;
    CouponList coupon_list;
    MemberShelf shelf;
    Feeds feeds;
    Recorder recorder;
    MemberDesk members;
    Desk desk;
    TaskDesk task_desk;
};

Till::Till(CrashDisk& disk, TillOptions options)
    : disk_(&disk),
      options_(std::move(options)),
      vfs_(disk),
      files_(std::make_unique<CrashFiles>(disk)),
      entropy_(options_.event_seed) {
    if (options_.trusts_cache) disk.trust_cache();
}

Till::Till(std::string real_folder, TillOptions options)
    : options_(std::move(options)),
      folder_(std::move(real_folder)),
      files_(std::make_unique<SystemFiles>()),
      entropy_(options_.event_seed) {}

Till::~Till() = default;

bool Till::dead() const {
    return parts_ && parts_->committer.dead();
}

Journal& Till::journal() {
    return parts_->journal;
}

std::string Till::path() const {
    return folder_ + "/" + parts_->state.file;
}

Result<void> Till::open() {
    // The same chance at every start: a start that is cut short gives birth to the same epoch.
    SeededEntropy birth(options_.birth_seed);
    TRY(auto state, open_state_folder({.path = folder_,
                                       .files = *files_,
                                       .entropy = birth,
                                       .log = log_.log(),
                                       .metrics = metrics_,
                                       .vfs = vfs_ ? vfs_->name().c_str() : nullptr,
                                       .sync_every_commit = options_.syncs_every_commit}));
    parts_ = std::make_unique<Parts>(std::move(state), *this);
    std::vector<Job> jobs;
    jobs.emplace_back([this](Txn& txn) -> Result<void> {
        TRY(parts_->feeds.load(txn, "1.0"));
        return put_notice(txn, parts_->shelf.notices);
    });
    const auto outcome = commit(std::move(jobs)).front();
    if (!outcome) close();
    return outcome;
}

void Till::close() {
    parts_.reset();
}

void Till::tell(Story& story) {
    story_ = &story;
    story.begin_here();
    note_state();
}

std::uint64_t Till::digest() const {
    if (!disk_) return 0;
    // Looked at on a copy, so that looking does nothing to the disk, and with memory of its own.
    const SqliteMemory::Pause pause;
    CrashDisk copy(disk_->image());
    const CrashVfs vfs(copy);
    BareDatabase db(vfs, path().c_str());
    return PowerChecker::digest(db);
}

void Till::note_state() {
    story_->states.push_back(digest());
}

void Till::promise() {
    if (disk_) disk_->promise();
}

void Till::tell_caller(const Story::Told& told) {
    if (options_.told) options_.told(told);
    story_->told.push_back(told);
}

void Till::refuse(const Error& why) {
    story_->refusals.push_back(why);
    if (!parts_ || !disk_) return;
    const std::uint64_t before =
        story_->doubts.empty() ? story_->states.back() : story_->doubts.back().found;
    const std::uint64_t found = digest();
    if (found == story_->states.back() || found == before) return;
    story_->doubts.push_back({story_->states.size() - 1, found});
}

std::vector<Result<void>> Till::commit(std::vector<Job> jobs) {
    std::vector<Write> group;
    for (auto& job : jobs) group.push_back({std::move(job), {}});
    return parts_->committer.commit(group);
}

bool Till::commit_and_answer(std::vector<Job> jobs) {
    if (!parts_) return false;
    if (options_.answers_early) promise();
    const auto outcomes = commit(std::move(jobs));
    const auto failed = std::find_if(outcomes.begin(), outcomes.end(),
                                     [](const auto& outcome) { return !outcome; });
    const bool done = failed == outcomes.end();
    const bool lie = options_.takes_full_for_done && !done && failed->error().kind() == Errc::full;
    if (done || lie) {
        if (!options_.answers_early) promise();
        note_state();
    }
    if (!done) refuse(failed->error());
    parts_->committer.tidy_up();
    return done || lie;
}

bool Till::commit_and_answer(Job job) {
    std::vector<Job> jobs;
    jobs.push_back(std::move(job));
    return commit_and_answer(std::move(jobs));
}

Event Till::make_event(Lane lane, std::size_t bytes) {
    const auto& kind =
        lane == Lane::ledger ? EventKinds::purchase_completed : EventKinds::scan_captured;
    const auto draft = make_draft(kind, R"({"note":")" + std::string(bytes, '.') + "\"}",
                                  lane == Lane::ledger ? R"({"phone":"sealed"})" : "");
    const auto event = encode_event(draft, context(), entropy_);
    CHECK(event.has_value(), "the workloads' events fit");
    return *event;
}

// The promise is made where a caller hears "done", and what it heard is noted.
Accept Till::answer() {
    return [this](const Result<Accepted>& accepted) { hear(accepted); };
}

void Till::hear(const Result<Accepted>& accepted) {
    if (!accepted) return refuse(accepted.error());
    promise();
    const std::size_t promises = story_->states.size();
    note_state();
    tell_caller({accepted.value().receipt, "", promises});
}

void Till::scan(const std::string& code) {
    if (parts_) parts_->desk.capture_scan({code, "]Q1", "scanner-1", clock_.mono()}, "", answer());
}

void Till::purchase(const std::string& id) {
    const std::string body =
        R"({"id":")" + id +
        R"(","workstation_id":"pos1","business_day_date":"2026-07-01","sequence_number":7,)"
        R"("currency":"CNY","status":"completed","lines":[{"sequence":1,"type":"sale",)"
        R"("item_id":"A1","quantity":"2","actual_unit_price":1450,"extended_amount":2900}],)"
        R"("tenders":[{"type":"cash","amount":2900}],"totals":{"net":2900,"grand":2900}})";
    if (parts_) parts_->desk.record_purchase(body, answer());
}

void Till::sign_up(const std::string& id) {
    const std::string body =
        R"({"id":")" + id +
        R"(","member_card":"C-9","consents":[{"purpose":"membership","channel":"any",)"
        R"("decision":"given","notice":{"id":"n1","version":"3","language":"zh-CN","sha256":")" +
        to_hex(sha256({notice_text}).view()) + R"("}}]})";
    if (parts_) parts_->desk.sign_up(body, answer());
}

void Till::complete_task(const std::string& key) {
    if (parts_) parts_->task_desk.complete(key, R"({"note":"done"})", answer());
}

void Till::capture(Lane lane, std::size_t events, std::size_t bytes_each) {
    const std::size_t promises = story_->states.size();
    std::vector<Story::Told> told(events);
    std::vector<Job> jobs;
    for (auto& one : told) {
        jobs.emplace_back([&, event = make_event(lane, bytes_each)](Txn& txn) -> Result<void> {
            TRY(one.receipt, journal().append(txn, event));
            one.bytes = event.bytes;
            one.promise = promises;
            if (options_.answers_early) tell_caller(one);
            return {};
        });
    }
    if (!commit_and_answer(std::move(jobs)) || options_.answers_early) return;
    for (const auto& one : told) tell_caller(one);
}

Result<Receipt> Till::capture_one(Lane lane) {
    Receipt receipt;
    std::vector<Job> jobs;
    jobs.emplace_back([&](Txn& txn) -> Result<void> {
        TRY(receipt, journal().append(txn, make_event(lane, 200)));
        return {};
    });
    const auto outcomes = commit(std::move(jobs));
    if (!outcomes.front()) return outcomes.front().error();
    return receipt;
}

void Till::acknowledge(Lane lane, Seq through) {
    commit_and_answer([this, lane, through](Txn& txn) -> Result<void> {
        TRY(const auto id, journal().id_at(lane, through));
        const Committed told{lane, through, id.value_or(EventId{})};
        return journal().acknowledge(txn, told, ManualClock::morning);
    });
}

void Till::trim(Lane lane, Seq through) {
    commit_and_answer([this, lane, through](Txn& txn) -> Result<void> {
        TRY(journal().trim(txn, lane, through, 1000));
        return {};
    });
}

void Till::evict(std::size_t rows) {
    commit_and_answer([this, rows](Txn& txn) -> Result<void> {
        TRY(journal().evict_touch(txn, rows));
        return {};
    });
}

void Till::quarantine(Lane lane, Seq seq) {
    commit_and_answer([this, lane, seq](Txn& txn) {
        const Receipt where{EventId{}, journal().epoch(), lane, seq};
        return journal().quarantine(txn, where, "too_large", ManualClock::morning);
    });
}

void Till::rewind(Lane lane, Seq through) {
    commit_and_answer([this, lane, through](Txn& txn) -> Result<void> {
        TRY(const auto id, journal().id_at(lane, through));
        return journal().rewind(txn, {lane, through, id.value_or(EventId{})});
    });
}

void Till::fork() {
    commit_and_answer([this](Txn& txn) { return journal().fork(txn, rebirth); });
}

void Till::follow(const std::vector<FeedHead>& heads) {
    commit_and_answer([this, heads](Txn& txn) -> Result<void> {
        TRY(parts_->feeds.follow(txn, heads));
        return {};
    });
}

void Till::apply(const Page& page) {
    commit_and_answer([this, page](Txn& txn) -> Result<void> {
        TRY(parts_->feeds.apply(txn, page));
        return {};
    });
}

void Till::checkpoint(bool truncate) {
    if (!parts_) return;
    const auto done = parts_->db.checkpoint(truncate);
    if (!done && story_) refuse(done.error());
}

void Till::shrink() {
    if (!parts_) return;
    const auto done = parts_->db.shrink(1000);
    if (!done) refuse(done.error());
}

void Till::restart() {
    close();
    const auto opened = open();
    if (!opened) refuse(opened.error());
}

}  // namespace aisle
