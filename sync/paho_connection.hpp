// SPDX-License-Identifier: Apache-2.0
// One connection to one broker by one client object of Eclipse Paho, and the only place that sees
// Paho. We use its C library: the C++ one above it copies connection options wrongly, adds a lock
// order of its own and an exception where a return value would do.
//
// Promise: no persistence, no buffer while offline, no reconnecting by itself, no user properties.
// The broker's certificate is checked against its authority and against its name.
// Made, called and destroyed by one thread. All reports come on Paho's threads, under Paho's lock:
// who hears them copies, posts and returns. The destructor takes 0.1 to 0.2 s, leaves in order if
// it can and may still report; nothing is reported after it.
#pragma once

#include "sync/link.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

namespace aisle {

class ConnectionReports {
public:
    virtual ~ConnectionReports() = default;
    virtual void up(const LinkLimits& limits) = 0;
    virtual void down(LinkDown down) = 0;
    virtual void subscribed(SubscribeOutcome outcome) = 0;
    // `place` is what send() was given; it is reported at most once.
    virtual void published(std::size_t place, PublishOutcome outcome) = 0;
    virtual void received(std::string_view topic, std::string_view payload) = 0;
};

class PahoConnection {
public:
    // `reports` outlives the connection.
    PahoConnection(LinkTarget target, ConnectionReports& reports);
    ~PahoConnection();
    PahoConnection(const PahoConnection&) = delete;
    PahoConnection& operator=(const PahoConnection&) = delete;

    // Begins; what comes of it is reported. Of several down(), the first says it.
    void connect();
    // One SUBSCRIBE. On 3.1.1 with one filter: how many answers came, Paho does not tell there.
    void subscribe(std::vector<std::string> filters);
    // `place` is below link_publishes_max and not in use.
    void send(std::size_t place, const Outgoing& message);

private:
    struct Client;
    std::unique_ptr<Client> client_;
};

}  // namespace aisle
