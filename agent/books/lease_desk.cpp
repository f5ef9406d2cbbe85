// SPDX-License-Identifier: Apache-2.0
#include "agent/books/lease_desk.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>
#include <map>

namespace aisle {
namespace {

// Leases that are looked at for what to ask for; central gives a handful a campaign.
constexpr std::size_t leases_max = 10'000;
// So that a part is an event, whatever the leases are called.
constexpr std::size_t rows_per_part = 64;
static_assert(rows_per_part <= inventory_part_max);
// A lease with its name escaped and every number as long as it gets, and a right.
static_assert(rows_per_part * ((2 * name_bytes_max + 256) + 160) < event_data_bytes_max);
constexpr Micros wish_interval = std::chrono::minutes{10};

template <class T>
Result<T> parsed(std::string_view body, Result<T> (*parse)(const Json&)) {
    TRY(const auto json, Json::parse(body));
    return parse(json);
}

RightReport report_of(const CouponRight& right) {
    return {right.ref, right.term, std::string(to_string(right.state)), {}, right.expires_at};
}

std::int64_t parts_of(std::int64_t rows) {
    constexpr auto per_part = static_cast<std::int64_t>(rows_per_part);
    return std::max<std::int64_t>(1, (rows + per_part - 1) / per_part);
}

}  // namespace

void LeaseDesk::run(Move move) {
    auto turn = parts_.recorder.prepare({});
    if (!turn) return;
    turn->moves = std::move(move);
    // A disk that fails is told by the store; central repeats what it was not answered.
    parts_.recorder.commit(std::move(turn), [](const Result<Accepted>&) {});
}

void LeaseDesk::refuse(std::string_view kind, const Error& why) {
    parts_.recorder.parts().metrics.add(Count::leases_refused);
    Log log = parts_.recorder.parts().log;
    log.warn("lease.not_understood", {{"command", kind}, {"why", why.what()}});
}

// ---- Commands ----

bool LeaseDesk::commanded(std::string_view kind, std::string_view body) {
    const auto now = parts_.time.now();
    const auto take = [&](const auto& read, auto move) {
        if (!read) return refuse(kind, read.error());
        run([this, value = *read, move, now](Pen& pen) { return move(*this, pen, value, now); });
    };
    if (kind == lease_granted_command) {
        take(parsed(body, parse_lease_grant), [](LeaseDesk& desk, Pen& pen, const Lease& lease,
                                                 WallTime) { return desk.granted(pen, lease); });
    } else if (kind == lease_recall_command) {
        take(parsed(body, parse_lease_recall),
             [](LeaseDesk& desk, Pen& pen, const LeaseRecall& recall, WallTime at) {
                 return desk.recalled(pen, recall, at);
             });
    } else if (kind == right_granted_command) {
        take(parsed(body, parse_right_grant),
             [](LeaseDesk& desk, Pen& pen, const RightGrant& grant, WallTime) {
                 return desk.right_granted(pen, grant);
             });
    } else if (kind == right_recall_command) {
        take(parsed(body, parse_right_recall),
             [](LeaseDesk& desk, Pen& pen, const RightGrant& recall, WallTime at) {
                 return desk.right_recalled(pen, recall, at);
             });
    } else if (kind == inventory_ack_command) {
        take(parsed(body, parse_inventory_ack),
             [](LeaseDesk& desk, Pen& pen, const InventoryAck& ack, WallTime) {
                 return desk.acknowledged(pen, ack);
             });
    } else if (kind == inventory_ask_command) {
        compare();
    } else {
        return false;
    }
    return true;
}

Result<void> LeaseDesk::granted(Pen& pen, const Lease& lease) {
    auto& leases = parts_.rights.books().leases;
    TRY(const bool fresh, leases.accept(pen.txn(), lease));
    TRY(const auto kept, leases.find(lease.id));
    keep_for_undo(pen);
    std::erase(spoken_.wished, std::pair{lease.campaign, lease.kind});
    if (!fresh && kept->report > 0) return {};  // its acceptance stands in the ledger
    TRY(const auto said, leases.next_report(pen.txn(), *kept, kept->state));
    TRY(pen.write(lease_state(said)));
    return {};
}

Result<void> LeaseDesk::recalled(Pen& pen, const LeaseRecall& recall, WallTime now) {
    TRY(parts_.rights.books().leases.recall(pen.txn(), recall.lease));
    TRY(parts_.rights.report(pen, lease_report_every, now));
    return {};
}

Result<void> LeaseDesk::right_granted(Pen& pen, const RightGrant& grant) {
    auto& rights = parts_.rights.books().rights;
    TRY(const bool fresh, rights.accept(pen.txn(), grant));
    TRY(const auto right, rights.find(grant.ref));
    if (!fresh && right->term != grant.term) return {};  // an older grant, late
    TRY(pen.write(right_accepted(report_of(*right))));
    return {};
}

Result<void> LeaseDesk::right_recalled(Pen& pen, RightGrant recall, WallTime now) {
    auto& rights = parts_.rights.books().rights;
    TRY(const auto right, rights.find(recall.ref));
    if (right && right->term == recall.term) {
        if (right->state == RightState::held) return rights.recall(pen.txn(), recall.ref);
        return parts_.rights.return_right(pen, *right, "");
    }
    // A newer term than the one that is still here cannot have been given back.
    const bool other_here = right && right->state != RightState::returned;
    if (other_here && recall.term > right->term) return {};
    // It never came; and should it come yet, it comes too late.
    recall.expires_at = now;
    TRY(rights.refuse(pen.txn(), recall));
    TRY(pen.write(right_returned({recall.ref, recall.term, "returned"}, "")));
    return {};
}

// ---- What is here, to be compared ----

void LeaseDesk::begin() {
    run([this](Pen& pen) -> Result<void> {
        auto& ratchet = parts_.rights.books().ratchet;
        const auto& epoch = parts_.recorder.parts().journal.epoch();
        TRY(const auto kept, ratchet.read());
        if (kept.new_central) return compare_in(pen);
        if (!kept.epoch) return ratchet.note(pen.txn(), epoch);
        return *kept.epoch == epoch ? Result<void>{} : compare_in(pen);
    });
}

void LeaseDesk::compare() {
    run([this](Pen& pen) { return compare_in(pen); });
}

Result<void> LeaseDesk::compare_in(Pen& pen) {
    auto& ratchet = parts_.rights.books().ratchet;
    TRY(ratchet.note(pen.txn(), parts_.recorder.parts().journal.epoch()));
    TRY(ratchet.freeze(pen.txn()));
    return tell_inventory(pen);
}

Result<void> LeaseDesk::tell_inventory(Pen& pen) {
    auto& books = parts_.rights.books();
    TRY(const auto ratchet, books.ratchet.read());
    TRY(const auto leases, books.leases.count());
    TRY(const auto rights, books.rights.count());
    Inventory inventory{.number = ratchet.inventory, .parts = parts_of(std::max(leases, rights))};
    std::string last_lease;
    CouponRef last_right;
    for (inventory.part = 1; inventory.part <= inventory.parts; ++inventory.part) {
        TRY(inventory.leases, books.leases.page(last_lease, rows_per_part));
        if (!inventory.leases.empty()) last_lease = inventory.leases.back().id;
        TRY(const auto page, books.rights.page(last_right, rows_per_part));
        if (!page.empty()) last_right = page.back().ref;
        inventory.rights.clear();
        for (const auto& right : page) inventory.rights.push_back(report_of(right));
        TRY(pen.write(lease_inventory(inventory)));
    }
    return {};
}

// Only the whole answer makes what it does not name spendable again; and only one to the inventory
// that stands in this journal: another image of this disk may have counted to the same number.
Result<void> LeaseDesk::acknowledged(Pen& pen, const InventoryAck& ack) {
    auto& books = parts_.rights.books();
    TRY(const auto ratchet, books.ratchet.read());
    const auto& epoch = parts_.recorder.parts().journal.epoch();
    const bool awaited = ratchet.frozen && ack.inventory == ratchet.inventory &&
                         ack.epoch == epoch && ratchet.epoch == epoch;
    if (!awaited) return {};
    for (const auto& lease : ack.closed_leases) TRY(books.leases.close(pen.txn(), lease));
    for (const auto& ref : ack.closed_rights) {
        TRY(books.rights.set(pen.txn(), ref, RightState::returned));
    }
    return is_whole(pen, ack) ? books.ratchet.thaw(pen.txn()) : Result<void>{};
}

bool LeaseDesk::is_whole(Pen& pen, const InventoryAck& ack) {
    pen.txn().on_undo([this, before = heard_] { heard_ = before; });
    if (heard_.inventory != ack.inventory || heard_.parts != ack.parts) {
        heard_ = {ack.inventory, ack.parts, {}};
    }
    heard_.numbers.insert(ack.part);
    return static_cast<std::int64_t>(heard_.numbers.size()) == ack.parts;
}

// ---- What has changed ----

void LeaseDesk::report() {
    run([this, now = parts_.time.now()](Pen& pen) { return report_in(pen, now); });
}

void LeaseDesk::keep_for_undo(Pen& pen) {
    pen.txn().on_undo([this, before = spoken_] { spoken_ = before; });
}

// What central reserved for a question whose answer was lost is known here to nobody: it lapses by
// the watermark alone, so whoever has ever asked tells it.
Result<bool> LeaseDesk::has_business() {
    auto& books = parts_.rights.books();
    TRY(const auto leases, books.leases.page("", 1));
    TRY(const auto rights, books.rights.page({}, 1));
    TRY(const auto open, books.redemptions.oldest_open());
    TRY(const auto ratchet, books.ratchet.read());
    return !leases.empty() || !rights.empty() || open.has_value() || ratchet.asked;
}

Result<void> LeaseDesk::report_in(Pen& pen, WallTime now) {
    TRY(const bool business, has_business());
    if (!business) return {};
    keep_for_undo(pen);
    TRY(parts_.rights.report(pen, 1, now));
    TRY(wish(pen, now));
    TRY(const auto open, parts_.rights.books().redemptions.oldest_open());
    const Watermark mark{now, open ? std::min(*open, now) : now};
    const auto mono = pen.moment().mono;
    const bool changed = !spoken_.said || !pen.written().empty() ||
                         (spoken_.said->no_open_hold_before != spoken_.said->complete_through) ||
                         open.has_value();
    const auto due = changed ? Micros{watermark_interval} : Micros{watermark_interval_idle};
    if (spoken_.said_at && mono - *spoken_.said_at < due) return {};
    TRY(parts_.rights.books().ratchet.reach(pen.txn(), now));
    TRY(pen.write(device_watermark(mark)));
    spoken_.said = mark;
    spoken_.said_at = mono;
    return {};
}

// Of campaigns whose leases are nearly used up; once in a while, for central may have none to give.
Result<void> LeaseDesk::wish(Pen& pen, WallTime now) {
    const auto mono = pen.moment().mono;
    if (spoken_.wished_at && mono - *spoken_.wished_at > wish_interval) spoken_.wished.clear();
    TRY(const auto leases, parts_.rights.books().leases.page("", leases_max));
    struct Sum {
        LeaseUnit unit = LeaseUnit::count;
        std::int64_t granted = 0;
        std::int64_t room = 0;
    };
    std::map<std::pair<std::uint32_t, LeaseClass>, Sum> sums;
    for (const auto& lease : leases) {
        if (lease.state != LeaseState::open || now >= lease.not_after) continue;
        auto& sum = sums[{lease.campaign, lease.kind}];
        sum.unit = lease.unit;
        sum.granted += lease.granted;
        sum.room += lease.room();
    }
    for (const auto& [of, sum] : sums) {
        const bool asked =
            std::find(spoken_.wished.begin(), spoken_.wished.end(), of) != spoken_.wished.end();
        if (asked || sum.room > sum.granted / lease_low_divisor) continue;
        TRY(pen.write(lease_requested({of.first, of.second, sum.unit, sum.room})));
        spoken_.wished.push_back(of);
        spoken_.wished_at = mono;
    }
    return {};
}

}  // namespace aisle
