// SPDX-License-Identifier: Apache-2.0
// One machine on the counter: the real Engine over a disk in memory, and the supervisor that starts
// it again. Its process is killed, its power cut, its disk runs full, fails or is put back to an
// older copy; its clocks go wrong. What survives is what the disk has.
#pragma once

#include "agent/app/engine.hpp"
#include "tests/crash/crash_files.hpp"
#include "tests/crash/crash_vfs.hpp"
#include "tests/crash/power_cut.hpp"
#include "tests/sim/sim_clock.hpp"
#include "tests/sim/sim_link.hpp"
#include "tests/sim/sim_log.hpp"
#include "tests/sim/sim_till.hpp"
#include "tests/sim/sim_timer.hpp"

#include <memory>
#include <string>
#include <vector>

namespace aisle {

// Planted, so that the judge has something to find.
struct DevicePlants {
    bool numbers_by_max = false;       // counters are what MAX(seq) + 1 says at a start
    bool pages_before_cursor = false;  // a page's entries are committed before its cursor
    bool forgives_at_connect = false;  // the backoff begins anew with each connection
};

struct SimDeviceParts {
    World& world;
    SimBroker& broker;
    SimLog& lines;
    Config config;
    DevicePlants plants;
};

class SimDevice {
public:
    SimDevice(SimDeviceParts parts, DiskImage image);
    ~SimDevice();

    // ---- Its process ----

    // Starts, or tries again in a while: then it was refused by its disk.
    void start();
    bool runs() const { return engine_ != nullptr; }
    void kill();
    // In order, as a supervisor asks for it.
    void stop();
    void start_in(Micros wait);
    Desk& desk() { return engine_->desk(); }
    TaskDesk& task_desk() { return engine_->task_desk(); }
    const Lifetime& life() const { return life_; }
    MonoTime mono() const { return clock_.mono(); }
    // Everything it has is central's, as it knows.
    bool drained() const;
    std::string state_in_words() const;

    // ---- Its disk and its power ----

    void cut_power();
    // At the disk's n-th call from now: nothing after it is done. It takes the place of a call that
    // was to fail.
    void cut_power_at_call(std::size_t nth);
    // Not while a power cut waits for its call.
    bool fail_call(DiskFault fault);
    void heal();
    // No call fails any more, and no power cut waits for one.
    void disarm();
    void fill_disk(std::uint64_t left);
    void empty_disk() { disk_->set_budget(UINT64_MAX); }
    DiskImage image() const { return disk_->image(); }
    // Of one that does not run.
    void put_back(DiskImage image);
    SimClock& clock() { return clock_; }
    void set_synced(bool synced) { synced_ = synced; }
    // Called after each step of the world: what was armed is carried out.
    void look();
    // Told when the power was cut while the machine was at work, before it starts again.
    void on_power_cut(Function<void()> told) { power_cut_ = std::move(told); }

    // ---- What is seen from outside ----

    std::vector<JournalLine> journal();
    std::optional<JournalState> journal_state();
    std::vector<SimTill::Remembered> requests();
    struct Fed {
        FeedPosition position;
        std::map<std::string, std::string> rows;  // body by key
    };
    std::vector<Fed> fed();
    const std::string& name() const { return parts_.config.identity.device; }

private:
    Result<std::unique_ptr<Engine>> open_engine();
    EngineWorld engine_world();
    EngineEvents engine_events();
    void lay_down(DiskImage image);
    void number_by_max();
    bool put_before_cursor(const Page& page);
    std::optional<Database> open_to_write();

    SimDeviceParts parts_;
    World& world_;
    SimClock clock_;
    bool synced_ = true;
    std::unique_ptr<CrashDisk> disk_;
    std::unique_ptr<CrashVfs> vfs_;
    std::unique_ptr<CrashFiles> files_;
    Metrics metrics_;
    std::unique_ptr<SeededEntropy> entropy_;
    std::unique_ptr<SimLink> wire_;
    std::unique_ptr<Link> planted_;
    std::unique_ptr<Engine> engine_;
    Lifetime life_;       // of the process
    Lifetime existence_;  // of the machine
    Log log_;
    std::string boot_id_;
    bool starting_ = false;
    bool cut_armed_ = false;
    bool cut_due_ = false;
    bool ended_ = false;  // by itself
    SimTimer timer_;
    Function<void()> power_cut_;
};

}  // namespace aisle
