// SPDX-License-Identifier: Apache-2.0
// The hub's shell: a link to the broker on one side, Central on the other, one thread. What arrives
// while a commit runs is the next group, so batching needs no timer and no knob. Nothing is sent
// before the commit that it speaks of. What is lost on the way (a full box, a broken link) is asked
// for again by the devices.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/function.hpp"
#include "agent/base/log.hpp"
#include "agent/base/time.hpp"
#include "sync/backoff.hpp"
#include "sync/link.hpp"
#include "sync/version_memory.hpp"
#include "tools/hub/central.hpp"
#include "tools/hub/incarnation.hpp"

#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// "aisle/v1/up/s0042-pos1/journal" under the root "aisle/v1". Nothing when it is no such topic.
std::optional<FromDevice> parse_up_topic(std::string_view root, std::string_view topic);
// What a hub subscribes to: shared between workers on MQTT 5, status apart, for a shared
// subscription brings no retained messages.
std::vector<std::string> hub_filters(std::string_view root, MqttVersion version);

struct HubOptions {
    LinkTarget target;
    std::string root = "aisle/v1";
    VersionPreference version = VersionPreference::automatic;
};

struct HubParts {
    Central& central;
    IncarnationMark& incarnation;
    Link& link;
    const Clock& clock;
    Entropy& entropy;
    Log log;
    Post post;                             // to the hub's own thread
    Function<void(MonoTime)> wake_at;      // when to call tick() next
    Function<void(const Error&)> stopped;  // once: the database failed for good
};

class Hub final : public LinkEvents {
public:
    Hub(HubOptions options, HubParts parts);

    void start();
    void tick();
    // Leaves the broker, stores what has arrived, moves the mark.
    void stop();

    void link_up(const LinkLimits& limits) override;
    void link_down(const LinkDown& down) override;
    void link_subscribed(const SubscribeOutcome& outcome) override;
    void link_published(std::uint64_t token, PublishOutcome outcome) override;
    void link_message(std::string topic, std::string payload) override;

private:
    struct Waiting {
        HubMessage message;
        bool due = false;  // of Central::due()
    };
    void connect();
    void lose(const std::string& why);
    void work();
    void take_group();
    void send(std::vector<HubMessage> messages, bool due);
    void flush();
    void tell_due();
    void move_mark();
    void fail(const Error& error);
    void wake();

    HubOptions options_;
    HubParts parts_;
    Backoff backoff_;
    VersionMemory versions_;
    MqttVersion version_ = MqttVersion::v5;
    enum class State { stopped, waiting, connecting, up } state_ = State::stopped;
    MonoTime due_{};  // to connect again

    std::deque<FromDevice> inbox_;
    bool work_posted_ = false;
    std::deque<Waiting> outbox_;
    std::uint64_t last_token_ = 0;
    std::set<std::uint64_t> in_flight_;
    std::set<std::uint64_t> due_in_flight_;
    std::size_t due_waiting_ = 0;
    bool due_open_ = false;    // told, and not yet marked as sent
    bool due_failed_ = false;  // some of it did not go out
    MonoTime looked_{};
    MonoTime marked_{};
    bool stored_since_mark_ = false;
};

}  // namespace aisle
