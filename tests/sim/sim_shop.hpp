// SPDX-License-Identifier: Apache-2.0
// Everybody in a simulated day: central, the broker, one to three devices of one store with who
// captures at them, and sometimes a clone of a device. And what the test itself took away, so that
// nobody is blamed for it. One World.
#pragma once

#include "tests/sim/sim_device.hpp"
#include "tests/sim/sim_hub.hpp"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace aisle {

// One name of a device, with everything that goes under it.
struct SimCounter {
    std::string name;
    Evidence evidence;
    std::unique_ptr<SimDevice> device;
    std::unique_ptr<SimTill> till;
    std::unique_ptr<SimDevice> clone;  // of the same name, for a while
    std::unique_ptr<SimTill> clone_till;
    DiskImage copy;  // an older one of the disk
    int lives = 0;
    // From this number on two lives have numbered under one epoch: a disk was put back, or cloned.
    std::map<std::pair<std::string, Lane>, std::uint64_t> contested = {};
};

struct SimShopOptions {
    std::uint64_t seed = 1;
    std::size_t devices = 1;
    HubFaults hub_faults;
    DevicePlants plants;
    Micros retain_acknowledged = retain_acknowledged_default;
    std::uint64_t disk_budget = disk_budget_default;
    Seconds backoff_cap{60};
};

class SimShop {
public:
    explicit SimShop(SimShopOptions options);

    void open();
    void start_hub();
    // Each till says what waits.
    void ask();

    // ---- What is done to them, with the evidence kept right ----

    void put_back(SimCounter& counter);
    void begin_clone(SimCounter& counter);
    void end_clone(SimCounter& counter);
    // Kills the hub and starts it again later; what it told must still hold.
    void kill_hub(bool power);
    void restore_hub();
    void wipe_hub();

    // What was wrong at the moment it was seen.
    void blame(const std::string& what);
    const std::vector<std::string>& wrongs() const { return wrongs_; }
    // The ids of all events that central has ever held, also before it was set back.
    std::set<std::string> ever_at_central();

    World world;
    SimLog lines{world};
    SimBroker broker{world};
    SimHub hub;
    std::vector<std::unique_ptr<SimCounter>> counters;
    const SimShopOptions options;

private:
    std::unique_ptr<SimDevice> make_device(SimCounter& counter, DiskImage image);
    // The bytes of events by their ids.
    using Copies = std::map<std::string, std::string>;
    // Does what takes `held` away, and notes of which events there is no other copy.
    template <class Act>
    void losing(Copies held, Act act);
    Copies copies();
    void check_pages(SimDevice& device);
    static void note_contest(SimCounter& counter, SimDevice& device);

    std::vector<std::string> wrongs_;
    std::set<std::string> before_central_forgot_;
};

}  // namespace aisle
