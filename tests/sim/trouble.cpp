// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/trouble.hpp"

namespace aisle {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

std::string clock_text(Micros at) {
    const auto seconds = at.count() / 1'000'000;
    const auto two = [](std::int64_t number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    return std::to_string(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60);
}

}  // namespace

bool Trouble::strike(Mishap fault) {
    switch (fault) {
        case Mishap::line_cut:
        case Mishap::half_open:
        case Mishap::broker_restart:
            return harm_line(fault);
        case Mishap::slow:
        case Mishap::broker_away:
        case Mishap::kicks:
        case Mishap::twice:
        case Mishap::acks_lost:
        case Mishap::batches_lost:
            return harm_weather(fault);
        case Mishap::device_killed:
        case Mishap::device_stopped:
        case Mishap::power_cut:
        case Mishap::power_cut_at_call:
            return harm_process(fault);
        case Mishap::disk_full:
        case Mishap::disk_fails:
            return harm_disk(fault);
        case Mishap::clock_jump:
            return jump_clock();
        case Mishap::disk_put_back:
        case Mishap::clone:
            return harm_identity(fault);
        case Mishap::hub_killed:
        case Mishap::hub_power_cut:
        case Mishap::hub_restored:
        case Mishap::hub_wiped:
            return harm_hub(fault);
        case Mishap::hub_clock_jump:
            return jump_hub_clock();
    }
    return false;
}

void Trouble::tell(Mishap fault, const std::string& about) {
    auto text = clock_text(shop_.world.now()) + " " + std::string(to_string(fault));
    if (!about.empty()) text += ": " + about;
    shop_.lines.tell(text);
    shop_.world.note(text);
    told_.push_back(std::move(text));
}

SimCounter& Trouble::some_counter() {
    return *shop_.counters[shop_.world.below(shop_.counters.size())];
}

std::string Trouble::some_line() {
    if (hub_line_ && shop_.world.one_in(4)) return "hub";
    return some_counter().name;
}

void Trouble::until(Micros time, Function<void()> calm) {
    shop_.world.after(time, [this, calm = std::move(calm)]() mutable {
        if (!over_) calm();
    });
}

// ---- Lines ----

bool Trouble::harm_line(Mishap fault) {
    if (fault == Mishap::broker_restart) {
        tell(fault, "");
        shop_.broker.restart();
        return true;
    }
    const auto line = some_line();
    const bool struck =
        fault == Mishap::half_open ? shop_.broker.silence(line) : shop_.broker.cut(line);
    if (struck) tell(fault, line);
    return struck;
}

bool Trouble::harm_weather(Mishap fault) {
    auto& world = shop_.world;
    auto& weather = shop_.broker.weather;
    const auto lasts = world.between(Seconds{20}, minutes(20));
    std::string about = "for " + std::to_string(lasts.count() / 1'000'000) + " s";
    switch (fault) {
        case Mishap::slow:
            weather.delay_most = world.between(Seconds{1}, Seconds{15});
            weather.delay_least = weather.delay_most / 2;
            until(lasts, [&weather] {
                weather.delay_least = SimWeather{}.delay_least;
                weather.delay_most = SimWeather{}.delay_most;
            });
            break;
        case Mishap::broker_away:
            weather.away = true;
            shop_.broker.restart();
            until(lasts, [&weather] { weather.away = false; });
            break;
        case Mishap::kicks:
            weather.kicks = true;
            shop_.broker.cut("");
            until(lasts, [&weather] { weather.kicks = false; });
            break;
        case Mishap::twice:
            weather.twice_one_in = 1 + world.below(8);
            until(lasts, [&weather] { weather.twice_one_in = 0; });
            break;
        default: {
            static constexpr std::array down{"ack", "welcome", "page"};
            static constexpr std::array up{"journal", "hello", "want"};
            const auto& words = fault == Mishap::acks_lost ? down : up;
            const std::string word = words[world.below(words.size())];
            weather.dropped.insert(word);
            about = word + " " + about;
            until(lasts, [&weather, word] { weather.dropped.erase(word); });
        }
    }
    tell(fault, about);
    return true;
}

// ---- Devices ----

bool Trouble::harm_process(Mishap fault) {
    auto& world = shop_.world;
    auto& device = *some_counter().device;
    if (!device.runs()) return false;
    if (fault == Mishap::power_cut_at_call) {
        const auto nth = 1 + world.below(80);
        tell(fault, device.name() + ", call " + std::to_string(nth));
        device.cut_power_at_call(nth);
        return true;
    }
    tell(fault, device.name());
    if (fault == Mishap::power_cut) {
        device.cut_power();
    } else if (fault == Mishap::device_stopped) {
        device.stop();
    } else {
        device.kill();
    }
    // A supervisor is quick, power may be away for long.
    const bool quick = fault != Mishap::power_cut || world.one_in(2);
    device.start_in(quick ? world.between(Seconds{1}, Seconds{20})
                          : world.between(minutes(1), minutes(40)));
    return true;
}

bool Trouble::harm_disk(Mishap fault) {
    auto& world = shop_.world;
    auto& device = *some_counter().device;
    if (!device.runs()) return false;
    if (fault == Mishap::disk_full) {
        const auto left = world.below(64 * KiB);
        tell(fault, device.name() + ", " + std::to_string(left) + " bytes left");
        device.fill_disk(left);
        until(world.between(minutes(1), minutes(30)), [&device] { device.empty_disk(); });
        return true;
    }
    static constexpr std::array calls{DiskCall::open,     DiskCall::read, DiskCall::write,
                                      DiskCall::truncate, DiskCall::sync, DiskCall::remove};
    const auto call = calls[world.below(calls.size())];
    const auto nth = 1 + world.below(30);
    if (!device.fail_call({.call = call, .nth = nth, .answer = DiskAnswer::failed})) return false;
    tell(fault, device.name() + ", kind " + std::to_string(static_cast<int>(call)) + ", call " +
                    std::to_string(nth));
    until(minutes(30), [&device] { device.heal(); });
    return true;
}

bool Trouble::jump_clock() {
    auto& world = shop_.world;
    auto& device = *some_counter().device;
    auto& clock = device.clock();
    switch (world.below(4)) {
        case 0:
            clock.set_wall(WallTime{Seconds{world.below(1000)}});
            break;
        case 1:
            clock.set_off(clock.off() + hours(5 * 365 * 24));
            break;
        case 2:
            clock.set_off(clock.off() - world.between(Seconds{1}, hours(30)));
            break;
        default:
            clock.set_off(Micros{0});
    }
    const bool right = clock.off() == Micros{0};
    device.set_synced(right);
    tell(Mishap::clock_jump,
         device.name() + ", off by " + std::to_string(clock.off().count() / 1'000'000) + " s");
    if (world.one_in(2)) return true;
    until(world.between(minutes(5), hours(2)), [&device, &clock] {
        clock.set_off(Micros{0});
        device.set_synced(true);
    });
    return true;
}

bool Trouble::harm_identity(Mishap fault) {
    auto& world = shop_.world;
    auto& counter = some_counter();
    if (fault == Mishap::clone) {
        if (counter.clone || !counter.device->runs()) return false;
        tell(fault, counter.name);
        shop_.begin_clone(counter);
        until(world.between(minutes(5), minutes(60)),
              [this, &counter] { shop_.end_clone(counter); });
        return true;
    }
    if (counter.copy.empty()) return false;
    tell(fault, counter.name);
    shop_.put_back(counter);
    return true;
}

// ---- Central ----

bool Trouble::harm_hub(Mishap fault) {
    auto& world = shop_.world;
    if (!shop_.hub.runs()) return false;
    if (fault == Mishap::hub_restored && !shop_.hub.copy_is_noticed()) return false;
    tell(fault, "");
    if (fault == Mishap::hub_restored) {
        shop_.restore_hub();
    } else if (fault == Mishap::hub_wiped) {
        shop_.wipe_hub();
    } else {
        shop_.kill_hub(fault == Mishap::hub_power_cut);
    }
    until(world.between(Seconds{1}, world.one_in(3) ? minutes(40) : minutes(2)),
          [this] { shop_.start_hub(); });
    return true;
}

bool Trouble::jump_hub_clock() {
    auto& world = shop_.world;
    auto& clock = shop_.hub.clock();
    const auto off =
        world.one_in(2) ? Micros{hours(5 * 365 * 24)} : -world.between(hours(2), hours(30 * 24));
    clock.set_off(off);
    tell(Mishap::hub_clock_jump, "off by " + std::to_string(off.count() / 1'000'000) + " s");
    until(world.between(minutes(5), hours(2)), [&clock] { clock.set_off(Micros{0}); });
    return true;
}

// ---- The end ----

void Trouble::end() {
    over_ = true;
    shop_.broker.weather = {};
    shop_.hub.clock().set_off(Micros{0});
    shop_.start_hub();
    for (auto& counter : shop_.counters) {
        shop_.end_clone(*counter);
        counter->device->empty_disk();
        counter->device->disarm();
        counter->device->start_in(Seconds{1});
    }
}

}  // namespace aisle
