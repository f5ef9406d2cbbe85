// SPDX-License-Identifier: Apache-2.0
#include "agent/app/agent.hpp"

#include "agent/app/announce.hpp"
#include "agent/app/boot.hpp"
#include "agent/app/options.hpp"
#include "sync/paho_link.hpp"

#include <boost/asio/executor_work_guard.hpp>
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
      peripherals_(config),
      http_({world_.io, router_, world_.clock, world_.metrics, world_.log}, std::move(http)),
      capture_(device_options(config), world_.clock, world_.log, world_.metrics, tap_paths(config)),
      session_timer_(world_.io),
      house_timer_(world_.io),
      paper_timer_(world_.io) {}

Result<void> Agent::open_engine(Config config) {
    EngineWorld world{world_.clock,       world_.entropy, world_.files,
                      world_.metrics,     world_.log,     *link_,
                      post_to(world_.io), read_boot_id(), kernel_clock_synced};
    const auto templates = template_files(config);
    TRY(engine_, Engine::open(config, std::move(world), engine_events()));
    open_journals(config);
    tap_desk_ = std::make_unique<TapDesk>(
        config, templates, TapDeskParts{desk(), world_.clock, world_.metrics, world_.log});
    outlook().ask_devices([this](DevicesReply reply) { ask_devices(std::move(reply)); });
    outlook().show(peripherals_);
    printers_ = std::make_unique<Printers>(config, capture_, post_to(world_.io),
                                           engine_->print_desk_parts());
    printers_->add_to(router_);
    routes_ = std::make_unique<Routes>(desk(), live_, world_.clock, outlook().outlook());
    routes_->add_to(router_);
    add_staff_routes(router_, engine_->staff());
    return {};
}

EngineEvents Agent::engine_events() {
    EngineEvents events;
    events.wake_at = [this](MonoTime at) { wake_at(at); };
    events.keep_house_in = [this](Micros wait) { keep_house_in(wait); };
    using Kind = Happening::Kind;
    events.saved = [this](const Receipt& receipt) {
        tell({.kind = Kind::saved, .lane = receipt.lane, .through = receipt.seq});
    };
    events.delivered = [this](Lane lane, Seq through) {
        tell({.kind = Kind::delivered, .lane = lane, .through = through});
    };
    events.changed = [this] { tell({.kind = Kind::status_changed}); };
    events.fed = [this](std::string_view feed) {
        if (feed == "receipt_templates") read_templates();
        tell({.kind = Kind::feed_changed, .name = std::string(feed)});
    };
    events.task_done = [this](std::string_view key) {
        tell({.kind = Kind::task_done, .name = std::string(key)});
    };
    events.fatal = [this](std::string why) {
        tell({.kind = Kind::fatal, .name = why});
        if (fatal_) fatal_(std::move(why));
    };
    return events;
}

void Agent::tell(const Happening& happening) {
    announce(live_, happening);
    if (happened_) happened_(happening);
}

Result<void> Agent::start() {
    TRY(http_.open());
    TRY(engine_->start());
    register_peripherals();
    read_templates();
    start_journals();
    printers_->start();
    start_devices();
    world_.log.info("agent.ready", {{"port", http_.port()}});
    return {};
}

// ---- Devices ----

void Agent::start_devices() {
    const auto started = capture_.start(device_events());
    if (!started) outlook().problem("devices", started.error().what());
}

// On the counter thread: only posts. A place is given back when what was heard is settled.
CaptureEvents Agent::device_events() {
    CaptureEvents events;
    events.scanned = [this](Scan scan, Place place) {
        on_owner([this, scan = std::move(scan), place = std::move(place)]() mutable {
            auto saved = [this, device = scan.source,
                          place = std::move(place)](const Result<Accepted>& answer) {
                if (!answer && answer.error().kind() != Errc::invalid) scan_lost(device);
            };
            desk().capture_scan(scan, "", std::move(saved));
        });
    };
    events.changed = [this](const DeviceState& state) {
        on_owner([this, state] {
            peripheral_changed(state.name, state.trouble, to_string(state.condition));
        });
    };
    events.lost = [this](const std::string& device) {
        on_owner([this, device] { scan_lost(device); });
    };
    events.tapped = [this](std::size_t tap, TapWord word, Place place) {
        on_owner([this, tap, word = std::move(word), place = std::move(place)] {
            tap_desk_->hear(tap, word);
            await_papers();
        });
    };
    events.tap_changed = [this](std::size_t tap, const TapState& state) {
        on_owner([this, tap, state] { tap_changed(tap_desk_->name(tap), state); });
    };
    events.printer_changed = [this](std::size_t printer, const PrinterState& state) {
        on_owner([this, printer, state] { printer_changed(printer, state); });
    };
    return events;
}

// No other answer is seen by who stands there.
void Agent::scan_lost(const std::string& device) {
    tell({.kind = Happening::Kind::scan_lost, .name = device});
}

void Agent::printer_changed(std::size_t printer, const PrinterState& state) {
    const auto trouble = Printers::trouble_of(state);
    outlook().problem("printer " + state.name, trouble.empty() ? "" : state.name + ": " + trouble);
    const auto condition = state.condition ? words_of(*state.condition).word : "waiting";
    peripheral_changed(state.name, trouble, condition);
    printers_->changed(printer, state);
}

void Agent::tap_changed(const std::string& name, const TapState& state) {
    const auto& why = state.trouble;
    outlook().problem("tap " + name, why.empty() ? "" : name + ": " + why);
    const bool news = peripheral_changed(name, why, to_string(state.condition));
    if (!why.empty()) world_.log.warn("tap.closed", {{"tap", name}, {"why", why}});
    if (why.empty() && news) world_.log.info("tap.open", {{"tap", name}});
}

bool Agent::peripheral_changed(const std::string& name, const std::string& trouble,
                               std::string_view condition) {
    const auto news = peripherals_.changed(name, trouble, condition);
    if (news) desk().record(*news, [](const Result<Accepted>&) {});
    tell({.kind = Happening::Kind::status_changed});
    return news.has_value();
}

void Agent::register_peripherals() {
    for (const auto& draft : peripherals_.registrations()) {
        desk().record(draft, [](const Result<Accepted>&) {});
    }
}

// ---- Receipts ----

TemplateFiles Agent::template_files(const Config& config) {
    TemplateFiles texts;
    for (const auto& tap : config.taps) {
        if (tap.template_file.empty()) continue;
        texts.emplace(tap.name, world_.files.read(tap.template_file, feed_body_bytes_max));
    }
    return texts;
}

void Agent::read_templates() {
    engine_->read_templates([this](const Result<TemplateTexts>& pushed) {
        if (!pushed) return;
        tap_desk_->serve(*pushed);
        for (std::size_t tap = 0; tap < tap_desk_->taps(); ++tap) {
            outlook().problem("template of " + tap_desk_->name(tap), tap_desk_->trouble(tap));
        }
    });
}

void Agent::await_papers() {
    const auto due = tap_desk_->deadline();
    if (!due) return;
    call_in(paper_timer_, *due - world_.clock.mono(), [this] {
        tap_desk_->tick();
        await_papers();
    });
}

void Agent::open_journals(const Config& config) {
    JournalDeskParts desk_parts{desk(), engine_->tails(), world_.metrics, world_.log,
                                [this](const std::string& journal, const std::string& trouble) {
                                    outlook().problem("journal " + journal, trouble);
                                    peripheral_changed(journal, trouble,
                                                       trouble.empty() ? "open" : "lost");
                                }};
    journals_ = std::make_unique<Journals>(
        config,
        JournalsParts{std::move(desk_parts), world_.files, world_.clock, post_to(world_.io)});
}

// Without their marks they would be read from the beginning: tried again with the housekeeping.
void Agent::start_journals() {
    engine_->read_marks([this](const Result<KeptMarks>& kept) {
        outlook().problem("journals", kept ? "" : "not read: " + kept.error().what());
        journals_owed_ = !kept;
        if (kept) journals_->start(*kept);
    });
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
    call_in(session_timer_, at - world_.clock.mono(), [this] { engine_->tick(); });
}

void Agent::keep_house_in(Micros wait) {
    call_in(house_timer_, wait, [this] {
        engine_->keep_house();
        printers_->again();
        if (journals_owed_) start_journals();
    });
}

void Agent::call_in(boost::asio::steady_timer& timer, Micros wait, Function<void()> call) {
    if (stopping_) return;
    timer.expires_after(wait);
    timer.async_wait([this, call = std::move(call)](const auto& cancelled) mutable {
        if (!cancelled && !stopping_) call();
    });
}

// ---- The end ----

void Agent::stop(Function<void()> gone) {
    if (stopping_) return;
    stopping_ = true;
    session_timer_.cancel();
    house_timer_.cancel();
    paper_timer_.cancel();
    // What waits for the store's thread alone does not keep the loop turning.
    gone = [gone = std::move(gone), turns = boost::asio::make_work_guard(world_.io)]() mutable {
        gone();
    };
    http_.stop([this, gone = std::move(gone)]() mutable {
        printers_->stop();
        capture_.stop();
        journals_->stop();
        // What the drivers had posted goes to the store before the store is drained.
        on_owner([this, gone = std::move(gone)]() mutable {
            // A slip that was begun and not sent goes back to those that wait.
            printers_->when_quiet([this, gone = std::move(gone)]() mutable {
                engine_->stop();
                on_owner(std::move(gone));
            });
        });
    });
}

}  // namespace aisle
