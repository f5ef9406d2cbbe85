// SPDX-License-Identifier: Apache-2.0
// How a season of the chain begins and ends.
#include "tests/rights/chain.hpp"

#include "agent/base/check.hpp"

namespace aisle {
namespace {

constexpr std::uint64_t serials = 30;
constexpr std::int64_t value = 500;
constexpr int rounds_max = 60;

std::string until(WallTime end) {
    return R"("valid_from":"2026-06-01T00:00:00Z","valid_until":")" + to_rfc3339(end) + "\"";
}

}  // namespace

// One code for all in pieces and in money, and coupons of one use in both.
void Chain::begin_season() {
    ++happened_.seasons;
    first_ += 4;
    placed_.clear();
    season_ends_ = steps_ + options_.season_steps;
    put_campaign(0, R"("use":"many")", 70 / options_.haste);
    put_campaign(1, R"("use":"many","unit":"amount")", 30'000 / options_.haste);
    put_campaign(2, R"("risk":{"floor":500,"unheard_max_s":14400})", 14);
    put_campaign(3, R"("unit":"amount","risk":{"floor":500,"unheard_max_s":14400})", 6000);
    if (options_.harm == Harm::hub) copy_hub();
    route(hub_->due());
    stock_up();
}

// A day begins with something lent, and with stores whose line is down.
void Chain::stock_up() {
    hub_->now = now_;
    const auto end = now_ + std::chrono::minutes{
                                10 + dice_.below(static_cast<std::uint64_t>(300 / options_.haste))};
    for (std::size_t i = 0; i < machines_.size(); i += 2) {
        const auto& name = machines_[i].till->name();
        for (const std::uint32_t kind : {0, 1}) {
            const auto units = kind == 0 ? 2 : 2 * value;
            static_cast<void>(
                hub_->rights.lend({name, first_ + kind, LeaseClass::quota, units, end}, now_)
                    .has_value());
        }
    }
    route(hub_->due());
    deliver_all();
    for (int i = 0; i < 3; ++i) {
        store_cut_until_[dice_.below(store_cut_until_.size())] =
            steps_ + dice_.below(options_.season_steps / 2);
    }
}

void Chain::put_campaign(std::uint32_t kind, const std::string& terms, std::int64_t budget) {
    const auto number = first_ + kind;
    const bool money = kind % 2 == 1;
    // Some end while the season still goes on.
    const auto end = now_ + std::chrono::hours{one_in(4) ? 3 : 24 * 60};
    CHECK(hub_->orders.decide({"campaigns", "fleet"},
                              {std::to_string(number),
                               R"({"title":"5 off","currency":"CNY","value":{"amount":500},)" +
                                   until(end) + "," + terms + "}"},
                              now_),
          "a campaign can be decided");
    CHECK(hub_->rights.fund(number, money ? LeaseUnit::amount : LeaseUnit::count, budget),
          "and funded");
    truth_.begin_campaign(number, money ? LeaseUnit::amount : LeaseUnit::count, budget, value);
    if (kind < 2) return;
    for (std::uint64_t serial = 1; serial <= serials; ++serial) {
        CHECK(hub_->orders.decide({"coupons", "fleet"},
                                  {to_string(CouponRef{number, serial}), "{}"}, now_),
              "a coupon can be issued");
    }
}

// Every line is up, every clock is right, every sale ends, and all that was said arrives.
void Chain::end_season() {
    for (auto& until_step : store_cut_until_) until_step = 0;
    for (auto& machine : machines_) {
        machine.cut_until = 0;
        machine.till->set_synced(true);
        if (!machine.till->runs()) machine.till->start(now_);
    }
    bool quiet = false;
    for (int round = 0; round < rounds_max && !(quiet && round > 4); ++round) {
        quiet = settle_round(round);
        check();
        if (!wrong_.empty()) return;
    }
    if (!quiet) wrong_.push_back("there is no end to what is said");
    compare_books();
    begin_season();
}

bool Chain::settle_round(int round) {
    pass(std::chrono::minutes{2 + round});
    for (auto& machine : machines_) {
        for (int left = 64; left > 0 && machine.till->has_sales(); --left) {
            machine.till->go_on(dice_.below(2) == 0, 0);
        }
        machine.till->report();
    }
    route(hub_->due());
    deliver_all();
    for (auto& machine : machines_) {
        if (machine.till->has_sales()) return false;
        if (options_.harm != Harm::disks && !machine.till->drained()) return false;
    }
    return true;
}

void Chain::deliver_all() {
    for (auto& machine : machines_) {
        auto& till = *machine.till;
        if (!till.connected() && !till.wants_wire()) pass(till.until_woken());
        if (till.wants_wire()) plug_in(machine);
        for (int left = 4000; left > 0; --left) {
            if (till.up.empty() && till.down.empty()) break;
            carry_up(machine, true);
            carry_down(machine, true);
        }
    }
}

std::string Chain::books_of(std::uint32_t number) {
    for (const auto& row : hub_->look(view_campaigns)) {
        if (row.find(std::to_string(number)) != std::string::npos) return row;
    }
    return "no such campaign";
}

void Chain::compare_books() {
    check_hub();
    for (const auto& [number, sums] : truth_.campaigns()) {
        if (number >= first_) compare_campaign(number, sums);
    }
    if (options_.harm == Harm::disks || options_.by_truth_alone) return;
    auto open =
        hub_->database().db().prepare("SELECT count(*) FROM redemption WHERE state = 'held'");
    auto row = open.bind();
    CHECK(row.one(), "the hub counts its holds");
    if (row.integer(0) != 0) wrong_.push_back("the hub has holds that were closed");
}

void Chain::compare_campaign(std::uint32_t number, const Sums& sums) {
    if (options_.harm == Harm::disks || options_.by_truth_alone) return;
    PoolBook pools(hub_->database().db());
    const auto pool = **pools.find(number);
    auto tell = [&](const std::string& what) {
        wrong_.push_back(std::to_string(number) + ": " + what + "; the truth: spent " +
                         std::to_string(sums.spent) + ", overrun " + std::to_string(sums.overrun) +
                         ", held " + std::to_string(sums.held) + "; the hub: " + books_of(number));
    };
    if (pool.out.spent != sums.spent) tell("the hub's books are not the truth");
    if (sums.held != 0) tell("a hold is left");
    if (pool.left + pool.out.total() != pool.budget) tell("the parts are not the whole");
}

}  // namespace aisle
