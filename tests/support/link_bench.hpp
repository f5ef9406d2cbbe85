// SPDX-License-Identifier: Apache-2.0
// A link on a test's own thread, with words for what tests do with it.
#pragma once

#include "sync/paho_link.hpp"
#include "tests/support/link_recorder.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/test_loop.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aisle {

class LinkBench {
public:
    // Up within the time, and not down again.
    bool open(const LinkTarget& target) {
        heard = {};
        link.open(target, heard);
        loop.run_until([this] { return !heard.ups.empty() || !heard.downs.empty(); });
        return heard.downs.empty() && heard.ups.size() == 1;
    }
    // Why it did not come up or went down.
    std::optional<LinkDown> down() {
        loop.run_until([this] { return !heard.downs.empty(); });
        if (heard.downs.size() != 1) return std::nullopt;
        return heard.downs.front();
    }
    std::optional<LinkDown> refused(const LinkTarget& target) {
        if (open(target)) return std::nullopt;
        return down();
    }
    bool subscribe(std::vector<std::string> filters) {
        heard.subscribed.clear();
        link.subscribe(std::move(filters));
        loop.run_until([this] { return !heard.subscribed.empty() || !heard.downs.empty(); });
        return heard.subscribed.size() == 1 && heard.subscribed.front().ok;
    }
    std::optional<PublishOutcome> publish(std::string topic, std::string payload) {
        const std::uint64_t token = ++last_token_;
        link.publish({std::move(topic), std::move(payload), false, token});
        loop.run_until([&] { return heard.published.contains(token) || !heard.downs.empty(); });
        if (!heard.published.contains(token)) return std::nullopt;
        return heard.published[token];
    }
    bool hears(std::size_t messages) {
        return loop.run_until([&] { return heard.messages.size() >= messages; });
    }

    TestLoop loop;
    RecordingLog lines;
    Metrics metrics;
    LinkRecorder heard;
    PahoLink link{loop.post(), metrics, lines.log()};

private:
    std::uint64_t last_token_ = 0;
};

inline LinkTarget link_target(BrokerUrl url, MqttVersion version = MqttVersion::v5) {
    LinkTarget target;
    target.url = std::move(url);
    target.version = version;
    target.client_id = "s0042-pos1";
    return target;
}

inline std::string version_name(MqttVersion version) {
    return version == MqttVersion::v5 ? "Mqtt5" : "Mqtt311";
}

}  // namespace aisle
