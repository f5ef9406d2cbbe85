// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_broker.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::string_view shared = "$share/";

std::string_view next_level(std::string_view& text) {
    const auto slash = text.find('/');
    const auto level = text.substr(0, slash);
    text.remove_prefix(slash == std::string_view::npos ? text.size() : slash + 1);
    return level;
}

}  // namespace

bool filter_takes(std::string_view filter, std::string_view topic) {
    if (filter.starts_with(shared)) {
        filter.remove_prefix(shared.size());
        next_level(filter);  // the name of the group
    }
    while (!filter.empty() && !topic.empty()) {
        const auto wanted = next_level(filter);
        const auto level = next_level(topic);
        if (wanted == "#") return true;
        if (wanted != "+" && wanted != level) return false;
    }
    return filter.empty() && topic.empty();
}

// ---- Lines ----

// One thing follows the other. What is under way when the line breaks arrives only as far as the
// broker had it in its hands already.
void SimBroker::send_up(const WirePtr& wire, Function<void()> arrives) {
    wire->up_free = std::max(wire->up_free + Micros{1}, world_.now() + delay());
    world_.after(wire->up_free - world_.now(),
                 [this, wire, arrives = std::move(arrives)]() mutable {
                     if (wire->silent) return;
                     if (wire->broken && world_.now() > wire->late_until) return;
                     arrives();
                 });
}

void SimBroker::send_down(const WirePtr& wire, Function<void(LinkEvents&)> arrives) {
    wire->down_free = std::max(wire->down_free + Micros{1}, world_.now() + delay());
    world_.after(wire->down_free - world_.now(), [wire, arrives = std::move(arrives)]() mutable {
        if (wire->silent || wire->broken || wire->events == nullptr) return;
        arrives(*wire->events);
    });
}

std::shared_ptr<Wire> SimBroker::dial(const LinkTarget& target, LinkEvents& events) {
    auto wire = std::make_shared<Wire>();
    wire->client = target.client_id;
    wire->events = &events;
    wire->will = target.will;
    wire->keep_alive = target.keep_alive;
    send_up(wire, [this, wire] { accept(wire); });
    return wire;
}

void SimBroker::accept(const WirePtr& wire) {
    if (wire->broken) return;
    if (weather.away) {
        send_down(wire, [wire](LinkEvents& events) {
            wire->events = nullptr;
            events.link_down({LinkLoss::unreachable, 0, "nobody answers"});
        });
        return;
    }
    const auto before = served_.find(wire->client);
    if (before != served_.end()) break_line(WirePtr(before->second), LinkLoss::taken_over);
    served_[wire->client] = wire;
    wire->attached = true;
    connects_[wire->client].push_back(world_.now());
    world_.note("connect", wire->client);
    send_down(wire, [wire](LinkEvents& events) {
        wire->up = true;
        events.link_up({});
    });
    if (!weather.kicks) return;
    world_.after(delay() * 4, [this, wire] { break_line(wire, LinkLoss::server_disconnect); });
}

void SimBroker::send_subscribe(const WirePtr& wire, std::vector<std::string> filters) {
    send_up(wire, [this, wire, filters = std::move(filters)] { subscribed(wire, filters); });
}

void SimBroker::subscribed(const WirePtr& wire, const std::vector<std::string>& filters) {
    if (!wire->attached) return;
    wire->filters.insert(wire->filters.end(), filters.begin(), filters.end());
    send_down(wire, [](LinkEvents& events) { events.link_subscribed({true, ""}); });
    for (const auto& filter : filters) {
        if (filter.starts_with(shared)) continue;
        for (const auto& [topic, payload] : retained_) {
            if (filter_takes(filter, topic)) deliver(wire, topic, payload);
        }
    }
}

// ---- Messages ----

bool SimBroker::drops(std::string_view topic) const {
    return weather.dropped.contains(topic.substr(topic.rfind('/') + 1));
}

void SimBroker::send_publish(const WirePtr& wire, Outgoing message) {
    send_up(wire, [this, wire, message = std::move(message)] { take(wire, message); });
}

void SimBroker::take(const WirePtr& wire, const Outgoing& message) {
    world_.note(message.topic, message.payload);
    const bool taken = !drops(message.topic);
    if (taken && message.retain) retained_[message.topic] = message.payload;
    const auto listeners = taken ? route(message.topic, message.payload) : 1;
    const bool nobody = listeners == 0 && tells_nobody;
    const auto outcome = nobody ? PublishOutcome::no_subscriber : PublishOutcome::accepted;
    send_down(wire, [token = message.token, outcome](LinkEvents& events) {
        events.link_published(token, outcome);
    });
}

std::size_t SimBroker::route(const std::string& topic, const std::string& payload) {
    std::size_t count = 0;
    for (const auto& [client, wire] : served_) {
        const bool wanted =
            std::any_of(wire->filters.begin(), wire->filters.end(),
                        [&](const std::string& filter) { return filter_takes(filter, topic); });
        if (!wanted) continue;
        ++count;
        deliver(wire, topic, payload);
    }
    return count;
}

// A second copy comes on the same connection, whatever came in between.
void SimBroker::deliver(const WirePtr& to, const std::string& topic, const std::string& payload) {
    send_down(to, [topic, payload](LinkEvents& events) { events.link_message(topic, payload); });
    if (weather.twice_one_in == 0 || !world_.one_in(weather.twice_one_in)) return;
    world_.after(world_.between(Millis{1}, Seconds{20}), [this, to, topic, payload] {
        send_down(to,
                  [topic, payload](LinkEvents& events) { events.link_message(topic, payload); });
    });
}

// ---- Ends ----

void SimBroker::detach(const WirePtr& wire, bool with_will) {
    if (!std::exchange(wire->attached, false)) return;
    const auto served = served_.find(wire->client);
    if (served != served_.end() && served->second == wire) served_.erase(served);
    if (!with_will || !wire->will) return;
    if (wire->will->retain) retained_[wire->will->topic] = wire->will->payload;
    route(wire->will->topic, wire->will->payload);
}

// In order: what was published before is still sent.
void SimBroker::say_goodbye(const WirePtr& wire) {
    wire->events = nullptr;
    wire->up = false;
    send_up(wire, [this, wire] { detach(wire, false); });
    // Of a silent line the broker hears no goodbye.
    world_.after(wire->keep_alive * 2, [this, wire] { detach(wire, true); });
}

void SimBroker::hang_up(const WirePtr& wire) {
    wire->events = nullptr;
    break_line(wire, LinkLoss::lost);
}

void SimBroker::break_line(const WirePtr& wire, LinkLoss loss) {
    if (std::exchange(wire->broken, true)) return;
    wire->up = false;
    if (world_.one_in(3)) wire->late_until = world_.now() + world_.between(Micros{0}, Seconds{30});
    world_.after(delay(), [wire, loss] {
        auto* events = std::exchange(wire->events, nullptr);
        if (events != nullptr) events->link_down({loss, 0, std::string(to_string(loss))});
    });
    if (loss == LinkLoss::taken_over) return detach(wire, true);
    world_.after(delay(), [this, wire] { detach(wire, true); });
}

bool SimBroker::cut(std::string_view client) {
    bool any = false;
    for (const auto& [name, wire] : std::map(served_)) {
        if (!client.empty() && name != client) continue;
        break_line(wire, LinkLoss::lost);
        any = true;
    }
    return any;
}

bool SimBroker::silence(std::string_view client) {
    const auto served = served_.find(client);
    if (served == served_.end()) return false;
    const WirePtr wire = served->second;
    wire->silent = true;
    const auto notices = wire->keep_alive + wire->keep_alive / 2;
    world_.after(notices + delay(), [this, wire] { break_line(wire, LinkLoss::lost); });
    return true;
}

void SimBroker::restart() {
    retained_.clear();
    for (const auto& [name, wire] : std::map(served_)) {
        wire->will.reset();
        break_line(wire, LinkLoss::lost);
        wire->late_until = Micros{0};
        detach(wire, false);
    }
}

}  // namespace aisle
