// SPDX-License-Identifier: Apache-2.0
// A planted fault: a link that shows each page of a feed to somebody before its owner gets it, and
// loses it when told to. One World.
#pragma once

#include "sync/link.hpp"
#include "sync/wire.hpp"

#include "agent/base/function.hpp"

#include <utility>

namespace aisle {

class EagerPages final : public Link, public LinkEvents {
public:
    // `seen` says whether the page is lost.
    EagerPages(Link& link, Function<bool(const Page&)> seen)
        : link_(link), seen_(std::move(seen)) {}

    void open(const LinkTarget& target, LinkEvents& events) override {
        events_ = &events;
        link_.open(target, *this);
    }
    void close() override { link_.close(); }
    void subscribe(std::vector<std::string> filters) override {
        link_.subscribe(std::move(filters));
    }
    void publish(Outgoing message) override { link_.publish(std::move(message)); }

    void link_up(const LinkLimits& limits) override { events_->link_up(limits); }
    void link_down(const LinkDown& down) override { events_->link_down(down); }
    void link_subscribed(const SubscribeOutcome& outcome) override {
        events_->link_subscribed(outcome);
    }
    void link_published(std::uint64_t token, PublishOutcome outcome) override {
        events_->link_published(token, outcome);
    }
    void link_message(std::string topic, std::string payload) override {
        const auto text = unpack(payload);
        const auto page = text ? decode_page(*text) : Result<Page>(text.error());
        if (page && seen_(*page)) return;
        events_->link_message(std::move(topic), std::move(payload));
    }

private:
    Link& link_;
    Function<bool(const Page&)> seen_;
    LinkEvents* events_ = nullptr;
};

}  // namespace aisle
