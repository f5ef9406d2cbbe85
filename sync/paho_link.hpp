// SPDX-License-Identifier: Apache-2.0
// The Link over Eclipse Paho: threads, generations and bounds. What speaks to the library itself
// is PahoConnection.
//
// Threads: the owner's, which calls and is called; one of ours, "aisle-link", which alone calls
// Paho, because Paho resolves names and takes its clients down under one lock for all of them; and
// Paho's two, which copy, tag with the connection's generation, post and return. What arrives
// under an old generation is dropped.
//
// Promise: the owner never waits for Paho, but in the destructor. A connection object of its own
// each time. What waits in either direction is bounded by limits.hpp.
#pragma once

#include "agent/base/function.hpp"
#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "sync/link.hpp"

#include <memory>

namespace aisle {

class PahoLink final : public Link {
public:
    // `post` carries a task to the owner's thread and may be called from several threads at once.
    PahoLink(Post post, Metrics& metrics, Log log);
    // On the owner's thread. Leaves in order, which takes 0.2 s, and up to a second more while the
    // broker has not answered all that was published; and joins.
    ~PahoLink() override;
    PahoLink(const PahoLink&) = delete;
    PahoLink& operator=(const PahoLink&) = delete;

    void open(const LinkTarget& target, LinkEvents& events) override;
    void close() override;
    void subscribe(std::vector<std::string> filters) override;
    void publish(Outgoing message) override;

private:
    class Body;
    std::shared_ptr<Body> body_;
};

}  // namespace aisle
