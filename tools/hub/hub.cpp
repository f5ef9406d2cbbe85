// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/hub.hpp"

#include "tools/hub/bounds.hpp"

#include <algorithm>

namespace aisle {
namespace {

// Half of what a link takes at once, so that its bound is never met.
constexpr std::size_t publishes_in_flight_max = link_publishes_max / 2;
constexpr Seconds reconnect_cap{15};

}  // namespace

std::optional<FromDevice> parse_up_topic(std::string_view root, std::string_view topic) {
    if (!topic.starts_with(root)) return std::nullopt;
    topic.remove_prefix(root.size());
    if (!topic.starts_with("/up/")) return std::nullopt;
    topic.remove_prefix(4);
    const auto slash = topic.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto kind = parse_up_kind(topic.substr(slash + 1));
    if (!kind || !is_device_name(topic.substr(0, slash))) return std::nullopt;
    return FromDevice{std::string(topic.substr(0, slash)), *kind, {}};
}

std::vector<std::string> hub_filters(std::string_view root, MqttVersion version) {
    const std::string up = std::string(root) + "/up/+/";
    const std::string shared = version == MqttVersion::v5 ? "$share/hub/" + up : up;
    std::vector<std::string> filters{up + "status"};
    for (const char* kind : {"hello", "journal", "want", "ask", "report"}) {
        filters.push_back(shared + kind);
    }
    return filters;
}

Hub::Hub(HubOptions options, HubParts parts)
    : options_(std::move(options)),
      parts_(std::move(parts)),
      backoff_(reconnect_cap, parts_.entropy),
      versions_(options_.version) {}

void Hub::start() {
    marked_ = looked_ = parts_.clock.mono();
    connect();
    wake();
}

// ---- The link ----

void Hub::connect() {
    const auto now = parts_.clock.mono();
    state_ = State::connecting;
    version_ = versions_.next(now);
    due_ = now + connect_patience;
    options_.target.version = version_;
    parts_.link.open(options_.target, *this);
}

void Hub::link_up(const LinkLimits&) {
    versions_.connected();
    parts_.link.subscribe(hub_filters(options_.root, version_));
}

void Hub::link_subscribed(const SubscribeOutcome& outcome) {
    if (!outcome.ok) {
        parts_.link.close();
        return lose("the broker refuses our subscriptions: " + outcome.text);
    }
    state_ = State::up;
    backoff_.began(parts_.clock.mono());
    parts_.log.info("hub.connected", {{"broker", options_.target.url.text()}});
    wake();
}

void Hub::link_down(const LinkDown& down) {
    if (versions_.failed(version_, down.loss, parts_.clock.mono())) {
        parts_.log.info("hub.version_3_1_1", {});
    }
    lose(down.text);
}

// What waited for the broker is forgotten: after a break the devices greet anew.
void Hub::lose(const std::string& why) {
    if (state_ == State::stopped) return;
    parts_.log.warn("hub.disconnected", {{"why", why}});
    const auto now = parts_.clock.mono();
    backoff_.ended(now);
    outbox_.clear();
    in_flight_.clear();
    due_in_flight_.clear();
    due_waiting_ = 0;
    due_open_ = false;
    state_ = State::waiting;
    due_ = now + backoff_.next();
    wake();
}

void Hub::link_message(std::string topic, std::string payload) {
    auto message = parse_up_topic(options_.root, topic);
    if (!message) return;
    if (inbox_.size() >= hub_inbox_max) {
        parts_.log.warn("hub.inbox_full", {{"device", message->device}});
        return;
    }
    message->payload = std::move(payload);
    inbox_.push_back(std::move(*message));
    work();
}

// ---- Storing ----

// Behind what else has arrived already, so that a group is all that did while the last one ran.
void Hub::work() {
    if (work_posted_ || inbox_.empty()) return;
    work_posted_ = true;
    parts_.post([this] {
        work_posted_ = false;
        if (state_ == State::stopped) return;
        take_group();
        work();
    });
}

void Hub::take_group() {
    std::vector<FromDevice> group;
    while (!inbox_.empty() && group.size() < hub_group_max) {
        group.push_back(std::move(inbox_.front()));
        inbox_.pop_front();
    }
    if (group.empty()) return;
    auto answers = parts_.central.handle(group, parts_.clock.wall());
    if (!answers) return fail(answers.error());
    stored_since_mark_ = true;
    send(std::move(*answers), false);
}

// No room and a busy database pass, and the devices send again. Anything else is final.
void Hub::fail(const Error& error) {
    parts_.log.error("hub.not_stored", {{"why", error.what()}});
    if (error.kind() == Errc::full || error.kind() == Errc::unavailable) return;
    if (state_ == State::stopped) return;
    state_ = State::stopped;
    parts_.link.close();
    parts_.stopped(error);
}

// ---- Sending ----

void Hub::send(std::vector<HubMessage> messages, bool due) {
    if (state_ != State::up) return;
    for (auto& message : messages) {
        if (!due && outbox_.size() >= hub_outbox_max) {
            parts_.log.warn("hub.outbox_full", {{"topic", message.topic}});
            break;
        }
        due_waiting_ += due ? 1U : 0U;
        outbox_.push_back({std::move(message), due});
    }
    flush();
}

void Hub::flush() {
    while (!outbox_.empty() && in_flight_.size() < publishes_in_flight_max) {
        auto& [message, due] = outbox_.front();
        in_flight_.insert(++last_token_);
        if (due) {
            due_in_flight_.insert(last_token_);
            --due_waiting_;
        }
        parts_.link.publish(
            {options_.root + "/" + message.topic, std::move(message.payload), false, last_token_});
        outbox_.pop_front();
    }
}

void Hub::link_published(std::uint64_t token, PublishOutcome outcome) {
    in_flight_.erase(token);
    if (due_in_flight_.erase(token) > 0) {
        // Nobody there to hear it is fine: who comes later is told by a welcome.
        due_failed_ = due_failed_ || (outcome != PublishOutcome::accepted &&
                                      outcome != PublishOutcome::no_subscriber);
    }
    flush();
    if (!due_open_ || due_waiting_ > 0 || !due_in_flight_.empty()) return;
    due_open_ = false;
    if (due_failed_) return;  // still due: told again at the next look
    if (const auto marked = parts_.central.due_is_sent(); !marked) fail(marked.error());
}

void Hub::tell_due() {
    if (state_ != State::up || due_open_) return;
    auto due = parts_.central.due(parts_.clock.wall());
    if (!due) return fail(due.error());
    due_failed_ = false;
    if (due->empty()) {
        // Devices that never said hello, feeds that nobody follows yet: there is nobody to tell.
        if (const auto marked = parts_.central.due_is_sent(); !marked) fail(marked.error());
        return;
    }
    due_open_ = true;
    send(std::move(*due), true);
}

// ---- Time ----

void Hub::tick() {
    const auto now = parts_.clock.mono();
    if (state_ == State::stopped) return;
    if (state_ == State::waiting && now >= due_) connect();
    if (state_ == State::connecting && now >= due_) {
        parts_.link.close();
        lose("the broker did not answer in time");
    }
    if (now - looked_ >= hub_poll) {
        looked_ = now;
        tell_due();
    }
    if (now - marked_ >= hub_mark_interval) {
        marked_ = now;
        move_mark();
    }
    wake();
}

void Hub::move_mark() {
    if (!std::exchange(stored_since_mark_, false)) return;
    if (const auto moved = parts_.incarnation.move(); !moved) fail(moved.error());
}

void Hub::wake() {
    if (state_ == State::stopped) return;
    MonoTime next = looked_ + hub_poll;
    if (state_ != State::up) next = std::min(next, due_);
    parts_.wake_at(next);
}

void Hub::stop() {
    if (state_ == State::stopped) return;
    parts_.link.close();
    state_ = State::waiting;
    while (!inbox_.empty()) take_group();
    if (const auto moved = parts_.incarnation.move(); !moved) {
        parts_.log.error("hub.mark_not_moved", {{"why", moved.error().what()}});
    }
    state_ = State::stopped;
    parts_.log.info("hub.stopped", {});
}

}  // namespace aisle
