// SPDX-License-Identifier: Apache-2.0
// Hears a link and keeps what it said, for tests to ask.
#pragma once

#include "sync/link.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace aisle {

class LinkRecorder final : public LinkEvents {
public:
    void link_up(const LinkLimits& limits) override { ups.push_back(limits); }
    void link_down(const LinkDown& down) override { downs.push_back(down); }
    void link_subscribed(const SubscribeOutcome& outcome) override {
        subscribed.push_back(outcome);
    }
    void link_published(std::uint64_t token, PublishOutcome outcome) override {
        ++answers;
        published[token] = outcome;
    }
    void link_message(std::string topic, std::string payload) override {
        messages.emplace_back(std::move(topic), std::move(payload));
    }

    std::vector<LinkLimits> ups;
    std::vector<LinkDown> downs;
    std::vector<SubscribeOutcome> subscribed;
    std::map<std::uint64_t, PublishOutcome> published;
    std::size_t answers = 0;
    std::vector<std::pair<std::string, std::string>> messages;
};

}  // namespace aisle
