// SPDX-License-Identifier: Apache-2.0
#include "tests/hub/model_till.hpp"

namespace aisle {
namespace {

const Campaign& model_campaign() {
    static const Campaign campaign = campaign_of(LeaseUnit::count);
    return campaign;
}

}  // namespace

WallTime ModelTill::clock(WallTime now) {
    // Some minutes behind central, and never back.
    ratchet_ = std::max(ratchet_, now - std::chrono::minutes{17});
    return ratchet_;
}

Redemption ModelTill::fresh(const CouponRef& ref, RedemptionMode mode) {
    return {.id = make_event_id(ratchet_, dice_),
            .pos_ref = "sale",
            .ref = ref,
            .mode = mode,
            .held = 1,
            .held_at = ratchet_};
}

// ---- What a customer does ----

void ModelTill::hold(Redemption redemption) {
    till_.write(coupon_held(redemption, model_campaign(), 1));
    open_.push_back(std::move(redemption));
}

void ModelTill::present(const CouponRef& ref, WallTime now) {
    const auto at = clock(now);
    if (frozen_) return;
    if (ref.serial == 0) {
        for (auto& [id, lease] : leases_) {
            if (!gives(lease, 1, at)) continue;
            lease.held += 1;
            lease.unreported += 1;
            auto redemption = fresh(ref, RedemptionMode::lease);
            redemption.lease = id;
            return hold(std::move(redemption));
        }
    } else if (const auto right = rights_.find(ref);
               right != rights_.end() && right->second.state != "returned") {
        auto& held = right->second;
        if (held.state != "here" || held.recalled || at >= held.expires) return;
        held.state = "held";
        return hold(fresh(ref, RedemptionMode::holder));
    }
    Pending pending{fresh(ref, RedemptionMode::online), make_event_id(at, dice_), at + Seconds{2}};
    to_ask_.push_back(pending.ask);
    asked_.emplace(pending.ask, std::move(pending));
}

void ModelTill::close_one(bool redeemed) {
    if (open_.empty()) return;
    auto redemption = open_.front();
    open_.erase(open_.begin());
    if (redeemed) {
        redemption.final_amount = 1;
        till_.write(
            coupon_redeemed(redemption, {.outcome = RedemptionState::redeemed, .amount = 1}));
        truth_.spent += 1;
        if (redemption.ref.serial > 0) truth_.used_by_right[redemption.ref] += 1;
    } else {
        till_.write(coupon_released(redemption, "void"));
    }
    if (redemption.mode == RedemptionMode::lease) {
        auto& lease = leases_[redemption.lease];
        lease.held -= 1;
        lease.spent += redeemed ? 1 : 0;
        lease.unreported += 1;
        if (lease.state == LeaseState::recalled && lease.held == 0) say_lease(lease, true);
    }
    if (redemption.mode == RedemptionMode::holder) {
        auto& right = rights_[redemption.ref];
        right.state = redeemed ? "used" : "here";
        if (right.recalled) {
            give_back(redemption.ref, right, redeemed ? to_string(redemption.id) : "");
        }
    }
}

void ModelTill::say_lease(Lease& lease, bool over) {
    lease.report += 1;
    lease.unreported = 0;
    till_.write(over ? lease_returned(lease) : lease_state(lease));
    if (over) lease.state = LeaseState::returned;
}

void ModelTill::give_back(const CouponRef& ref, Right& right, const std::string& redemption) {
    if (right.state != "used") right.state = "returned";
    till_.write(right_returned({ref, right.term, right.state}, redemption));
}

void ModelTill::report() {
    for (auto& [id, lease] : leases_) {
        if (lease.state == LeaseState::returned) continue;
        const bool over = lease.state == LeaseState::recalled || ratchet_ >= lease.not_after;
        if (over && lease.held == 0) {
            say_lease(lease, true);
        } else if (lease.unreported > 0) {
            say_lease(lease, false);
        }
    }
}

void ModelTill::watermark(WallTime now) {
    const auto at = clock(now);
    auto oldest = at;
    for (const auto& redemption : open_) oldest = std::min(oldest, redemption.held_at);
    till_.write(device_watermark({at, oldest}));
}

// ---- What is sent, and what arrives ----

Hello ModelTill::hello(WallTime now) {
    clock(now);
    return till_.hello_now();
}

void ModelTill::welcomed(const Welcome& welcome) {
    central_ = welcome.incarnation;
    acked_ = welcome.epochs.at(0).ledger.committed.value();
}

std::optional<Batch> ModelTill::some_events(std::uint64_t count) {
    if (all_acked()) return std::nullopt;
    const auto last = std::min<std::uint64_t>(till_.events[0].size(), acked_ + count);
    return till_.batch(Lane::ledger, acked_ + 1, last);
}

void ModelTill::acked(const Ack& ack) {
    if (ack.epoch != till_.epoch || ack.incarnation != central_) return;
    acked_ = std::max(acked_, ack.committed.value());
}

std::optional<std::string> ModelTill::take_question() {
    if (to_ask_.empty()) return std::nullopt;
    const auto& pending = asked_.at(to_ask_.back());
    to_ask_.pop_back();
    Ask ask;
    ask.id = pending.ask;
    ask.kind = coupon_reserve_ask;
    ask.deadline = Millis{2000};
    ask.body = write_reserve_question(
        {to_string(pending.redemption.id), pending.redemption.ref, pending.redemption.held});
    return encode(ask);
}

void ModelTill::answered(const AskAnswer& answer, WallTime now) {
    const auto found = asked_.find(answer.id);
    if (found == asked_.end() || answer.incarnation != central_ || answer.error) return;
    auto pending = std::move(found->second);
    asked_.erase(found);
    const auto json = Json::parse(answer.body);
    if (!parse_reserve_answer(*json)->reserved) return;
    const auto at = clock(now);
    if (frozen_ || at >= pending.until) {
        till_.write(coupon_released(pending.redemption, "late"));
        return;
    }
    pending.redemption.held_at = at;
    hold(std::move(pending.redemption));
}

void ModelTill::inventory() {
    Inventory all{.number = ++inventories_};
    parts_heard_.clear();
    for (const auto& [id, lease] : leases_) {
        if (lease.state != LeaseState::returned) all.leases.push_back(lease);
    }
    for (const auto& [ref, right] : rights_) {
        if (right.state != "returned") all.rights.push_back({ref, right.term, right.state});
    }
    till_.write(lease_inventory(all));
}

void ModelTill::command(const Command& command, WallTime now) {
    if (command.incarnation != central_) return;
    clock(now);
    const auto json = Json::parse(command.body);
    if (command.kind == inventory_ask_command) {
        frozen_ = true;
        inventory();
    } else if (command.kind == inventory_ack_command) {
        const auto ack = parse_inventory_ack(*json);
        if (!frozen_ || ack->inventory != inventories_ || ack->epoch != till_.epoch) return;
        for (const auto& id : ack->closed_leases) leases_[id].state = LeaseState::returned;
        for (const auto& ref : ack->closed_rights) rights_[ref].state = "returned";
        parts_heard_.insert(ack->part);
        frozen_ = static_cast<std::int64_t>(parts_heard_.size()) < ack->parts;
    } else if (command.kind == lease_granted_command) {
        auto [place, fresh_here] = leases_.emplace(parse_lease_grant(*json)->id, Lease{});
        if (fresh_here) {
            place->second = *parse_lease_grant(*json);
            say_lease(place->second, false);
        }
    } else if (command.kind == lease_recall_command) {
        const auto lease = leases_.find(parse_lease_recall(*json)->lease);
        if (lease == leases_.end() || lease->second.state == LeaseState::returned) return;
        lease->second.state = LeaseState::recalled;
        if (lease->second.held == 0) say_lease(lease->second, true);
    } else if (command.kind == right_granted_command) {
        const auto grant = *parse_right_grant(*json);
        auto& right = rights_[grant.ref];
        const bool new_here =
            right.term < grant.term && (right.term == 0 || right.state == "returned");
        if (new_here) right = {grant.term, grant.expires_at, "here"};
        if (right.term != grant.term) return;
        till_.write(right_accepted({grant.ref, right.term, right.state}));
    } else {
        const auto recall = *parse_right_recall(*json);
        const auto right = rights_.find(recall.ref);
        if (right == rights_.end() || right->second.term != recall.term) {
            till_.write(right_returned({recall.ref, recall.term, "returned"}, ""));
        } else if (right->second.state == "held") {
            right->second.recalled = true;
        } else {
            give_back(recall.ref, right->second, "");
        }
    }
}

// ---- What goes wrong ----

void ModelTill::restart() {
    asked_.clear();
    to_ask_.clear();
}

void ModelTill::wipe() {
    restart();
    till_.fresh_journal();
    acked_ = 0;
    frozen_ = true;  // a disk without books gives nothing before it was compared
    inventories_ = 0;
    parts_heard_.clear();
    leases_.clear();
    rights_.clear();
    open_.clear();
}

}  // namespace aisle
