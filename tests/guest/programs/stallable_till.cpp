// SPDX-License-Identifier: Apache-2.0
#include "tests/guest/programs/stallable_till.hpp"

#include <boost/asio/post.hpp>

#include <poll.h>

#include <algorithm>
#include <utility>

namespace aisle {

namespace asio = boost::asio;

void wait_for_millis(Millis time) {
    ::poll(nullptr, 0, static_cast<int>(time.count()));
}

namespace {

void stand_still(Millis how_long, bool busy) {
    if (!busy) return wait_for_millis(how_long);
    const SystemClock clock;
    const auto end = clock.mono() + how_long;
    while (clock.mono() < end) {
    }
}

}  // namespace

Worker::Worker() : work_(io_.get_executor()), thread_([this] { io_.run(); }) {}

Worker::~Worker() {
    stop();
}

void Worker::stop() {
    work_.reset();
    if (thread_.joinable()) thread_.join();
}

void Worker::stall(Millis how_long, bool busy) {
    asio::post(io_, [how_long, busy] { stand_still(how_long, busy); });
}

StallableTill::StallableTill(std::vector<DeviceOptions> devices, LogSink& log)
    : capture_(std::move(devices), clock_, Log(log, LogLevel::warn), metrics_) {}

StallableTill::~StallableTill() {
    stop();
}

bool StallableTill::start() {
    CaptureEvents events;
    events.scanned = [this](Scan scan, Place place) {
        const auto unsettled = ++taken_ - settled_;
        most_unsettled_ = std::max(most_unsettled_.load(), unsettled);
        asio::post(owner_.io(), [this, scan = std::move(scan), place = std::move(place)]() mutable {
            take(std::move(scan), std::move(place));
        });
        if (const Millis stall{counter_stall_.exchange(0)}; stall > Millis(0)) {
            stand_still(stall, false);
        }
    };
    events.changed = [this](const DeviceState& state) {
        if (state.condition == DeviceCondition::open) ++open_;
    };
    return capture_.start(std::move(events)).has_value();
}

void StallableTill::take(Scan scan, Place place) {
    asio::post(store_.io(), [this, scan = std::move(scan), place = std::move(place)]() mutable {
        asio::post(owner_.io(), [this, scan = std::move(scan), place = std::move(place)]() mutable {
            settle(std::move(scan), std::move(place));
        });
    });
}

void StallableTill::settle(Scan scan, Place) {
    heard_[scan.source].push_back(scan.bytes);
    ++settled_;
}

bool StallableTill::wait_until_open(std::size_t devices, Millis patience) {
    const auto end = clock_.mono() + patience;
    while (open_ < devices && clock_.mono() < end) wait_for_millis(Millis(5));
    return open_ >= devices;
}

bool StallableTill::wait_for(std::size_t scans, Millis patience) {
    auto before = settled_.load();
    auto end = clock_.mono() + patience;
    while (settled_ < scans && clock_.mono() < end) {
        wait_for_millis(Millis(2));
        if (settled_ == before) continue;
        before = settled_;
        end = clock_.mono() + patience;
    }
    return settled_ >= scans;
}

void StallableTill::stop() {
    capture_.stop();
    // In the order in which a scan goes, and back: what is posted is still done.
    owner_.stop();
    store_.stop();
    owner_.io().restart();
    owner_.io().run();
}

}  // namespace aisle
