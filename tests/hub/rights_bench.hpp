// SPDX-License-Identifier: Apache-2.0
// Tills that speak of leases and rights in the words of agent/domain/coupon, and what central says
// to each: the hub as in hub_bench.hpp, with its commands read.
#pragma once

#include "agent/domain/coupon/grant.hpp"
#include "agent/domain/coupon/lease_event.hpp"
#include "agent/domain/coupon/redemption.hpp"
#include "tests/hub/hub_bench.hpp"
#include "tools/hub/budget_check.hpp"
#include "tools/hub/rights_orders.hpp"
#include "tools/hub/rights_views.hpp"

namespace aisle {

inline constexpr std::uint32_t offer = 90417;

class RightsTill : public TestDevice {
public:
    using TestDevice::TestDevice;

    void write(const EventDraft& draft) {
        context.wall += Seconds{1};
        append(*encode_event(draft, context, dice));
    }
    // What was not sent yet, as one batch.
    Batch unsent() {
        const auto first = sent + 1;
        sent = events[0].size();
        return batch(Lane::ledger, first, sent);
    }
    bool all_sent() const { return sent == events[0].size(); }
    Hello hello_now() {
        auto said = hello();
        said.epochs.back().ledger.next = Seq(events[0].size() + 1);
        return said;
    }
    // A journal of its own that begins anew.
    void fresh_journal() {
        begin_epoch();
        for (auto& lane : events) lane.clear();
        sent = 0;
    }

    std::uint64_t sent = 0;
    std::int64_t inventories = 0;
};

inline Campaign campaign_of(LeaseUnit unit) {
    Campaign campaign;
    campaign.unit = unit;
    campaign.currency = *Currency::parse("CNY");
    return campaign;
}

class RightsBench : public HubBench {
public:
    explicit RightsBench(const std::string& path = ":memory:", HubFaults faults = {},
                         Incarnation life = incarnation)
        : HubBench(path, faults, life), rights(database(), lines.log()) {}

    // Everything that central sends is sorted by whom it is for.
    void hear(const std::vector<HubMessage>& messages) {
        for (const auto& message : messages) {
            const auto device = message.topic.substr(5, message.topic.rfind('/') - 5);
            if (message.topic.ends_with("/command")) {
                commands[device].push_back(*decode_command(message.payload));
            } else if (message.topic.ends_with("/answer")) {
                answer = *decode_ask_answer(message.payload);
            }
        }
    }
    void hello(RightsTill& till) { hear(tell(till.name, UpKind::hello, encode(till.hello_now()))); }
    using HubBench::send;
    void send(RightsTill& till) {
        if (till.all_sent()) return;
        hear(tell(till.name, UpKind::journal, encode(till.unsent())));
    }
    void say(RightsTill& till, const EventDraft& draft) {
        till.write(draft);
        send(till);
    }
    // What an operator ordered.
    void look_round() { hear(due()); }

    // The kinds of what a till was told since, in order.
    std::vector<std::string> told(const RightsTill& till) {
        std::vector<std::string> kinds;
        for (const auto& command : commands[till.name]) kinds.push_back(command.kind);
        return kinds;
    }
    std::vector<Lease> granted(const RightsTill& till) {
        std::vector<Lease> leases;
        for (const auto& command : commands[till.name]) {
            if (command.kind != lease_granted_command) continue;
            const auto json = Json::parse(command.body);
            leases.push_back(*parse_lease_grant(*json));
        }
        return leases;
    }
    std::optional<InventoryAck> acknowledged(const RightsTill& till) {
        std::optional<InventoryAck> ack;
        for (const auto& command : commands[till.name]) {
            if (command.kind != inventory_ack_command) continue;
            const auto json = Json::parse(command.body);
            ack = *parse_inventory_ack(*json);
        }
        return ack;
    }
    // Every part of the newest answer, in order.
    std::vector<InventoryAck> answered(const RightsTill& till) {
        std::vector<InventoryAck> parts;
        for (const auto& command : commands[till.name]) {
            if (command.kind != inventory_ack_command) continue;
            const auto json = Json::parse(command.body);
            const auto ack = *parse_inventory_ack(*json);
            if (ack.part == 1) parts.clear();
            parts.push_back(ack);
        }
        return parts;
    }
    void forget() { commands.clear(); }

    // Says hello and tells that it holds nothing, as a new till does.
    void welcome(RightsTill& till) {
        hello(till);
        inventory(till);
        forget();
    }
    void inventory(RightsTill& till, std::vector<Lease> leases = {},
                   std::vector<RightReport> held = {}) {
        say(till, lease_inventory({.number = ++till.inventories,
                                   .leases = std::move(leases),
                                   .rights = std::move(held)}));
    }
    // Lent by order, and accepted.
    Lease lend(RightsTill& till, std::int64_t units, LeaseClass kind = LeaseClass::quota) {
        const auto row = rights.lend({till.name, offer, kind, units, now + Seconds{86400}}, now);
        EXPECT_TRUE(row) << (row ? "" : row.error().what());
        if (!row) return {};
        look_round();
        auto lease = row->lease;
        lease.report = 1;
        say(till, lease_state(lease));
        return lease;
    }
    ReserveAnswer ask(const RightsTill& till, const ReserveQuestion& question) {
        Ask asked;
        asked.id = make_event_id(now, dice_);
        asked.kind = coupon_reserve_ask;
        asked.deadline = Millis{1200};
        asked.body = write_reserve_question(question);
        answer = {};
        hear(tell(till.name, UpKind::ask, encode(asked)));
        EXPECT_EQ(answer.id, asked.id);
        const auto json = Json::parse(answer.body);
        EXPECT_TRUE(json);
        return json ? *parse_reserve_answer(*json) : ReserveAnswer{};
    }
    Redemption fresh(const CouponRef& ref, RedemptionMode mode) {
        return {.id = make_event_id(now, dice_),
                .pos_ref = "sale-1",
                .ref = ref,
                .mode = mode,
                .held = 500,
                .held_at = now};
    }

    // The row of the campaign, and whether everything adds up.
    std::string books() {
        const auto rows = look(view_campaigns);
        return rows.empty() ? "" : rows.front();
    }
    std::vector<std::string> wrong() { return *check_budgets(database().db()); }
    Pool pool() {
        PoolBook pools(database().db());
        return **pools.find(offer);
    }

    RightsOrders rights;
    std::map<std::string, std::vector<Command>> commands;
    AskAnswer answer;

private:
    SeededEntropy dice_{7};
};

}  // namespace aisle
