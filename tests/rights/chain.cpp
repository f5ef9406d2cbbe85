// SPDX-License-Identifier: Apache-2.0
#include "tests/rights/chain.hpp"

#include "agent/base/check.hpp"

#include <filesystem>

namespace aisle {
namespace {

constexpr std::size_t stores = 8;
constexpr std::size_t registers = 3;
constexpr std::uint64_t serials = 30;  // of a campaign whose coupons are used once
constexpr std::int64_t value = 500;
constexpr std::uint64_t whole_check_every = 250;

}  // namespace

Chain::Chain(ChainOptions options) : options_(options), dice_(options.seed) {
    store_cut_until_.resize(stores);
    start_hub();
    for (std::size_t i = 0; i < stores * registers; ++i) {
        const auto name =
            "s004" + std::to_string(i / registers) + "-pos" + std::to_string(i % registers + 1);
        machines_.push_back(
            {std::make_unique<Register>(
                 RegisterParts{name, options.seed * 1000 + i, truth_, options.plants}, ++images_),
             i / registers});
        machines_.back().till->start(now_);
    }
    // A copy that does not know a device knows nothing of what that was lent since.
    for (int round = 0; round < 3; ++round) deliver_all();
    copy_hub();
    begin_season();
}

void Chain::run(std::uint64_t steps) {
    const auto end = steps_ + steps;
    while (steps_ < end && wrong_.empty()) {
        step();
        check();
        if (wrong_.empty() && ++steps_ == season_ends_) end_season();
    }
    if (wrong_.empty() && steps_ + options_.season_steps != season_ends_) end_season();
}

// ---- One step ----

void Chain::step() {
    auto& machine = any();
    const auto what = dice_.below(100);
    if (what < 34) return till_step(machine);
    if (what < 78) return wire_step(machine);
    if (what < 90) return order_step(machine);
    if (what < 93) return harm_step(machine);
    pass(one_in(16) ? Micros{Seconds{dice_.below(3600)}} : Micros{dice_.below(3'000'000)});
}

void Chain::till_step(Machine& machine) {
    auto& till = *machine.till;
    if (!till.runs()) return;
    const auto what = dice_.below(10);
    const auto amount = static_cast<std::int64_t>(dice_.below(value + 1));
    if (what < 5) {
        for (auto left = 1 + dice_.below(4); left > 0; --left) till.present(any_code(machine));
        // Central answers while the customer waits, or does not.
        if (one_in(2) && line_is_up(machine)) carry(machine, 40);
    } else if (what < 8) {
        for (auto left = 1 + dice_.below(6); left > 0; --left) till.go_on(!one_in(5), amount);
    } else if (what == 8) {
        till.report();
    } else if (one_in(4)) {
        till.change_mind(amount);
    } else if (one_in(4)) {
        till.reverse_one();
    }
}

// Often one whose right was placed here.
std::string Chain::any_code(const Machine& machine) {
    const auto& here = placed_[machine.till->name()];
    if (!here.empty() && one_in(2)) return to_string(here[dice_.below(here.size())]);
    const auto campaign =
        one_in(2) ? first_ + static_cast<std::uint32_t>(dice_.below(2)) : any_campaign();
    const bool single = campaign - first_ >= 2;
    return to_string(CouponRef{campaign, single ? 1 + dice_.below(serials) : 0});
}

void Chain::wire_step(Machine& machine) {
    auto& till = *machine.till;
    if (!till.runs()) return;
    if (!line_is_up(machine)) return till.lose_wire(LinkLoss::unreachable);
    if (till.wants_wire()) plug_in(machine);
    carry(machine, 1 + dice_.below(24));
}

void Chain::carry(Machine& machine, std::uint64_t messages) {
    for (; messages > 0 && machine.till->connected(); --messages) {
        if (one_in(2)) {
            carry_up(machine, false);
        } else {
            carry_down(machine, false);
        }
    }
}

void Chain::order_step(Machine& machine) {
    hub_->now = now_;
    const auto end = now_ + std::chrono::minutes{
                                10 + dice_.below(static_cast<std::uint64_t>(300 / options_.haste))};
    const auto& name = machine.till->name();
    const auto campaign =
        one_in(2) ? first_ + static_cast<std::uint32_t>(dice_.below(2)) : any_campaign();
    const auto units = static_cast<std::int64_t>(4 + dice_.below(12));
    const bool money = truth_.campaigns().at(campaign).unit == LeaseUnit::amount;
    switch (dice_.below(8)) {
        case 0:
        case 1:
        case 2: {
            const bool single = campaign - first_ >= 2;
            const auto kind = single ? LeaseClass::risk : LeaseClass::quota;
            static_cast<void>(
                hub_->rights.lend({name, campaign, kind, money ? units * value : units, end}, now_)
                    .has_value());
            break;
        }
        case 3:
            if (one_in(2)) static_cast<void>(hub_->rights.recall(name, campaign).has_value());
            break;
        case 4:
        case 5: {
            const CouponRef ref{first_ + 2 + static_cast<std::uint32_t>(dice_.below(2)),
                                1 + dice_.below(serials)};
            const bool amounts = truth_.campaigns().at(ref.campaign).unit == LeaseUnit::amount;
            if (hub_->rights.put_right({ref, name, amounts ? value : 1, end})) {
                placed_[name].push_back(ref);
            }
            break;
        }
        default:
            break;
    }
    route(hub_->due());
}

void Chain::harm_step(Machine& machine) {
    auto& till = *machine.till;
    const auto what = dice_.below(20);
    if (what < 6) {
        if (till.runs()) {
            ++happened_.kills;
            till.kill();
        }
        if (!one_in(4)) till.start(now_);
    } else if (what < 9) {
        if (!till.runs()) till.start(now_);
    } else if (what < 12) {
        ++happened_.partitions;
        const auto long_time = steps_ + dice_.below(options_.season_steps / 6);
        (one_in(3) ? store_cut_until_[machine.store] : machine.cut_until) = long_time;
    } else if (what < 15) {
        wrong_clock(machine);
    } else if (what < 16) {
        till.lose_wire(LinkLoss::lost);
    } else if (options_.harm == Harm::hub) {
        if (what == 19 && one_in(4)) return set_back_hub();
        if (what == 18 && one_in(2)) copy_hub();
    } else if (options_.harm == Harm::disks) {
        harm_disk(machine);
    }
}

void Chain::wrong_clock(Machine& machine) {
    ++happened_.wrong_clocks;
    constexpr std::int64_t year_2036 = 2'085'978'496;
    switch (dice_.below(5)) {
        case 0:
            return machine.till->set_wall(WallTime{});
        case 1:
            return machine.till->set_wall(WallTime{Seconds{year_2036}});
        case 2:
            return machine.till->set_wall(now_ - std::chrono::hours{72});
        case 3:
            return machine.till->set_wall(now_ + Seconds{dice_.below(600)});
        default:
            return machine.till->set_synced(true);
    }
}

// Rolled back, or copied to another machine: both run on.
void Chain::harm_disk(Machine& machine) {
    auto& till = *machine.till;
    const auto file = folder_.file(till.name() + ".image");
    if (!till.has_image() || one_in(3)) return till.save_image(file);
    ++happened_.copies;
    if (one_in(2) && machines_.size() < 2 * stores * registers) {
        Machine copy{std::make_unique<Register>(
                         RegisterParts{till.name(), options_.seed * 1000 + 500 + machines_.size(),
                                       truth_, options_.plants},
                         ++images_),
                     machine.store};
        copy.till->lay_down(file, till, images_);
        copy.till->start(now_);
        machines_.push_back(std::move(copy));
    } else {
        till.lay_down(file, till, ++images_);
        till.start(now_);
    }
}

void Chain::pass(Micros by) {
    now_ += by;
    for (auto& machine : machines_) machine.till->pass(by, now_);
}

void Chain::check() {
    for (auto& what : truth_.take_wrong()) wrong_.push_back(std::move(what));
    for (auto& machine : machines_) {
        for (auto& what : machine.till->take_wrong()) wrong_.push_back(std::move(what));
    }
    if (steps_ % whole_check_every != 0) return;
    check_hub();
}

void Chain::check_hub() {
    if (options_.by_truth_alone) return;
    for (auto& what : hub_->wrong()) {
        const bool of_copy = what.ends_with("twice by right") || what.ends_with("than there was");
        // What a copy has used once more is to be seen there; whether it could, the truth knows.
        if (options_.harm == Harm::disks && of_copy) continue;
        wrong_.push_back("the hub: " + std::move(what));
        for (const auto view : {view_campaigns, view_leases, view_comparisons}) {
            for (const auto& row : hub_->look(view)) wrong_.push_back(row);
        }
    }
    if (options_.harm != Harm::disks) return;
    PoolBook pools(hub_->database().db());
    for (const auto& [number, sums] : truth_.campaigns()) {
        const auto pool = **pools.find(number);
        if (pool.overlent > sums.copied) {
            wrong_.push_back("the hub: " + std::to_string(number) +
                             ": more is given away than copies had");
        }
    }
}

// ---- Messages ----

bool Chain::line_is_up(const Machine& machine) const {
    return machine.cut_until <= steps_ && store_cut_until_[machine.store] <= steps_;
}

// Two machines of one name take the connection from each other.
void Chain::plug_in(Machine& machine) {
    for (auto& other : machines_) {
        const bool twin = &other != &machine && other.till->name() == machine.till->name();
        if (twin && other.till->connected()) other.till->lose_wire(LinkLoss::taken_over);
    }
    machine.till->plug_in();
}

void Chain::to_hub(Machine& machine, const Outgoing& message) {
    const auto kind = parse_up_kind(message.topic.substr(3));
    CHECK(kind, "a register speaks of what there is");
    hub_->now = now_;
    route(hub_->tell(machine.till->name(), *kind, message.payload));
}

// In the order of its connection, at least once; what is lost is lost with the connection.
void Chain::carry_up(Machine& machine, bool honest) {
    auto& till = *machine.till;
    if (till.up.empty()) return;
    const auto message = till.up.front();
    const auto luck = honest ? 999 : dice_.below(1000);
    if (luck < 3) {
        ++happened_.lost;
        return till.lose_wire(LinkLoss::lost);
    }
    to_hub(machine, message);
    if (luck < 6) return till.lose_wire(LinkLoss::lost);  // its answer is lost
    if (luck < 50) {
        ++happened_.repeated;
        to_hub(machine, message);
    }
    if (!till.up.empty()) till.up.pop_front();
    till.told(message.token);
}

// A command or an answer may come twice, and overtake what has another topic.
void Chain::carry_down(Machine& machine, bool honest) {
    auto& till = *machine.till;
    if (till.down.empty()) return;
    auto at = till.down.begin();
    if (!honest && one_in(3)) {
        const auto other =
            till.down.begin() + static_cast<std::ptrdiff_t>(dice_.below(till.down.size()));
        const auto first_of_topic =
            std::find_if(till.down.begin(), other,
                         [&](const auto& message) { return message.first == other->first; });
        at = first_of_topic;
    }
    const auto message = *at;
    till.down.erase(at);
    const auto luck = honest ? 999 : dice_.below(1000);
    if (luck < 4) {
        ++happened_.lost;
        return;  // of a full box: a hello brings it again
    }
    till.hear(message.first, message.second);
    if (luck < 50) {
        ++happened_.repeated;
        till.hear(message.first, message.second);
    }
}

void Chain::route(const std::vector<HubMessage>& messages) {
    for (const auto& message : messages) {
        for (auto& machine : machines_) {
            auto& till = *machine.till;
            if (!till.connected()) continue;
            const auto prefix = "down/" + till.name() + "/";
            if (message.topic.starts_with(prefix)) {
                till.down.emplace_back("down/" + message.topic.substr(prefix.size()),
                                       message.payload);
            } else if (message.topic.starts_with("feed/")) {
                till.down.emplace_back(message.topic, message.payload);
            }
        }
    }
}

// ---- The hub ----

void Chain::start_hub() {
    Incarnation life{};
    life.bytes[0] = static_cast<std::uint8_t>(++lives_);
    life.bytes[1] = static_cast<std::uint8_t>(lives_ >> 8);
    hub_ = std::make_unique<RightsBench>(folder_.file("hub.db"), options_.faults, life);
    hub_->now = now_;
    auto statement = hub_->database().db().prepare(
        "INSERT OR REPLACE INTO incarnation(one, incarnation, mark) VALUES(1, ?1, 1)");
    CHECK(statement.bind(Blob{life.view()}).run(), "a hub has a life");
    CHECK(hub_->database().db().run("PRAGMA synchronous = 0"), "no power is cut here");
}

void Chain::copy_hub() {
    CHECK(hub_->database().db().checkpoint(true), "all of it is in the file");
    std::filesystem::copy_file(folder_.file("hub.db"), folder_.file("hub.copy"),
                               std::filesystem::copy_options::overwrite_existing);
}

void Chain::set_back_hub() {
    ++happened_.set_backs;
    hub_.reset();
    for (const char* rest : {"-wal", "-shm"}) {
        std::filesystem::remove(folder_.file("hub.db") + rest);
    }
    std::filesystem::copy_file(folder_.file("hub.copy"), folder_.file("hub.db"),
                               std::filesystem::copy_options::overwrite_existing);
    start_hub();
    // Nobody is connected to it yet; what was on its way is of another life.
    for (auto& machine : machines_) {
        if (one_in(2)) machine.till->lose_wire(LinkLoss::lost);
    }
}

}  // namespace aisle
