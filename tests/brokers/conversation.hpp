// SPDX-License-Identifier: Apache-2.0
// The whole conversation of a device with central, told once for every broker: both come together,
// both lanes go up, decisions come down live and in pages, the broker loses what it knew while
// captures go on, and everything is drained and judged. The programs are the real ones.
#pragma once

#include "tests/kill/day.hpp"

#include <functional>
#include <string>

namespace aisle {

// The ports where the device and the hub find a broker that is the test's own.
ShopOptions shop_at(std::uint16_t device_port, std::uint16_t hub_port);
inline ShopOptions shop_at(std::uint16_t port) {
    return shop_at(port, port);
}

class Conversation {
public:
    explicit Conversation(ShopOptions options) : day(std::move(options)) {}

    // Both are there, and both said that they speak 3.1.1 now.
    void open_on_311();
    // Decisions arrive while the device listens: one for the store, one for the fleet.
    void decide_live();
    // More decisions than fit a page arrive, made when the device could not hear.
    void decide_behind_its_back();
    // The device knows so many tasks.
    void expect_tasks(std::int64_t tasks);
    // Captured and delivered before, during and after `outage`; then pages, and the drain.
    void live_through(const std::function<void()>& break_broker,
                      const std::function<void()>& mend_broker);

    Day day;

private:
    void put(const std::string& scope, const std::string& key, std::size_t padding = 0);

    std::int64_t tasks_ = 0;
};

}  // namespace aisle
