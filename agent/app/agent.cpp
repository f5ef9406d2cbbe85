// SPDX-License-Identifier: Apache-2.0
#include "agent/app/agent.hpp"

#include "agent/api/news.hpp"
#include "agent/app/boot.hpp"
#include "agent/app/options.hpp"
#include "agent/base/json_writer.hpp"
#include "sync/paho_link.hpp"

#include <boost/asio/post.hpp>

namespace aisle {

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
      requests_(*journal_.write),
      tasks_(*journal_.write),
      coupons_(*journal_.write),
      feeds_(*journal_.write, {&tasks_, &coupons_}),
      reader_(*journal_.read),
      walk_(*journal_.read),
      task_list_(*journal_.read),
      coupon_list_(*journal_.read),
      read_feeds_(*journal_.read, {}),
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
      housekeeping_({store_, retention_, requests_, walk_, runner_, world_.clock, world_.log},
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
    events.welcomed = [this](const Welcome& welcome) { context_.assign_store(welcome.store); };
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
    events.task_done = [this](std::string_view key) { tell_task_done(live_, key); };
    return events;
}

// ---- Start ----

Result<void> Agent::start() {
    clocks_.kernel_synced(kernel_clock_synced());
    TRY(http_.open());
    store_.on_death([this] { end("the disk failed while saving"); });
    store_.write([this](Txn& txn) { return feeds_.load(txn, AISLE_VERSION); }, {});
    record_boot();
    record_salvage();
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

void Agent::record_salvage() {
    for (const auto& outcome : journal_.salvaged) {
        desk_.record(salvaged_draft(outcome, journal_.journal->epoch()),
                     [](const Result<Accepted>&) {});
    }
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
