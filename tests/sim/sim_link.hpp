// SPDX-License-Identifier: Apache-2.0
// A link to the SimBroker. It keeps the promises of the seam: no event from within a call, nothing
// of a connection after its link_down or close(), one link_down for each that was not closed.
#pragma once

#include "sync/link.hpp"
#include "tests/sim/sim_broker.hpp"

#include <memory>

namespace aisle {

class SimLink final : public Link {
public:
    explicit SimLink(SimBroker& broker) : broker_(broker) {}
    // The process is gone, and with it the connection; nobody says goodbye.
    ~SimLink() override;
    SimLink(const SimLink&) = delete;
    SimLink& operator=(const SimLink&) = delete;

    void open(const LinkTarget& target, LinkEvents& events) override;
    void close() override;
    void subscribe(std::vector<std::string> filters) override;
    void publish(Outgoing message) override;

    bool up() const { return wire_ && wire_->up; }

private:
    SimBroker& broker_;
    std::shared_ptr<Wire> wire_;
};

}  // namespace aisle
