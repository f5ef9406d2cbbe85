// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_day.hpp"

#include "tests/sim/last_words.hpp"

#include <algorithm>
#include <ostream>

namespace aisle {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// Central may have been set back behind everybody's back: the last to hear of it is an idle device,
// at its next hello.
constexpr Micros drain_max = hours(72);
constexpr std::size_t tasks_a_scope = 12;
constexpr std::size_t coupons_a_scope = 40;

// What a kind of day may go wrong with.
std::vector<Mishap> menu_of(World& world, const SimShopOptions& shop) {
    std::vector<Mishap> menu;
    const auto kind = world.below(6);
    // What a device lets go of soon, by its clock or for want of room, it cannot send again; no
    // configuration may keep less than two hellos' time.
    const bool lets_go =
        shop.retain_acknowledged < rehello_interval * 2 || shop.disk_budget < disk_budget_min;
    for (const auto fault : all_mishaps) {
        const bool rare = fault == Mishap::hub_wiped || fault == Mishap::clone;
        if (kind == 0 && lets_batches_overtake(fault)) continue;
        if (lets_go && (fault == Mishap::hub_restored || fault == Mishap::hub_wiped)) continue;
        if (world.one_in(rare ? 2 : 5)) continue;
        menu.push_back(fault);
    }
    if (menu.empty()) menu.push_back(Mishap::line_cut);
    return menu;
}

SimShopOptions shop_options(const DayOptions& day) {
    SeededEntropy chance(day.seed ^ 0x5eed);
    SimShopOptions options;
    options.seed = day.seed;
    options.devices = 1 + chance.below(3);
    options.hub_faults = day.hub_faults;
    options.plants = day.plants;
    if (chance.below(4) == 0) options.retain_acknowledged = minutes(20 + chance.below(300));
    if (day.retain_acknowledged) options.retain_acknowledged = *day.retain_acknowledged;
    if (chance.below(4) == 0) options.disk_budget = 400 * KiB + chance.below(1024) * KiB;
    return options;
}

class Day {
public:
    explicit Day(const DayOptions& options)
        : shop_(shop_options(options)),
          menu_(options.menu.empty() ? menu_of(shop_.world, shop_.options) : options.menu),
          orderly_(std::none_of(menu_.begin(), menu_.end(), lets_batches_overtake)),
          length_(shop_.world.between(hours(6), hours(14))),
          trouble_(shop_, !orderly_) {
        report_.seed = options.seed;
        shop_.broker.tells_nobody = shop_.world.one_in(2);
        report_.devices = shop_.counters.size();
    }

    DayReport live() {
        shop_.open();
        plan_captures();
        plan_decisions();
        plan_copies();
        plan_faults();
        keep_asking();
        shop_.world.run_until(length_);
        trouble_.end();
        drain();
        if (shop_.world.stands_still()) {
            report_.stalled += "time stands still: something wakes itself without waiting; ";
        }
        report_.faults = trouble_.told();
        report_.digest = shop_.world.digest();
        report_.steps = shop_.world.steps();
        return std::move(report_);
    }

private:
    Micros some_time() { return shop_.world.between(Micros{0}, length_); }
    void at_some_time(Function<void()> task) { shop_.world.after(some_time(), std::move(task)); }

    // In bursts, as customers come.
    void plan_captures() {
        std::size_t planned = 0;
        while (planned < captures_a_day) {
            const auto burst = 1 + shop_.world.below(12);
            planned += burst;
            at_some_time([this, burst] { capture(burst); });
        }
    }

    void capture(std::uint64_t things) {
        auto& world = shop_.world;
        auto& counter = *shop_.counters[world.below(shop_.counters.size())];
        const bool by_clone = counter.clone && world.one_in(2);
        auto& till = by_clone ? *counter.clone_till : *counter.till;
        auto& device = by_clone ? *counter.clone : *counter.device;
        report_.captures += things;
        for (std::uint64_t thing = 0; thing < things; ++thing) {
            switch (world.below(8)) {
                case 0:
                    till.want_sign_up();
                    break;
                case 1:
                case 2:
                    till.want_scan(world.one_in(20) ? world.below(3000) : 0);
                    break;
                case 3:
                case 4:
                    if (!device.runs()) {
                        till.want_purchase(1);  // the scanner is dark, and the till waits
                        break;
                    }
                    till.type(device.desk(), device.life(), device.mono());
                    break;
                case 5:
                    if (!by_clone) want_task_done(counter);
                    [[fallthrough]];
                default:
                    till.want_purchase(1 + world.below(world.one_in(30) ? 120 : 8));
            }
        }
        shop_.ask();
    }

    // Each task of this device once at most.
    void want_task_done(SimCounter& counter) {
        auto& done = tasks_done_[counter.name];
        if (done.size() >= task_keys_) return;
        const auto key = "t" + std::to_string(shop_.world.below(task_keys_));
        if (done.insert(key).second) counter.till->want_task_done(key);
    }

    void keep_asking() {
        shop_.world.after(Seconds{20}, [this] {
            shop_.ask();
            keep_asking();
        });
    }

    // ---- Central ----

    FeedName some_feed() {
        auto& world = shop_.world;
        const auto& counter = *shop_.counters[world.below(shop_.counters.size())];
        static constexpr std::array scopes{"fleet", "store-s0042", ""};
        std::string scope = scopes[world.below(scopes.size())];
        if (scope.empty()) scope = "device-" + counter.name;
        return {world.one_in(2) ? "tasks" : "coupons", scope};
    }

    void plan_decisions() {
        for (int i = 0; i < 3; ++i) decide(6);
        const auto decisions = 20 + shop_.world.below(60);
        for (std::uint64_t i = 0; i < decisions; ++i) {
            at_some_time([this] { decide(1 + shop_.world.below(5)); });
        }
        const auto generations = shop_.world.below(4);
        for (std::uint64_t i = 0; i < generations; ++i) {
            at_some_time([this] { shop_.hub.begin_generation(some_feed()); });
        }
    }

    void decide(std::uint64_t times) {
        auto& world = shop_.world;
        const auto name = some_feed();
        const bool tasks = name.feed == "tasks";
        for (std::uint64_t i = 0; i < times; ++i) {
            Decision decision;
            decision.key = tasks ? "t" + std::to_string(world.below(tasks_a_scope))
                                 : "90417-" + std::to_string(world.below(coupons_a_scope));
            if (!world.one_in(5)) decision.body = body_of(tasks);
            shop_.hub.decide(name, decision);
        }
    }

    // Each another, so that one can be told from the other.
    std::string body_of(bool task) {
        const auto number = std::to_string(++decisions_);
        if (task) return R"({"title":"Task )" + number + R"(","priority":"high"})";
        const std::string note(shop_.world.one_in(6) ? shop_.world.below(1900) : 10, 'n');
        return R"({"code":"Coupon )" + number + R"(","most":500,"note":")" + note + R"("})";
    }

    // ---- Faults ----

    void plan_copies() {
        for (int i = 0; i < 3; ++i) {
            at_some_time([this] {
                if (shop_.hub.runs()) shop_.hub.back_up();
            });
        }
        for (auto& counter : shop_.counters) {
            at_some_time([one = counter.get()] { one->copy = one->device->image(); });
            at_some_time([one = counter.get()] { one->copy = one->device->image(); });
        }
    }

    void plan_faults() {
        const auto more = shop_.world.below(faults_a_day_most - faults_a_day_least + 1);
        for (std::uint64_t i = 0; i < faults_a_day_least + more; ++i) {
            at_some_time([this] { strike(); });
        }
        // What could not be done at its time is made up for before the day ends, early enough to be
        // lived through.
        for (int minute = 60; minute > 0; --minute) {
            shop_.world.after(length_ - minutes(minute), [this] {
                if (trouble_.count() < faults_a_day_least) strike();
            });
        }
    }

    void strike() {
        for (int tries = 0; tries < 10; ++tries) {
            if (trouble_.strike(menu_[shop_.world.below(menu_.size())])) return;
        }
    }

    // ---- The end ----

    bool drained() const {
        return std::all_of(shop_.counters.begin(), shop_.counters.end(), [](const auto& counter) {
            return counter->till->settled() && counter->device->drained();
        });
    }

    JudgeRules rules() const {
        const bool small = shop_.options.disk_budget < disk_budget_min;
        const bool filled = std::count(menu_.begin(), menu_.end(), Mishap::disk_full) > 0;
        return {.order_of_arrival = orderly_, .runs_full = small || filled};
    }

    void drain() {
        auto& world = shop_.world;
        const auto begin = world.now();
        Micros step = minutes(5);
        while (world.now() - begin < drain_max && !world.stands_still()) {
            world.run_until(world.now() + step);
            if (!drained()) continue;
            report_.drained_after = world.now() - begin;
            report_.judgement = judge(shop_, rules());
            if (report_.judgement.clean() || !report_.judgement.waits) return;
            step = hours(2);
        }
        if (drained()) return;
        report_.judgement = judge(shop_, rules());
        for (const auto& counter : shop_.counters) {
            if (counter->till->settled() && counter->device->drained()) continue;
            report_.stalled += counter->device->state_in_words() + ", " +
                               std::to_string(counter->till->waiting()) + " wishes wait (" +
                               counter->till->last_refusal() + "); ";
        }
    }

    static constexpr std::uint64_t task_keys_ = tasks_a_scope;
    SimShop shop_;
    std::vector<Mishap> menu_;
    bool orderly_;
    Micros length_;
    Trouble trouble_;
    DayReport report_;
    std::uint64_t decisions_ = 0;
    std::map<std::string, std::set<std::string>> tasks_done_;
};

}  // namespace

std::ostream& operator<<(std::ostream& out, const DayReport& report) {
    out << "seed " << report.seed << ": " << report.devices << " devices, " << report.captures
        << " captures, " << report.faults.size() << " faults, drained after "
        << report.drained_after.count() / 1'000'000 << " s; " << report.judgement.verdict << "\n";
    for (const auto& wrong : report.judgement.wrongs) out << "  wrong: " << wrong << "\n";
    if (!report.stalled.empty()) out << "  stalled: " << report.stalled << "\n";
    if (report.clean()) return out;
    for (const auto& fault : report.faults) out << "  fault: " << fault << "\n";
    return out << "  again: AISLE_SIM_SEED=" << report.seed
               << " build/asan/bin/test-sim --gtest_filter=Sim.OneDay\n";
}

DayReport live_day(const DayOptions& options) {
    const LastWords words(options.seed);
    return Day(options).live();
}

}  // namespace aisle
