// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_shop.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

constexpr std::size_t wrongs_max = 20;

Config config_of(const std::string& device, const SimShopOptions& options) {
    Config config;
    config.identity = {"demo", device, "s0042"};
    config.scan.unknown = UnknownChoice::keep;  // codes are marks, and have to be found again
    config.store.currency = "CNY";
    config.store.utc_offset = std::chrono::hours(8);
    config.broker.urls = {"mqtt://127.0.0.1:1883"};
    config.disk.directory = "state";
    config.disk.budget = options.disk_budget;
    config.sync.backoff_cap = options.backoff_cap;
    config.sync.retain_acknowledged =
        std::chrono::duration_cast<Millis>(options.retain_acknowledged);
    return config;
}

std::map<std::string, std::string> copies_on(SimDevice& device) {
    std::map<std::string, std::string> held;
    for (auto& line : device.journal()) held.emplace(line.id, std::move(line.bytes));
    return held;
}

}  // namespace

SimShop::SimShop(SimShopOptions made)
    : world(made.seed), hub(world, broker, made.hub_faults, lines), options(made) {
    for (std::size_t number = 1; number <= options.devices; ++number) {
        auto& counter = *counters.emplace_back(std::make_unique<SimCounter>());
        counter.name = "s0042-pos" + std::to_string(number);
        counter.device = make_device(counter, {});
        counter.till =
            std::make_unique<SimTill>(world, std::to_string(number) + "a", counter.evidence);
    }
    world.look_after_each([this] {
        for (auto& counter : counters) {
            counter->device->look();
            if (counter->clone) counter->clone->look();
        }
    });
}

std::unique_ptr<SimDevice> SimShop::make_device(SimCounter& counter, DiskImage image) {
    auto device = std::make_unique<SimDevice>(
        SimDeviceParts{world, broker, lines, config_of(counter.name, options), options.plants},
        std::move(image));
    device->on_power_cut([this, machine = device.get()] { check_pages(*machine); });
    return device;
}

// Whoever keeps a hub puts up again what it has lost of what forms are to show.
void SimShop::start_hub() {
    hub.start();
    const auto decided = hub.decided({"fleet"});
    const auto notices = decided.find({"notices", "fleet"});
    if (notices != decided.end() && !notices->second.empty()) return;
    hub.decide({"notices", "fleet"}, {"n1", R"({"id":"n1","version":"3","language":"en","text":")" +
                                                std::string(notice_text) + R"("})"});
}

void SimShop::open() {
    start_hub();
    for (auto& counter : counters) counter->device->start();
}

void SimShop::ask() {
    for (auto& counter : counters) {
        if (counter->device->runs()) {
            auto& device = *counter->device;
            counter->till->ask({device.desk(), device.task_desk()}, device.life());
        }
        if (counter->clone && counter->clone->runs()) {
            auto& clone = *counter->clone;
            counter->clone_till->ask({clone.desk(), clone.task_desk()}, clone.life());
        }
    }
}

void SimShop::blame(const std::string& what) {
    lines.tell("WRONG: " + what);
    if (wrongs_.size() < wrongs_max) wrongs_.push_back(what);
}

// ---- What is taken away ----

SimShop::Copies SimShop::copies() {
    auto all = hub.stored();
    for (auto& counter : counters) {
        all.merge(copies_on(*counter->device));
        if (counter->clone) all.merge(copies_on(*counter->clone));
    }
    return all;
}

template <class Act>
void SimShop::losing(Copies held, Act act) {
    act();
    for (const auto& [id, bytes] : copies()) held.erase(id);
    for (const auto& [id, bytes] : held) {
        const auto mark = mark_of(bytes);
        for (auto& counter : counters) {
            counter->evidence.destroyed.insert(id);
            if (!mark.empty()) counter->evidence.destroyed.insert(mark);
        }
    }
}

void SimShop::put_back(SimCounter& counter) {
    counter.device->kill();
    counter.till->settle_by(counter.device->requests());
    losing(copies_on(*counter.device), [&] { counter.device->put_back(counter.copy); });
    note_contest(counter, *counter.device);
    counter.till->begin_life(++counter.lives);
    counter.device->start_in(world.between(Seconds{5}, Seconds{120}));
}

void SimShop::note_contest(SimCounter& counter, SimDevice& device) {
    const auto state = device.journal_state();
    if (!state) return;
    for (const Lane lane : both_lanes) {
        const auto next = state->lane(lane).next.value();
        const auto known = counter.contested.emplace(std::pair{to_hex(state->epoch), lane}, next);
        known.first->second = std::min(known.first->second, next);
    }
}

void SimShop::begin_clone(SimCounter& counter) {
    if (counter.clone) return;
    counter.clone = make_device(counter, counter.device->image());
    note_contest(counter, *counter.clone);
    counter.clone_till = std::make_unique<SimTill>(
        world, "c" + std::to_string(world.below(1'000'000)), counter.evidence);
    counter.clone_till->begin_life(++counter.lives);
    counter.clone->start();
}

void SimShop::end_clone(SimCounter& counter) {
    if (!counter.clone) return;
    counter.clone->kill();
    counter.clone_till->settle_by(counter.clone->requests());
    counter.clone_till->give_up();
    losing(copies_on(*counter.clone), [&] { counter.clone.reset(); });
    counter.clone_till.reset();
}

void SimShop::kill_hub(bool power) {
    if (!hub.runs()) return;
    if (power) {
        hub.cut_power();
    } else {
        hub.kill();
    }
    const auto broken = hub.broken_word();
    if (!broken.empty()) blame("an ack did not hold: " + broken);
}

std::set<std::string> SimShop::ever_at_central() {
    auto ids = before_central_forgot_;
    for (const auto& [id, bytes] : hub.stored()) ids.insert(id);
    return ids;
}

void SimShop::restore_hub() {
    kill_hub(false);
    before_central_forgot_ = ever_at_central();
    losing(hub.stored(), [this] { hub.restore(); });
}

void SimShop::wipe_hub() {
    kill_hub(false);
    before_central_forgot_ = ever_at_central();
    losing(hub.stored(), [this] { hub.wipe(); });
}

// After a power cut, before the next start: no decision serves that its cursor has not reached.
void SimShop::check_pages(SimDevice& device) {
    for (const auto& feed : device.fed()) {
        for (const auto& [key, body] : feed.rows) {
            const auto cursor = hub.cursor_of(feed.position, body);
            if (cursor <= feed.position.cursor.value()) continue;
            blame("half a page: " + device.name() + " holds " + feed.position.feed + " \"" + key +
                  "\" of cursor " + std::to_string(cursor) + ", and stands at " +
                  std::to_string(feed.position.cursor.value()));
        }
    }
}

}  // namespace aisle
