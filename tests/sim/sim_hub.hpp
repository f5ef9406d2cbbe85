// SPDX-License-Identifier: Apache-2.0
// Central as it runs: the real Hub and the real Central over the real database, on a disk in
// memory. It is killed, loses its power, is set back to an older copy or wiped; the file of its
// incarnation lies beside the database and comes with no copy.
// It remembers what it told, for the judge: an ack that left must hold after any kill.
#pragma once

#include "sync/wire.hpp"
#include "tests/crash/crash_files.hpp"
#include "tests/crash/crash_vfs.hpp"
#include "tests/crash/power_cut.hpp"
#include "tests/sim/sim_clock.hpp"
#include "tests/sim/sim_link.hpp"
#include "tests/sim/sim_log.hpp"
#include "tests/sim/sim_timer.hpp"
#include "tools/hub/hub.hpp"
#include "tools/hub/orders.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace aisle {

class SimHub {
public:
    SimHub(World& world, SimBroker& broker, HubFaults faults, SimLog& lines);
    ~SimHub();

    void start();
    SimClock& clock() { return clock_; }
    bool runs() const { return parts_ != nullptr; }
    // Why it ended by itself; empty while it did not.
    const std::string& failure() const { return failed_; }
    // The process is gone; the machine stays.
    void kill();
    void cut_power();

    // Keeps a copy of the database as it is now.
    void back_up();
    // Whether the copy is one that a hub notices: the mark has moved since. (A copy younger than
    // the last mark is the stated limit of tools/hub/incarnation.hpp.)
    bool copy_is_noticed() const;
    // Both of a hub that does not run.
    void restore();
    void wipe();

    // An operator's orders; dropped while no hub runs.
    void decide(const FeedName& name, const Decision& decision);
    void begin_generation(const FeedName& name);

    // ---- What is seen from outside, whether it runs or not ----

    std::vector<std::string> events(const std::string& device);
    std::vector<std::string> gaps(const std::string& device);
    std::vector<std::string> findings(const std::string& device);
    // The bytes of every event by its id; none of a hub that never ran.
    std::map<std::string, std::string> stored();
    // Numbers settled in each lane of a device, with the event that stands there.
    struct Settled {
        std::string epoch;
        Lane lane = Lane::ledger;
        std::uint64_t committed = 0;
        std::map<std::uint64_t, std::string> ids;
    };
    std::vector<Settled> settled(const std::string& device);
    // Key and body of what was decided last in a feed's scope.
    using Decided = std::map<std::string, std::string>;
    // By feed and scope, of every feed there is in these scopes.
    std::map<std::pair<std::string, std::string>, Decided> decided(
        const std::set<std::string>& scopes);
    // Under which cursor of which generation a body was decided; 0 if it never was.
    std::uint64_t cursor_of(const FeedPosition& feed, const std::string& body) const;
    // Words that were told and do not hold any more; empty when all do.
    std::string broken_word();

private:
    struct Parts;
    class Overheard;
    void tick();
    void wake_at(MonoTime at);
    void note_decisions();
    Database look();
    void lay_down(DiskImage image);

    World& world_;
    SimBroker& broker_;
    HubFaults faults_;
    SimLog& lines_;
    SimClock clock_;
    SeededEntropy entropy_;
    std::unique_ptr<CrashDisk> disk_;
    std::unique_ptr<CrashVfs> vfs_;
    std::unique_ptr<CrashFiles> files_;
    std::unique_ptr<Parts> parts_;
    Lifetime life_;
    std::string failed_;
    SimTimer timer_;
    bool ordered_ = false;
    DiskImage copy_;
    std::string mark_at_copy_;
    std::map<std::tuple<std::string, Epoch, Lane>, std::uint64_t> told_;
    std::map<std::tuple<std::string, std::string, std::uint64_t, std::string>, std::uint64_t>
        cursors_;
};

}  // namespace aisle
