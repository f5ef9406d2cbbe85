// SPDX-License-Identifier: Apache-2.0
// A link that only remembers what it was asked for; the test is the broker.
#pragma once

#include "sync/link.hpp"

#include <string>
#include <utility>
#include <vector>

namespace aisle {

class MemoryLink final : public Link {
public:
    void open(const LinkTarget& target, LinkEvents&) override { opened.push_back(target); }
    void close() override { ++closed; }
    void subscribe(std::vector<std::string> filters) override {
        subscribed.push_back(std::move(filters));
    }
    void publish(Outgoing message) override { published.push_back(std::move(message)); }

    std::vector<LinkTarget> opened;
    int closed = 0;
    std::vector<std::vector<std::string>> subscribed;
    std::vector<Outgoing> published;
};

}  // namespace aisle
