// SPDX-License-Identifier: Apache-2.0
// One client's connection, as the strict broker keeps it: what it subscribed to, what is under way
// in both directions, how fast it publishes. It judges what takes more than one packet to see, and
// delivers in an order of its own where the profile's cloud keeps none. No memory beyond the
// connection. Called under the broker's lock.
#pragma once

#include "tests/support/strict_profile.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace aisle {

class StrictSession {
public:
    // `profile` and `stream` outlive it.
    StrictSession(const StrictProfile& profile, Stream& stream, ConnectPacket connect,
                  std::uint64_t seed);

    const ConnectPacket& connected() const { return connect_; }
    void cut() { stream_.cut(); }

    // ---- From the client ----
    // Fills the topic in where an alias stands for it. False: nobody said what it stands for.
    bool resolve_alias(PublishPacket& publish);
    Violations publishing(const PublishPacket& publish, MonoTime now);
    // Each PUBLISH is answered when the client has nothing more to say for the moment: so is seen
    // how many it dares to have unanswered.
    void answer(std::string bytes) { answers_ += bytes; }
    void say_answers();
    void say(std::string_view bytes) { stream_.write(bytes); }
    void acknowledged(std::uint16_t id);

    // ---- Subscriptions ----
    void subscribe(const std::string& filter) { filters_.insert(filter); }
    std::size_t filters() const { return filters_.size(); }
    bool wants(std::string_view topic) const;

    // ---- To the client ----
    void deliver(PublishPacket message);
    // A moment has passed. What was held back, so that a later message may overtake it, goes after
    // a few of them even if none came.
    void pass();
    // How often a message left before one that had come earlier, or a second time.
    std::size_t overtaken() const { return overtaken_; }
    std::size_t doubled() const { return doubled_; }

private:
    void queue(const PublishPacket& message);
    void pump();
    std::size_t chance(std::size_t below) { return static_cast<std::size_t>(random_() % below); }

    const StrictProfile& profile_;
    Stream& stream_;
    const ConnectPacket connect_;
    std::mt19937_64 random_;
    std::set<std::string> filters_;
    std::map<std::uint16_t, std::string> aliases_;
    std::set<std::string> custom_topics_;
    std::deque<std::pair<MonoTime, std::size_t>> lately_;  // publishes of the last second
    std::string answers_;
    std::size_t unanswered_ = 0;
    std::optional<PublishPacket> held_;
    int held_for_ = 0;
    std::deque<PublishPacket> waiting_;
    std::set<std::uint16_t> under_way_;
    std::uint16_t last_id_ = 0;
    std::size_t overtaken_ = 0;
    std::size_t doubled_ = 0;
};

}  // namespace aisle
