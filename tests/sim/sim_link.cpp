// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_link.hpp"

namespace aisle {

SimLink::~SimLink() {
    if (wire_) broker_.hang_up(wire_);
}

void SimLink::open(const LinkTarget& target, LinkEvents& events) {
    if (wire_) broker_.hang_up(wire_);
    wire_ = broker_.dial(target, events);
}

void SimLink::close() {
    if (wire_) broker_.say_goodbye(wire_);
    wire_.reset();
}

void SimLink::subscribe(std::vector<std::string> filters) {
    if (wire_) broker_.send_subscribe(wire_, std::move(filters));
}

void SimLink::publish(Outgoing message) {
    if (wire_) broker_.send_publish(wire_, std::move(message));
}

}  // namespace aisle
