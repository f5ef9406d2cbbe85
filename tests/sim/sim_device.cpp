// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_device.hpp"

#include "agent/app/options.hpp"
#include "agent/base/check.hpp"
#include "tests/sim/disk_look.hpp"
#include "tests/sim/eager_pages.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::size_t rows_a_page = 500;
// Housekeeping may come later than it asks for.
constexpr Micros idle_house = Seconds{30};
constexpr Micros late_house = Seconds{600};

Result<void> take_counters_from_rows(Database& db) {
    return db.run(
        "BEGIN; UPDATE lane SET first = 1, next = 1, acked = 0,"
        " acked_id = zeroblob(16), anchor_id = zeroblob(16), last_id = zeroblob(16),"
        " anchor_chain = zeroblob(32), chain = zeroblob(32)"
        " WHERE NOT EXISTS (SELECT 1 FROM entry WHERE place / 1152921504606846976 = lane.lane)"
        " AND NOT EXISTS (SELECT 1 FROM gap WHERE place / 1152921504606846976 = lane.lane);"
        " DELETE FROM ack_mark WHERE lane IN (SELECT lane FROM lane WHERE next = 1); COMMIT");
}

}  // namespace

SimDevice::SimDevice(SimDeviceParts parts, DiskImage image)
    : parts_(std::move(parts)),
      world_(parts_.world),
      clock_(world_),
      log_(parts_.lines.of(parts_.config.identity.device)),
      boot_id_("boot-" + std::to_string(world_.below(1'000'000'000))),
      timer_(world_, [this] { engine_->tick(); }) {
    clock_.boot();
    lay_down(std::move(image));
}

SimDevice::~SimDevice() {
    kill();
}

// ---- The process ----

void SimDevice::start_in(Micros wait) {
    if (std::exchange(starting_, true)) return;
    world_.after(wait, existence_.guard([this] { start(); }));
}

void SimDevice::start() {
    starting_ = false;
    if (runs()) return;
    ended_ = false;
    entropy_ = std::make_unique<SeededEntropy>(world_.chance().number());
    wire_ = std::make_unique<SimLink>(parts_.broker);
    if (parts_.plants.numbers_by_max) number_by_max();
    auto opened = open_engine();
    if (opened) {
        engine_ = std::move(*opened);
        const auto started = engine_->start();
        if (started) return;
        log_.error("sim.not_started", {{"why", started.error().what()}});
    } else {
        log_.error("sim.not_opened", {{"why", opened.error().what()}});
    }
    kill();
    start_in(world_.between(Seconds{5}, Seconds{60}));
}

Result<std::unique_ptr<Engine>> SimDevice::open_engine() {
    if (!parts_.plants.forgives_at_connect) {
        return Engine::open(parts_.config, engine_world(), engine_events());
    }
    Engine::Made made;
    TRY(made.runner, runner_options(parts_.config));
    made.runner.session.stable = Seconds{0};
    TRY(made.journal, open_state_folder({parts_.config.disk.directory, *files_, *entropy_, log_,
                                         metrics_, vfs_->name().c_str()}));
    TRY(made.scans, scan_policy(parts_.config, ""));
    return std::make_unique<Engine>(parts_.config, engine_world(), engine_events(),
                                    std::move(made));
}

EngineWorld SimDevice::engine_world() {
    Link* link = wire_.get();
    if (parts_.plants.pages_before_cursor) {
        planted_ = std::make_unique<EagerPages>(
            *link, [this](const Page& page) { return put_before_cursor(page); });
        link = planted_.get();
    }
    EngineWorld world{
        clock_,
        *entropy_,
        *files_,
        metrics_,
        log_,
        *link,
        [this](Function<void()> task) { world_.after(Micros{0}, life_.guard(std::move(task))); },
        boot_id_,
        [this] { return synced_; }};
    world.vfs = vfs_->name().c_str();
    world.threads = false;
    return world;
}

EngineEvents SimDevice::engine_events() {
    EngineEvents events;
    events.wake_at = [this](MonoTime at) { timer_.set(at - clock_.mono()); };
    events.keep_house_in = [this](Micros wait) {
        if (wait >= idle_house) wait = world_.between(wait, late_house);
        world_.after(wait, life_.guard([this] { engine_->keep_house(); }));
    };
    events.fatal = [this](const std::string& why) {
        log_.error("sim.fatal", {{"why", why}});
        ended_ = true;
    };
    return events;
}

void SimDevice::kill() {
    life_.renew();
    timer_.stop();
    disk_->leave();
    engine_.reset();
    planted_.reset();
    wire_.reset();
    disk_->come_back();
}

void SimDevice::stop() {
    if (!runs()) return;
    engine_->stop();
    life_.renew();
    timer_.stop();
    engine_.reset();
    planted_.reset();
    wire_.reset();
}

bool SimDevice::drained() const {
    if (!runs()) return false;
    const auto view = engine_->runner().view();
    if (view.state != SessionState::streaming) return false;
    return std::all_of(std::begin(both_lanes), std::end(both_lanes), [&](Lane lane) {
        const auto at = index_of(lane);
        return view.acked[at].next() == view.next[at];
    });
}

std::string SimDevice::state_in_words() const {
    if (!runs()) return name() + " does not run";
    const auto view = engine_->runner().view();
    std::string text = name() + " is " + std::string(to_string(view.state)) + ",";
    for (const Lane lane : both_lanes) {
        const auto at = index_of(lane);
        text += " " + std::string(to_string(lane)) + " acked " +
                std::to_string(view.acked[at].value()) + " of next " +
                std::to_string(view.next[at].value()) + ",";
    }
    return text + " in trouble: \"" + view.last_trouble + "\"";
}

// ---- The disk and the power ----

void SimDevice::lay_down(DiskImage image) {
    files_.reset();
    vfs_.reset();
    disk_ = std::make_unique<CrashDisk>(std::move(image));
    vfs_ = std::make_unique<CrashVfs>(*disk_);
    files_ = std::make_unique<CrashFiles>(*disk_);
}

void SimDevice::cut_power() {
    cut_armed_ = false;
    kill();
    PowerCut cut(*disk_);
    while (cut.step()) continue;
    const auto loss = static_cast<Loss>(world_.below(5));
    lay_down(cut.disk(loss, world_.chance()).image);
    boot_id_ = "boot-" + std::to_string(world_.below(1'000'000'000));
    clock_.boot();
    if (power_cut_) power_cut_();
}

void SimDevice::cut_power_at_call(std::size_t nth) {
    disk_->plant({.call = DiskCall::any, .nth = nth, .for_ever = true});
    cut_armed_ = true;
}

bool SimDevice::fail_call(DiskFault fault) {
    if (cut_armed_) return false;
    disk_->plant(fault);
    return true;
}

void SimDevice::heal() {
    if (!cut_armed_) disk_->heal();
}

void SimDevice::disarm() {
    cut_armed_ = false;
    disk_->heal();
}

void SimDevice::fill_disk(std::uint64_t left) {
    std::uint64_t used = 0;
    for (const auto& name : disk_->names()) used += disk_->size_of(name).value_or(0);
    disk_->set_budget(used + left);
}

void SimDevice::put_back(DiskImage image) {
    CHECK(!runs(), "the disk of a running machine is not put back");
    cut_armed_ = false;
    lay_down(std::move(image));
}

void SimDevice::look() {
    if (std::exchange(cut_due_, false) || (cut_armed_ && disk_->tripped())) {
        cut_power();
        start_in(world_.between(Seconds{10}, Seconds{300}));
    }
    if (!std::exchange(ended_, false)) return;
    kill();
    start_in(world_.between(Seconds{1}, Seconds{30}));
}

// ---- Seen from outside ----

std::vector<JournalLine> SimDevice::journal() {
    std::vector<JournalLine> lines;
    DiskLook look(disk_->image(), parts_.config.disk.directory);
    if (look.db() == nullptr) return lines;
    JournalReader reader(*look.db());
    for (const Lane lane : both_lanes) {
        Seq after;
        while (true) {
            const auto rows = reader.page(lane, after, rows_a_page);
            CHECK(rows, "the journal can be read");
            for (const auto& row : *rows) {
                lines.push_back({to_string(row.id), lane, row.seq.value(), row.event});
                after = row.seq;
            }
            if (rows->size() < rows_a_page) break;
        }
    }
    return lines;
}

std::optional<JournalState> SimDevice::journal_state() {
    DiskLook look(disk_->image(), parts_.config.disk.directory);
    if (look.db() == nullptr) return std::nullopt;
    auto state = JournalReader(*look.db()).state();
    if (!state) return std::nullopt;
    return std::move(*state);
}

std::vector<SimTill::Remembered> SimDevice::requests() {
    std::vector<SimTill::Remembered> all;
    DiskLook look(disk_->image(), parts_.config.disk.directory);
    auto* const db = look.db();
    if (db == nullptr) return all;
    auto statement = db->prepare("SELECT name, place, events, id, epoch, member FROM request");
    auto row = statement.bind();
    while (true) {
        const auto found = row.next();
        CHECK(found, "requests can be read");
        if (!*found) return all;
        const auto place = static_cast<std::uint64_t>(row.integer(1));
        SimTill::Remembered one{std::string(row.bytes(0)), {}, std::string(row.bytes(5))};
        one.answered.id = to_string(id_from_bytes<EventId>(row.bytes(3)));
        one.answered.lane = place >> 60U == 0 ? Lane::ledger : Lane::touch;
        one.answered.seq = place & ((std::uint64_t{1} << 60U) - 1);
        one.answered.epoch = to_hex(row.bytes(4));
        one.answered.events = static_cast<std::uint64_t>(row.integer(2));
        all.push_back(std::move(one));
    }
}

std::vector<SimDevice::Fed> SimDevice::fed() {
    std::vector<Fed> all;
    DiskLook look(disk_->image(), parts_.config.disk.directory);
    auto* const db = look.db();
    if (db == nullptr) return all;
    Feeds feeds(*db, {});
    const auto rows = feeds.rows();
    CHECK(rows, "feeds can be read");
    for (const auto& row : *rows) all.push_back({row.position, {}});
    auto statement = db->prepare(
        "SELECT 'tasks', scope, key, body FROM task"
        " UNION ALL SELECT 'coupons', scope, campaign || '-' || serial, body FROM coupon"
        " UNION ALL SELECT 'notices', scope, key, body FROM notice");
    auto row = statement.bind();
    while (true) {
        const auto found = row.next();
        CHECK(found, "tasks, coupons and notices can be read");
        if (!*found) return all;
        auto feed = std::find_if(all.begin(), all.end(), [&](const Fed& one) {
            return one.position.feed == row.bytes(0) && one.position.scope == row.bytes(1);
        });
        if (feed == all.end()) {
            all.push_back({{std::string(row.bytes(0)), std::string(row.bytes(1)), {}, {}}, {}});
            feed = all.end() - 1;
        }
        feed->rows[std::string(row.bytes(2))] = row.bytes(3);
    }
}

// ---- Plants ----

std::optional<Database> SimDevice::open_to_write() {
    const auto& folder = parts_.config.disk.directory;
    const auto name = current_journal(folder, *files_);
    if (!name) return std::nullopt;
    auto db = Database::open({.path = folder + "/" + *name, .vfs = vfs_->name().c_str()});
    if (!db) return std::nullopt;
    return std::move(*db);
}

// What stands in a page, in a commit of its own; sometimes the power goes before the cursor's.
bool SimDevice::put_before_cursor(const Page& page) {
    auto db = open_to_write();
    if (!db) return false;
    TaskBook tasks(*db);
    CouponBook coupons(*db);
    FeedFold* const fold = page.feed == "tasks" ? static_cast<FeedFold*>(&tasks) : &coupons;
    Committer committer(*db, log_, metrics_);
    std::vector<Write> group;
    group.push_back({[&](Txn& txn) -> Result<void> {
                         for (const auto& entry : page.entries) {
                             TRY(entry.put ? fold->put(txn, page.scope, entry)
                                           : fold->remove(txn, page.scope, entry.key));
                         }
                         return {};
                     },
                     {}});
    const auto done = committer.commit(group);
    const bool cut = done.front() && world_.one_in(4);
    cut_due_ = cut_due_ || cut;
    return cut;
}

void SimDevice::number_by_max() {
    auto db = open_to_write();
    if (!db) return;
    [[maybe_unused]] const auto done = take_counters_from_rows(*db);
}

}  // namespace aisle
