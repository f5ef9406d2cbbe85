// SPDX-License-Identifier: Apache-2.0
// A broker in memory, and the lines to it. It does what MQTT promises and nothing more: QoS 1 with
// PUBACK within one connection, retained messages, a will, one connection a client id. What it
// remembers it may forget; whatever is under way when a line breaks is lost from some point on, or
// arrives late, when its sender has long connected again. One World, one thread.
#pragma once

#include "sync/link.hpp"
#include "tests/sim/world.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// One connection, both ends of it.
struct Wire {
    std::string client;
    LinkEvents* events = nullptr;  // null once the client does not listen any more
    std::optional<WillMessage> will;
    Micros keep_alive{0};
    std::vector<std::string> filters;
    bool up = false;        // the client was told so
    bool attached = false;  // the broker serves it
    bool silent = false;    // half open: nothing arrives, either way
    Micros late_until{0};   // what was sent before the break arrives up to here
    bool broken = false;
    Micros up_free{0};  // when the next thing may arrive, so that one follows the other
    Micros down_free{0};
};

// How it is on the lines and at the broker for now.
struct SimWeather {
    Micros delay_least = Millis{1};
    Micros delay_most = Millis{80};
    std::uint64_t twice_one_in = 0;  // messages delivered a second time, later; 0: none
    bool away = false;               // no connection is accepted
    bool kicks = false;              // each connection is broken right after it was accepted
    // Last words of topics that are taken, acknowledged and dropped.
    std::set<std::string, std::less<>> dropped;
};

class SimBroker {
public:
    explicit SimBroker(World& world) : world_(world) {}

    SimWeather weather;
    bool tells_nobody = false;  // says of a publish that nobody listens, as MQTT 5 may

    // ---- What the links say ----

    std::shared_ptr<Wire> dial(const LinkTarget& target, LinkEvents& events);
    void send_subscribe(const std::shared_ptr<Wire>& wire, std::vector<std::string> filters);
    void send_publish(const std::shared_ptr<Wire>& wire, Outgoing message);
    void say_goodbye(const std::shared_ptr<Wire>& wire);
    void hang_up(const std::shared_ptr<Wire>& wire);

    // ---- What goes wrong ----

    // The line of this client breaks; both sides see it. An empty name: every line. False when
    // there was none.
    bool cut(std::string_view client);
    // Nobody sees anything until it has waited long enough. False when there was no line.
    bool silence(std::string_view client);
    // It comes back without sessions, queues and retained messages.
    void restart();

    // When a client was accepted.
    const std::vector<Micros>& connect_times(const std::string& client) {
        return connects_[client];
    }

private:
    using WirePtr = std::shared_ptr<Wire>;
    Micros delay() { return world_.between(weather.delay_least, weather.delay_most); }
    void send_up(const WirePtr& wire, Function<void()> arrives);
    void send_down(const WirePtr& wire, Function<void(LinkEvents&)> arrives);
    void accept(const WirePtr& wire);
    void subscribed(const WirePtr& wire, const std::vector<std::string>& filters);
    void take(const WirePtr& wire, const Outgoing& message);
    // To how many it goes.
    std::size_t route(const std::string& topic, const std::string& payload);
    void deliver(const WirePtr& to, const std::string& topic, const std::string& payload);
    void break_line(const WirePtr& wire, LinkLoss loss);
    void detach(const WirePtr& wire, bool with_will);
    bool drops(std::string_view topic) const;

    World& world_;
    std::map<std::string, WirePtr, std::less<>> served_;  // by client id
    std::map<std::string, std::string> retained_;
    std::map<std::string, std::vector<Micros>> connects_;
};

// Whether an MQTT filter, perhaps of a shared subscription, takes this topic.
bool filter_takes(std::string_view filter, std::string_view topic);

}  // namespace aisle
