// SPDX-License-Identifier: Apache-2.0
#include "agent/app/engine.hpp"

#include "agent/app/member_keys.hpp"
#include "agent/app/options.hpp"
#include "agent/app/state_key.hpp"
#include "agent/base/json_writer.hpp"

#include <utility>

namespace aisle {
namespace {

StateFolder state_folder(const Config& config, const EngineWorld& world) {
    return {config.disk.directory, world.files, world.entropy,          world.log,
            world.metrics,         world.vfs,   world.sync_every_commit};
}

SalvageFacts salvage_facts(const OpenJournal& journal, const Config& config, Files& files) {
    SalvageFacts facts{journal.file, {}, journal.salvaged};
    // A folder that cannot be listed has been opened all the same; the next start looks again.
    if (auto names = files.list(config.disk.directory)) facts.names = std::move(*names);
    return facts;
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::open(Config config, EngineWorld world,
                                             EngineEvents events) {
    Made made;
    TRY(made.runner, runner_options(config));
    auto journal = open_state_folder(state_folder(config, world));
    if (!journal) return journal.error().at("opening the state in " + config.disk.directory);
    made.journal = std::move(*journal);
    TRY(auto key, open_state_key(config.disk.directory, world.files, world.entropy));
    TRY(made.token_keys, token_keys(config));
    TRY(made.scans, scan_policy(config, std::move(key)));
    made.member_keys = read_member_keys(config.central, world.files, world.log);
    made.scans.identifiers = made.member_keys.identifiers;
    return std::make_unique<Engine>(std::move(config), std::move(world), std::move(events),
                                    std::move(made));
}

Engine::Engine(Config config, EngineWorld world, EngineEvents events, Made made)
    : config_(std::move(config)),
      world_(std::move(world)),
      events_(std::move(events)),
      journal_(std::move(made.journal)),
      store_({*journal_.write, *journal_.committer, std::move(world_.post), world_.threads}),
      retention_(*journal_.journal, retention_options(config_), world_.log, world_.metrics),
      salvage_(*journal_.write, salvage_facts(journal_, config_, world_.files),
               journal_.journal->epoch()),
      requests_(*journal_.write),
      tasks_(*journal_.write),
      campaigns_(*journal_.write),
      coupons_(*journal_.write),
      staff_(*journal_.write),
      templates_(*journal_.write),
      tails_(*journal_.write),
      prints_(*journal_.write),
      places_(*journal_.write),
      days_(*journal_.write, store_profile(config_).day),
      touchpoints_(*journal_.write),
      shelf_(*journal_.write, *journal_.read, *journal_.journal, forgetting()),
      pickups_(*journal_.write, shelf_.memory),
      handoffs_(*journal_.write),
      feeds_(*journal_.write, {&tasks_, &campaigns_, &coupons_, &staff_, &templates_, &pickups_,
                               &shelf_.members, &shelf_.notices, &shelf_.erasures, &touchpoints_}),
      central_(*journal_.write),
      reader_(*journal_.read),
      walk_(*journal_.read),
      task_list_(*journal_.read),
      coupon_list_(*journal_.read),
      staff_lookup_(*journal_.read),
      template_list_(*journal_.read),
      tail_list_(*journal_.read),
      print_list_(*journal_.read),
      day_list_(*journal_.read),
      touchpoint_list_(*journal_.read),
      read_feeds_(*journal_.read, {}),
      time_(world_.clock, clocks_),
      context_(config_, world_.boot_id, world_.clock, clocks_),
      runner_(std::move(made.runner),
              {world_.link, store_, *journal_.journal, reader_, feeds_, central_, clocks_, time_,
               world_.clock, world_.entropy, world_.metrics, world_.log},
              runner_events()),
      recorder_({store_, *journal_.journal, requests_, world_.clock, world_.entropy, world_.metrics,
                 world_.log},
                recorder_events()),
      members_(member_parts(std::move(made.member_keys), made.scans.digest_key),
               store_profile(config_)),
      desk_({recorder_, tasks_, coupon_list_, &members_}, store_profile(config_),
            std::move(made.scans)),
      giving_({*journal_.write, *journal_.read, campaigns_, coupons_, recorder_, desk_.codes(),
               central_line(),
               [this] {
                   return TillPlace{context_.store(), place_.holder, config_.store.currency};
               },
               [this](std::string_view member) { return shelf_.standing(member); },
               [this] { return erasure_watch_.pending(); }}),
      task_desk_(task_desk_parts()),
      day_desk_({recorder_, days_, day_list_,
                 [this] { return DeliveredThrough(runner_.view().acked[index_of(Lane::ledger)]); }},
                store_profile(config_), config_.store.close_day == DayCloseChoice::automatic),
      staff_desk_({recorder_, staff_, staff_lookup_, giving_.time, std::move(made.token_keys),
                   world_.boot_id}),
      role_desk_({recorder_, staff_lookup_, staff_desk_}),
      service_desk_(recorder_),
      pickup_desk_(pickup_desk_parts()),
      handoff_desk_({recorder_, handoffs_, giving_.ratchet, giving_.time, desk_.codes(),
                     [this] { return place_.holder; }}),
      touchpoint_desk_(
          {recorder_, touchpoints_, touchpoint_list_, [this] { return context_.now(); }}),
      outlook_({config_, store_, *journal_.read, reader_, read_feeds_, runner_, context_,
                world_.clock, world_.metrics}),
      housekeeping_({store_, retention_, requests_, walk_, runner_, world_.clock, time_, world_.log,
                     [this](Txn& txn, WallTime now, std::size_t rows_max) {
                         return forget(txn, now, rows_max);
                     }},
                    [this](const std::string& why) { end_damaged(why); }) {
    for (const auto& note : journal_.notes) outlook_.note(note);
    stand_where_it_stood();
    shelf_.erasures.when_found([this](Txn& txn) { return prints_.forget_said(txn); });
    journal_.committer->before_commit([this] { return days_.flush(); });
    context_.ask_operator([this] { return staff_desk_.operator_id(); });
}

Engine::~Engine() {
    store_.stop();
}

// ---- What the parts tell each other ----

RunnerEvents Engine::runner_events() {
    RunnerEvents events;
    events.wake_at = [this](MonoTime at) {
        if (!stopped_ && events_.wake_at) events_.wake_at(at);
    };
    events.encode = [this](const EventDraft& draft) { return recorder_.encode(draft); };
    events.erased = [this] { return shelf_.erasures.applied(); };
    events.progressed = [this] {
        const auto view = runner_.view();
        for (const Lane lane : both_lanes) {
            if (events_.delivered) events_.delivered(lane, view.acked[index_of(lane)]);
        }
        if (events_.changed) events_.changed();
    };
    events.fed = [this](std::string_view feed, std::size_t) {
        if (feed == tasks_.feed()) task_desk_.look_for_lost();
        if (feed == shelf_.erasures.feed()) watch_erasures();
        if (feed == staff_.feed()) look_at_staff();
        if (events_.fed) events_.fed(feed);
    };
    events.welcomed = [this](const Welcome& welcome) { welcomed(welcome); };
    events.answered_late = [this](std::string_view kind, const std::string& asked,
                                  const std::string& body) {
        if (kind == coupon_reserve_ask) giving_.coupon_desk.answered_late(asked, body);
    };
    events.commanded = [this](const Command& command) { commanded(command); };
    // This file is an older one, or central's: nothing is spent until they have been compared.
    events.forked = [this] { giving_.lease_desk.compare(); };
    events.new_central = [this](const Incarnation&) { giving_.lease_desk.compare(); };
    return events;
}

// Who works here, and with it whether roles are in force.
void Engine::look_at_staff() {
    staff_desk_.check();
    role_desk_.look();
}

CentralLine Engine::central_line() {
    CentralLine line;
    line.listens = [this] { return runner_.listens(); };
    line.unheard = [this]() -> std::optional<Micros> {
        if (runner_.listens()) return runner_.unheard_for(world_.clock.mono());
        // Over restarts as well: a till that was off for weeks has not heard of central since.
        if (place_.heard == WallTime{}) return std::nullopt;
        auto now = giving_.time.now();
        // Without the true time the clock that only rises may have stood still, and the wall clock
        // is believed where it makes the absence longer.
        if (!time_.now()) now = std::max(now, world_.clock.wall());
        if (now < place_.heard) return std::nullopt;
        return now - place_.heard;
    };
    line.ask = [this](std::string kind, std::string body, auto reply) {
        runner_.ask(std::move(kind), std::move(body), ask_patience_default, std::move(reply));
    };
    return line;
}

void Engine::welcomed(const Welcome& welcome) {
    erasure_watch_.told(welcome.feeds);
    watch_erasures();
    context_.assign_store(welcome.store);
    place_ = {context_.store(), static_cast<std::uint32_t>(welcome.holder), giving_.time.now()};
    keep_place();
}

void Engine::keep_place() {
    place_kept_ = place_.heard;
    store_.write(
        [this, place = place_](Txn& txn) -> Result<void> {
            TRY(giving_.ratchet.reach(txn, place.heard));
            return places_.keep(txn, place);
        },
        [](const Result<void>&) {});
}

void Engine::commanded(const Command& command) {
    if (giving_.lease_desk.commanded(command.kind, command.body)) return;
    world_.log.warn("command.unknown", {{"kind", command.kind}});
}

void Engine::stand_where_it_stood() {
    const auto kept = PlaceBook(*journal_.read).read();
    if (!kept || !*kept) return;  // a file that cannot be read is met by the first turn
    place_ = **kept;
    place_kept_ = place_.heard;
    context_.assign_store(place_.store);
}

RecorderEvents Engine::recorder_events() {
    RecorderEvents events;
    events.context = [this] { return context_.now(); };
    events.truth = [this] { return time_.now(); };
    events.admit = [this](Txn& txn, Lane lane, std::size_t bytes) {
        return retention_.admit(txn, lane, bytes);
    };
    events.written = [this](Txn& txn, const Event& event, const Receipt& receipt,
                            const DayMoment& when) {
        return days_.count(txn, event, receipt, when);
    };
    events.saved = [this](const Receipt& receipt) {
        runner_.appended(receipt);
        if (events_.saved) events_.saved(receipt);
    };
    events.committed = [this](Lane lane, const Result<void>& outcome) {
        outlook_.committed(lane, outcome);
    };
    return events;
}

TaskDeskParts Engine::task_desk_parts() {
    TaskDeskParts parts{recorder_, tasks_, task_list_, {}};
    parts.moment = [this, day = store_profile(config_).day] {
        return TaskMoment{recorder_.now(), day, context_.store(), config_.identity.device};
    };
    parts.done = [this](std::string_view key) {
        if (events_.task) events_.task(Happening::Kind::task_done, key);
    };
    parts.lost = [this](std::string_view key) {
        if (events_.task) events_.task(Happening::Kind::task_lost, key);
    };
    return parts;
}

PickupDeskParts Engine::pickup_desk_parts() {
    return {recorder_,
            pickups_,
            giving_.ratchet,
            giving_.time,
            desk_.codes(),
            config_.identity.device,
            [this] { return place_.holder; }};
}

MemberDeskParts Engine::member_parts(MemberKeys keys, std::string digest_key) {
    auto parts = shelf_.desk_parts(recorder_, std::move(keys), std::move(digest_key));
    parts.read_code = [this](const Scan& scan) { return desk_.codes().read(scan); };
    parts.online = [this] { return runner_.listens(); };
    parts.ask = [this](std::string kind, std::string body, auto reply) {
        runner_.ask(std::move(kind), std::move(body), ask_patience_default, std::move(reply));
    };
    parts.owed = [this](std::string_view member, WallTime now) {
        return tasks_.credits().of(member, now);
    };
    parts.erasures_pending = [this] { return erasure_watch_.pending(); };
    return parts;
}

// How far the feed is, and that central hears of it.
void Engine::watch_erasures() {
    auto rows = std::make_shared<std::vector<FeedRow>>();
    store_.read(
        [this, rows]() -> Result<void> {
            TRY(*rows, read_feeds_.rows());
            return {};
        },
        [this, rows](const Result<void>& done) {
            if (done) erasure_watch_.looked(*rows);
        });
    members_.tell_erasures();
}

std::vector<ForgetMember> Engine::forgetting() {
    std::vector<ForgetMember> books;
    books.emplace_back([this](Txn& txn, std::span<const std::string> ids) -> Result<std::size_t> {
        std::size_t rows = 0;
        for (const auto& id : ids) {
            TRY(const auto tasks, tasks_.forget_member(txn, id));
            TRY(const auto redemptions, giving_.redemptions.forget_member(txn, id));
            TRY(const auto coupons, coupons_.forget_member(txn, id));
            TRY(const auto pickups, pickups_.forget_member(txn, id));
            TRY(const auto answers, requests_.forget_member(txn, id));
            rows += tasks + redemptions + coupons + pickups + answers;
        }
        return rows;
    });
    return books;
}

Result<void> Engine::forget(Txn& txn, WallTime now, std::size_t rows_max) {
    TRY(giving_.forget(txn, now, rows_max));
    TRY(pickups_.forget(txn, now, rows_max));
    TRY(handoffs_.forget(txn, now, rows_max));
    return shelf_.upkeep.work(txn, now);
}

// ---- Start ----

Result<void> Engine::start() {
    clocks_.kernel_synced(world_.clock_synced());
    store_.on_death([this] { end("the disk failed while saving"); });
    store_.on_damage([this](const std::string& why) { end_damaged(why); });
    // While the read thread has nothing to do, for it is its connection.
    TRY(const auto journal, reader_.state());
    store_.write([this](Txn& txn) { return feeds_.load(txn, AISLE_VERSION); }, {});
    staff_desk_.begin();
    role_desk_.begin();
    // First of all: central must not hear of a start and never why the journal is another one.
    tell_salvage();
    record_boot();
    const auto absence = giving_.line.unheard();
    if (absence && *absence > erasure_absence) erasure_watch_.was_away();
    watch_erasures();
    staff_desk_.check();
    giving_.lease_desk.begin();
    runner_.start(journal, context_.boot_id());
    world_.log.info("engine.started",
                    {{"device", config_.identity.device}, {"journal", journal_.file}});
    keep_house();
    return {};
}

void Engine::record_boot() {
    std::string data;
    JsonWriter json(data);
    json.begin_object().member("version", AISLE_VERSION).member("journal", journal_.file);
    json.key("notes").begin_array();
    for (const auto& note : journal_.notes) json.value(note);
    json.end_array().end_object();
    desk_.record(make_draft(EventKinds::device_boot, std::move(data)),
                 [](const Result<Accepted>&) {});
}

// Tried again by keep_house() until it is in the journal.
void Engine::tell_salvage() {
    std::vector<Event> events;
    for (const auto& draft : salvage_.drafts()) {
        auto event = recorder_.encode(draft);
        if (event) events.push_back(std::move(*event));
    }
    salvage_owed_ = false;
    if (events.empty()) return;
    auto last = std::make_shared<std::optional<Receipt>>();
    store_.write(
        [this, last, events = std::move(events)](Txn& txn) -> Result<void> {
            for (const auto& event : events) {
                TRY(retention_.admit(txn, Lane::ledger, event.bytes.size()));
            }
            TRY(*last, salvage_.append(txn, *journal_.journal, events));
            return {};
        },
        [this, last](const Result<void>& done) {
            salvage_owed_ = !done;
            if (!done) world_.log.warn("state.salvage_not_told", {{"why", done.error().what()}});
            if (!done || !*last) return;
            runner_.appended(**last);
            if (events_.saved) events_.saved(**last);
        });
}

void Engine::read_templates(Function<void(Result<TemplateTexts>)> reply) {
    read_list(template_list_, std::move(reply));
}

void Engine::read_marks(Function<void(Result<KeptMarks>)> reply) {
    read_list(tail_list_, std::move(reply));
}

template <class List, class T>
void Engine::read_list(List& list, Function<void(Result<T>)> reply) {
    auto rows = std::make_shared<T>();
    store_.read(
        [&list, rows]() -> Result<void> {
            TRY(*rows, list.all());
            return {};
        },
        [this, rows, reply = std::move(reply)](const Result<void>& done) mutable {
            if (done) return reply(std::move(*rows));
            world_.log.warn("state.unread", {{"why", done.error().what()}});
            reply(done.error());
        });
}

PrintDeskParts Engine::print_desk_parts() {
    return {
        store_,
        prints_,
        print_list_,
        [this](Txn& txn, std::size_t bytes) { return retention_.admit(txn, Lane::ledger, bytes); },
        [this] { return context_.store(); },
        world_.clock,
        world_.metrics,
        world_.log};
}

// ---- Time, and the end ----

void Engine::report_leases() {
    const auto now = world_.clock.mono();
    if (reported_ && now - *reported_ < Micros{lease_report_interval}) return;
    reported_ = now;
    giving_.lease_desk.report();
    if (!runner_.listens()) return;
    place_.heard = giving_.time.now() - runner_.unheard_for(now);
    if (place_.heard - place_kept_ > Micros{watermark_interval_idle}) keep_place();
}

void Engine::keep_house() {
    if (stopped_) return;
    clocks_.kernel_synced(world_.clock_synced());
    if (salvage_owed_) tell_salvage();
    report_leases();
    day_desk_.close_if_due();
    look_at_staff();
    housekeeping_.work([this](Micros wait) {
        if (!stopped_ && events_.keep_house_in) events_.keep_house_in(wait);
    });
}

void Engine::end_damaged(const std::string& why) {
    if (std::exchange(damaged_, true)) return;
    const auto marked = mark_damaged(state_folder(config_, world_), journal_.file, why);
    if (!marked) world_.log.error("state.mark_failed", {{"why", marked.error().what()}});
    end(why);
}

void Engine::end(std::string why) {
    if (!std::exchange(ending_, true) && events_.fatal) events_.fatal(std::move(why));
}

void Engine::stop() {
    stopped_ = true;
    runner_.stop();
    store_.stop();
}

}  // namespace aisle
