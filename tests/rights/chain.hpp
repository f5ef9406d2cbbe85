// SPDX-License-Identifier: Apache-2.0
// Eight stores of three registers each, and the hub, with everything between them that breaks: one
// seed, one thread. A season begins with new campaigns and ends in quiet, when all that was said
// has arrived and the books are compared with the truth.
#pragma once

#include "tests/hub/rights_bench.hpp"
#include "tests/rights/register.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace aisle {

// What is lost. What a hub that was set back no longer knows and a disk that was lost held is known
// to nobody; so there is one or the other.
enum class Harm { none, hub, disks };

struct ChainOptions {
    std::uint64_t seed = 1;
    Harm harm = Harm::hub;
    HubFaults faults{};
    RegisterPlants plants{};
    std::uint64_t season_steps = 6000;
    std::int64_t haste = 1;       // leases and budgets end so many times sooner
    bool by_truth_alone = false;  // what the hub says of its own books is not asked
};

// What happened, so that a quiet simulation is not taken for a good one.
struct Happened {
    std::uint64_t set_backs = 0;
    std::uint64_t kills = 0;
    std::uint64_t partitions = 0;
    std::uint64_t copies = 0;
    std::uint64_t wrong_clocks = 0;
    std::uint64_t lost = 0;
    std::uint64_t repeated = 0;
    std::uint64_t seasons = 0;
};

class Chain {
public:
    explicit Chain(ChainOptions options);

    // Stops at the first thing that is wrong.
    void run(std::uint64_t steps);
    // In words; nothing when all is well.
    const std::vector<std::string>& wrong() const { return wrong_; }
    const Happened& happened() const { return happened_; }
    Truth& truth() { return truth_; }

private:
    struct Machine {
        std::unique_ptr<Register> till;
        std::size_t store = 0;
        std::uint64_t cut_until = 0;  // a step: its own line is down until then
    };

    // ---- Seasons ----

    void begin_season();
    void stock_up();
    void put_campaign(std::uint32_t kind, const std::string& terms, std::int64_t budget);
    void end_season();
    bool settle_round(int round);
    void deliver_all();
    void compare_books();
    void compare_campaign(std::uint32_t number, const Sums& sums);
    std::string books_of(std::uint32_t number);

    // ---- One step ----

    void step();
    void till_step(Machine& machine);
    std::string any_code(const Machine& machine);
    void wire_step(Machine& machine);
    void order_step(Machine& machine);
    void harm_step(Machine& machine);
    void harm_disk(Machine& machine);
    void wrong_clock(Machine& machine);
    void pass(Micros by);
    void check();
    void check_hub();

    // ---- Messages ----

    bool line_is_up(const Machine& machine) const;
    void plug_in(Machine& machine);
    void carry(Machine& machine, std::uint64_t messages);
    void carry_up(Machine& machine, bool honest);
    void carry_down(Machine& machine, bool honest);
    void to_hub(Machine& machine, const Outgoing& message);
    void route(const std::vector<HubMessage>& messages);

    // ---- The hub ----

    void start_hub();
    void copy_hub();
    void set_back_hub();

    Machine& any() { return machines_[dice_.below(machines_.size())]; }
    std::uint32_t any_campaign() { return first_ + static_cast<std::uint32_t>(dice_.below(4)); }
    bool one_in(std::uint64_t times) { return dice_.below(times) == 0; }

    ChainOptions options_;
    SeededEntropy dice_;
    ScratchFolder folder_;
    Truth truth_;
    WallTime now_ = ManualClock::morning;
    std::uint64_t steps_ = 0;
    std::uint64_t season_ends_ = 0;
    std::uint32_t first_ = 90'000;                          // the first campaign of the season
    std::map<std::string, std::vector<CouponRef>> placed_;  // in this season, where
    int lives_ = 0;
    ImageNumber images_ = 0;
    std::vector<std::uint64_t> store_cut_until_;
    std::unique_ptr<RightsBench> hub_;
    std::vector<Machine> machines_;
    std::vector<std::string> wrong_;
    Happened happened_;
};

}  // namespace aisle
