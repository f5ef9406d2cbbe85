// SPDX-License-Identifier: Apache-2.0
#include "agent/app/agent.hpp"

#include "agent/api/news.hpp"
#include "agent/app/boot.hpp"
#include "agent/app/options.hpp"
#include "agent/base/json_writer.hpp"
#include "sync/paho_link.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace aisle {
namespace {

SalvageFacts salvage_facts(const OpenJournal& journal, const Config& config, Files& files) {
    SalvageFacts facts{journal.file, {}, journal.salvaged};
    // A folder that cannot be listed has been opened all the same; the next start looks again.
    if (auto names = files.list(config.disk.directory)) facts.names = std::move(*names);
    return facts;
}

}  // namespace

Result<std::unique_ptr<Agent>> Agent::open(Config config, World world) {
    Options options;
    TRY(options.runner, runner_options(config, world.files));
    TRY(options.http, http_options(config));
    auto journal = open_state_folder(
        {config.disk.directory, world.files, world.entropy, world.log, world.metrics});
    if (!journal) return journal.error().at("opening the state in " + config.disk.directory);
    return std::make_unique<Agent>(std::move(config), world, std::move(*journal),
                                   std::move(options));
}

Agent::Agent(Config config, World world, OpenJournal journal, Options options)
    : config_(std::move(config)),
      world_(world),
      journal_(std::move(journal)),
      store_({*journal_.write, *journal_.committer, post(), true}),
      retention_(*journal_.journal, retention_options(config_), world_.log, world_.metrics),
      salvage_(*journal_.write, salvage_facts(journal_, config_, world_.files),
               journal_.journal->epoch()),
      requests_(*journal_.write),
      tasks_(*journal_.write),
      coupons_(*journal_.write),
      feeds_(*journal_.write, {&tasks_, &coupons_}),
      reader_(*journal_.read),
      walk_(*journal_.read),
      task_list_(*journal_.read),
      coupon_list_(*journal_.read),
      read_feeds_(*journal_.read, {}),
      time_(world_.clock, clocks_),
      context_(config_, read_boot_id(), world_.clock, clocks_),
      live_(world_.entropy),
      link_(std::make_unique<PahoLink>(post(), world_.metrics, world_.log)),
      runner_(std::move(options.runner),
              {*link_, store_, *journal_.journal, reader_, feeds_, clocks_, world_.clock,
               world_.entropy, world_.metrics, world_.log},
              runner_events()),
      desk_({store_, *journal_.journal, requests_, tasks_, task_list_, coupon_list_, world_.clock,
             world_.entropy, world_.metrics, world_.log},
            store_profile(config_), desk_events()),
      outlook_({config_, store_, *journal_.read, reader_, read_feeds_, runner_, context_,
                world_.clock, world_.metrics}),
      housekeeping_(
          {store_, retention_, requests_, walk_, runner_, world_.clock, time_, world_.log},
          [this](std::string why) { end(std::move(why)); }),
      routes_(desk_, live_, world_.clock, outlook_.outlook()),
      http_({world_.io, router_, world_.clock, world_.metrics, world_.log},
            std::move(options.http)),
      capture_(device_options(config_), world_.clock, world_.log, world_.metrics),
      session_timer_(world_.io),
      house_timer_(world_.io) {
    routes_.add_to(router_);
    for (const auto& note : journal_.notes) outlook_.note(note);
    outlook_.ask_devices([this](DevicesReply reply) { ask_devices(std::move(reply)); });
}

Agent::~Agent() {
    store_.stop();
}

Post Agent::post() {
    return [&io = world_.io](Function<void()> task) { boost::asio::post(io, std::move(task)); };
}

// ---- What the parts tell each other ----

RunnerEvents Agent::runner_events() {
    RunnerEvents events;
    events.wake_at = [this](MonoTime at) { wake_at(at); };
    events.encode = [this](const EventDraft& draft) { return desk_.encode(draft); };
    events.progressed = [this] {
        const auto view = runner_.view();
        for (const Lane lane : both_lanes) {
            tell_delivered(live_, lane, view.acked[index_of(lane)]);
        }
        tell_status_changed(live_);
    };
    events.fed = [this](std::string_view feed, std::size_t) { tell_feed_changed(live_, feed); };
    // The file is set aside at the next start; a supervisor sees to that.
    events.damaged = [this](const std::string& why) {
        if (!std::exchange(damaged_, true)) end(why);
    };
    events.welcomed = [this](const Welcome& welcome) {
        context_.assign_store(welcome.store);
        time_.told(welcome.wall);
    };
    return events;
}

DeskEvents Agent::desk_events() {
    DeskEvents events;
    events.context = [this] { return context_.now(); };
    events.admit = [this](Txn& txn, Lane lane, std::size_t bytes) {
        return retention_.admit(txn, lane, bytes);
    };
    events.saved = [this](const Receipt& receipt) {
        runner_.appended(receipt);
        tell_saved(live_, receipt.lane, receipt.seq);
    };
    events.committed = [this](Lane lane, const Result<void>& outcome) {
        outlook_.committed(lane, outcome);
    };
    events.task_done = [this](std::string_view key) { tell_task_done(live_, key); };
    return events;
}

// ---- Start ----

Result<void> Agent::start() {
    clocks_.kernel_synced(kernel_clock_synced());
    TRY(http_.open());
    store_.on_death([this] { end("the disk failed while saving"); });
    store_.write([this](Txn& txn) { return feeds_.load(txn, AISLE_VERSION); }, {});
    // First of all: central must not hear of a start and never why the journal is another one.
    tell_salvage();
    record_boot();
    start_devices();
    TRY(const auto journal, reader_.state());
    runner_.start(journal, context_.boot_id());
    keep_house();
    world_.log.info(
        "agent.ready",
        {{"device", config_.identity.device}, {"journal", journal_.file}, {"port", http_.port()}});
    return {};
}

void Agent::record_boot() {
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
void Agent::tell_salvage() {
    std::vector<Event> events;
    for (const auto& draft : salvage_.drafts()) {
        auto event = desk_.encode(draft);
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
            tell_saved(live_, Lane::ledger, (*last)->seq);
        });
}

void Agent::start_devices() {
    CaptureEvents events;
    // On the counter thread: only posts. The place is given back when the commit has answered.
    events.scanned = [this](Scan scan, Place place) {
        boost::asio::post(world_.io, [this, scan = std::move(scan),
                                      place = std::move(place)]() mutable {
            desk_.capture_scan(scan, "", [place = std::move(place)](const Result<Accepted>&) {});
        });
    };
    events.changed = [this](const DeviceState&) {
        boost::asio::post(world_.io, [this] { tell_status_changed(live_); });
    };
    const auto started = capture_.start(std::move(events));
    if (!started) outlook_.problem("devices", started.error().what());
}

void Agent::ask_devices(DevicesReply reply) {
    capture_.states([this, reply = std::move(reply)](std::vector<DeviceState> states) mutable {
        boost::asio::post(world_.io,
                          [reply = std::move(reply), states = std::move(states)]() mutable {
                              reply(std::move(states));
                          });
    });
}

// ---- Time ----

void Agent::wake_at(MonoTime at) {
    if (stopping_) return;
    const auto wait = std::max(at - world_.clock.mono(), Micros{0});
    session_timer_.expires_after(std::chrono::microseconds(wait.count()));
    session_timer_.async_wait([this](const boost::system::error_code& cancelled) {
        if (!cancelled && !stopping_) runner_.tick();
    });
}

void Agent::keep_house() {
    if (salvage_owed_) tell_salvage();
    housekeeping_.work([this](Micros wait) {
        if (stopping_) return;
        clocks_.kernel_synced(kernel_clock_synced());
        house_timer_.expires_after(std::chrono::microseconds(wait.count()));
        house_timer_.async_wait([this](const boost::system::error_code& cancelled) {
            if (!cancelled && !stopping_) keep_house();
        });
    });
}

// ---- The end ----

void Agent::end(std::string why) {
    if (!store_.dead()) {
        const auto marked = mark_damaged(
            {config_.disk.directory, world_.files, world_.entropy, world_.log, world_.metrics},
            journal_.file, why);
        if (!marked) world_.log.error("state.mark_failed", {{"why", marked.error().what()}});
    }
    if (fatal_) fatal_(std::move(why));
}

void Agent::stop(Function<void()> gone) {
    if (stopping_) return;
    stopping_ = true;
    session_timer_.cancel();
    house_timer_.cancel();
    http_.stop([this, gone = std::move(gone)]() mutable {
        capture_.stop();
        // What the drivers had posted goes to the store before the store is drained.
        boost::asio::post(world_.io, [this, gone = std::move(gone)]() mutable {
            runner_.stop();
            store_.stop();
            boost::asio::post(world_.io, std::move(gone));
        });
    });
}

}  // namespace aisle
