// SPDX-License-Identifier: Apache-2.0
#include "tests/rights/truth.hpp"

#include "agent/base/check.hpp"
#include "agent/base/json.hpp"

#include <utility>

namespace aisle {
namespace {

std::string text_in(const Json& json, std::string_view name) {
    const auto* found = json.find(name);
    return found ? std::string(*found->string()) : "";
}

std::int64_t number_in(const Json& json, std::string_view name) {
    const auto* found = json.find(name);
    return found ? found->integer().value_or(0) : 0;
}

bool by_right(const Given& given) {
    return given.ref.serial > 0 && given.mode != RedemptionMode::risk;
}

// How far a redemption is; what two images of a disk say of one may differ.
int rank(std::string_view state) {
    if (state == "redeemed") return 3;
    if (state == "overrun") return 2;
    return state == "released" ? 1 : 0;
}

}  // namespace

void Truth::begin_campaign(std::uint32_t number, LeaseUnit unit, std::int64_t budget,
                           std::int64_t risk_floor) {
    campaigns_[number] = {.unit = unit, .budget = budget, .risk_floor = risk_floor};
}

void Truth::written(Txn& txn, const Event& event, ImageNumber image) {
    const auto header = decode_event_header(event.bytes);
    CHECK(header, "what a journal takes is an event");
    const auto kind = event_kind_name(header->type);
    if (!kind.starts_with("coupon.") || kind == "coupon.rejected") return;
    const auto data = Json::parse(header->data);
    CHECK(data, "its body is JSON");
    const auto id = text_in(*data, "redemption_id");
    const auto before = redemptions_.find(id);
    const bool known = before != redemptions_.end();
    if (!known && kind == "coupon.released") return;  // of a question; nothing was held
    Given given = known ? before->second : Given{};
    if (kind == "coupon.reversed") {
        given.reversed = true;
    } else {
        const auto state = std::string(kind.substr(std::string_view("coupon.").size()));
        if (known && rank(state) <= rank(given.state)) return;
        given.ref = *parse_coupon_ref(text_in(*data, "coupon"));
        given.mode = *parse_redemption_mode(text_in(*data, "mode"));
        given.lease = text_in(*data, "lease");
        given.held = number_in(*data, "held");
        given.amount = number_in(*data, "amount");
        given.state = state;
        if (!known) given.image = image;
    }
    txn.on_undo([this, id, known, old = known ? before->second : Given{}] {
        count(redemptions_.at(id), -1);
        if (known) {
            redemptions_[id] = old;
            count(old, 1);
        } else {
            redemptions_.erase(id);
        }
    });
    if (known) count(before->second, -1);
    redemptions_[id] = given;
    count(given, 1);
    // The transaction stands, or it was none.
    txn.on_commit([this, given, known] {
        if (!known && twins_.contains(given.image)) allow_again(given);
        check(given);
    });
}

void Truth::count(const Given& given, std::int64_t sign) {
    auto& sums = campaigns_.at(given.ref.campaign);
    const auto used = sign * units(sums, given.amount);
    if (given.state == "held") sums.held += sign;
    if (given.reversed) sums.reversed += used;
    if (given.state == "overrun") sums.overrun += used;
    if (given.state != "redeemed") return;
    sums.spent += used;
    modes_[given.mode] += static_cast<std::uint64_t>(sign);
    if (!given.lease.empty()) leases_[given.lease].spent += used;
    if (by_right(given)) rights_[given.ref].by_right += sign;
}

void Truth::check(const Given& given) {
    if (given.state != "redeemed") return;
    const auto& sums = campaigns_.at(given.ref.campaign);
    const auto name = to_string(given.ref);
    if (sums.spent > sums.budget) {
        ++copies_used_;
        if (sums.spent > sums.budget + sums.copied) {
            wrong_.push_back(name + ": the budget is overspent: " + std::to_string(sums.spent) +
                             " of " + std::to_string(sums.budget) + ", and copies had " +
                             std::to_string(sums.copied));
        }
    }
    if (!given.lease.empty()) {
        const auto& lease = leases_.at(given.lease);
        std::int64_t room = 0;
        for (const auto& [image, of_image] : lease.room) room += of_image;
        if (lease.spent > lease.granted) ++copies_used_;
        if (lease.spent > room) {
            wrong_.push_back(name + ": " + std::to_string(lease.spent) + " were spent of lease " +
                             given.lease + ", which had " + std::to_string(room));
        }
    }
    if (by_right(given)) {
        const auto& right = rights_.at(given.ref);
        if (right.by_right > 1) ++copies_used_;
        if (right.by_right > 1 + right.extra) wrong_.push_back(name + ": used twice by right");
    }
    if (given.mode == RedemptionMode::risk && given.held > sums.risk_floor) {
        wrong_.push_back(name + ": more was risked than the campaign allows");
    }
}

// ---- Where rights are ----

void Truth::lent(const Lease& lease, ImageNumber image) {
    auto& sum = leases_[lease.id];
    sum.granted = lease.granted;
    sum.campaign = lease.campaign;
    if (!sum.room.emplace(image, lease.granted).second || sum.room.size() == 1) return;
    campaigns_.at(lease.campaign).copied += lease.granted;
}

void Truth::placed(const CouponRef& ref, std::int64_t term, ImageNumber image) {
    auto& right = rights_[ref];
    auto& holders = right.holders[term];
    const bool new_here = holders.insert(image).second;
    if (new_here && (holders.size() > 1 || twins_.contains(image))) allow_again(ref);
}

void Truth::copied(const Lease& lease, ImageNumber copy) {
    const auto room = lease.room() + lease.held;
    leases_[lease.id].room[copy] = room;
    campaigns_.at(lease.campaign).copied += room;
}

void Truth::copied(const CouponRef& ref, std::int64_t worth) {
    rights_[ref].extra += 1;
    auto& sums = campaigns_.at(ref.campaign);
    sums.copied += units(sums, worth);
}

void Truth::twins(ImageNumber one, ImageNumber other) {
    const bool first = twins_.insert(one).second;
    twins_.insert(other);
    if (!first) return;
    for (const auto& [id, given] : redemptions_) {
        if (given.image == one) allow_again(given);
    }
    for (const auto& [ref, right] : rights_) {
        for (const auto& [term, holders] : right.holders) {
            if (holders.contains(one)) allow_again(ref);
        }
    }
}

void Truth::allow_again(const CouponRef& ref) {
    rights_[ref].extra += 1;
    auto& sums = campaigns_.at(ref.campaign);
    sums.copied += units(sums, sums.risk_floor);
}

void Truth::allow_again(const Given& given) {
    if (given.mode != RedemptionMode::online) return;
    if (given.ref.serial > 0) rights_[given.ref].extra += 1;
    auto& sums = campaigns_.at(given.ref.campaign);
    sums.copied += units(sums, given.held);
}

std::vector<std::string> Truth::take_wrong() {
    return std::exchange(wrong_, {});
}

}  // namespace aisle
