// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/library.hpp"

#include "agent/base/limits.hpp"
#include "tests/support/scratch_folder.hpp"

#include <boost/asio/post.hpp>

#include <span>

namespace aisle {
namespace {

constexpr std::size_t groups_noted_max = 4'000'000;

const StoreProfile profile{.store_id = "s0042", .currency = "CNY", .region = "CN", .day = {}};

OpenJournal open_journal(const StateFolder& folder) {
    auto opened = open_state_folder(folder);
    CHECK(opened, opened.error().what().c_str());
    return std::move(*opened);
}

}  // namespace

struct Library::Running {
    const std::vector<Occasion>& occasions;
    std::size_t begun = 0;
    std::size_t ended = 0;
    LibraryRun run{};
};

Library::Library(std::string folder, const char* vfs)
    : folder_(std::move(folder)),
      sink_(clock_, LogFormat::text, false),
      log_(sink_, LogLevel::warn),
      journal_(open_journal({folder_, files_, entropy_, log_, metrics_, vfs})),
      store_({*journal_.write, *journal_.committer, post(), true}),
      retention_(*journal_.journal, {disk_budget_default, retain_acknowledged_default}, log_,
                 metrics_),
      requests_(*journal_.write),
      tasks_(*journal_.write),
      campaigns_(*journal_.write),
      coupons_(*journal_.write),
      days_(*journal_.write, profile.day),
      coupon_list_(*journal_.read),
      recorder_({store_, *journal_.journal, requests_, clock_, entropy_, metrics_, log_},
                recorder_events()),
      shelf_(*journal_.write, *journal_.read, *journal_.journal),
      feeds_(*journal_.write,
             {&tasks_, &campaigns_, &coupons_, &shelf_.members, &shelf_.notices, &shelf_.erasures}),
      members_(shelf_.desk_parts(recorder_, shop_keys(entropy_), "digest key"), profile),
      desk_({recorder_, tasks_, coupon_list_, &members_}, profile),
      giving_({*journal_.write, *journal_.read, campaigns_, coupons_, recorder_, desk_.codes(),
               nobody(), [] {
                   return TillPlace{profile.store_id, 7, profile.currency};
               }}) {
    put_notice();
    groups_.reserve(groups_noted_max / 16);
    journal_.committer->before_commit([this] { return days_.flush(); });
    journal_.committer->before_commit([this]() -> Result<void> {
        note_group();
        return {};
    });
}

Library::~Library() {
    stop();
}

RecorderEvents Library::recorder_events() {
    RecorderEvents events;
    events.context = [this] { return shop_context(clock_.wall()); };
    events.truth = [this] { return std::optional(clock_.wall()); };
    events.admit = [this](Txn& txn, Lane lane, std::size_t bytes) {
        return retention_.admit(txn, lane, bytes);
    };
    events.written = [this](Txn& txn, const Event& event, const Receipt& receipt,
                            const DayMoment& when) {
        return days_.count(txn, event, receipt, when);
    };
    return events;
}

CentralLine Library::nobody() {
    CentralLine line;
    line.listens = [] { return false; };
    line.unheard = [] { return std::optional<Micros>(); };
    line.ask = [](std::string, std::string, Function<void(Result<std::string>)> reply) {
        reply(Error(Errc::unavailable, "nobody can be asked").coded("offline"));
    };
    return line;
}

Post Library::post() {
    return [this](Function<void()> task) { boost::asio::post(io_, std::move(task)); };
}

// What the forms of the shop show; before anything is measured.
void Library::put_notice() {
    bool saved = false;
    store_.write(
        [this](Txn& txn) {
            const auto body = R"({"id":"n1","version":"3","language":"zh-CN","text":")" +
                              std::string(notice_text) + R"("})";
            return shelf_.notices.put(txn, "fleet", {Cursor(1), true, "n1", body});
        },
        [&saved](const Result<void>& done) {
            CHECK(done, "the notice of the bench is saved");
            saved = true;
        });
    work_until([&saved] { return saved; });
}

void Library::work_until(const std::function<bool()>& so) {
    io_.restart();  // it stopped when it was left without work
    const auto work = boost::asio::make_work_guard(io_);
    while (!so()) io_.run_one();
}

void Library::work_once(Micros patience) {
    io_.restart();
    const auto work = boost::asio::make_work_guard(io_);
    io_.run_one_for(patience);
}

void Library::note_group() {
    std::uint64_t rows = 0;
    for (const Lane lane : both_lanes) rows += journal_.journal->lane(lane).head().value();
    if (groups_.size() < groups_noted_max) groups_.push_back(rows - rows_);
    rows_ = rows;
}

void Library::capture_next(Running& running) {
    if (running.begun == running.occasions.size()) return;
    const auto& occasion = running.occasions[running.begun++];
    Accept accept = [this, &running, start = now()](const Result<Accepted>& outcome) {
        CHECK(outcome && !outcome->repeated, "a capture of the bench is saved");
        running.run.latency_ms.add(milliseconds_since(start));
        ++running.ended;
        capture_next(running);
    };
    switch (occasion.kind) {
        case Happening::scan:
            return desk_.capture_scan(occasion.scan, "", std::move(accept));
        case Happening::purchase:
            return desk_.record_purchase(occasion.body, std::move(accept));
        case Happening::sign_up:
            return desk_.sign_up(occasion.body, std::move(accept));
    }
}

LibraryRun Library::run(const std::vector<Occasion>& occasions, std::size_t callers) {
    Running running{occasions};
    const std::size_t groups_before = groups_.size();
    const auto start = now();
    for (std::size_t i = 0; i < callers; ++i) capture_next(running);
    work_until([&] { return running.ended == occasions.size(); });
    running.run.seconds = seconds_since(start);
    const auto groups = std::span(groups_).subspan(groups_before);
    running.run.groups.assign(groups.begin(), groups.end());
    return std::move(running.run);
}

Samples Library::scan(const PtyScanner& scanner, const std::vector<std::string>& codes) {
    io_.restart();
    const auto work = boost::asio::make_work_guard(io_);
    bool open = false;
    std::size_t saved = 0;
    CaptureEvents events;
    events.scanned = [&](Scan scan, Place place) {
        post()([&, scan = std::move(scan), place = std::move(place)]() mutable {
            desk_.capture_scan(scan, "", [&, place = std::move(place)](const auto& outcome) {
                CHECK(outcome && !outcome->repeated, "a scan of the bench is saved");
                ++saved;
            });
        });
    };
    events.changed = [&](const DeviceState& state) {
        post()([&, is = state.condition == DeviceCondition::open] { open = is; });
    };
    Capture capture({{.name = "lane1", .path = scanner.path(), .framing = {.suffix = "\r"}}},
                    clock_, log_, metrics_);
    CHECK(capture.start(std::move(events)), "the system gives a thread");
    while (!open) io_.run_one();
    Samples times;
    for (const auto& code : codes) {
        const auto before = saved;
        const auto typed = code + "\r";
        const auto start = now();
        scanner.type(typed);
        while (saved == before) io_.run_one();
        times.add(milliseconds_since(start));
    }
    capture.stop();
    return times;
}

void Library::copy_back() {
    const auto copied = journal_.write->checkpoint(false);
    CHECK(copied, "the log can be copied back");
}

void Library::stop() {
    store_.stop();
}

LibraryRun repeat_bare(const std::vector<BareRow>& rows, const std::vector<std::size_t>& groups) {
    const ScratchFolder scratch;
    BareStore store(scratch.file("bare.db"));
    LibraryRun run;
    std::size_t at = 0;
    const auto start = now();
    for (const auto group : groups) {
        if (group == 0) continue;
        const auto begun = now();
        store.commit(rows.data() + at, group);
        run.latency_ms.add(milliseconds_since(begun));
        at += group;
    }
    run.seconds = seconds_since(start);
    return run;
}

}  // namespace aisle
