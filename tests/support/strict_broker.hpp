// SPDX-License-Identifier: Apache-2.0
// A small MQTT broker that takes nothing its profile's cloud would not take, and writes down every
// packet that such a cloud would refuse. It has two doors. Devices come through the one that the
// profile guards; central comes through the other, as a cloud's rule engine or bridge would serve
// it: unguarded, and under central's own names of topics. It keeps no session and no queue: who
// is not there hears nothing. Real sockets; time is told by the clock it is given.
// Threads: one for each connection, all under one lock; calls from any thread.
#pragma once

#include "tests/support/strict_session.hpp"

#include <iosfwd>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace aisle {

struct StrictOptions {
    StrictProfile profile = open_profile();
    std::uint64_t seed = 1;
    // A device's topic, and what central calls it. What is not in here has one name.
    std::map<std::string, std::string> rules{};
    // Of what devices publish on a topic of theirs, the messages of these numbers (from 1) are
    // answered and lost.
    std::map<std::string, std::set<std::size_t>> forgets{};
    // Device connections that end, with what they subscribed to, after so many publishes each.
    std::vector<std::size_t> cuts{};
    const Clock* clock = nullptr;  // by which it counts seconds; null: the system's
};

// What the broker has done of itself, so that a test knows that it was tried.
struct StrictTally {
    std::size_t connects = 0;
    std::size_t publishes = 0;
    std::size_t overtaken = 0;
    std::size_t doubled = 0;
    std::size_t forgotten = 0;
    std::size_t cuts = 0;
};
std::ostream& operator<<(std::ostream& out, const StrictTally& tally);

class StrictBroker {
public:
    explicit StrictBroker(StrictOptions options);

    std::uint16_t device_port() const { return devices_.port(); }
    std::uint16_t central_port() const { return central_.port(); }
    // "filters-per-subscribe: 9", as they came.
    std::vector<std::string> violations() const;
    StrictTally tally() const;

private:
    struct Client {
        StrictSession session;
        bool device;
        std::size_t publishes = 0;
        std::size_t cut_after = 0;  // 0: never
        bool orderly = false;
    };
    using Lock = std::lock_guard<std::mutex>;

    void serve(Stream& stream, bool device);
    // Null when it is turned away.
    Client* admit(Stream& stream, const ConnectPacket& connect, bool device);
    void leave(Client& client);
    // False ends the connection.
    bool take(Client& client, const Packet& packet);
    bool take_publish(Client& client, const Packet& packet);
    bool take_subscribe(Client& client, const Packet& packet);
    bool take_unsubscribe(Client& client, const Packet& packet);
    bool take_answer(Client& client, const Packet& packet);
    void route(PublishPacket message, bool from_device);
    void replace(const std::string& client_id, bool device);
    // The gravest of what the cloud does about them; they are written down.
    enum class Mercy { none, silent, let_pass };
    Mercy note(const Violations& found, const std::string& client_id);
    std::string welcome(const ConnectPacket& connect, const StrictProfile& profile) const;

    StrictOptions options_;
    StrictProfile central_profile_;
    std::map<std::string, std::string> to_device_;
    SystemClock system_clock_;
    const Clock& clock_;
    mutable std::mutex mutex_;
    std::list<Client> clients_;
    std::map<std::string, MonoTime> last_connect_;
    std::map<std::string, PublishPacket> retained_;
    std::vector<std::string> violations_;
    std::map<std::string, std::size_t> published_;  // by devices, on each topic
    StrictTally tally_;
    LoopbackServer devices_;
    LoopbackServer central_;
};

}  // namespace aisle
