// SPDX-License-Identifier: Apache-2.0
#include "tests/support/strict_session.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

constexpr Micros a_second = Seconds{1};
constexpr std::size_t holds_back_one_in = 3;
constexpr int moments_held = 3;

}  // namespace

StrictSession::StrictSession(const StrictProfile& profile, Stream& stream, ConnectPacket connect,
                             std::uint64_t seed)
    : profile_(profile), stream_(stream), connect_(std::move(connect)), random_(seed) {}

bool StrictSession::resolve_alias(PublishPacket& publish) {
    const auto alias = publish.properties.topic_alias;
    if (alias == 0) return !publish.topic.empty();
    if (!publish.topic.empty()) aliases_[alias] = publish.topic;
    publish.topic = aliases_[alias];
    return !publish.topic.empty();
}

Violations StrictSession::publishing(const PublishPacket& publish, MonoTime now) {
    Violations found;
    const auto require = [&](bool fine, const char* rule, std::size_t figure) {
        if (!fine) found.push_back({rule, std::to_string(figure), Refusal::close});
    };
    if (publish.qos > 0) ++unanswered_;
    require(unanswered_ <= profile_.in_flight_max, "in-flight", unanswered_);

    lately_.emplace_back(now, publish.payload.size());
    while (now - lately_.front().first >= a_second) lately_.pop_front();
    std::size_t bytes = 0;
    for (const auto& [when, size] : lately_) bytes += size;
    require(lately_.size() <= profile_.publishes_per_second, "publishes-per-second",
            lately_.size());
    require(bytes <= profile_.bytes_per_second, "bytes-per-second", bytes);

    const auto custom = filled(profile_.custom_prefix, connect_.client_id);
    if (!custom.empty() && publish.topic.starts_with(custom)) custom_topics_.insert(publish.topic);
    for (const auto& filter : filters_) {
        if (!custom.empty() && filter.starts_with(custom)) custom_topics_.insert(filter);
    }
    require(custom_topics_.size() <= profile_.custom_topics_max, "custom-topics",
            custom_topics_.size());
    return found;
}

void StrictSession::say_answers() {
    unanswered_ = 0;
    stream_.write(std::exchange(answers_, {}));
}

void StrictSession::acknowledged(std::uint16_t id) {
    under_way_.erase(id);
    pump();
}

bool StrictSession::wants(std::string_view topic) const {
    return std::any_of(filters_.begin(), filters_.end(),
                       [topic](const std::string& filter) { return topic_matches(filter, topic); });
}

void StrictSession::deliver(PublishPacket message) {
    if (profile_.reorders && !held_ && chance(holds_back_one_in) == 0) {
        held_ = std::move(message);
        held_for_ = 0;
        return;
    }
    queue(message);
    if (held_) {
        ++overtaken_;
        queue(*std::exchange(held_, std::nullopt));
    }
    pump();
}

void StrictSession::pass() {
    if (!held_ || ++held_for_ < moments_held) return;
    queue(*std::exchange(held_, std::nullopt));
    pump();
}

void StrictSession::queue(const PublishPacket& message) {
    waiting_.push_back(message);
    const auto one_in = profile_.doubles_one_in;
    if (one_in == 0 || chance(one_in) != 0) return;
    waiting_.push_back(message);
    ++doubled_;
}

void StrictSession::pump() {
    const auto room = std::min(connect_.properties.receive_maximum, profile_.in_flight_max);
    while (!waiting_.empty() && under_way_.size() < room) {
        auto message = std::move(waiting_.front());
        waiting_.pop_front();
        do {
            ++last_id_;
        } while (last_id_ == 0 || under_way_.contains(last_id_));
        message.id = last_id_;
        message.qos = 1;
        under_way_.insert(message.id);
        stream_.write(publish_bytes(message, connect_.five));
    }
}

}  // namespace aisle
