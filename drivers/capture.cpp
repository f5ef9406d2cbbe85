// SPDX-License-Identifier: Apache-2.0
#include "drivers/capture.hpp"

#include "agent/base/check.hpp"
#include "agent/base/idle_loop.hpp"
#include "agent/base/limits.hpp"
#include "drivers/factory.hpp"

#include <boost/asio/post.hpp>

#include <pthread.h>

#include <algorithm>
#include <string>
#include <system_error>
#include <utility>

namespace aisle {

namespace asio = boost::asio;

Capture::Capture(std::vector<DeviceOptions> devices, const Clock& clock, Log log, Metrics& metrics,
                 const std::vector<std::string>& taps)
    : work_(io_.get_executor()),
      clock_(clock),
      log_(log),
      metrics_(metrics),
      pending_(captures_pending_max) {
    make_devices(devices);
    for (const auto& path : taps) taps_.push_back(std::make_unique<TapDoor>(io_, path));
}

Capture::~Capture() {
    stop();
}

void Capture::make_devices(const std::vector<DeviceOptions>& devices) {
    const Surroundings around{.io = io_, .clock = clock_, .log = log_, .metrics = metrics_};
    for (const auto& options : devices) {
        const bool taken = std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
            return entry.last.name == options.name;
        });
        if (taken) {
            refuse_device(options, Error(Errc::invalid, "device \"" + options.name +
                                                            "\" is there twice; rename one"));
        } else if (entries_.size() >= devices_max) {
            refuse_device(options,
                          Error(Errc::too_large, "more than " + std::to_string(devices_max) +
                                                     " devices; remove those not in use"));
        } else if (auto device = make_device(options, around); !device) {
            refuse_device(options, device.error());
        } else {
            entries_.push_back({.device = std::move(*device), .last = {.name = options.name}});
        }
    }
}

void Capture::refuse_device(const DeviceOptions& options, const Error& error) {
    log_.error("device.refused", {{"device", options.name}, {"why", error.what()}});
    entries_.push_back({.device = nullptr,
                        .last = {.name = options.name,
                                 .condition = DeviceCondition::refused,
                                 .trouble = error.what(),
                                 .since = clock_.mono()}});
}

Result<void> Capture::start(CaptureEvents events) {
    CHECK(!events_.scanned, "a capture is started once");
    events_ = std::move(events);
    asio::post(io_, [this] { start_devices(); });
    try {
        thread_ = std::thread([this] {
            ::pthread_setname_np(::pthread_self(), "aisle-counter");
            run_and_wipe(io_);
        });
    } catch (const std::system_error& failure) {
        return Error(Errc::unavailable, std::string("no thread for the devices: ") +
                                            failure.what() + "; free memory or raise the limit");
    }
    return {};
}

void Capture::start_devices() {
    for (auto& entry : entries_) {
        if (!entry.device) continue;
        entry.device->start(
            {.scanned = [this](Scan scan) { hand_out(std::move(scan)); },
             .changed = [this](const DeviceState& state) { events_.changed(state); },
             .lost =
                 [this](const std::string& device) {
                     if (events_.lost) events_.lost(device);
                 }});
    }
    for (std::size_t i = 0; i < taps_.size(); ++i) {
        taps_[i]->start(
            {.heard = [this, i](
                          TapWord word,
                          Place place) { events_.tapped(i, std::move(word), std::move(place)); },
             .changed = [this, i](const TapState& state) { events_.tap_changed(i, state); }});
    }
    start_printers();
}

void Capture::start_printers() {
    for (std::size_t i = 0; i < printers_.size(); ++i) {
        printers_[i]->on_changed([this, i](const PrinterState& state) {
            if (events_.printer_changed) events_.printer_changed(i, state);
        });
        printers_[i]->start();
    }
}

void Capture::add_printers(const std::vector<PrinterOptions>& printers) {
    for (const auto& options : printers) {
        printers_.push_back(std::make_unique<Printer>(io_, options, clock_, log_));
    }
}

void Capture::print(std::size_t printer, std::string slip, PrintDone done) {
    asio::post(io_, [this, printer, slip = std::move(slip), done = std::move(done)]() mutable {
        printers_[printer]->print(std::move(slip), std::move(done));
    });
}

void Capture::expect(std::size_t printer, bool waits) {
    asio::post(io_, [this, printer, waits] { printers_[printer]->expect(waits); });
}

void Capture::stop() {
    if (!thread_.joinable()) return;
    asio::post(io_, [this] {
        for (auto& entry : entries_) {
            if (entry.device) entry.device->stop();
        }
        for (auto& tap : taps_) tap->stop();
        for (auto& printer : printers_) printer->stop();
        // Not left to run dry: a name that is being looked up may keep it for half a minute.
        io_.stop();
    });
    thread_.join();
    for (auto& entry : entries_) {
        if (!entry.device) continue;
        entry.last = entry.device->state();
        entry.device.reset();
    }
}

void Capture::states(Function<void(std::vector<DeviceState>)> reply) {
    if (!thread_.joinable()) return reply(collect());
    asio::post(io_, [this, reply = std::move(reply)]() mutable { reply(collect()); });
}

Pulse Capture::pulse() {
    if (!thread_.joinable()) return {0, true};
    const auto beats = beats_.load();  // before the next one, which may come at once
    asio::post(io_, [this] { ++beats_; });
    return {beats, false};
}

std::vector<DeviceState> Capture::collect() const {
    std::vector<DeviceState> states;
    for (const auto& entry : entries_) {
        states.push_back(entry.device ? entry.device->state() : entry.last);
    }
    return states;
}

void Capture::hand_out(Scan scan) {
    auto place = pending_.take();
    if (!place) return refuse(scan);
    if (refused_in_a_row_ > 0) {
        log_.info("capture.accepting", {{"refused", std::exchange(refused_in_a_row_, 0)}});
    }
    events_.scanned(std::move(scan), std::move(*place));
}

void Capture::refuse(const Scan& scan) {
    metrics_.add(Count::capture_refused);
    if (events_.lost) events_.lost(scan.source);
    if (refused_in_a_row_++ > 0) return;
    log_.error("capture.refused",
               {{"device", scan.source},
                {"pending", captures_pending_max},
                {"next",
                 "nothing more can be saved just now: look at the store's messages, and "
                 "scan again"}});
}

}  // namespace aisle
