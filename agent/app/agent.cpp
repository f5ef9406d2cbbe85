// SPDX-License-Identifier: Apache-2.0
#include "agent/app/agent.hpp"

#include "agent/api/news.hpp"
#include "agent/app/boot.hpp"
#include "agent/app/options.hpp"
#include "sync/paho_link.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace aisle {
namespace {

Post post_to(boost::asio::io_context& io) {
    return [&io](Function<void()> task) { boost::asio::post(io, std::move(task)); };
}

}  // namespace

Result<std::unique_ptr<Agent>> Agent::open(Config config, World world) {
    TRY(auto http, http_options(config));
    TRY(auto lock, FolderLock::take(config.disk.directory));
    auto agent = std::make_unique<Agent>(config, world, std::move(http));
    agent->lock_ = std::move(lock);
    TRY(agent->open_engine(std::move(config)));
    return agent;
}

Agent::Agent(const Config& config, World world, HttpOptions http)
    : world_(world),
      live_(world_.entropy),
      link_(std::make_unique<PahoLink>(post_to(world_.io), world_.metrics, world_.log)),
      http_({world_.io, router_, world_.clock, world_.metrics, world_.log}, std::move(http)),
      capture_(device_options(config), world_.clock, world_.log, world_.metrics),
      session_timer_(world_.io),
      house_timer_(world_.io) {}

Result<void> Agent::open_engine(Config config) {
    EngineWorld world{world_.clock,       world_.entropy, world_.files,
                      world_.metrics,     world_.log,     *link_,
                      post_to(world_.io), read_boot_id(), kernel_clock_synced};
    TRY(engine_, Engine::open(std::move(config), std::move(world), engine_events()));
    outlook().ask_devices([this](DevicesReply reply) { ask_devices(std::move(reply)); });
    routes_ = std::make_unique<Routes>(desk(), live_, world_.clock, outlook().outlook());
    routes_->add_to(router_);
    return {};
}

EngineEvents Agent::engine_events() {
    EngineEvents events;
    events.wake_at = [this](MonoTime at) { wake_at(at); };
    events.keep_house_in = [this](Micros wait) { keep_house_in(wait); };
    using Kind = Happening::Kind;
    events.saved = [this](const Receipt& receipt) {
        tell_saved(live_, receipt.lane, receipt.seq);
        tell({.kind = Kind::saved, .lane = receipt.lane, .through = receipt.seq});
    };
    events.delivered = [this](Lane lane, Seq through) {
        tell_delivered(live_, lane, through);
        tell({.kind = Kind::delivered, .lane = lane, .through = through});
    };
    events.changed = [this] {
        tell_status_changed(live_);
        tell({.kind = Kind::status_changed});
    };
    events.fed = [this](std::string_view feed) {
        tell_feed_changed(live_, feed);
        tell({.kind = Kind::feed_changed, .name = std::string(feed)});
    };
    events.task_done = [this](std::string_view key) {
        tell_task_done(live_, key);
        tell({.kind = Kind::task_done, .name = std::string(key)});
    };
    events.fatal = [this](std::string why) {
        tell({.kind = Kind::fatal, .name = why});
        if (fatal_) fatal_(std::move(why));
    };
    return events;
}

void Agent::tell(const Happening& happening) {
    if (happened_) happened_(happening);
}

Result<void> Agent::start() {
    TRY(http_.open());
    TRY(engine_->start());
    start_devices();
    world_.log.info("agent.ready", {{"port", http_.port()}});
    return {};
}

// ---- Devices ----

void Agent::start_devices() {
    CaptureEvents events;
    // On the counter thread: only posts. The place is given back when the commit has answered.
    events.scanned = [this](Scan scan, Place place) {
        boost::asio::post(world_.io, [this, scan = std::move(scan),
                                      place = std::move(place)]() mutable {
            desk().capture_scan(scan, "", [place = std::move(place)](const Result<Accepted>&) {});
        });
    };
    events.changed = [this](const DeviceState&) {
        boost::asio::post(world_.io, [this] {
            tell_status_changed(live_);
            tell({.kind = Happening::Kind::status_changed});
        });
    };
    const auto started = capture_.start(std::move(events));
    if (!started) outlook().problem("devices", started.error().what());
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

Vigil Agent::vigil() {
    Vigil vigil;
    vigil.watch("aisle-write", [this] { return engine_->store().writer_pulse(); });
    vigil.watch("aisle-read", [this] { return engine_->store().reader_pulse(); });
    vigil.watch("aisle-counter", [this] { return capture_.pulse(); });
    return vigil;
}

void Agent::wake_at(MonoTime at) {
    if (stopping_) return;
    const auto wait = std::max(at - world_.clock.mono(), Micros{0});
    session_timer_.expires_after(std::chrono::microseconds(wait.count()));
    session_timer_.async_wait([this](const boost::system::error_code& cancelled) {
        if (!cancelled && !stopping_) engine_->tick();
    });
}

void Agent::keep_house_in(Micros wait) {
    if (stopping_) return;
    house_timer_.expires_after(std::chrono::microseconds(wait.count()));
    house_timer_.async_wait([this](const boost::system::error_code& cancelled) {
        if (!cancelled && !stopping_) engine_->keep_house();
    });
}

// ---- The end ----

void Agent::stop(Function<void()> gone) {
    if (stopping_) return;
    stopping_ = true;
    session_timer_.cancel();
    house_timer_.cancel();
    http_.stop([this, gone = std::move(gone)]() mutable {
        capture_.stop();
        // What the drivers had posted goes to the store before the store is drained.
        boost::asio::post(world_.io, [this, gone = std::move(gone)]() mutable {
            engine_->stop();
            boost::asio::post(world_.io, std::move(gone));
        });
    });
}

}  // namespace aisle
